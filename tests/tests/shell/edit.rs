//! `keyfob edit`: what isn't given stays, and a stored secret goes to no other server unless the command names it.

use keyfob_core::{authorization::Draft, keyfob::Keyfob, secret::Secret};
use keyfob_tests::hostile::{HostileServer, json, token};
use serde_json::{Value, json as value};

use crate::{PASSPHRASE, Person, SECRET, add::assert_refused, open, terminal};

const URL: &str = "https://login.example/token";

fn staging(person: &Person) -> Value {
    person.shown("Billing API")["environments"]["staging"].clone()
}

fn unlocked(person: &Person) -> Keyfob {
    let keyfob = open(&person.home);
    keyfob.unlock(&Secret::new(PASSPHRASE.into())).unwrap();
    keyfob
}

#[test]
fn what_is_not_given_stays() {
    let person = Person::new(URL);
    let before = staging(&person);
    let said =
        person.with_passphrase(&["edit", "billing api", "--client-id", "other", "--scope", "all", "--header", "X-A=1"]);
    assert_eq!((said.status, said.out.as_str(), said.err.as_str()), (0, "Saved `Billing API` (staging).\n", ""));
    let mut expected = before;
    expected["client_id"] = value!("other");
    expected["scopes"] = value!(["all"]);
    expected["extra_headers"] = value!({"X-A": "1"});
    assert_eq!(staging(&person), expected);
    assert_eq!(expected["client_secret"], SECRET);
}

#[test]
fn extra_parameters_are_replaced_by_name_and_cleared_by_field() {
    let person = Person::new(URL);
    let file = person.file("extra", "canary");
    let edit = |arguments: &[&str]| {
        let said = person.with_passphrase(&[&["edit", "Billing API"], arguments].concat());
        assert_eq!(said.status, 0, "{said:?}");
        staging(&person)
    };
    edit(&["--body", "a=1", "--body", "b=2", "--secret-body", &format!("c={file}"), "--query", "a=9"]);
    let shown = edit(&["--body", "a=3"]);
    assert_eq!(shown["extra_body"], value!({"b": "2", "c": "canary", "a": "3"}));
    assert_eq!(shown["extra_query"], value!({"a": "9"}));
    let shown = edit(&["--body", "c=plain", "--secret-body", &format!("b={file}")]);
    assert_eq!(shown["extra_body"], value!({"a": "3", "c": "plain", "b": "canary"}));
    let shown = edit(&["--clear", "body", "--body", "d=4", "--clear", "scope"]);
    assert_eq!((&shown["extra_body"], &shown["scopes"]), (&value!({"d": "4"}), &value!([])));
    assert_eq!(shown["extra_query"], value!({"a": "9"}));
}

#[test]
fn one_extra_parameter_is_removed_by_name() {
    let person = Person::new(URL);
    let file = person.file("extra", "canary");
    let edit = |arguments: &[&str]| person.with_passphrase(&[&["edit", "Billing API"], arguments].concat());
    let secret = format!("c={file}");
    let said =
        edit(&["--body", "a=1", "--body", "b=2", "--secret-body", &secret, "--query", "a=9", "--header", "X-A=1"]);
    assert_eq!(said.status, 0, "{said:?}");
    let said = edit(&["--remove-body", "a", "--remove-body", "c", "--remove-header", "x-a", "--remove-query", "a"]);
    assert_eq!((said.status, said.out.as_str(), said.err.as_str()), (0, "Saved `Billing API` (staging).\n", ""));
    let shown = staging(&person);
    assert_eq!(
        (&shown["extra_body"], &shown["extra_query"], &shown["extra_headers"]),
        (&value!({"b": "2"}), &value!({}), &value!({}))
    );
    // It is removed before others are added.
    assert_eq!(edit(&["--remove-body", "b", "--body", "b=3", "--header", "X-A=1"]).status, 0);
    assert_eq!(edit(&["--header", "x-a=2"]).status, 0);
    let shown = staging(&person);
    assert_eq!((&shown["extra_body"], &shown["extra_headers"]), (&value!({"b": "3"}), &value!({"x-a": "2"})));
    for (option, name) in [("--remove-body", "a"), ("--remove-query", "b"), ("--remove-header", "b")] {
        let said = edit(&[option, name, "--client-id", "other"]);
        assert_refused(&said, 4, &["Nothing was saved", &format!("`{option} {name}`"), "`keyfob show`"]);
    }
    assert_eq!(staging(&person), shown);
    assert_refused(
        &person.with_passphrase(&["edit", "A key", "--remove-body", "a"]),
        2,
        &["`--body` doesn't apply to `A key`"],
    );
    assert_eq!(person.with_passphrase(&["add", "oauth2", "New", "--remove-body", "a"]).status, 2);
}

