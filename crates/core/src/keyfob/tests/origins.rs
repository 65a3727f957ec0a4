//! A stored secret goes only to the origin that it was saved for, or to one that the user agreed to.

use super::*;
use crate::{
    authorization::OriginChange,
    connect::{Outcome, network::NetworkOverrides},
    http::Limits,
};

/// A server that counts connections and answers none.
struct Server(std::net::TcpListener);

impl Server {
    fn new() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self(listener)
    }

    fn origin(&self) -> String {
        format!("http://{}", self.0.local_addr().unwrap())
    }

    fn url(&self) -> String {
        format!("{}/token", self.origin())
    }

    fn was_asked(&self) -> bool {
        self.0.accept().is_ok()
    }
}

fn connect(keyfob: &Keyfob, draft: &Draft, agreed: &[OriginChange]) -> Result<Outcome> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let limits = Limits::within(std::time::Duration::from_millis(300));
    let options = NetworkOverrides { limits: Some(limits), ..NetworkOverrides::default() };
    let prepared = keyfob.prepare_connect(draft, STAGING, &options, agreed)?;
    Ok(keyfob.record_connect(runtime.block_on(prepared.send())))
}

fn change_in<T: std::fmt::Debug>(result: Result<T>) -> OriginChange {
    match result {
        Err(Error::OriginChanged(change)) => *change,
        other => panic!("not a change of origin: {other:?}"),
    }
}

/// Saves an authorization for one server, and gives it back with another server's Token URL.
fn moved(keyfob: &Keyfob, from: &Server, to: &Server) -> Draft {
    let mut draft = draft("Billing", "s3cr3t");
    staging(&mut draft).token_url = from.url();
    let mut moved = keyfob.save(&draft, &[]).unwrap().draft;
    staging(&mut moved).token_url = to.url();
    moved
}

#[test]
fn a_stored_secret_is_sent_to_another_origin_only_if_the_user_agreed_to_that_one() {
    let home = Home::new();
    let (keyfob, own, other) = (home.open(), Server::new(), Server::new());
    let mut moved = moved(&keyfob, &own, &other);
    // The page says what it likes; the dialog names what is saved.
    moved.name = "Another name".into();

    let change = change_in(connect(&keyfob, &moved, &[]));
    assert_eq!((change.authorization.as_str(), change.environment), ("Billing", STAGING));
    assert_eq!((&change.from, &change.to), (&own.origin(), &other.origin()));
    let elsewhere = OriginChange { to: Server::new().origin(), ..change.clone() };
    let in_production = OriginChange { environment: PRODUCTION, ..change.clone() };
    change_in(connect(&keyfob, &moved, &[elsewhere, in_production]));
    assert!(!other.was_asked() && !own.was_asked(), "nothing was sent");

    assert!(matches!(connect(&keyfob, &moved, &[change]), Ok(Outcome::Failed(_))), "the server answers nothing");
    assert!(other.was_asked() && !own.was_asked());
    change_in(connect(&keyfob, &moved, &[]));
}

#[test]
fn a_typed_secret_goes_where_it_was_typed_for() {
    let home = Home::new();
    let (keyfob, own, other) = (home.open(), Server::new(), Server::new());
    let mut moved = moved(&keyfob, &own, &other);
    staging(&mut moved).client_secret = typed("new");
    assert!(matches!(connect(&keyfob, &moved, &[]), Ok(Outcome::Failed(_))));
    assert!(other.was_asked() && !own.was_asked());
}

