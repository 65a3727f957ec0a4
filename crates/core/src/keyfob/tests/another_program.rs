//! Changes by another program between reading and SAVE or CONNECT.

use super::{super::attempts::Verdict, attempts::made, *};
use crate::{authorization::Problem, connect::network::NetworkOverrides};

fn connect(keyfob: &Keyfob, draft: &Draft) -> Result<crate::connect::Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let prepared = keyfob.prepare_connect(draft, STAGING, &NetworkOverrides::default(), &[])?;
    Ok(keyfob.record_connect(runtime.block_on(prepared.send())))
}

#[test]
fn a_secret_that_was_saved_since_is_not_sent_to_the_server_of_an_older_copy() {
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let home = Home::new();
    let (window, other) = (home.open(), home.open());
    let mut new = draft("a", "old secret");
    staging(&mut new).token_url = format!("http://{}/token", server.local_addr().unwrap());
    let read = window.save(&new, &[]).unwrap().draft;
    let mut moved = read.clone();
    *staging(&mut moved) = fields(typed("new secret"));
    other.save(&moved, &[]).unwrap();

    assert!(matches!(connect(&window, &read), Err(Error::Stale)));
    server.set_nonblocking(true).unwrap();
    assert_eq!(server.accept().unwrap_err().kind(), std::io::ErrorKind::WouldBlock, "no request was sent");
}

#[test]
fn a_verdict_marks_only_what_was_compared_and_outlives_a_deletion() {
    let home = Home::new();
    let (window, other) = (home.open(), home.open());
    let saved = window.save(&draft("a", "s"), &[]).unwrap();
    let fields = saved.draft.check_environment(STAGING).unwrap();
    let fields = window.resolve_stored(&saved.draft, STAGING, fields, &[]).unwrap();
    let fingerprint = window.fingerprint(&fields);

    let mut renewed = saved.draft.clone();
    staging(&mut renewed).client_secret = typed("another");
    let renewed = other.save(&renewed, &[]).unwrap();
    let made = [made(&saved.draft, fingerprint, Verdict::Works)];
    window.note_saved(&made).unwrap();
    assert_eq!(*other.read(renewed.draft.id.unwrap()).unwrap().validated_at_ms.get(STAGING), None);

    other.remove(saved.draft.id.unwrap()).unwrap();
    assert!(matches!(connect(&window, &draft("typed alone", "s")), Ok(crate::connect::Outcome::Failed(_))));
    window.note_saved(&made).unwrap();
    assert!(matches!(window.read(saved.draft.id.unwrap()), Err(Error::NotFound)));
}

#[test]
fn a_database_that_a_newer_program_migrated_meanwhile_is_written_to_no_more() {
    let home = Home::new();
    let keyfob = home.open();
    let saved = keyfob.save(&draft("a", "s"), &[]).unwrap();
    let newer = rusqlite::Connection::open(home.folder.path().join("keyfob.db")).unwrap();
    newer.pragma_update(None, "user_version", 1_000).unwrap();
    assert!(matches!(keyfob.save(&saved.draft, &[]), Err(Error::NewerDatabase { found: 1_000, .. })));
    assert!(matches!(keyfob.remove(saved.draft.id.unwrap()), Err(Error::NewerDatabase { .. })));
}

#[test]
fn a_name_that_another_program_took_is_refused_and_nothing_is_saved() {
    let home = Home::new();
    let (window, other) = (home.open(), home.open());
    let saved = window.save(&draft("a", "s"), &[]).unwrap().draft;
    let is_taken = |problems: &[Problem]| problems.iter().any(|problem| problem.code == ProblemCode::NameTaken);
    assert!(!is_taken(&window.check(&Draft { name: "B ".into(), ..saved.clone() }).unwrap().problems));
    other.save(&draft("b", "s"), &[]).unwrap();
    for secret in [SecretInput::Stored, typed("another")] {
        let mut renamed = Draft { name: "B ".into(), ..saved.clone() };
        staging(&mut renamed).client_secret = secret;
        assert!(is_taken(&window.check(&renamed).unwrap().problems));
        assert!(matches!(window.save(&renamed, &[]), Err(Error::InvalidInput(problems)) if is_taken(&problems)));
        assert_eq!(window.read(saved.id.unwrap()).unwrap().draft.revision, saved.revision);
    }
}
