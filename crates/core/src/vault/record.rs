//! What the store keeps of the vault, in its one row: everything but the key.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    aead, bytes,
    key::VaultKey,
    passphrase,
    recovery_key::RecoveryKey,
    status::KeyHome,
    wrapped::{Wrapped, WrappingKey},
};
use crate::{
    error::{Error, Result},
    secret::Secret,
};

/// The newest format known here.
const FORMAT: u32 = 1;
/// What the check value says once opened.
const CHECK: &[u8] = b"the right key";
/// Minutes without use after which a new passphrase vault locks.
const AUTO_LOCK_MINUTES: u32 = 15;
/// The longest time without use that can be set, in minutes: a week.
const AUTO_LOCK_LIMIT_MINUTES: u32 = 7 * 24 * 60;

/// What is stored of the vault. Without a keyring's item, a passphrase or a recovery key it opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VaultRecord {
    /// How the rest is to be read.
    format: u32,
    /// Which key seals the secrets.
    pub(crate) key_id: Uuid,
    /// Where that key lives.
    pub(crate) home: KeyHome,
    /// A known text sealed with the key: tells a right key from a wrong one.
    #[serde(with = "bytes")]
    check: Vec<u8>,
    /// The key under the passphrase.
    passphrase: Option<Wrapped>,
    /// The key under the recovery key.
    recovery: Option<Wrapped>,
    /// Minutes without use after which a passphrase vault locks; 0 for never.
    pub(crate) auto_lock_minutes: u32,
    /// A key that the keyring may still hold and that is needed there no longer: to be deleted when the keyring lets us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) leftover: Option<Uuid>,
}

impl VaultRecord {
    /// A new vault whose key lives in the keyring.
    pub(crate) fn for_keyring(key: &VaultKey) -> Self {
        Self {
            format: FORMAT,
            key_id: key.key_id(),
            home: KeyHome::Keyring,
            check: aead::encrypt(key.expose(), &key.bind("check", &[]), CHECK),
            passphrase: None,
            recovery: None,
            auto_lock_minutes: AUTO_LOCK_MINUTES,
            leftover: None,
        }
    }

    /// Reads what was stored.
    ///
    /// # Errors
    /// [`Error::NewerDatabase`] for a format not known here, [`Error::Damaged`] for anything else that is not a record.
    pub(crate) fn from_json(text: &str) -> Result<Self> {
        #[derive(Deserialize)]
        struct Versioned {
            format: u32,
        }
        let damaged = |_| Error::Damaged("the vault's record".into());
        let Versioned { format: found } = serde_json::from_str(text).map_err(damaged)?;
        if found > FORMAT {
            return Err(Error::NewerDatabase { found, known: FORMAT });
        }
        serde_json::from_str(text).map_err(damaged)
    }