#[test]
fn a_save_seals_a_stored_secret_for_another_origin_only_if_the_user_agreed() {
    let home = Home::new();
    let (keyfob, own, other) = (home.open(), Server::new(), Server::new());
    let moved = moved(&keyfob, &own, &other);
    let id = moved.id.unwrap();

    let change = change_in(keyfob.save(&moved, &[]));
    let still = keyfob.read(id).unwrap();
    assert_eq!(still.draft.revision, moved.revision, "nothing was saved");
    assert_eq!(staging(&mut still.draft.clone()).token_url, own.url());

    let saved = keyfob.save(&moved, &[change]).unwrap();
    assert_eq!(revealed(&keyfob, &saved, STAGING).unwrap(), "s3cr3t");
    assert!(matches!(connect(&keyfob, &saved.draft, &[]), Ok(Outcome::Failed(_))));
    assert!(other.was_asked());
    let mut back = saved.draft;
    staging(&mut back).token_url = own.url();
    change_in(keyfob.save(&back, &[]));
}

#[test]
fn each_environment_needs_an_agreement_of_its_own() {
    let home = Home::new();
    let (keyfob, own, other) = (home.open(), Server::new(), Server::new());
    let mut draft = draft("Billing", "one");
    *environment(&mut draft, PRODUCTION) = fields(typed("two"));
    for environment in Environment::ALL {
        self::environment(&mut draft, environment).token_url = own.url();
    }
    let mut moved = keyfob.save(&draft, &[]).unwrap().draft;
    for environment in Environment::ALL {
        self::environment(&mut moved, environment).token_url = other.url();
    }
    let first = change_in(keyfob.save(&moved, &[]));
    let second = change_in(keyfob.save(&moved, std::slice::from_ref(&first)));
    assert_ne!(first.environment, second.environment);
    keyfob.save(&moved, &[first, second]).unwrap();
}

#[test]
fn a_token_url_that_was_changed_in_the_database_gets_nothing_and_is_told() {
    let home = Home::new();
    let (keyfob, own, other) = (home.open(), Server::new(), Server::new());
    let moved = moved(&keyfob, &own, &other);
    let id = moved.id.unwrap();
    keyfob
        .store()
        .write(|tx| {
            let saved = tx.read(id)?;
            let row = tx.sealed(id, STAGING, &SecretField::ClientSecret)?;
            tx.put(&moved, saved.validated_at_ms, &[row], tx.settings_seal(id)?.as_deref())
        })
        .unwrap();

    let read = keyfob.read(id).unwrap();
    assert!(read.outside_change.is_some());
    for refused in [connect(&keyfob, &read.draft, &[]).err(), revealed(&keyfob, &read, STAGING).err()] {
        assert!(matches!(refused, Some(Error::ChangedOutside(_))), "{refused:?}");
    }
    // Accepted after reading, the secret still goes only where it was saved for.
    let accepted = keyfob.accept_outside_change(id, &read.outside_change.unwrap().token).unwrap();
    let change = change_in(connect(&keyfob, &accepted.draft, &[]));
    assert_eq!((&change.from, &change.to), (&own.origin(), &other.origin()));
    let mut changed = accepted.draft.clone();
    staging(&mut changed).client_id += " changed";
    change_in(keyfob.save(&changed, &[]));
    assert!(!other.was_asked());
    assert_eq!(revealed(&keyfob, &accepted, STAGING).unwrap(), "s3cr3t", "the owner may still look at it");
}

#[test]
fn a_connect_that_the_user_agreed_to_does_not_mark_what_is_saved() {
    let home = Home::new();
    let (keyfob, own, other) = (home.open(), Server::new(), Server::new());
    let moved = moved(&keyfob, &own, &other);
    let fields = moved.check_environment(STAGING).unwrap();
    let change = change_in(keyfob.resolve_stored(&moved, STAGING, fields.clone(), &[]));
    let fields = keyfob.resolve_stored(&moved, STAGING, fields, &[change]).unwrap();
    let saved = keyfob.read(moved.id.unwrap()).unwrap();
    let key = keyfob.key().unwrap();
    let of_saved = keyfob.saved_fingerprint(&saved, STAGING, &key).unwrap();
    assert_ne!(of_saved, Some(keyfob.fingerprint(&fields)));
}
