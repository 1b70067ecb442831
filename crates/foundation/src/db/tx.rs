//! A transaction, and the hints that leave with its commit.

use sqlx::{PgConnection, Postgres, Sqlite, SqliteConnection};

use super::DbError;
use crate::{Bus, Hint};

/// An open transaction. Dropping it without [`Tx::commit`] undoes everything.
#[derive(Debug)]
pub struct Tx {
    transaction: Transaction,
    hints: Vec<Hint>,
    bus: Bus,
}

#[derive(Debug)]
pub(super) enum Transaction {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// The connection a transaction runs on; matched by the [`on!`](crate::on) macro.
#[derive(Debug)]
pub enum Connection<'tx> {
    /// SQLite.
    Sqlite(&'tx mut SqliteConnection),
    /// PostgreSQL.
    Postgres(&'tx mut PgConnection),
}

impl Tx {
    pub(super) fn new(transaction: Transaction, bus: Bus) -> Self {
        Self {
            transaction,
            hints: Vec::new(),
            bus,
        }
    }

    /// The connection underneath, for the [`on!`](crate::on) macro.
    pub fn connection(&mut self) -> Connection<'_> {
        match &mut self.transaction {
            Transaction::Sqlite(tx) => Connection::Sqlite(tx),
            Transaction::Postgres(tx) => Connection::Postgres(tx),
        }
    }

    /// Remembers `hint`, to be given to the bus when the transaction commits.
    pub fn hint(&mut self, hint: Hint) {
        if !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
    }

    /// Makes everything durable, then tells the bus what changed.
    pub async fn commit(self) -> Result<(), DbError> {
        match self.transaction {
            Transaction::Sqlite(tx) => tx.commit().await?,
            Transaction::Postgres(tx) => tx.commit().await?,
        }
        for hint in self.hints {
            self.bus.publish(hint);
        }
        Ok(())
    }
}
