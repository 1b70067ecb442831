//! A town of 100,000 patients in a database, and how long staff wait for their pages in it.
//!
//! `make seed DATABASE=...` fills an empty database; `make bench-pages` fills one of each kind, starts the
//! server on it and prints, for the busiest people of the town, lines `figure NAME VALUE UNIT`. Every name in the
//! town is made of syllables; addresses end in example.org.

#![expect(
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a measuring program: it reads the real clock, prints, and stops at the first surprise"
)]

mod attendance;
mod care;
mod caseload;
mod chance;
mod house;
mod meetings;
mod pages;
mod people;
mod sheet;
mod town;
mod waiting;

use anyhow::{Result, bail};
use wellmet_accounts::Accounts;
use wellmet_foundation::{Ground, on};
use wellmet_vocabulary::PublicUrl;

use crate::town::Town;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words = arguments.iter().map(String::as_str);
    let words: Vec<&str> = words.filter(|word| *word != "--bench").collect();
    match words[..] {
        ["seed", url] => fill(&house::ground(url).await?, Town::default()).await,
        ["seed", url, patients] => {
            let patients = patients.parse()?;
            fill(&house::ground(url).await?, Town { patients }).await
        }
        ["measure", url, store] => measure(url, store).await,
        _ => bail!("say `seed DATABASE [PATIENTS]` or `measure DATABASE NAME`"),
    }
}

async fn measure(url: &str, store: &str) -> Result<()> {
    let ground = house::ground(url).await?;
    if is_empty(&ground).await? {
        fill(&ground, Town::default()).await?;
    }
    let (running, origin, _folder) = house::open(ground).await?;
    pages::measure(&origin, store).await?;
    running.stop().await;
    Ok(())
}

async fn is_empty(ground: &Ground) -> Result<bool> {
    let mut tx = ground.db.read().await?;
    let organisations: i64 = on!(&mut tx, |c| sqlx::query_scalar(
        "SELECT COUNT(*) FROM organisations"
    )
    .fetch_one(c)
    .await)?;
    Ok(organisations == 0)
}

/// Fills the empty database of `ground` with `town`.
async fn fill(ground: &Ground, town: Town) -> Result<()> {
    if !is_empty(ground).await? {
        bail!("this database has people in it already: name an empty one");
    }
    let began = std::time::Instant::now();
    let accounts = Accounts::new(
        ground.clone(),
        PublicUrl::parse("https://wellmet.example.org")?,
    );
    let now = ground.clock.now().as_millis();
    let mut town = town::Builder::new(town, &ground.db, now);
    people::fill(&mut town, &accounts).await?;
    meetings::fill(&mut town).await?;
    care::fill(&mut town).await?;
    attendance::fill(&mut town).await?;
    caseload::fill(&mut town).await?;
    waiting::fill(&mut town).await?;
    sheet::analyse(&ground.db).await?;
    eprintln!("{} rows in {:.0?}", town.rows, began.elapsed());
    Ok(())
}
