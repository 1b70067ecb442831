//! For tests: a ground on a fresh database, and contracts that run on both databases.

mod schema;

use crate::{Bus, Clock, Db, DbError, Ground, Instant, Rng, on};

use schema::Schema;

/// A fresh database with a mock clock and a seeded generator.
#[derive(Debug)]
pub struct TestGround {
    /// What the code under test stands on.
    pub ground: Ground,
    /// What the ground stands on: it goes when this is dropped.
    pub site: Site,
}

/// Where a test's database is. Dropping it takes the database away, also when the test panics.
#[derive(Debug)]
pub struct Site {
    _folder: Option<tempfile::TempDir>,
    _schema: Option<Schema>,
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
        site: Site {
            _folder: Some(folder),
            _schema: None,
        },
    })
}

/// Whether every event that is due has been acted on by every consumer.
pub async fn all_delivered(ground: &Ground) -> Result<bool, DbError> {
    let mut tx = ground.db.read().await?;
    let waiting: i64 = on!(&mut tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM deliveries
          WHERE done_at IS NULL AND parked_reason IS NULL AND due_at <= $1"
    )
    .bind(ground.clock.now())
    .fetch_one(c)
    .await)?;
    Ok(waiting == 0)
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
    let schema = Schema::create(url).await?;
    let bus = Bus::new();
    let db = Db::connect_with(schema.options()?, bus.clone()).await?;
    db.migrate().await?;
    Ok(Some(TestGround {
        ground: ground(db, bus),
        site: Site {
            _folder: None,
            _schema: Some(schema),
        },
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

#[cfg(test)]
mod tests {
    use super::*;

    async fn schemas(url: &str, name: &str) -> anyhow::Result<i64> {
        let mut admin = <sqlx::PgConnection as sqlx::Connection>::connect(url).await?;
        let count = sqlx::query_scalar("SELECT count(*) FROM pg_namespace WHERE nspname = $1")
            .bind(name)
            .fetch_one(&mut admin)
            .await?;
        Ok(count)
    }

    /// A test that panics while a transaction holds a lock on one of its tables.
    async fn panics(told: std::sync::mpsc::Sender<String>) {
        let test = on_postgres().await.unwrap().unwrap();
        let schema = test.site._schema.as_ref().unwrap();
        told.send(schema.name.clone()).unwrap();
        let mut tx = test.ground.db.write().await.unwrap();
        crate::on!(&mut tx, |c| sqlx::query(
            "LOCK TABLE events IN EXCLUSIVE MODE"
        )
        .execute(c)
        .await
        .map(drop))
        .unwrap();
        panic!("on purpose");
    }

    #[tokio::test]
    async fn a_test_that_panics_leaves_no_schema_behind() -> anyhow::Result<()> {
        let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
            return Ok(());
        };
        let (told, hears) = std::sync::mpsc::channel();
        let ended = tokio::spawn(panics(told)).await;
        assert!(ended.unwrap_err().is_panic());
        assert_eq!(schemas(&url, &hears.recv()?).await?, 0);
        Ok(())
    }
}
