//! Schema migrations: the shared ones, and the few that only one database needs.

use sqlx::migrate::Migrator;

use super::pools::Pools;

/// A migration that could not be applied.
pub use sqlx::migrate::MigrateError;

static SHARED: Migrator = sqlx::migrate!("../../migrations");
static SQLITE: Migrator = sqlx::migrate!("../../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../../migrations/postgres");

pub(super) async fn run(pools: &Pools) -> Result<(), MigrateError> {
    match pools {
        Pools::Sqlite { write, .. } => with_shared(&SQLITE).run(write).await,
        Pools::Postgres(pool) => with_shared(&POSTGRES).run(pool).await,
    }
}

fn with_shared(own: &Migrator) -> Migrator {
    let mut migrations: Vec<_> = SHARED.iter().chain(own.iter()).cloned().collect();
    migrations.sort_by_key(|migration| migration.version);
    Migrator::with_migrations(migrations)
}
