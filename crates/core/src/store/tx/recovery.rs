//! The result of a repair, kept in the database until the user has seen it.

use serde::{Deserialize, Serialize};

use super::{read::ReadTx, write::WriteTx};
use crate::{
    authorization::{AuthorizationId, ListRow, Loss},
    error::{Error, Result},
    store::report::Recovery,
};

/// The setting that keeps the last recovery.
const RECOVERY: &str = "recovery";

/// A recovery as it is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    recovery: Recovery,
    is_seen: bool,
    /// What was lost of authorizations that weren't saved since, seen or not.
    unresolved: Vec<Loss>,
}

impl ReadTx<'_> {
    /// Returns the last recovery, unless the user has seen it.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn recovery(&self) -> Result<Option<Recovery>> {
        Ok(kept(self)?.filter(|kept| !kept.is_seen).map(|kept| kept.recovery))
    }

    /// Returns what couldn't be recovered of an authorization, unless it was saved since.
    ///
    /// # Errors
    /// The database can't be read.
    pub(crate) fn losses(&self, id: AuthorizationId) -> Result<Vec<Loss>> {
        let unresolved = kept(self)?.map(|kept| kept.unresolved).unwrap_or_default();
        Ok(unresolved.into_iter().filter(|loss| loss.id == Some(id)).collect())
    }

    /// Marks the rows of authorizations of which a part couldn't be recovered.
    pub(super) fn mark_losses(&self, rows: &mut [ListRow]) -> Result<()> {
        let Some(kept) = kept(self)? else { return Ok(()) };
        for row in rows {
            row.has_losses = kept.unresolved.iter().any(|loss| loss.id == Some(row.id));
        }
        Ok(())
    }
}

impl WriteTx<'_> {
    /// Keeps a recovery until the user has seen it.
    ///
    /// # Errors
    /// The database can't be written.
    pub(crate) fn keep_recovery(&self, recovery: Recovery) -> Result<()> {
        let (earlier, mut unresolved) = match kept(self)? {
            Some(earlier) => ((!earlier.is_seen).then_some(earlier.recovery), earlier.unresolved),
            None => (None, Vec::new()),
        };
        unresolved.extend(recovery.lost.iter().filter(|loss| loss.id.is_some()).cloned());
        let recovery = match earlier {
            Some(earlier) => recovery.after(earlier),
            None => recovery,
        };
        self.put_kept(&Kept { recovery, is_seen: false, unresolved })
    }

    /// Records that the user has seen the last recovery.
    ///
    /// # Errors
    /// The database can't be written.
    pub(crate) fn dismiss_recovery(&self) -> Result<()> {
        match kept(self)? {
            Some(kept) if !kept.is_seen => self.put_kept(&Kept { is_seen: true, ..kept }),
            _ => Ok(()),
        }
    }

    /// Removes the record of what was lost of an authorization, after the user has saved or deleted it.
    ///
    /// # Errors
    /// The database can't be written.
    pub(crate) fn forget_losses(&self, id: AuthorizationId) -> Result<()> {
        let Some(mut kept) = kept(self)? else { return Ok(()) };
        let before = kept.unresolved.len();
        kept.unresolved.retain(|loss| loss.id != Some(id));
        if kept.unresolved.len() == before { Ok(()) } else { self.put_kept(&kept) }
    }

    /// Replaces the record of what was lost of an authorization.
    ///
    /// # Errors
    /// The database can't be written.
    pub(crate) fn put_losses(&self, id: AuthorizationId, losses: Vec<Loss>) -> Result<()> {
        self.forget_losses(id)?;
        match kept(self)? {
            Some(mut kept) if !losses.is_empty() => {
                kept.unresolved.extend(losses);
                self.put_kept(&kept)
            }
            _ => Ok(()),
        }
    }

    fn put_kept(&self, kept: &Kept) -> Result<()> {
        let text = serde_json::to_string(kept).map_err(|_| Error::Damaged("a report that JSON can't hold".into()))?;
        self.put_setting(RECOVERY, &text)
    }
}

/// Reads the stored record. Invalid content, which another program wrote, is ignored.
fn kept(tx: &ReadTx<'_>) -> Result<Option<Kept>> {
    Ok(tx.setting(RECOVERY)?.and_then(|text| serde_json::from_str(&text).ok()))
}