    /// The record as it is stored.
    #[expect(clippy::expect_used, reason = "a record is numbers and texts, which JSON can hold")]
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("JSON holds a record")
    }

    /// Whether this is the key that seals the secrets.
    pub(crate) fn accepts(&self, key: &VaultKey) -> bool {
        self.key_id == key.key_id()
            && aead::decrypt(key.expose(), &key.bind("check", &[]), &self.check).is_some_and(|text| *text == CHECK)
    }

    /// The key under the passphrase.
    pub(super) fn wrapped(&self) -> Option<&Wrapped> {
        self.passphrase.as_ref()
    }

    /// Whether a recovery key was made.
    pub(crate) fn has_recovery_key(&self) -> bool {
        self.recovery.is_some()
    }

    /// The key and the key that wraps it, from the passphrase.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`]; [`Error::Damaged`] if the record is.
    pub(super) fn unlock(&self, passphrase: &Secret) -> Result<(VaultKey, WrappingKey)> {
        let wrapped = self.passphrase.as_ref().ok_or(Error::WrongPassphrase)?;
        let wrapping = wrapped.wrapping_key(passphrase)?;
        let key = wrapped.unwrap(&wrapping, self.key_id)?;
        if self.accepts(&key) { Ok((key, wrapping)) } else { Err(Error::Damaged("the vault's check value".into())) }
    }

    /// The key, from the recovery key.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`]; [`Error::Damaged`] if the record is.
    pub(crate) fn unwrap_with_recovery_key(&self, typed: &Secret) -> Result<VaultKey> {
        let wrapped = self.recovery.as_ref().ok_or(Error::WrongPassphrase)?;
        let key = wrapped.unwrap(&wrapped.recovery_wrapping_key(typed)?, self.key_id)?;
        if self.accepts(&key) { Ok(key) } else { Err(Error::Damaged("the vault's check value".into())) }
    }

    /// The same vault with its key under a (new) passphrase and nowhere else, and the key that wraps it.
    ///
    /// # Errors
    /// [`Error::PassphraseTooShort`].
    pub(super) fn under_passphrase(&self, key: &VaultKey, passphrase: &Secret) -> Result<(Self, WrappingKey)> {
        passphrase::long_enough(passphrase)?;
        let wrapping = WrappingKey::from_passphrase(passphrase)?;
        Ok((self.with_wrapping(key, &wrapping), wrapping))
    }

    /// The same vault with its key under a wrapping key that is known already.
    pub(super) fn with_wrapping(&self, key: &VaultKey, wrapping: &WrappingKey) -> Self {
        Self { home: KeyHome::Passphrase, passphrase: Some(wrapping.wrap(key)), ..self.clone() }
    }

    /// The same vault with its key in the keyring and under no passphrase.
    pub(crate) fn with_keyring(&self) -> Self {
        Self { home: KeyHome::Keyring, passphrase: None, ..self.clone() }
    }

    /// The same vault with a new recovery key (an older one opens it no longer), and that recovery key to be shown once.
    pub(crate) fn with_recovery_key(&self, key: &VaultKey) -> (Self, Secret) {
        let recovery_key = RecoveryKey::generate();
        let recovery = Some(WrappingKey::from_recovery_key(&recovery_key).wrap(key));
        (Self { recovery, ..self.clone() }, recovery_key.show())
    }

    /// The same vault with another key to be deleted from the keyring, or none.
    pub(super) fn with_leftover(&self, leftover: Option<Uuid>) -> Self {
        Self { leftover, ..self.clone() }
    }

    /// The same vault with another time without use, at most a week; 0 for never.
    pub(crate) fn with_auto_lock_minutes(&self, minutes: u32) -> Self {
        Self { auto_lock_minutes: minutes.min(AUTO_LOCK_LIMIT_MINUTES), ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.into())
    }

    fn under_passphrase(key: &VaultKey, passphrase: &str) -> VaultRecord {
        VaultRecord::for_keyring(key).under_passphrase(key, &secret(passphrase)).unwrap().0
    }

    fn opened(record: &VaultRecord, passphrase: &str) -> Result<VaultKey> {
        record.unlock(&secret(passphrase)).map(|(key, _)| key)
    }

    fn stored(record: &VaultRecord) -> VaultRecord {
        VaultRecord::from_json(&record.to_json()).unwrap()
    }

    #[test]
    fn a_stored_record_tells_the_right_key_from_every_other() {
        let key = VaultKey::generate();
        let record = stored(&VaultRecord::for_keyring(&key));
        assert!(record.accepts(&key) && record.accepts(&VaultKey::from_bytes(key.key_id(), key.expose()).unwrap()));
        assert!(!record.accepts(&VaultKey::generate()));
        assert!(!record.accepts(&VaultKey::from_bytes(key.key_id(), &[0; 32]).unwrap()), "same name, other bytes");
        assert!(
            !record.accepts(&VaultKey::from_bytes(Uuid::now_v7(), key.expose()).unwrap()),
            "same bytes, other name"
        );
    }

    #[test]
    fn a_passphrase_vault_opens_with_its_passphrase_and_with_no_other() {
        let key = VaultKey::generate();
        let record = stored(&under_passphrase(&key, "correct horse"));
        assert_eq!(record.home, KeyHome::Passphrase);
        assert!(opened(&record, "correct horse").unwrap().is_same(&key));
        for wrong in ["correct horsf", "", "Correct horse"] {
            assert!(matches!(opened(&record, wrong), Err(Error::WrongPassphrase)), "{wrong}");
        }
    }

    #[test]
    fn after_a_change_only_the_new_passphrase_opens() {
        let key = VaultKey::generate();
        let record = under_passphrase(&key, "old passphrase");
        let record = stored(&record.under_passphrase(&key, &secret("new passphrase")).unwrap().0);
        assert!(opened(&record, "new passphrase").unwrap().is_same(&key));
        assert!(matches!(opened(&record, "old passphrase"), Err(Error::WrongPassphrase)));
        assert!(matches!(record.under_passphrase(&key, &secret("short")), Err(Error::PassphraseTooShort(8))));
    }

    #[test]
    fn in_the_keyring_no_passphrase_opens_the_vault_any_more() {
        let key = VaultKey::generate();
        let record = under_passphrase(&key, "passphrase").with_keyring();
        assert_eq!(record.home, KeyHome::Keyring);
        assert!(matches!(opened(&record, "passphrase"), Err(Error::WrongPassphrase)));
        assert!(record.accepts(&key));
    }

    #[test]
    fn a_recovery_key_opens_the_vault_until_another_is_made() {
        let key = VaultKey::generate();
        let (record, first) = VaultRecord::for_keyring(&key).with_recovery_key(&key);
        let record = stored(&record);
        assert!(record.has_recovery_key());
        assert!(record.unwrap_with_recovery_key(&first).unwrap().is_same(&key));

        let (record, second) = record.with_recovery_key(&key);
        assert!(record.unwrap_with_recovery_key(&second).unwrap().is_same(&key));
        for wrong in [&first, &secret("0000-0000"), &secret("")] {
            assert!(matches!(record.unwrap_with_recovery_key(wrong), Err(Error::WrongPassphrase)));
        }
    }

    #[test]
    fn without_a_recovery_key_none_opens_the_vault() {
        let record = VaultRecord::for_keyring(&VaultKey::generate());
        let typed = RecoveryKey::generate().show();
        assert!(matches!(record.unwrap_with_recovery_key(&typed), Err(Error::WrongPassphrase)));
    }

    #[test]
    fn the_costs_of_a_passphrase_are_stored_beside_it() {
        let record = under_passphrase(&VaultKey::generate(), "passphrase");
        let stored: serde_json::Value = serde_json::from_str(&record.to_json()).unwrap();
        let wrapped = &stored["passphrase"];
        assert_eq!(wrapped["algorithm"], "argon2id");
        assert_eq!(
            [19, 65536, 3, 1],
            ["version", "memory_kib", "passes", "lanes"].map(|cost| wrapped[cost].as_u64().unwrap())
        );
    }

    #[test]
    fn weaker_costs_written_into_a_record_open_nothing() {
        let record = under_passphrase(&VaultKey::generate(), "passphrase");
        let weakened = VaultRecord::from_json(&record.to_json().replace("\"passes\":3", "\"passes\":1")).unwrap();
        assert_ne!(record, weakened);
        assert!(matches!(opened(&weakened, "passphrase"), Err(Error::Damaged(_))));
    }

    #[test]
    fn a_newer_record_is_refused_and_a_damaged_one_is_told() {
        let json = VaultRecord::for_keyring(&VaultKey::generate()).to_json();
        let newer = json.replace("\"format\":1", "\"format\":2");
        assert!(matches!(VaultRecord::from_json(&newer), Err(Error::NewerDatabase { found: 2, known: 1 })));
        for damaged in ["", "{}", "null", &json[..json.len() - 1], &json.replace("keyring", "cellar")] {
            assert!(matches!(VaultRecord::from_json(damaged), Err(Error::Damaged(_))), "{damaged}");
        }
    }

    #[test]
    fn no_flipped_bit_of_a_record_panics_or_opens_with_another_key() {
        let key = VaultKey::generate();
        let (record, recovery_key) = VaultRecord::for_keyring(&key).with_recovery_key(&key);
        let json = record.to_json().into_bytes();
        for position in 0..json.len() * 8 {
            let mut flipped = json.clone();
            flipped[position / 8] ^= 1 << (position % 8);
            let Some(record) = String::from_utf8(flipped).ok().and_then(|text| VaultRecord::from_json(&text).ok())
            else {
                continue;
            };
            if let Ok(opened) = record.unwrap_with_recovery_key(&recovery_key) {
                assert!(opened.is_same(&key), "bit {position}");
            }
        }
    }

    #[test]
    fn a_record_holds_no_key_in_any_of_its_forms() {
        use base64::{Engine, engine::general_purpose::STANDARD};

        let key = VaultKey::generate();
        let record = under_passphrase(&key, "canary passphrase");
        let (record, recovery_key) = record.with_recovery_key(&key);
        let all = format!("{} {record:?}", record.to_json());
        for canary in
            ["canary", &STANDARD.encode(key.expose()), &STANDARD.encode("canary passphrase"), recovery_key.expose()]
        {
            assert!(!all.contains(canary));
        }
    }

    #[test]
    fn the_time_without_use_is_at_most_a_week() {
        let record = VaultRecord::for_keyring(&VaultKey::generate());
        assert_eq!(record.with_auto_lock_minutes(0).auto_lock_minutes, 0);
        assert_eq!(record.with_auto_lock_minutes(u32::MAX).auto_lock_minutes, 10_080);
    }
}