#[test]
fn choices_and_consent_are_cleared_and_required_fields_are_not() {
    let person = Person::new(URL);
    let edit = |arguments: &[&str]| person.with_passphrase(&[&["edit", "Billing API"], arguments].concat());
    assert_eq!(edit(&["--client-auth", "client_secret_post", "--audience", "a", "--description", "d"]).status, 0);
    let said = edit(&["--clear", "client-auth", "--clear", "audience", "--clear", "description"]);
    assert_eq!(said.status, 0, "{said:?}");
    let shown = person.shown("Billing API");
    assert_eq!((&shown["description"], &shown["environments"]["staging"]["audience"]), (&value!(""), &Value::Null));
    assert_eq!(shown["environments"]["staging"]["client_auth"], "client_secret_basic");
    let said = edit(&["--clear", "client-id", "--clear", "client-secret"]);
    assert_refused(&said, 4, &["`--client-id`: ", "`--client-secret-file`: "]);
}

#[test]
fn name_and_description_need_no_key() {
    let person = Person::new(URL);
    let said = person.sh("keyfob edit 'Billing API' --name Billing --description 'All invoices' < /dev/null");
    assert_eq!((said.status, said.out.as_str()), (0, "Saved `Billing` (staging).\n"), "{said:?}");
    assert_eq!(person.shown("billing")["description"], "All invoices");
    let said = person.sh("keyfob edit Billing --client-id other < /dev/null");
    assert_refused(&said, 7, &["locked", "--passphrase-file"]);
    let said = person.keyfob(&["edit", "Billing", "--name", "a KEY"]);
    assert_refused(&said, 4, &["`--name`: Another authorization already has this name"]);
}

#[test]
fn the_other_environment_is_added_with_its_own_secret() {
    let person = Person::new(URL);
    let secret = person.file("secret", "canary production");
    let edit = ["edit", "Billing API", "-e", "production", "--token-url", URL, "--client-id", "live"];
    assert_refused(&person.with_passphrase(&edit), 4, &["`--client-secret-file`: "]);
    let said = person.with_passphrase(&[&edit[..], &["--client-secret-file", &secret]].concat());
    assert_eq!((said.status, said.out.as_str()), (0, "Saved `Billing API` (production).\n"), "{said:?}");
    let shown = person.shown("Billing API");
    assert_eq!(shown["environments"]["production"]["client_secret"], "canary production");
    assert_eq!(shown["environments"]["staging"]["client_secret"], SECRET);
    let line = "keyfob edit 'A key' --key X-Test --passphrase-file FILE";
    let seen = terminal::run(&person, line, "canary typed\n");
    assert!(seen.contains("Value: ") && !seen.contains("canary"), "{seen}");
    assert_eq!(person.shown("A key")["environments"]["staging"]["value"], "canary typed");
}

