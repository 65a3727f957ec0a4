//! A data folder that can't be used is named, with what to do.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
};

use keyfob_tests::built;

use crate::{Person, Said};

fn isolated(line: &str) -> Command {
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-ec", line]);
    command
}

/// Whether the system allows a separate mount namespace.
pub(crate) fn can_mount() -> bool {
    let probe = isolated("mount -t tmpfs none /mnt").stderr(Stdio::null()).status();
    probe.is_ok_and(|status| status.success())
}

/// Runs a shell command in a separate mount namespace; `None` if the system doesn't allow that.
pub(crate) fn mounted(line: &str) -> Option<Said> {
    if !can_mount() {
        return None;
    }
    let line = line.replace("keyfob", &built::find("keyfob").display().to_string());
    Some(Said::of(&isolated(&line).output().unwrap()))
}

fn assert_unusable(said: &Said, parts: &[&str]) {
    assert_eq!((said.status, said.out.as_str()), (1, ""), "{said:?}");
    assert!(!said.err.contains("os error"), "{said:?}");
    for part in parts {
        assert!(said.err.contains(part), "{part}: {said:?}");
    }
}

#[test]
fn a_file_in_the_place_of_the_folder_or_above_it_is_named() {
    let person = Person::new("https://login.example/token");
    let file = person.passphrase.display().to_string();
    for folder in [file.clone(), format!("{file}/data"), format!("{file}/data/below")] {
        let said = person.keyfob(&["list", "--home", &folder]);
        assert_unusable(&said, &[&format!("`{file}` is a file, not a folder"), "KEYFOB_HOME"]);
    }
}

#[test]
fn a_folder_that_does_not_exist_is_not_made() {
    let person = Person::new("https://login.example/token");
    let folder = person.home.all().join("typo/data");
    let named = folder.display().to_string();
    for arguments in [
        &["list"][..],
        &["show", "Billing API"],
        &["connect", "Billing API"],
        &["verify"],
        &["rm", "Billing API", "--yes"],
    ] {
        let said = person.keyfob(&[arguments, &["--home", &named]].concat());
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{said:?}");
        assert!(said.err.contains(&format!("There is no data folder at `{named}`. Check `--home`.")), "{said:?}");
    }
    let said = person.sh(&format!("KEYFOB_HOME='{named}' keyfob list"));
    assert!(said.status == 2 && said.err.contains("Check `KEYFOB_HOME`."), "{said:?}");
    assert!(!folder.exists() && !folder.parent().unwrap().exists());
}

#[test]
fn a_read_only_file_system_is_named() {
    let Some(said) =
        mounted("mount -t tmpfs none /mnt; mkdir /mnt/data; mount -o remount,ro /mnt; keyfob list --home /mnt/data")
    else {
        return;
    };
    assert_unusable(&said, &["`/mnt/data` is on a read-only file system", "KEYFOB_HOME"]);
}

#[test]
fn a_full_disk_is_named() {
    let line = "mount -t tmpfs -o size=16k none /mnt; mkdir /mnt/data; keyfob list --home /mnt/data";
    let Some(said) = mounted(line) else { return };
    assert_unusable(&said, &["The disk is full", "Free up some space"]);
}

#[test]
fn a_folder_without_permission_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("keyfob");
    fs::copy(built::find("keyfob"), &program).unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o755)).unwrap();
    fs::set_permissions(&data, PermissionsExt::from_mode(0o555)).unwrap();
    let said = Said::of(&as_user(&program).arg("list").arg("--home").arg(&data).output().unwrap());
    assert_unusable(&said, &["The system denies access to", "permissions"]);
}

/// Root may write everywhere: the program runs as another user.
pub(crate) fn as_user(program: &Path) -> Command {
    if !rustix::process::geteuid().is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(program);
    command
}
