//! The names of the keyring's items.

use uuid::Uuid;

/// Names an item: a key of one data folder, so that no folder's record names another folder's key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Item {
    /// The data folder; `None` for a key that was kept before items named it.
    pub(super) folder_id: Option<Uuid>,
    /// The key.
    pub(super) key_id: Uuid,
}

impl Item {
    /// The item's name before items named their data folder.
    pub(super) fn without_folder(self) -> Self {
        Self { folder_id: None, ..self }
    }

    /// The user under which the keyring keeps the item.
    pub(super) fn user(self) -> String {
        let Self { folder_id, key_id } = self;
        folder_id.map_or_else(|| key_id.to_string(), |folder_id| format!("{folder_id}/{key_id}"))
    }
}
