//! `keyfob connect --all`: as fast as the servers allow, never more requests at once than `--jobs`, and each result in its row.

use std::{
    io::{self, Write},
    process::Stdio,
    sync::{
        Arc, Barrier,
        atomic::{AtomicUsize, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use keyfob_core::{
    authorization::{Details, Draft},
    keyfob::Keyfob,
    secret::Secret,
};
use keyfob_tests::{
    built,
    hostile::{HostileServer, Step, json, token},
};
use rustix::process::{Pid, Signal, kill_process};

use crate::{PASSPHRASE, Person, Said, add::assert_refused, client, open, terminal};

/// How long the server of many takes for each response.
const DELAY: Duration = Duration::from_millis(50);
/// Without optimization, computing takes longer than waiting, so that the time says nothing.
const IS_TIMED: bool = !cfg!(debug_assertions);

/// Saves OAuth 2 clients for staging with these names.
fn save(person: &Person, url: &str, names: impl IntoIterator<Item = String>) -> Keyfob {
    let keyfob = open(&person.home);
    keyfob.unlock(&Secret::new(PASSPHRASE.into())).unwrap();
    for name in names {
        keyfob.save(&Draft { name, ..client(url) }, &[]).unwrap();
    }
    keyfob
}

/// A server that counts the most requests that it has at once, and does `wait` before each response.
fn counting_server(wait: impl Fn() + Send + Sync + 'static) -> (HostileServer, Arc<AtomicUsize>) {
    let (now, most) = (AtomicUsize::new(0), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&most);
    let server = HostileServer::answering(move |_| {
        counted.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        wait();
        now.fetch_sub(1, Ordering::SeqCst);
        token("canary-token")
    });
    (server, most)
}

#[test]
fn a_thousand_are_connected_twenty_times_faster_than_one_after_another() {
    let count: u16 = if IS_TIMED { 1_000 } else { 100 };
    let (server, most) = counting_server(|| thread::sleep(DELAY));
    let person = Person::new("https://login.example/token");
    assert_eq!(person.keyfob(&["rm", "Billing API", "--yes"]).status, 0);
    let keyfob = save(&person, &server.url("/token"), (0..count).map(|number| format!("Client {number:04}")));
    let begun = Instant::now();
    let said = person.with_passphrase(&["connect", "--all"]);
    let took = begun.elapsed();
    assert_eq!(said.status, 0, "{}", said.err);
    assert_eq!((said.out.lines().count(), server.connections()), (count.into(), count.into()));
    assert!(most.load(Ordering::SeqCst) <= 32, "no more at once than by default");
    assert_eq!(keyfob.summary().unwrap().validated, u32::from(count), "each is recorded");
    // One after another, they would take at least the server's delay each.
    let factor = (DELAY * count.into()).as_secs_f64() / took.as_secs_f64();
    let _ = writeln!(io::stderr(), "{count} in {took:?}: {factor:.1} times faster than {count} × {DELAY:?}");
    assert!(!IS_TIMED || factor >= 20.0, "{took:?}, {factor:.1} times faster");
}

#[test]
fn as_many_requests_are_sent_at_once_as_jobs_and_no_more() {
    for (jobs, at_once) in [("1", 1), ("3", 3), ("256", 12)] {
        // No response comes before that many requests are there.
        let barrier = Barrier::new(at_once);
        let (server, most) = counting_server(move || {
            barrier.wait();
        });
        let person = Person::new(&server.url("/token"));
        save(&person, &server.url("/token"), (0..11).map(|number| format!("Client {number}")));
        let said = person.with_passphrase(&["connect", "--all", "--jobs", jobs]);
        assert_eq!((said.status, most.load(Ordering::SeqCst)), (0, at_once), "{jobs}: {}", said.err);
    }
    for jobs in ["0", "257", "many"] {
        assert_eq!(Person::new("https://login.example/").keyfob(&["connect", "--all", "--jobs", jobs]).status, 2);
    }
}

#[test]
fn each_result_is_in_its_row_and_the_status_is_what_has_to_be_corrected_first() {
    let server = HostileServer::answering(|request| match request.target.as_str() {
        "/fine" => token("canary-token"),
        _ => json(401, r#"{"error":"invalid_client","error_description":"Gone\n\u001b[2J"}"#),
    });
    let person = Person::new(&server.url("/fine"));
    let url = |target: &str| server.url(target);
    save(&person, &url("/fine"), ["Zeta".to_owned()]);
    let said = person.with_passphrase(&["connect", "--all"]);
    assert_eq!((said.status, said.err.as_str()), (0, "keyfob: 2 of 2 connected (staging).\n"));
    let lines: Vec<_> = said.out.lines().collect();
    assert!(lines[0].starts_with("Billing API  connected  ") && lines[1].starts_with("Zeta         connected  "));

    save(&person, "http://127.0.0.1:1/token", ["Down".to_owned()]);
    let said = person.with_passphrase(&["connect", "--all"]);
    assert!(said.status == 6 && said.out.contains("Down         failed     connect: "), "{said:?}");

    save(&person, &url("/refuse"), ["Gone".to_owned()]);
    let said = person.with_passphrase(&["connect", "--all"]);
    assert!(said.status == 5 && said.out.contains("Gone         failed     invalid_client: "), "{said:?}");
    assert!(said.out.lines().count() == 4 && !said.out.contains('\u{1b}') && !said.out.contains("canary"), "{said:?}");

    let said = person.with_passphrase(&["connect", "--all", "--json"]);
    let rows = said.json();
    assert_eq!((said.status, said.err.as_str()), (5, ""));
    let about = |at: usize| (rows[at]["name"].as_str().unwrap(), rows[at]["connected"].as_bool().unwrap());
    assert_eq!([0, 1, 2, 3].map(about), [("Billing API", true), ("Down", false), ("Gone", false), ("Zeta", true)]);
    assert_eq!((&rows[1]["error"]["code"], &rows[2]["error"]["http_status"]), (&"connect".into(), &401.into()));
    assert_eq!((&rows[0]["environment"], &rows[0]["token_type"]), (&"staging".into(), &"Bearer".into()));
}

#[test]
fn what_cannot_be_sent_as_it_is_saved_is_a_row_like_any_other() {
    let server = HostileServer::start(token("a"));
    let person = Person::new(&server.url("/token"));
    save(&person, &server.url("/token"), ["Other".to_owned()]);
    let sql = "UPDATE environment SET settings = json_set(settings, '$.client_id', 'planted') WHERE authorization_id = \
               (SELECT id FROM authorization WHERE name = 'Other') AND settings LIKE '%token_url%';";
    keyfob_core::torture::forge(&person.home.data(), sql).unwrap();
    let said = person.with_passphrase(&["connect", "--all", "--json"]);
    let rows = said.json();
    assert_eq!((said.status, &rows[0]["connected"]), (4, &true.into()), "{said:?}");
    assert_eq!(rows[1]["error"]["code"], "changed_outside");
    assert!(rows[1]["error"]["message"].as_str().unwrap().contains("keyfob verify"), "{rows}");
    assert_eq!(server.connections(), 1);
}

#[test]
fn the_environment_is_the_one_of_every_command_and_none_configured_ends_with_3() {
    let server = HostileServer::start(token("a"));
    let person = Person::new(&server.url("/token"));
    let said = person.with_passphrase(&["connect", "--all", "-e", "production"]);
    assert_refused(&said, 3, &["No OAuth 2 authorization is configured for production"]);
    let said = person.sh("KEYFOB_ENV=production keyfob connect --all --passphrase-file \"$PASSPHRASE_FILE\"");
    assert_refused(&said, 3, &["production"]);
    let keyfob = save(&person, &server.url("/token"), []);
    let mut draft = keyfob.find("Billing API").unwrap().draft;
    let Details::OAuth2 { environments, .. } = &mut draft.details else { unreachable!() };
    environments.production = crate::fields_of(&client(&server.url("/live")));
    keyfob.save(&draft, &[]).unwrap();
    let said = person.with_passphrase(&["connect", "--all", "-e", "production"]);
    assert_eq!((said.status, server.request().target.as_str()), (0, "/live"), "{said:?}");
}

#[test]
fn a_locked_vault_ends_with_7_before_anything_is_sent() {
    let server = HostileServer::start(token("a"));
    let person = Person::new(&server.url("/token"));
    assert_refused(&person.sh("keyfob connect --all < /dev/null"), 7, &["locked", "--passphrase-file"]);
    for arguments in [&["Billing API"][..], &["--stdin"], &["--allow-origin", "https://a.example"]] {
        assert_eq!(person.with_passphrase(&[&["connect", "--all"], arguments].concat()).status, 2, "{arguments:?}");
    }
    assert_eq!(server.connections(), 0);
}

#[test]
fn ctrl_c_stops_at_once_and_prints_what_was_done() {
    let (asked, waiting) = mpsc::channel();
    let server = HostileServer::answering(move |request| {
        if request.target == "/fine" {
            return token("a");
        }
        asked.send(()).unwrap();
        vec![Step::Silence]
    });
    let person = Person::new(&server.url("/fine"));
    save(&person, &server.url("/silent"), ["Silent 1".to_owned(), "Silent 2".to_owned()]);
    let mut command = person.command(built::find("keyfob"));
    command.args(["connect", "--all", "--jobs", "2", "--passphrase-file"]).arg(&person.passphrase);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // With two at once, the first has been answered when both others wait.
    (0..2).for_each(|_| waiting.recv().unwrap());
    kill_process(Pid::from_raw(child.id().try_into().unwrap()).unwrap(), Signal::INT).unwrap();
    let begun = Instant::now();
    let said = Said::of(&child.wait_with_output().unwrap());
    assert!(begun.elapsed() < Duration::from_secs(5));
    assert_eq!((said.status, said.err.as_str()), (130, "keyfob: Interrupted after 1 of 3.\n"), "{said:?}");
    assert!(said.out.starts_with("Billing API  connected") && said.out.lines().count() == 1, "{said:?}");
    assert!(open(&person.home).find("Billing API").unwrap().validated_at_ms.staging.is_some(), "and it is recorded");
}

#[test]
fn a_terminal_shows_the_progress_and_a_pipe_does_not() {
    let server = HostileServer::start(token("a"));
    let person = Person::new(&server.url("/token"));
    let seen = terminal::run(&person, "keyfob connect --all --passphrase-file FILE", "");
    assert!(seen.contains(" of 1") && seen.contains("1 of 1 connected (staging)."), "{seen}");
    let said = person.with_passphrase(&["connect", "--all"]);
    assert_eq!(said.err, "keyfob: 1 of 1 connected (staging).\n");
}
