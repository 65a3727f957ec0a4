//! A filled store for the benchmarks, which are outside the crate.

use std::{hint::black_box, path::Path};

use super::{SealedRow, Store};
use crate::{
    authorization::{
        AuthorizationId, AuthorizationType, Details, Draft, Environment, ListQuery, OAuth2Draft, PerEnvironment,
        SecretField, SecretInput,
    },
    error::Result,
};

/// How many authorizations are written in one transaction, to limit its memory.
const AT_ONCE: usize = 50_000;

/// A store with as many authorizations as a large company might have.
#[derive(Debug)]
pub struct FilledStore(Store);

impl FilledStore {
    /// Fills an empty folder; each authorization has two environments and two sealed secrets.
    ///
    /// # Errors
    /// The folder can't be written.
    pub fn fill(folder: &Path, authorizations: usize) -> Result<Self> {
        let store = Store::open(folder)?.0;
        for first in (0..authorizations).step_by(AT_ONCE) {
            store.write(|tx| {
                (first..authorizations.min(first + AT_ONCE)).try_for_each(|number| {
                    let (draft, sealed) = authorization(number);
                    tx.put(&draft, PerEnvironment { staging: Some(1), production: None }, &sealed, Some(&[7; 600]))
                })
            })?;
        }
        Ok(Self(store))
    }

    /// Opens a folder that was filled.
    ///
    /// # Errors
    /// It can't be opened.
    pub fn open(folder: &Path) -> Result<Self> {
        Store::open(folder).map(|(store, _)| Self(store))
    }

    /// Lists a page; returns how many authorizations there are.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn list(&self, text: &str, page: u32) -> Result<u32> {
        let query = ListQuery { text: text.to_owned(), page, ..ListQuery::default() };
        self.0.page(&query).map(|page| black_box(page).total)
    }

    /// Lists the first page of a type; returns how many authorizations have it.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn list_of_type(&self, authorization_type: AuthorizationType) -> Result<u32> {
        let query = ListQuery { authorization_type: Some(authorization_type), ..ListQuery::default() };
        self.0.page(&query).map(|page| black_box(page).total)
    }

    /// Counts the authorizations that a text occurs in with one SQL statement over the whole table, as a reference for the other figures.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn reference(&self, text: &str) -> Result<u32> {
        let sql = "SELECT count(*) FROM authorization NOT INDEXED WHERE instr(search_text, ?1)";
        self.0.read_tx(|tx| Ok(tx.connection.prepare_cached(sql)?.query_row([text], |row| row.get(0))?))
    }

    /// Counts for Home.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn count(&self) -> Result<u32> {
        self.0.summary().map(|summary| summary.total)
    }

    /// Checks the whole database.
    ///
    /// # Errors
    /// It is damaged.
    pub fn verify(&self) -> Result<()> {
        self.0.verify()
    }

    /// Saves one more authorization.
    ///
    /// # Errors
    /// The database can't be written.
    pub fn save(&self, number: usize) -> Result<()> {
        let (draft, sealed) = authorization(number);
        self.0.write(|tx| tx.put(&draft, PerEnvironment::default(), &sealed, Some(&[7; 600])))
    }
}

fn authorization(number: usize) -> (Draft, Vec<SealedRow>) {
    let id = AuthorizationId::generate();
    let fields = OAuth2Draft {
        token_url: format!("https://login.example/tenants/{number}/oauth2/token"),
        client_id: format!("client-{number}"),
        client_secret: SecretInput::Stored,
        scopes: ["orders.read", "orders.write", "customers.read"].map(str::to_owned).into(),
        ..OAuth2Draft::default()
    };
    let mut draft = Draft {
        id: Some(id),
        revision: Some(1),
        // Spread over the alphabet, as real names are.
        name: format!("{:05} Integração {number}", (number * 7919) % 100_003),
        description: format!("Orders and customers of São Paulo's branch {number}, kept by the payments team"),
        ..Draft::blank(AuthorizationType::OAuth2)
    };
    if let Details::OAuth2 { environments, .. } = &mut draft.details {
        *environments = PerEnvironment::from_fn(|_| fields.clone());
    }
    let sealed = Environment::ALL.map(|environment| SealedRow {
        authorization: id,
        environment,
        field: SecretField::ClientSecret,
        key_id: uuid::Uuid::nil(),
        origin: "https://login.example".into(),
        bytes: vec![7; 80],
    });
    (draft, sealed.into())
}
