//! The store: one SQLite file. The only SQL.
