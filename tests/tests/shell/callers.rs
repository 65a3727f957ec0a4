//! One request for many callers: threads and programs at once, callers that are killed, and clocks that are set.

use std::{
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use keyfob_core::{
    authorization::Environment,
    keyfob::{Keyfob, TokenAsk},
    oauth::CredentialFormat,
    secret::Secret,
};
use keyfob_tests::built;

use crate::{PASSPHRASE, Person, Said, open, token::Counting};

fn command(person: &Person) -> Command {
    let mut command = person.command(built::find("keyfob"));
    command.args(["token", "billing api", "--passphrase-file"]).arg(&person.passphrase);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn start(person: &Person) -> Child {
    command(person).spawn().unwrap()
}

fn in_a_thread(keyfob: &Keyfob) -> String {
    let id = keyfob.find("billing api").unwrap().draft.id.unwrap();
    let ask = TokenAsk { id, environment: Environment::Staging, is_forced: false, needed_s: 0, agreed: Vec::new() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let token = runtime.block_on(keyfob.token(&ask)).unwrap();
    token.credential().format(&CredentialFormat::Raw).unwrap().text().to_owned()
}

#[test]
fn fifty_callers_in_threads_and_programs_make_one_request() {
    // Each program derives its key first, so the server waits until all of them have come.
    let server = Counting::start(3600, Duration::from_secs(20));
    let person = Person::new(&server.url());
    let keyfob = open(&person.home);
    keyfob.unlock(&Secret::new(PASSPHRASE.into())).unwrap();
    let programs: Vec<Child> = (0..25).map(|_| start(&person)).collect();
    let tokens: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..25).map(|_| scope.spawn(|| in_a_thread(&keyfob))).collect();
        let outputs = programs.into_iter().map(|program| Said::of(&program.wait_with_output().unwrap()).out);
        let outputs: Vec<String> = outputs.map(|out| out.trim_end().to_owned()).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).chain(outputs).collect()
    });
    assert_eq!(tokens, vec!["canary-token-1"; 50]);
    assert_eq!(server.requests(), 1);
}

#[test]
fn a_caller_that_is_killed_in_the_middle_of_its_request_delays_nobody() {
    let server = Counting::start(3600, Duration::from_secs(3));
    let person = Person::new(&server.url());
    let mut first = start(&person);
    while server.requests() == 0 {
        thread::sleep(Duration::from_millis(5));
    }
    let second = start(&person);
    thread::sleep(Duration::from_secs(1));
    first.kill().unwrap();
    first.wait().unwrap();
    let killed = Instant::now();
    let said = Said::of(&second.wait_with_output().unwrap());
    assert_eq!((said.status, said.out.as_str()), (0, "canary-token-2\n"), "{said:?}");
    // A request takes 3 s; the limit of one is 30 s.
    assert!(killed.elapsed() < Duration::from_secs(15), "{:?}", killed.elapsed());
}

/// What a caller gets if the wall clock is set, as `faketime` has it.
fn at(person: &Person, time: &str) -> String {
    let mut command = person.command("faketime");
    command.args(["-f", time]).arg(built::find("keyfob"));
    command.args(["token", "billing api", "--passphrase-file"]).arg(&person.passphrase);
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = Said::of(&output);
    assert_eq!(said.status, 0, "{time}: {said:?}");
    said.out.trim_end().to_owned()
}

#[test]
fn no_clock_makes_a_token_outlive_its_life_or_renews_one_for_nothing() {
    let server = Counting::start(3600, Duration::ZERO);
    let person = Person::new(&server.url());
    assert_eq!(at(&person, "+0"), "canary-token-1");
    for (time, token) in [
        // The clock is set back by an hour, by a day, and to 1970.
        ("-1h", "canary-token-1"),
        ("-1d", "canary-token-1"),
        ("@1970-01-02 00:00:00", "canary-token-1"),
        ("+58m", "canary-token-1"),
        // In the last minute, and after it.
        ("+3541s", "canary-token-2"),
        // What was requested in the future is no older than its request by the clock that isn't set.
        ("+0", "canary-token-2"),
        ("-1h", "canary-token-2"),
        // An hour forward, and a day's sleep.
        ("+119m", "canary-token-3"),
        ("+1d", "canary-token-4"),
        ("+0", "canary-token-4"),
    ] {
        assert_eq!(at(&person, time), token, "{time}");
    }
    assert_eq!(server.requests(), 4);
}
