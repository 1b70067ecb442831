//! One store over SQLite (one file, WAL) and PostgreSQL, with one SQL text for both.
//!
//! A read is a deferred transaction on one of several connections. A write is a transaction that
//! holds the database's only write lock from its first statement on SQLite (`BEGIN IMMEDIATE`,
//! one connection), so that a read followed by a write never loses an update.

mod migrate;
mod open;
mod pools;
mod tx;

pub use migrate::MigrateError;
pub use open::Db;
pub use tx::{Connection, Tx};

/// What a query can fail with. "Not found" is never an error: stores answer `Ok(None)`.
pub type DbError = sqlx::Error;

/// Whether `error` says that a row with the same unique key stands already.
pub fn is_unique_violation(error: &DbError) -> bool {
    error
        .as_database_error()
        .is_some_and(|e| e.is_unique_violation())
}

/// What PostgreSQL answers a transaction that it gave up because of others: serialization failure,
/// deadlock, lock not available, too many connections (PostgreSQL, Appendix A).
const GIVEN_UP: [&str; 4] = ["40001", "40P01", "55P03", "53300"];
/// SQLite's busy and its extended forms (SQLite result codes 5, 261, 517 and 773).
const SQLITE_BUSY: [&str; 4] = ["5", "261", "517", "773"];

/// Whether `error` says that too many ask at once, so that the same may succeed a little later.
pub fn is_overload(error: &DbError) -> bool {
    match error {
        DbError::PoolTimedOut => true,
        DbError::Database(refusal) => refusal.code().is_some_and(|code| {
            GIVEN_UP.contains(&code.as_ref()) || SQLITE_BUSY.contains(&code.as_ref())
        }),
        _ => false,
    }
}

/// Runs `$body` on the transaction `$tx`, with `$connection` bound to its database's connection.
///
/// The body is compiled once per database: one SQL text, two drivers.
#[macro_export]
macro_rules! on {
    ($tx:expr, |$connection:ident| $body:expr) => {
        match $crate::db::Tx::connection($tx) {
            $crate::db::Connection::Sqlite(connection) => {
                let $connection = connection;
                $body
            }
            $crate::db::Connection::Postgres(connection) => {
                let $connection = connection;
                $body
            }
        }
    };
}
