//! A whole house in this process: the server on a mock clock, its media thread included.

use std::net::TcpListener;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use wellmet_foundation::testing::{self, Site};
use wellmet_foundation::{Bus, Clock, Db, Ground, Rng, telemetry};
use wellmet_server::{App, DataFolder, Parts, Patience, Running, Secrets, Settings};

use crate::life::Life;
use crate::{Browser, Cast};

/// One step of the mock clock: an Opus frame.
const STEP: Duration = Duration::from_millis(20);
/// Steps after which the house is let catch up.
const STRETCH: Duration = Duration::from_millis(200);
/// How many breaths at most it gets for that.
const MAX_BREATHS: u32 = 2000;
/// What sockets and threads get of real time for each step.
const BREATH: Duration = Duration::from_millis(1);
/// How long [`House::until`] moves the clock before it gives up.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running house, furnished with a [`Cast`].
pub struct House {
    // Boxed, because stories hold a house across every await.
    running: Box<Running>,
    life: Life,
    /// Moves the whole house: server, media thread and participants.
    pub clock: Clock,
    origin: String,
    folder: TempDir,
    /// The database, where it does not stand in the folder.
    _site: Option<Site>,
    starts: u64,
    cast: Cast,
}

impl House {
    /// Opens a house on a fresh SQLite file, at [`testing::START`], with its cast inside.
    pub async fn open() -> anyhow::Result<Self> {
        let (folder, clock) = (tempfile::tempdir()?, Clock::mock(testing::START));
        Self::furnished(folder, clock, Store::File).await
    }

    /// Opens a house on a fresh PostgreSQL schema; `None` where no server is named.
    pub async fn open_on_postgres() -> anyhow::Result<Option<Self>> {
        let Some(test) = testing::on_postgres().await? else {
            return Ok(None);
        };
        let clock = test.ground.clock.clone();
        let store = Store::Ready(test.ground);
        let mut house = Self::furnished(tempfile::tempdir()?, clock, store).await?;
        house._site = Some(test.site);
        Ok(Some(house))
    }

    async fn furnished(folder: TempDir, clock: Clock, store: Store) -> anyhow::Result<Self> {
        // A story that fails shows what the house logged.
        telemetry::start("error")?;
        let (life, running, origin) = start(folder.path(), &clock, store, 0).await?;
        let cast = Cast::hire(&running.members.accounts).await?;
        Ok(Self {
            running: Box::new(running),
            life,
            clock,
            origin,
            folder,
            _site: None,
            starts: 1,
            cast,
        })
    }

    /// Who works here.
    pub fn cast(&self) -> &Cast {
        &self.cast
    }

