//! An attacker can write the database and knows its format and digests, but doesn't have the key. What they move must not open, and no
//! sealed secret may be sent to an address that they wrote.

use std::{io, net::TcpListener, path::Path};

use keyfob_core::{
    authorization::{Authorization, AuthorizationId, Environment, SecretField},
    connect::network::NetworkOverrides,
    error::Error,
    keyfob::{Keyfob, OldBackups},
    torture::forge,
    vault::Keyring,
};

use super::{
    power::copy,
    samples::{self, Everything, draft, fields, look},
    test_folder,
};

/// Two of each type, so that there is every kind of neighbour.
const AUTHORIZATIONS: usize = 4;

/// The results.
#[derive(Debug, Default)]
pub struct Tally {
    /// Databases that were forged.
    pub forged: u64,
    /// Authorizations that were changed. Each change was reported, and nothing of it was used before it was accepted.
    pub told: u64,
    /// Sealed values that were moved. None could be opened.
    pub moved: u64,
    /// Sealed values that weren't moved. Each could be opened.
    pub stayed: u64,
    /// Connections with a forged address. None was sent.
    pub not_sent: u64,
}

/// The place of a sealed value.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    id: AuthorizationId,
    environment: Environment,
    field: SecretField,
}

impl Place {
    fn sql(&self) -> String {
        let Self { id, environment, field } = self;
        format!("authorization_id = '{id}' AND environment = '{environment}' AND field = '{field}'")
    }
}

/// A database that is copied and forged for each case.
struct Forger<'r> {
    base: &'r Path,
    state: &'r Path,
    keyring: Keyring,
    saved: Vec<Authorization>,
    right: Everything,
    tally: Tally,
}

/// Runs all forgeries.
///
/// # Errors
/// If the files can't be written.
///
/// # Panics
/// If a moved value could be opened, or was sent: that is a bug in Keyfob.
pub fn run() -> io::Result<Tally> {
    let test_folder = test_folder()?;
    let (base, state) = (test_folder.path().join("base"), test_folder.path().join("state"));
    let keyring = samples::keyring();
    let keyfob = samples::open(&base, &keyring).map_err(io::Error::other)?;
    let saved = (0..AUTHORIZATIONS).map(|number| keyfob.save(&draft(number), &[])).collect::<Result<Vec<_>, _>>();
    let right = look(&keyfob).map_err(io::Error::other)?;
    drop(keyfob);
    let saved = saved.map_err(io::Error::other)?;
    let mut forger = Forger { base: &base, state: &state, keyring, saved, right, tally: Tally::default() };
    forger.every_pair()?;
    forger.whole_rows()?;
    forger.addresses()?;
    forger.rotation()?;
    Ok(forger.tally)
}