#[test]
fn a_stored_secret_is_kept_for_another_origin_only_if_the_command_names_it() {
    let (own, other) = (HostileServer::start(token("a")), HostileServer::start(token("b")));
    let person = Person::new(&own.url("/token"));
    let url = other.url("/token");
    let edit = |arguments: &[&str]| {
        person.with_passphrase(&[&["edit", "Billing API", "--token-url", &url], arguments].concat())
    };
    assert_refused(&edit(&[]), 4, &["Nothing was saved", &own.url(""), &other.url(""), "--allow-origin"]);
    assert_refused(&edit(&["--connect"]), 4, &["Nothing was sent", "--allow-origin"]);
    assert_refused(&edit(&["--allow-origin", "https://third.example"]), 4, &["doesn't match"]);
    assert_eq!((own.connections(), other.connections()), (0, 0));
    let said = edit(&["--allow-origin", &other.url("/"), "--connect"]);
    assert!(said.status == 0 && said.out.ends_with("Saved `Billing API` (staging, validated).\n"), "{said:?}");
    assert_eq!((own.connections(), other.connections()), (0, 1));
    assert_eq!(person.with_passphrase(&["connect", "Billing API"]).status, 0, "it belongs to the new server now");
    let said =
        person.with_passphrase(&["edit", "Billing API", "--clear", "scope", "--allow-origin", "https://third.example"]);
    assert!(said.status == 0 && said.err.contains("had no effect"), "{said:?}");
    let typed = person.file("secret", "another");
    let said = person.with_passphrase(&["edit", "Billing API", "--token-url", URL, "--client-secret-file", &typed]);
    assert_eq!(said.status, 0, "a new secret needs no consent: {said:?}");
}

#[test]
fn with_connect_a_failure_saves_nothing() {
    let server = HostileServer::start(json(400, r#"{"error":"invalid_scope"}"#));
    let person = Person::new(&server.url("/token"));
    let before = person.shown("Billing API");
    let said = person.with_passphrase(&["edit", "Billing API", "--name", "Renamed", "--scope", "wrong", "--connect"]);
    assert!(said.status == 5 && said.err.contains("Nothing was saved"), "{said:?}");
    assert_eq!(person.shown("Billing API")["environments"], before["environments"]);
    let said = person.with_passphrase(&["edit", "A key", "-e", "production", "--key", "X", "--connect"]);
    assert_refused(&said, 4, &["is an API key"]);
}

#[test]
fn options_of_the_other_type_and_no_options_are_usage_errors() {
    let person = Person::new(URL);
    let edit = |arguments: &[&str]| person.with_passphrase(&[&["edit"], arguments].concat());
    assert_refused(&edit(&["A key", "--scope", "a"]), 2, &["`--scope` doesn't apply to `A key`, which is an API key"]);
    assert_refused(&edit(&["A key", "--grant", "client_credentials"]), 2, &["`--grant` doesn't apply"]);
    assert_refused(&edit(&["Billing API", "--clear", "in"]), 2, &["`--in` doesn't apply to `Billing API`"]);
    assert_refused(&edit(&["Billing API"]), 2, &["nothing to change"]);
    assert_refused(&edit(&["nothing", "--name", "a"]), 3, &["`keyfob list` lists all"]);
}

#[test]
fn a_change_that_another_program_saves_at_the_same_time_is_kept() {
    let person = Person::new("http://127.0.0.1:1/token");
    let window = unlocked(&person);
    let draft = window.find("Billing API").unwrap().draft;
    let id = draft.id.unwrap();
    let home = person.home.data();
    // While the command requests a token, the window saves a description.
    let server = HostileServer::answering(move |_| {
        let keyfob = window.clone();
        let saved = keyfob.read(id).unwrap().draft;
        if saved.description.is_empty() {
            keyfob.save(&Draft { description: "from the window".into(), ..saved }, &[]).unwrap();
        }
        token("a")
    });
    let secret = person.file("secret", SECRET);
    let url = server.url("/token");
    let said = person.with_passphrase(&[
        "edit",
        "Billing API",
        "--token-url",
        &url,
        "--client-secret-file",
        &secret,
        "--connect",
    ]);
    assert_eq!(said.status, 0, "{said:?} {home:?}");
    assert!(said.out.ends_with("(staging, validated).\n"), "{}", said.out);
    let shown = person.shown("Billing API");
    assert_eq!(
        (&shown["description"], &shown["environments"]["staging"]["token_url"]),
        (&value!("from the window"), &value!(url))
    );
    assert_eq!(server.connections(), 2, "what is saved is what was connected");
}
