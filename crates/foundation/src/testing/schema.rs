//! A PostgreSQL schema that lives as long as its test.

use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection};

use crate::Rng;

/// A schema of its own on the server at `url`. Dropping it drops everything in it.
#[derive(Debug)]
pub(super) struct Schema {
    url: String,
    /// Also what its connections call themselves, so that they can be told from others.
    pub(super) name: String,
}

impl Schema {
    pub(super) async fn create(url: String) -> anyhow::Result<Self> {
        let name = format!("t{:x}", u128::from_be_bytes(Rng::system().bytes()));
        let mut admin = PgConnection::connect(&url).await?;
        let create = format!("CREATE SCHEMA {name}");
        sqlx::raw_sql(AssertSqlSafe(create))
            .execute(&mut admin)
            .await?;
        admin.close().await?;
        Ok(Self { url, name })
    }

    /// How to connect to it.
    pub(super) fn options(&self) -> anyhow::Result<PgConnectOptions> {
        let options: PgConnectOptions = self.url.parse()?;
        Ok(options
            .application_name(&self.name)
            .options([("search_path", self.name.as_str())]))
    }

    /// Ends whoever still works in it (a test that panicked left transactions open, and their
    /// locks with them), then drops it.
    async fn clear(&self) -> Result<(), sqlx::Error> {
        let options: PgConnectOptions = self.url.parse()?;
        let mut admin = options.connect().await?;
        sqlx::query(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
        )
        .bind(&self.name)
        .execute(&mut admin)
        .await?;
        let drop = format!(
            "SET lock_timeout = '10s'; DROP SCHEMA {} CASCADE",
            self.name
        );
        sqlx::raw_sql(AssertSqlSafe(drop))
            .execute(&mut admin)
            .await?;
        admin.close().await
    }

    /// On a runtime of its own: the test's cannot be waited for while it drops things.
    fn clear_elsewhere(&self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        Ok(runtime.block_on(self.clear())?)
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        let cleared = std::thread::scope(|threads| threads.spawn(|| self.clear_elsewhere()).join());
        if !matches!(cleared, Ok(Ok(()))) {
            tracing::warn!(schema = self.name, ?cleared, "a test's schema stays behind");
        }
    }
}
