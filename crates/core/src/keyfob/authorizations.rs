//! Listing, tx, checking and deleting authorizations.

use super::{Keyfob, keys::is_current, settings};
use crate::{
    authorization::{
        Authorization, AuthorizationId, AuthorizationType, Check, Draft, Environment, Field, ListPage, ListQuery,
        ListRow, MovedCredentials, Name, Problem, ProblemCode, ScopesRead, Summary, name_key,
    },
    error::{Error, Result},
    secret::{Revealed, Secret},
    store::WriteTx,
};

impl Keyfob {
    /// A page of the authorizations that a query finds.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn list(&self, query: &ListQuery) -> Result<ListPage> {
        self.store().page(query)
    }

    /// Returns every authorization that a query finds, whatever its page, as of one moment.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn list_all(&self, query: &ListQuery) -> Result<Vec<ListRow>> {
        self.store().read_tx(|tx| tx.rows(query))
    }

    /// How many authorizations there are, and how many are validated.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn summary(&self) -> Result<Summary> {
        self.store().summary()
    }

    /// A saved authorization; its secrets are only *stored*. While the vault is open, it is compared with what was sealed.
    ///
    /// # Errors
    /// There is no such authorization, or the database cannot be read.
    pub fn read(&self, id: AuthorizationId) -> Result<Authorization> {
        let key = self.vault().key_at_hand();
        let saved = self.store().read_tx(|tx| {
            let mut saved = tx.read(id)?;
            if let Some(key) = &key
                && is_current(tx, key)?
                && let Err(Error::ChangedOutside(change)) = settings::check(key, tx, &saved)
            {
                saved.outside_change = Some(change);
            }
            Ok(saved)
        })?;
        Ok(self.store().with_log(id, saved))
    }

    /// The authorization of a name, ignoring case, or of an id. A name that looks like an id is still a name.
    ///
    /// # Errors
    /// There is no such authorization, or the database cannot be read.
    pub fn find(&self, name_or_id: &str) -> Result<Authorization> {
        let by_id = name_or_id.parse().map_or(Err(Error::NotFound), |id| self.read(id));
        match by_id {
            Err(Error::NotFound) => {
                let id = self.store().find_by_name(name_or_id)?.ok_or(Error::NotFound)?;
                self.read(id)
            }
            found => found,
        }
    }

    /// An empty draft of a type.
    #[must_use]
    pub fn blank(&self, authorization_type: AuthorizationType) -> Draft {
        Draft::blank(authorization_type)
    }

    /// What the rules say of a draft, other authorizations' names included.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn check(&self, draft: &Draft) -> Result<Check> {
        // The user is at work: the vault must not lock meanwhile.
        self.vault().used();
        let mut check = draft.examine();
        if let Ok(name) = Name::new(&draft.name)
            && self.store().read_tx(|tx| tx.name_taken(&name_key(name.as_str()), draft.id))?
        {
            check.problems.insert(0, name_taken());
        }
        Ok(check)
    }

    /// Splits a typed or pasted text into scopes and says which can be added to those present.
    #[must_use]
    pub fn read_scopes(&self, text: &str, present: &[String]) -> ScopesRead {
        crate::authorization::read_scopes(text, present)
    }

    /// Moves credentials out of the query of an environment's Token URL; `None` if the draft is no OAuth 2 authorization.
    #[must_use]
    pub fn move_url_credentials(&self, draft: &Draft, environment: Environment) -> Option<MovedCredentials> {
        draft.move_url_credentials(environment)
    }

    /// Removes from a typed text what the notes beside it name, and gives it back to the page that it came from.
    #[must_use]
    pub fn tidy(&self, text: &Secret) -> Revealed {
        text.tidied().reveal()
    }

    /// Deletes an authorization with everything that belongs to it.
    ///
    /// # Errors
    /// There is no such authorization, something uses it, or the database cannot be written.
    pub fn remove(&self, id: AuthorizationId) -> Result<()> {
        let delete = |tx: &WriteTx<'_>| {
            tx.revision(id)?.ok_or(Error::NotFound)?;
            tx.delete(id)
        };
        self.store().write_and_log(delete, |tx, ()| tx.delete_attempts(id))
    }
}

/// The problem of a name that another authorization has.
pub(super) fn name_taken() -> Problem {
    Problem { field: Field::Name, environment: None, index: None, code: ProblemCode::NameTaken }
}