impl Forger<'_> {
    /// Swaps each two sealed values, with everything that their rows contain.
    fn every_pair(&mut self) -> io::Result<()> {
        let places = self.places();
        for (at, one) in places.iter().enumerate() {
            for other in &places[at + 1..] {
                let take = |to: &Place, from: &Place| {
                    let values = format!("SELECT key_id, origin, bytes FROM was WHERE {}", from.sql());
                    format!("UPDATE sealed SET (key_id, origin, bytes) = ({values}) WHERE {};", to.sql())
                };
                let was = "CREATE TEMP TABLE was AS SELECT * FROM sealed;";
                let sql = format!("{was} {} {}", take(one, other), take(other, one));
                self.case(&sql, |place| place == one || place == other)?;
            }
        }
        Ok(())
    }

    /// Swaps whole environments and authorizations, including settings.
    fn whole_rows(&mut self) -> io::Result<()> {
        let swapped = |table: &str, column: &str, one: &str, other: &str| {
            let to = |from: &str, to: &str| format!("UPDATE {table} SET {column} = '{to}' WHERE {column} = '{from}';");
            [to(one, "between"), to(other, one), to("between", other)].concat()
        };
        let both = |column: &str, one: &str, other: &str| {
            ["environment", "sealed"].map(|table| swapped(table, column, one, other)).concat()
        };
        self.case(&both("environment", "staging", "production"), |_| true)?;
        for (one, other) in [(0, 2), (1, 3)] {
            let ids = [one, other].map(|at| self.id(at));
            let [first, second] = ids.map(|id| id.to_string());
            self.case(&both("authorization_id", &first, &second), |place| ids.contains(&place.id))?;
        }
        Ok(())
    }

    /// Checks that the attacker's Token URL opens no secret and receives nothing.
    fn addresses(&mut self) -> io::Result<()> {
        let theirs = TcpListener::bind("127.0.0.1:0")?;
        theirs.set_nonblocking(true)?;
        let origin = format!("http://{}", theirs.local_addr()?);
        let id = self.id(0);
        let settings = format!(
            "UPDATE environment SET settings = json_set(settings, '$.token_url', '{origin}/token', \
             '$.accept_cleartext', json('true')) WHERE authorization_id = '{id}';"
        );
        let row = format!("UPDATE sealed SET origin = '{origin}' WHERE authorization_id = '{id}';");
        let is_origin_changed = |error: &Error| matches!(error, Error::OriginChanged(change) if change.to == origin);
        for (sql, is_row_forged) in [(settings.clone(), false), (settings + &row, true)] {
            let keyfob = self.case(&sql, |place| is_row_forged && place.id == id)?;
            for environment in Environment::ALL {
                let draft = keyfob.read(id).map_err(io::Error::other)?.draft;
                let outcome =
                    keyfob.prepare_connect(&draft, environment, &NetworkOverrides::default(), &[]).map(|_| ());
                let is_refused = outcome.as_ref().is_err_and(|error| match error {
                    Error::SecretUnreadable => is_row_forged,
                    error => !is_row_forged && is_origin_changed(error),
                });
                assert!(is_refused, "{sql}: {outcome:?}");
                assert!(theirs.accept().is_err(), "{sql}: they were connected to");
                self.tally.not_sent += 1;
            }
        }
        Ok(())
    }

    /// Checks that a new key doesn't seal a moved value for its new place.
    fn rotation(&mut self) -> io::Result<()> {
        let id = self.id(0);
        let [to, from] =
            Environment::ALL.map(|environment| Place { id, environment, field: SecretField::ClientSecret }.sql());
        let sql = format!("UPDATE sealed SET bytes = (SELECT bytes FROM sealed WHERE {from}) WHERE {to};");
        let moved =
            |place: &Place| *place == Place { id, environment: Environment::Staging, field: SecretField::ClientSecret };
        let keyfob = self.case(&sql, moved)?;
        let rotated = keyfob.rotate_key(OldBackups::Update);
        self.assert_seen(&keyfob, &moved, &format!("{sql} and a rotation ({rotated:?})"))?;
        // Neither does a save of something else.
        let mut changed = keyfob.read(id).map_err(io::Error::other)?.draft;
        changed.name += " renamed";
        let saved = keyfob.save(&changed, &[]).map(drop);
        let opened = samples::reveal(&keyfob, id, Environment::Staging, &SecretField::ClientSecret);
        assert!(opened.is_err(), "{sql} and a save ({saved:?})");
        Ok(())
    }

    /// Forges, opens and checks: what was moved can't be opened; everything else can, and is unchanged.
    fn case(&mut self, sql: &str, moved: impl Fn(&Place) -> bool) -> io::Result<Keyfob> {
        if self.state.exists() {
            std::fs::remove_dir_all(self.state)?;
        }
        copy(self.base, self.state)?;
        forge(self.state, sql).map_err(io::Error::other)?;
        let keyfob = samples::open(self.state, &self.keyring).map_err(io::Error::other)?;
        let report = keyfob.startup().map_err(io::Error::other)?.report;
        assert!(report.recovery.is_none(), "{sql}: the digests gave it away, not the seal: {report:?}");
        self.tally.forged += 1;
        self.assert_told(&keyfob, &moved, sql)?;
        let (moved, stayed) = self.assert_seen(&keyfob, &moved, sql)?;
        self.tally.moved += moved;
        self.tally.stayed += stayed;
        Ok(keyfob)
    }

    /// Checks that each changed authorization is reported and not used. Then accepts it, so that only the seals of its secrets protect it.
    fn assert_told(&mut self, keyfob: &Keyfob, moved: &impl Fn(&Place) -> bool, sql: &str) -> io::Result<()> {
        let places = self.places();
        for id in self.saved.iter().filter_map(|authorization| authorization.draft.id) {
            let is_moved = places.iter().any(|place| place.id == id && moved(place));
            let Some(change) = keyfob.outside_change(id).map_err(io::Error::other)? else {
                assert!(!is_moved, "{sql}: {id} isn't told");
                continue;
            };
            let draft = keyfob.read(id).map_err(io::Error::other)?.draft;
            for environment in Environment::ALL {
                if draft.check_environment(environment).is_ok() {
                    let prepared =
                        keyfob.prepare_connect(&draft, environment, &NetworkOverrides::default(), &[]).map(|_| ());
                    assert!(matches!(prepared, Err(Error::ChangedOutside(_))), "{sql}: {prepared:?}");
                    self.tally.not_sent += 1;
                }
            }
            keyfob.accept_outside_change(id, &change.token).map_err(io::Error::other)?;
            self.tally.told += 1;
        }
        Ok(())
    }

    fn assert_seen(&self, keyfob: &Keyfob, moved: &impl Fn(&Place) -> bool, context: &str) -> io::Result<(u64, u64)> {
        let found = look(keyfob).map_err(io::Error::other)?;
        let mut counts = (0, 0);
        for place in self.places() {
            let Place { id, environment, field } = &place;
            let key = (*environment, field.clone());
            let (right, seen) = (&self.right[&id.to_string()].secrets[&key], &found[&id.to_string()].secrets[&key]);
            if moved(&place) {
                assert_eq!(*seen, Err(Error::SecretUnreadable.to_string()), "{context}: {place:?}");
                counts.0 += 1;
            } else {
                assert_eq!(seen, right, "{context}: {place:?}");
                counts.1 += 1;
            }
        }
        Ok(counts)
    }

    fn places(&self) -> Vec<Place> {
        let of = |authorization: &Authorization| {
            let id = authorization.draft.id.unwrap_or_else(AuthorizationId::generate);
            let fields = fields(&authorization.draft);
            Environment::ALL
                .into_iter()
                .flat_map(move |environment| fields.clone().into_iter().map(move |field| (environment, field)))
                .map(move |(environment, field)| Place { id, environment, field })
        };
        self.saved.iter().flat_map(of).collect()
    }

    fn id(&self, at: usize) -> AuthorizationId {
        self.saved[at].draft.id.unwrap_or_else(AuthorizationId::generate)
    }
}
