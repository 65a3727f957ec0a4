//! Listing, reading, checking and deleting authorizations.

use super::{Keyfob, kept_tokens::remove_epochs, keys::is_current, lock, settings};
use crate::{
    authorization::{
        Authorization, AuthorizationId, AuthorizationType, Check, Draft, Environment, ListPage, ListQuery, ListRow,
        MovedCredentials, ScopesRead, Summary,
    },
    error::{Error, Result},
    secret::{Revealed, Secret},
    store::WriteTx,
};

impl Keyfob {
    /// Returns a page of the authorizations that a query finds.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn list(&self, query: &ListQuery) -> Result<ListPage> {
        let mut page = if query.sign_in_needed { self.page_of_sign_ins(query)? } else { self.store().page(query)? };
        if query.with_last_attempts {
            for row in &mut page.rows {
                row.last_attempts = Some(self.store().last_attempts(row.id));
            }
        }
        self.add_token_expiries(&mut page.rows);
        self.mark_sign_ins(&mut page.rows);
        page.sign_in_ends_at_ms = self.next_sign_in_end();
        Ok(page)
    }

    /// Returns all authorizations that a query finds.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn list_all(&self, query: &ListQuery) -> Result<Vec<ListRow>> {
        let mut rows = if query.sign_in_needed { self.rows_of_sign_ins(query)? } else { self.store().rows(query)? };
        self.mark_sign_ins(&mut rows);
        Ok(rows)
    }

    /// Counts all authorizations, those that are validated, and those of each environment.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn summary(&self) -> Result<Summary> {
        let mut summary = self.store().summary()?;
        self.count_sign_ins_in_memory(&mut summary);
        summary.sign_in_ends_at_ms = self.next_sign_in_end();
        Ok(summary)
    }

    /// Reads a saved authorization; its secrets are only *stored*. While the vault is open, it is compared with what was sealed.
    ///
    /// # Errors
    /// There is no such authorization, or the database can't be read.
    pub fn read(&self, id: AuthorizationId) -> Result<Authorization> {
        Ok(self.store().with_log(id, self.read_saved(id)?))
    }

    fn read_saved(&self, id: AuthorizationId) -> Result<Authorization> {
        let key = self.vault().key_at_hand();
        self.store().read_tx(|tx| {
            let mut saved = tx.read(id)?;
            if let Some(key) = &key
                && is_current(tx, key)?
            {
                saved.outside_change = settings::outside_change(key, tx, &saved);
            }
            Ok(saved)
        })
    }

    /// Finds an authorization by its id or, ignoring case, its name. A name that looks like an id is still found.
    ///
    /// # Errors
    /// There is no such authorization, or the database can't be read.
    pub fn find(&self, name_or_id: &str) -> Result<Authorization> {
        self.find_and(name_or_id, |id| self.read(id))
    }

    /// Finds an authorization as [`Self::find`] does, without its entries in the log, for a program that doesn't show them.
    ///
    /// # Errors
    /// There is no such authorization, or the database can't be read.
    pub fn find_without_log(&self, name_or_id: &str) -> Result<Authorization> {
        self.find_and(name_or_id, |id| Ok(self.store().with_losses(id, self.read_saved(id)?)))
    }

    fn find_and(
        &self,
        name_or_id: &str,
        read: impl Fn(AuthorizationId) -> Result<Authorization>,
    ) -> Result<Authorization> {
        let by_id = name_or_id.parse().map_or(Err(Error::NotFound), &read);
        match by_id {
            Err(Error::NotFound) => read(self.store().find_by_name(name_or_id)?.ok_or(Error::NotFound)?),
            found => found,
        }
    }

    /// Creates an empty draft of a type. Sign-ins for a new authorization that wasn't saved are forgotten: this one is another.
    #[must_use]
    pub fn blank(&self, authorization_type: AuthorizationType) -> Draft {
        lock(&self.0.sign_ins).forget_new();
        Draft::blank(authorization_type)
    }

    /// Checks a draft, including whether another authorization has its name, and whether a save would end a sign-in.
    ///
    /// # Errors
    /// The database can't be read.
    pub fn check(&self, draft: &Draft) -> Result<Check> {
        // Typing counts as use: the vault must not lock meanwhile.
        self.vault().used();
        let draft = self.with_held_keys(draft);
        let mut check = draft.examine();
        // A name that breaks a rule is never taken, since it can't be saved.
        if let Some(problem) = self.store().read_tx(|tx| tx.name_problem(&draft.name, draft.id))? {
            check.problems.insert(0, problem);
        }
        check.ends_sign_in = self.ends_sign_in(&draft)?;
        Ok(check)
    }

    /// Splits a typed or pasted text into scopes and says which can be added to those present.
    #[must_use]
    pub fn read_scopes(&self, text: &str, present: &[String]) -> ScopesRead {
        crate::authorization::read_scopes(text, present)
    }

    /// Moves credentials out of the query of an environment's Token URL; `None` if the draft isn't for OAuth 2.
    #[must_use]
    pub fn move_url_credentials(&self, draft: &Draft, environment: Environment) -> Option<MovedCredentials> {
        draft.move_url_credentials(environment)
    }

    /// Returns a typed text without what the notes on it report, for the page that it came from.
    #[must_use]
    pub fn tidy(&self, text: &Secret) -> Revealed {
        text.tidied().reveal()
    }

    /// Deletes an authorization with everything that belongs to it.
    ///
    /// # Errors
    /// There is no such authorization, something uses it, or the database can't be written.
    pub fn remove(&self, id: AuthorizationId) -> Result<()> {
        let delete = |tx: &WriteTx<'_>| {
            tx.revision(id)?.ok_or(Error::NotFound)?;
            remove_epochs(tx, id)?;
            tx.delete(id)
        };
        self.store().write_and_log(delete, |tx, ()| tx.delete_attempts(id))
    }
}
