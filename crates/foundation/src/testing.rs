//! For tests: a ground on a fresh database, and contracts that run on both databases.

use sqlx::postgres::PgConnectOptions;

use crate::{Bus, Clock, Db, Ground, Instant, Rng};

/// A fresh database with a mock clock and a seeded generator. Its files go when it is dropped.
#[derive(Debug)]
pub struct TestGround {
    /// What the code under test stands on.
    pub ground: Ground,
    _folder: Option<tempfile::TempDir>,
}

/// When the mock clock starts: 1 December 2026, 09:00 UTC, a Tuesday.
pub const START: Instant = Instant::from_millis(1_796_115_600_000);

/// On a temporary SQLite file, migrated.
pub async fn on_sqlite() -> anyhow::Result<TestGround> {
    let folder = tempfile::tempdir()?;
    let bus = Bus::new();
    let db = Db::open_file(&folder.path().join("wellmet.db"), bus.clone()).await?;
    db.migrate().await?;
    Ok(TestGround {
        ground: ground(db, bus),
        _folder: Some(folder),
    })
}

/// In a schema of its own on the PostgreSQL server `TEST_POSTGRES_URL`, migrated.
///
/// `None` where no server is named, except under CI, where that is an error.
pub async fn on_postgres() -> anyhow::Result<Option<TestGround>> {
    let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
        anyhow::ensure!(
            std::env::var_os("CI").is_none(),
            "CI needs TEST_POSTGRES_URL"
        );
        return Ok(None);
    };
    let schema = format!("t{:x}", u128::from_be_bytes(Rng::system().bytes()));
    let admin = sqlx::PgPool::connect(&url).await?;
    let create = format!("CREATE SCHEMA {schema}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(create))
        .execute(&admin)
        .await?;
    admin.close().await;
    let options: PgConnectOptions = url.parse()?;
    let bus = Bus::new();
    let options = options.options([("search_path", schema.as_str())]);
    let db = Db::connect_with(options, bus.clone()).await?;
    db.migrate().await?;
    Ok(Some(TestGround {
        ground: ground(db, bus),
        _folder: None,
    }))
}

fn ground(db: Db, bus: Bus) -> Ground {
    Ground {
        db,
        clock: Clock::mock(START),
        rng: Rng::seeded(1),
        bus,
    }
}

/// Runs each named contract, an `async fn(Ground) -> anyhow::Result<()>`, on both databases.
#[macro_export]
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[tokio::test]
            async fn $name() -> anyhow::Result<()> {
                let test = $crate::testing::on_sqlite().await?;
                super::$name(test.ground.clone()).await
            })+
        }
        mod on_postgres {
            $(#[tokio::test]
            async fn $name() -> anyhow::Result<()> {
                let Some(test) = $crate::testing::on_postgres().await? else { return Ok(()) };
                super::$name(test.ground.clone()).await
            })+
        }
    };
}
