//! The canary hunt: after a whole session in the shell, no token and no secret is in clear in any file, in any message, or in the arguments or the
//! environment of any process, except in those of the command that `exec` runs.

use std::{
    fs,
    path::Path,
    process::Stdio,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use keyfob_tests::{
    built,
    hostile::{HostileServer, answer, json},
    leak_search::{find_below, find_in},
    process::{Group, processes_in_group},
};

use crate::{PASSPHRASE, Person, SECRET, Said, open};

const EXTRA: &str = "canary extra: \"7\"";
const KEY: &str = "canary value";
const PROXY_PASSWORD: &str = "canary proxy p@ss";
/// Each token is this with a number after it.
const TOKEN: &str = "canary-token-";
const SECRETS: [&str; 6] = [SECRET, EXTRA, KEY, PROXY_PASSWORD, PASSPHRASE, TOKEN];

/// What the server answers to each kind of request: a token; a refusal that repeats the credentials; a page that has the token in it; a token
/// of a kind that can't be used. While the returned switch is on, it refuses every request.
fn server() -> (HostileServer, Arc<AtomicBool>) {
    let (number, switch) = (AtomicU32::default(), Arc::new(AtomicBool::default()));
    let refuses = Arc::clone(&switch);
    let server = HostileServer::answering(move |request| {
        // Time to look at the process that waits.
        thread::sleep(Duration::from_millis(60));
        let token = format!("{TOKEN}{}", number.fetch_add(1, Ordering::SeqCst) + 1);
        let given = request.basic().unwrap_or_default().replace('"', "'");
        let body = request.body.replace('"', "'");
        match request.target.as_str() {
            target if target == "/refuse" || refuses.load(Ordering::SeqCst) => {
                json(401, format!(r#"{{"error":"invalid_client","error_description":"Not {given} {body}, {SECRET}"}}"#))
            }
            "/page" => answer(200, &[("Content-Type", "text/html")], format!("<title>access_token={token}</title>")),
            "/mac" => json(200, format!(r#"{{"access_token":"{token}","token_type":"mac","expires_in":3600}}"#)),
            _ => json(200, format!(r#"{{"access_token":"{token}","token_type":"Bearer","expires_in":3600}}"#)),
        }
    });
    (server, switch)
}

/// A user whose files with secrets are outside the folders that are searched.
struct Session {
    person: Person,
    files: tempfile::TempDir,
    found: Vec<String>,
    /// Processes of the command that `exec` runs in which the token was seen.
    seen_in_child: u32,
}

impl Session {
    fn begin(token_url: &str) -> Self {
        let mut person = Person::new(token_url);
        let files = tempfile::tempdir().unwrap();
        for (name, text) in [("secret", SECRET), ("extra", EXTRA), ("key", KEY), ("proxy", PROXY_PASSWORD)] {
            fs::write(files.path().join(name), text).unwrap();
        }
        let passphrase = files.path().join("passphrase");
        fs::write(&passphrase, PASSPHRASE).unwrap();
        fs::remove_file(std::mem::replace(&mut person.passphrase, passphrase)).unwrap();
        fs::create_dir(person.home.all().join("tmp")).unwrap();
        Self { person, files, found: Vec::new(), seen_in_child: 0 }
    }

    /// Runs a line of the shell, in which `keyfob` has the passphrase, and looks at each of its processes until it ends.
    fn run(&mut self, line: &str) -> Said {
        let keyfob = format!("{} --passphrase-file \"$PASSPHRASE_FILE\"", built::find("keyfob").display());
        let mut command = self.person.command("sh");
        command.arg("-c").arg(line.replace("keyfob", &keyfob)).current_dir(self.files.path());
        command.env("PASSPHRASE_FILE", &self.person.passphrase).env("TMPDIR", self.person.home.all().join("tmp"));
        // Whatever could make it, or a library in it, say more.
        for name in ["RUST_LOG", "KEYFOB_LOG", "KEYFOB_DEBUG", "RUST_BACKTRACE", "G_MESSAGES_DEBUG", "DEBUG"] {
            command.env(name, if name.starts_with("RUST_B") { "full" } else { "trace" });
        }
        let mut group = Group::start(command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()));
        let (out, err) = (group.child().stdout.take().unwrap(), group.child().stderr.take().unwrap());
        let readers = [Box::new(out) as Box<dyn std::io::Read + Send>, Box::new(err)]
            .map(|pipe| thread::spawn(move || std::io::read_to_string(pipe).unwrap()));
        let status = loop {
            self.look_at_processes(group.id());
            if let Some(status) = group.child().try_wait().unwrap() {
                break status;
            }
        };
        let [out, err] = readers.map(|reader| reader.join().unwrap());
        self.found.extend(find_in(&format!("a message of `{line}`"), err.as_bytes(), &SECRETS));
        Said { status: status.code().unwrap(), out, err }
    }

    fn look_at_processes(&mut self, group: u32) {
        for process in processes_in_group(group) {
            let read = |name: &str| fs::read(process.join(name)).unwrap_or_default();
            let arguments = read("cmdline");
            let (environment, again) = (read("environ"), read("cmdline"));
            // A process that began another program in between is looked at next time.
            if arguments != again {
                continue;
            }
            let name = String::from_utf8_lossy(&arguments).replace('\0', " ");
            self.found.extend(find_in(&format!("the arguments of `{name}`"), &arguments, &SECRETS));
            let in_environment = find_in(&format!("the environment of `{name}`"), &environment, &SECRETS);
            if name.starts_with("sleep ") {
                self.seen_in_child += u32::from(in_environment.iter().any(|find| find.contains(TOKEN)));
                self.found.extend(in_environment.into_iter().filter(|find| !find.contains(TOKEN)));
            } else {
                self.found.extend(in_environment);
            }
        }
    }

    /// Runs a line that must print none of them.
    fn quiet(&mut self, line: &str, status: i32) {
        let said = self.run(line);
        assert_eq!(said.status, status, "{line}: {said:?}");
        self.found.extend(find_in(&format!("the output of `{line}`"), said.out.as_bytes(), &SECRETS));
    }

    /// Runs a line that prints one of them.
    fn telling(&mut self, line: &str, secret: &str) {
        let said = self.run(line);
        assert!(said.status == 0 && said.out.contains(secret), "{line}: {said:?}");
    }

    fn search_files(&mut self, below: &Path) {
        let (found, count) = find_below(below, &SECRETS);
        assert!(count > 3, "{count}");
        self.found.extend(found);
    }
}

#[test]
fn no_token_and_no_secret_is_left_anywhere_by_a_session_in_the_shell() {
    let (server, refuses) = server();
    let mut session = Session::begin(&server.url("/token"));
    // With another program that has it open, the log keeps what was written.
    let window = open(&session.person.home);
    let url = |target: &str| server.url(target);
    let add = |name: &str, target: &str| {
        format!(
            "keyfob add oauth2 {name} --token-url {} --client-id c --client-secret-file secret --secret-body pin=extra --secret-header X-P=extra",
            url(target)
        )
    };
    session.quiet(&add("fine", "/token"), 0);
    session.quiet(&format!("{} --connect", add("tried", "/token")), 0);
    session.quiet(&format!("{} --connect", add("not-saved", "/refuse")), 5);
    for name in ["refuse", "page", "mac"] {
        session.quiet(&add(name, &format!("/{name}")), 0);
        session.quiet(&format!("keyfob connect {name} --json"), 5);
        session.quiet(&format!("keyfob connect {name}"), 5);
        session.quiet(&format!("keyfob token {name}"), 5);
        session.quiet(&format!("keyfob exec {name} -- echo run"), 5);
    }
    session.quiet("keyfob add api-key maps --key X-Key --in query --value-file key", 0);

    for format in ["raw", "header", "json", "env", "curl", "exec-credential"] {
        session.telling(&format!("keyfob token fine --format {format}"), TOKEN);
        session.telling(&format!("keyfob token fine --format {format} --refresh"), TOKEN);
    }
    let host = "--host git.example";
    let ask = "printf 'protocol=https\\nhost=git.example\\n\\n'";
    session.telling(&format!("{ask} | keyfob token fine --format git-credential {host} get"), TOKEN);
    session.telling(&format!("printf git.example | keyfob token fine --format docker-credential {host} get"), TOKEN);
    session.quiet(&format!("printf git.example | keyfob token fine --format docker-credential {host} erase"), 0);
    session.telling("keyfob token maps --format query", "canary");
    session.telling("keyfob show fine --reveal --json", "canary secret");
    session.quiet(&format!("keyfob token fine --format curl | curl -sS --config - -o /dev/null {}", url("/refuse")), 0);

    session.quiet("keyfob exec fine -- sleep 0.3", 0);
    session.quiet("keyfob exec fine --refresh --var GITLAB_TOKEN -- sleep 0.3", 0);
    assert!(session.seen_in_child > 1, "the search can tell");

    // A token that can't be renewed, and one whose settings are edited.
    refuses.store(true, Ordering::SeqCst);
    session.quiet("keyfob token fine --refresh", 5);
    session.quiet("keyfob token fine --min-life 4000", 5);
    session.telling("keyfob token fine", TOKEN);
    session.quiet("keyfob connect fine", 5);
    refuses.store(false, Ordering::SeqCst);
    session.quiet(&format!("keyfob edit tried --token-url {} --client-secret-file secret", url("/refuse")), 0);
    session.quiet("keyfob token tried", 5);
    session.quiet("keyfob connect fine", 0);
    session.quiet("keyfob connect --all", 5);
    session.quiet("keyfob connect --all --json", 5);
    session.quiet("keyfob show fine --json", 0);
    session.quiet("keyfob list --json", 0);
    let set = "keyfob network set --proxy http://127.0.0.1:1 --proxy-user me --proxy-password-file proxy";
    session.quiet(set, 0);
    session.quiet("keyfob network --json", 0);
    session.quiet("keyfob network reset", 0);
    session.quiet("keyfob verify --json", 0);
    session.quiet("keyfob doctor --json", 0);
    session.quiet("keyfob backup create", 0);
    session.quiet("keyfob rm tried --yes", 0);

    let all = session.person.home.all().to_owned();
    session.search_files(&all);
    drop(window);
    session.search_files(&all);
    session.found.sort();
    session.found.dedup();
    assert!(session.found.is_empty(), "{:#?}", session.found);
    fs::write(all.join("state/log"), format!("{TOKEN}1")).unwrap();
    session.search_files(&all);
    session.run(&format!("sleep 0.2; : {TOKEN}1"));
    let is_found = |place: &str| session.found.iter().any(|find| find.contains(place));
    assert!(is_found("state/log") && is_found("the arguments of"), "the search can tell: {:#?}", session.found);
}