    /// Where a patient's browser goes.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.origin)
    }

    /// A browser in which `email` of the cast has signed in.
    pub async fn signed_in(&self, email: &str) -> anyhow::Result<Browser> {
        let browser = self.browser();
        let credentials = json!({ "email": email, "password": Cast::PASSWORD });
        browser.post("/api/sign-in", credentials).await?.ok()?;
        Ok(browser)
    }

    /// How many mails `email` has been sent, by the outboxes of both organisations.
    pub async fn mails_to(&self, email: &str) -> anyhow::Result<usize> {
        let mut count = 0;
        for administrator in [Cast::OTHER_PRESCRIBER, Cast::FACILITATOR] {
            let outbox = self
                .signed_in(administrator)
                .await?
                .get("/api/outbox")
                .await?
                .ok()?;
            let mails = outbox
                .get("items")
                .and_then(Value::as_array)
                .context("no outbox")?;
            count += mails
                .iter()
                .filter(|mail| mail.get("to") == Some(&json!(email)))
                .count();
        }
        Ok(count)
    }

    /// Where the rooms are joined.
    pub fn rooms_url(&self) -> String {
        self.origin.replacen("http", "ws", 1)
    }

    /// Lets `length` pass.
    pub async fn run(&self, length: Duration) {
        let mut left = length;
        while !left.is_zero() {
            let stretch = STRETCH.min(left);
            left -= stretch;
            self.pass(stretch).await;
        }
    }

    /// Lets time pass until `done`, which `what` names in the failure.
    pub async fn until<F>(&self, what: &str, mut done: impl FnMut() -> F) -> anyhow::Result<()>
    where
        F: Future<Output = anyhow::Result<bool>>,
    {
        let deadline = self.clock.now() + PATIENCE;
        while !done().await? {
            ensure!(
                self.clock.now() < deadline,
                "in vain for two minutes: {what}"
            );
            self.pass(STRETCH).await;
        }
        Ok(())
    }

    /// Lets `stretch` pass, and then what happened reach whoever acts on it: on a busy machine the
    /// mock clock would run ahead of the house.
    async fn pass(&self, stretch: Duration) {
        let mut left = stretch;
        while !left.is_zero() {
            let step = STEP.min(left);
            left -= step;
            self.step(step).await;
        }
        for _ in 0..MAX_BREATHS {
            match testing::all_delivered(&self.running.ground).await {
                Ok(false) => self.step(Duration::ZERO).await,
                Ok(true) | Err(_) => return,
            }
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "threads and sockets live in real time"
    )]
    async fn step(&self, step: Duration) {
        self.clock.advance(step);
        tokio::time::sleep(BREATH).await;
    }

    /// Ends the house as SIGKILL would: nothing is told, nothing is closed. What is in the
    /// database stays, and [`House::reopen`] finds it.
    pub fn crash(self) -> Ruin {
        drop(self.life);
        Ruin {
            clock: self.clock,
            folder: self.folder,
            starts: self.starts,
            cast: self.cast,
        }
    }

    /// Ends the house as Ctrl-C does.
    pub async fn close(self) -> anyhow::Result<Ruin> {
        let running = self.running;
        // Tasks of a house end in its own runtime.
        let stopped = self.life.live(async move {
            running.stop().await;
            anyhow::Ok(())
        });
        stopped.await?;
        drop(self.life);
        Ok(Ruin {
            clock: self.clock,
            folder: self.folder,
            starts: self.starts,
            cast: self.cast,
        })
    }
}

/// What a house leaves behind.
pub struct Ruin {
    /// Still goes.
    pub clock: Clock,
    folder: TempDir,
    starts: u64,
    cast: Cast,
}

impl Ruin {
    /// Opens the house again on what was left.
    pub async fn reopen(self) -> anyhow::Result<House> {
        let Self {
            clock,
            folder,
            starts,
            cast,
        } = self;
        let (life, running, origin) = start(folder.path(), &clock, Store::File, starts).await?;
        Ok(House {
            running: Box::new(running),
            life,
            clock,
            origin,
            folder,
            _site: None,
            starts: starts + 1,
            cast,
        })
    }
}

/// Where a house keeps what it knows.
enum Store {
    /// In a SQLite file in its folder.
    File,
    /// Where this stands.
    Ready(Ground),
}

async fn start(
    folder: &Path,
    clock: &Clock,
    store: Store,
    seed: u64,
) -> anyhow::Result<(Life, Running, String)> {
    let life = Life::begin()?;
    let (folder, clock) = (folder.to_owned(), clock.clone());
    let opening = async move {
        let ground = match store {
            Store::File => on_file(&folder, clock, seed).await?,
            Store::Ready(ground) => ground,
        };
        open(&folder, ground).await
    };
    let (running, origin) = life.live(opening).await?;
    Ok((life, running, origin))
}

async fn on_file(folder: &Path, clock: Clock, seed: u64) -> anyhow::Result<Ground> {
    let bus = Bus::new();
    let db = Db::open_file(&folder.join("wellmet.db"), bus.clone()).await?;
    db.migrate().await?;
    Ok(Ground {
        db,
        clock,
        rng: Rng::seeded(seed),
        bus,
    })
}

async fn open(folder: &Path, ground: Ground) -> anyhow::Result<(Running, String)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let origin = format!("http://{}", listener.local_addr()?);
    let settings = Settings {
        data: folder.to_owned(),
        public_url: origin.clone(),
        media_listen: ([127, 0, 0, 1], 0).into(),
        media_addresses: Some("127.0.0.1".to_owned()),
        ..Settings::default()
    };
    let folder = DataFolder::open(folder)?;
    let secrets = Secrets::in_folder(&folder, &ground.rng)?;
    let node = folder.node(&ground)?;
    let parts = Parts {
        ground,
        settings,
        secrets,
        node,
        listener,
        outbox: true,
        patience: Patience::default(),
    };
    let running = App::start(parts).await.context("the house does not open")?;
    Ok((running, origin))
}
