#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::*;

/// A machine made of shell scripts, which log their arguments.
struct StandIn {
    folder: PathBuf,
    machine: Machine,
}

impl StandIn {
    fn new(name: &str, programs: &[(&str, &str)]) -> Self {
        let folder = std::env::temp_dir().join(format!("keyfob-setup-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for (program, script) in programs {
            let path = folder.join(program);
            fs::write(&path, format!("#!/bin/sh\nLOG='{}'\n{script}\n", folder.join("log").display())).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        let machine = Machine::with_path(&folder);
        Self { folder, machine }
    }

    fn asked(&self) -> Vec<String> {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default().lines().map(str::to_owned).collect()
    }

    fn marked(&self, name: &str) -> bool {
        Path::exists(&self.folder.join(name))
    }
}

impl Drop for StandIn {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

const NOTHING_INSTALLED: (&str, &str) = ("dpkg-query", "exit 1");
const ROOT: (&str, &str) = ("id", "echo 0");
const USER: (&str, &str) = ("id", "echo 1000");
/// Runs the command after the variables.
const ENV: (&str, &str) = ("env", "shift; exec \"$@\"");
/// Doesn't know Debian's names of two packages.
const UBUNTU: (&str, &str) = (
    "apt-get",
    "case \"$*\" in *simulate*dbus-daemon*|*simulate*chromium) exit 100;; *simulate*) exit 0;; *) echo \"$*\" >> \"$LOG\";; esac",
);
/// Knows no package before `apt-get update`.
const FRESH_DEBIAN: (&str, &str) = (
    "apt-get",
    "case \"$*\" in *simulate*) test -e \"$LOG.updated\";; *update) echo \"$*\" >> \"$LOG\"; : > \"$LOG.updated\";; *) echo \"$*\" >> \"$LOG\";; esac",
);

#[test]
fn a_new_machine_gets_package_lists_and_then_every_package() {
    let fresh = StandIn::new("fresh", &[NOTHING_INSTALLED, ROOT, ENV, FRESH_DEBIAN]);
    system_packages(&fresh.machine, Need::Build).unwrap();
    let install = "--quiet -o DPkg::Lock::Timeout=120 install --yes --no-install-recommends build-essential pkg-config libwebkit2gtk-4.1-dev ca-certificates";
    assert_eq!(fresh.asked(), ["--quiet -o DPkg::Lock::Timeout=120 update", install]);
}

#[test]
fn a_machine_that_has_everything_is_left_alone() {
    let all = "shift 2; for name in \"$@\"; do echo \"$name installed\"; done";
    let complete = StandIn::new("complete", &[("dpkg-query", all), ROOT, ENV, FRESH_DEBIAN]);
    system_packages(&complete.machine, Need::Test).unwrap();
    assert!(complete.asked().is_empty());
    assert!(!complete.marked("log.updated"));
}

#[test]
fn a_package_that_was_removed_counts_as_missing() {
    let removed = "echo 'build-essential installed'; echo 'pkg-config config-files'; echo 'ca-certificates installed'";
    let machine = StandIn::new("removed", &[("dpkg-query", removed)]);
    let names: Vec<_> = missing(&machine.machine, BUILD).iter().map(|package| package.name).collect();
    assert_eq!(names, ["pkg-config", "libwebkit2gtk-4.1-dev"]);
}

#[test]
fn ubuntu_gets_its_own_packages() {
    let ubuntu = StandIn::new("ubuntu", &[NOTHING_INSTALLED, ROOT, ENV, UBUNTU]);
    system_packages(&ubuntu.machine, Need::Test).unwrap();
    let install = ubuntu.asked().pop().unwrap();
    assert!(install.contains(" dbus ") && install.contains(" chromium-browser "), "{install}");
    assert!(!install.contains("dbus-x11"), "{install}");
}

#[test]
fn a_program_from_elsewhere_makes_its_package_unnecessary() {
    let machine = StandIn::new("program", &[NOTHING_INSTALLED, ("chromium", "")]);
    assert!(missing(&machine.machine, TEST).iter().all(|package| package.name != "chromium"));
}

#[test]
fn a_user_installs_through_sudo() {
    let sudo = ("sudo", "echo sudo >> \"$LOG\"; exec \"$@\"");
    let machine = StandIn::new("sudo", &[NOTHING_INSTALLED, USER, ENV, FRESH_DEBIAN, sudo]);
    system_packages(&machine.machine, Need::Build).unwrap();
    assert_eq!(machine.asked().iter().filter(|line| *line == "sudo").count(), 2);
}

#[test]
fn without_root_and_sudo_the_message_contains_the_command() {
    let machine = StandIn::new("nosudo", &[NOTHING_INSTALLED, USER, ENV, FRESH_DEBIAN]);
    let words = system_packages(&machine.machine, Need::Build).unwrap_err().to_string();
    assert!(words.contains("apt-get install --no-install-recommends build-essential"), "{words}");
    assert!(machine.asked().is_empty());
}

#[test]
fn another_package_manager_is_named_and_nothing_is_installed() {
    let fedora = StandIn::new("fedora", &[("dnf", "echo \"$*\" >> \"$LOG\"")]);
    system_packages(&fedora.machine, Need::Test).unwrap();
    let lines = elsewhere(&fedora.machine, Need::Test);
    assert!(lines[0].contains("sudo dnf install") && lines[0].contains("webkit2gtk4.1-devel"), "{lines:?}");
    assert!(lines[1].contains("xdotool"), "{lines:?}");
    assert!(fedora.asked().is_empty());
}

#[test]
fn an_old_or_missing_node_is_rejected_with_a_message() {
    for (script, words) in [("echo v18.19.0", "but this is v18.19.0"), ("exit 1", "was not found")] {
        let machine = StandIn::new("node", &[("node", script)]);
        let stop = node(&machine.machine).unwrap_err().to_string();
        assert!(stop.contains(words), "{stop}");
    }
    assert!(node(&StandIn::new("node20", &[("node", "echo v20.20.2")]).machine).is_ok());
}
