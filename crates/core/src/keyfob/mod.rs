//! The facade: one method for each thing that a user asks. The only module that joins the others.

mod view;

pub use view::{
    Authorization, EnvironmentState, KeyHome, ListPage, ListQuery, ListRow, Summary, VaultState, VaultStatus,
};
