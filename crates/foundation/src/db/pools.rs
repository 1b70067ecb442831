//! The connections to one database.

use sqlx::{PgPool, SqlitePool};

/// SQLite has one connection that writes, and several that only read.
#[derive(Clone, Debug)]
pub(super) enum Pools {
    Sqlite { read: SqlitePool, write: SqlitePool },
    Postgres(PgPool),
}
