//! Opening a database and beginning transactions on it.

use std::path::Path;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use super::pools::Pools;
use super::tx::Transaction;
use super::{DbError, Tx, migrate};
use crate::Bus;

const READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;
const PATIENCE: Duration = Duration::from_secs(10);

/// A handle to the database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    pools: Pools,
    bus: Bus,
}

impl Db {
    /// Opens (and creates, when missing) the SQLite database in `file`.
    pub async fn open_file(file: &Path, bus: Bus) -> Result<Self, DbError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone())
            .await?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS)
            .acquire_timeout(PATIENCE)
            .connect_with(options)
            .await?;
        Ok(Self {
            pools: Pools::Sqlite { read, write },
            bus,
        })
    }

    /// Connects to the PostgreSQL database at `url`.
    pub async fn connect(url: &str, bus: Bus) -> Result<Self, DbError> {
        Self::connect_with(url.parse()?, bus).await
    }

    pub(crate) async fn connect_with(options: PgConnectOptions, bus: Bus) -> Result<Self, DbError> {
        let pool = PgPoolOptions::new()
            .max_connections(POSTGRES_CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect_with(options)
            .await?;
        Ok(Self {
            pools: Pools::Postgres(pool),
            bus,
        })
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<(), migrate::MigrateError> {
        migrate::run(&self.pools).await
    }

    /// Begins a transaction that only reads.
    pub async fn read(&self) -> Result<Tx, DbError> {
        let transaction = match &self.pools {
            Pools::Sqlite { read, .. } => Transaction::Sqlite(read.begin().await?),
            Pools::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        };
        Ok(Tx::new(transaction, self.bus.clone()))
    }

    /// Begins a transaction that may write.
    pub async fn write(&self) -> Result<Tx, DbError> {
        let transaction = match &self.pools {
            Pools::Sqlite { write, .. } => {
                Transaction::Sqlite(write.begin_with("BEGIN IMMEDIATE").await?)
            }
            Pools::Postgres(pool) => Transaction::Postgres(pool.begin().await?),
        };
        Ok(Tx::new(transaction, self.bus.clone()))
    }

    /// Closes every connection, after the statements under way have ended.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}
