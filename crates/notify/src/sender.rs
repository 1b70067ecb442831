//! The loop that sends what is due.

use std::time::Duration;

use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use wellmet_foundation::{DbError, Hint};

use crate::bring::send;
use crate::consumer::WAKE_TOPIC;
use crate::post::CONNECTIONS;
use crate::{Notify, store};

/// Longer than any conversation with the mail server, so that no two senders hold one mail.
const LEASE: Duration = Duration::from_secs(5 * 60);
/// How long a lost hint, or a retry that has come due, can wait.
const POLL: Duration = Duration::from_secs(5);

/// Sends until `shutdown`. What is being handed over then is handed over.
pub(crate) async fn run(notify: &Notify, shutdown: &CancellationToken) {
    if !notify.post.delivers() {
        tracing::warn!("no mail server is named: mails wait");
        return;
    }
    let mut hints = notify.ground.bus.subscribe();
    while !shutdown.is_cancelled() {
        if let Err(error) = drain(notify, shutdown).await {
            tracing::error!(%error, "could not send what is due");
        }
        tokio::select! {
            () = shutdown.cancelled() => break,
            () = notify.ground.clock.sleep(POLL) => {}
            () = woken(&mut hints) => {}
        }
    }
}

/// Returns when mails were written, or when hints were missed.
async fn woken(hints: &mut Receiver<Hint>) {
    loop {
        match hints.recv().await {
            Ok(hint) if hint.topic.as_ref() == WAKE_TOPIC => return,
            Ok(_) => {}
            Err(RecvError::Lagged(_)) => return,
            // The bus lives as long as the ground; without it only the clock is left.
            Err(RecvError::Closed) => std::future::pending().await,
        }
    }
}

/// Works through everything that is due, a few at a time.
async fn drain(notify: &Notify, shutdown: &CancellationToken) -> Result<(), DbError> {
    while !shutdown.is_cancelled() {
        let now = notify.ground.clock.now();
        let until = now + LEASE;
        let mut tx = notify.ground.db.write().await?;
        let claimed = store::claim(&mut tx, now, until, i64::from(CONNECTIONS)).await?;
        tx.commit().await?;
        if claimed.is_empty() {
            return Ok(());
        }
        let mut under_way = JoinSet::new();
        for mail in claimed {
            let notify = notify.clone();
            under_way.spawn(async move { send(&notify, mail, until).await });
        }
        while under_way.join_next().await.is_some() {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::DomainEvent;

    use super::*;
    use crate::fate::ATTEMPTS;
    use crate::fixture::{House, Manner, SmtpServer, as_read};

    const SENT: &str = "SELECT COUNT(*) FROM mails WHERE sent_at IS NOT NULL";
    const DAY: Duration = Duration::from_secs(24 * 3_600);

    #[tokio::test]
    async fn each_mail_says_the_least() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let server = SmtpServer::open(Manner::Takes).await?;
        let sending = house.sending(Some(&server.url()))?;
        let events = [
            ("referral_arrived", house.prescribed(), 2),
            ("referral_arrived", house.handed_on(), 2),
            ("referral_arrived", house.redirected(), 2),
            ("door_link", house.membership_started(), 1),
            ("place_offered", house.offer_made(), 1),
            ("patient_joined", house.patient_joined(), 1),
            ("attendance_finalised", house.attendance_finalised(1), 1),
        ];
        house.keeps_a_place().await?;
        let mut seen = 0;
        for (name, event, mails) in events {
            house.happens(event).await?;
            house
                .settles(async || server.handed().len() == seen + mails)
                .await;
            let mut handed = server.handed().split_off(seen);
            handed.sort_unstable_by_key(|mail| mail.to.clone());
            let read = as_read(&house, &handed[0])?;
            for said in [
                "Ada",
                "Fernsby",
                "heart",
                "Strollers",
                "lonely",
                "minutes",
                "Harbour",
            ] {
                assert!(!read.contains(said), "{said} in {read}");
            }
            let read = read.lines().filter(|line| !line.starts_with("Date:"));
            insta::assert_snapshot!(name, read.collect::<Vec<_>>().join("\n"));
            seen += mails;
        }
        let mut to: Vec<String> = server.handed().into_iter().map(|mail| mail.to).collect();
        to[..6].sort_unstable();
        let expected = [
            "lena@example.org",
            "lena@example.org",
            "lena@example.org",
            "linus@example.org",
            "linus@example.org",
            "linus@example.org",
            "ada.fernsby@example.org",
            "ada.fernsby@example.org",
            "prescott@example.org",
            "prescott@example.org",
        ];
        assert_eq!(to, expected);
        sending.stop().await
    }

    #[tokio::test]
    async fn the_patients_mail_holds_the_link_in_force() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.add_link(1, true).await?;
        house.add_link(2, false).await?;
        let server = SmtpServer::open(Manner::Takes).await?;
        let sending = house.sending(Some(&server.url()))?;
        house.happens(house.membership_started()).await?;
        house.settles(async || server.handed().len() == 1).await;
        let read = as_read(&house, &server.handed()[0])?;
        assert!(read.contains(&house.door_link(2)), "{read}");
        sending.stop().await
    }

    #[tokio::test]
    async fn while_the_mail_server_is_down_nothing_is_lost() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let server = SmtpServer::open(Manner::Takes).await?;
        let (address, url) = (server.address(), server.url());
        drop(server);
        let sending = house.sending(Some(&url))?;
        house.happens(house.prescribed()).await?;
        house.happens(house.patient_joined()).await?;
        house.passes(Duration::from_secs(60)).await;
        assert_eq!(house.count(SENT).await?, 0);
        let server = SmtpServer::open_at(address, Manner::Takes).await?;
        house.settles(async || server.handed().len() == 3).await;
        house
            .settles(async || house.count(SENT).await.is_ok_and(|n| n == 3))
            .await;
        house.passes(DAY).await;
        assert_eq!(server.handed().len(), 3, "each went out once");
        sending.stop().await
    }

    #[tokio::test]
    async fn told_to_come_later_it_comes_later_even_with_a_notice_sent_at_most_once()
    -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let server = SmtpServer::open(Manner::RefusesForNow).await?;
        let sending = house.sending(Some(&server.url()))?;
        house.happens(house.patient_joined()).await?;
        house.settles(async || server.begun() >= 2).await;
        assert!(server.handed().is_empty());
        server.behaves(Manner::Takes);
        house.settles(async || server.handed().len() == 1).await;
        house.passes(DAY).await;
        assert_eq!(server.handed().len(), 1);
        sending.stop().await
    }

    #[tokio::test]
    async fn after_a_crash_between_mark_and_send_joined_is_never_sent_again() -> anyhow::Result<()>
    {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let server = SmtpServer::open(Manner::FallsSilent).await?;
        let sending = house.sending(Some(&server.url()))?;
        house.happens(house.patient_joined()).await?;
        house.settles_quickly(async || server.begun() == 1).await;
        assert_eq!(
            house.count(SENT).await?,
            1,
            "marked before it was handed over"
        );
        sending.crash().await;
        server.behaves(Manner::Takes);
        let sending = house.sending(Some(&server.url()))?;
        house.passes(DAY).await;
        assert!(server.handed().is_empty());
        assert_eq!(server.begun(), 1, "not even begun again");
        sending.stop().await
    }

    #[tokio::test]
    async fn when_the_answer_never_comes_joined_is_not_sent_again_and_the_row_says_so()
    -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let server = SmtpServer::open(Manner::TakesAndHangsUp).await?;
        let sending = house.sending(Some(&server.url()))?;
        house.happens(house.patient_joined()).await?;
        let doubted = "SELECT COUNT(*) FROM mails WHERE uncertain IS NOT NULL";
        house
            .settles(async || house.count(doubted).await.is_ok_and(|n| n == 1))
            .await;
        house.passes(DAY).await;
        assert_eq!(server.handed().len(), 1);
        sending.stop().await
    }

    #[tokio::test]
    async fn every_other_mail_is_repeated_under_the_same_message_id() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let server = SmtpServer::open(Manner::TakesAndHangsUp).await?;
        let sending = house.sending(Some(&server.url()))?;
        house.happens(house.membership_started()).await?;
        house.settles(async || server.handed().len() == 1).await;
        server.behaves(Manner::Takes);
        house.settles(async || server.handed().len() == 2).await;
        let handed = server.handed();
        assert_eq!(handed[0].message_id(), handed[1].message_id());
        let id = house
            .texts("SELECT CAST(template AS TEXT) FROM mails")
            .await?;
        assert_eq!(id, ["door_link"]);
        sending.stop().await
    }

    #[tokio::test]
    async fn after_a_crash_every_other_mail_goes_out() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let server = SmtpServer::open(Manner::FallsSilent).await?;
        let sending = house.sending(Some(&server.url()))?;
        house.happens(house.membership_started()).await?;
        house.settles_quickly(async || server.begun() == 1).await;
        sending.crash().await;
        server.behaves(Manner::Takes);
        let sending = house.sending(Some(&server.url()))?;
        house.ground.clock.advance(2 * LEASE);
        house.settles(async || server.handed().len() == 1).await;
        sending.stop().await
    }

    #[tokio::test]
    async fn poison_is_parked_with_a_reason_that_names_nobody() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let server = SmtpServer::open(Manner::RefusesForGood).await?;
        let sending = house.sending(Some(&server.url()))?;
        house.happens(house.membership_started()).await?;
        house.happens(house.patient_joined()).await?;
        let parked = "SELECT parked_reason FROM mails WHERE parked_reason IS NOT NULL";
        house
            .settles(async || house.texts(parked).await.is_ok_and(|all| all.len() == 2))
            .await;
        assert_eq!(house.texts(parked).await?, ["refused for good (550)"; 2]);
        house.passes(DAY).await;
        assert_eq!(server.begun(), 2, "one try each");
        assert_eq!(house.count(SENT).await?, 0);
        sending.stop().await
    }

    #[tokio::test]
    async fn after_a_day_of_trying_a_mail_waits_for_a_person() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let server = SmtpServer::open(Manner::RefusesForNow).await?;
        let sending = house.sending(Some(&server.url()))?;
        house.happens(house.membership_started()).await?;
        let parked = "SELECT attempts FROM mails WHERE parked_reason IS NOT NULL";
        for _ in 0..100 {
            house.passes(4 * DAY).await;
            if house
                .count("SELECT COUNT(*) FROM mails WHERE parked_reason IS NOT NULL")
                .await?
                > 0
            {
                break;
            }
        }
        assert_eq!(house.count(parked).await?, ATTEMPTS);
        sending.stop().await
    }

    #[tokio::test]
    async fn a_prescriber_is_told_only_under_consent_in_force_at_sending() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.happens(house.patient_joined()).await?;
        house.happens(house.attendance_finalised(1)).await?;
        house.consents(false).await?;
        let server = SmtpServer::open(Manner::Takes).await?;
        let sending = house.sending(Some(&server.url()))?;
        let withheld = "SELECT withheld FROM mails WHERE withheld IS NOT NULL";
        house
            .settles(async || house.texts(withheld).await.is_ok_and(|all| all.len() == 2))
            .await;
        assert_eq!(
            house.texts(withheld).await?,
            ["attendance is not shared"; 2]
        );
        house.consents(true).await?;
        house.happens(house.attendance_finalised(2)).await?;
        house.settles(async || server.handed().len() == 1).await;
        house.passes(DAY).await;
        assert_eq!(server.handed().len(), 1, "what was withheld stays withheld");
        sending.stop().await
    }

    /// The patient withdraws while the mail server is being asked whether it answers.
    async fn withdrawn_at_the_last_moment(event: fn(&House) -> DomainEvent) -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.happens(event(&house)).await?;
        let server = SmtpServer::open(Manner::HesitatesToAnswer).await?;
        let sending = house.sending(Some(&server.url()))?;
        house.settles_quickly(async || server.probed() == 1).await;
        house.consents(false).await?;
        server.behaves(Manner::Takes);
        let withheld = "SELECT withheld FROM mails WHERE withheld IS NOT NULL AND sent_at IS NULL";
        house
            .settles(async || house.texts(withheld).await.is_ok_and(|all| all.len() == 1))
            .await;
        house.passes(DAY).await;
        assert!(server.handed().is_empty(), "withdrawn before it was sent");
        sending.stop().await
    }

    #[tokio::test]
    async fn consent_withdrawn_before_the_mark_stops_the_notice_of_joining() -> anyhow::Result<()> {
        withdrawn_at_the_last_moment(House::patient_joined).await
    }

    #[tokio::test]
    async fn consent_withdrawn_before_it_is_handed_over_stops_the_finalised_notice()
    -> anyhow::Result<()> {
        withdrawn_at_the_last_moment(|house| house.attendance_finalised(1)).await
    }

    #[tokio::test]
    async fn who_cannot_be_written_to_is_not() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.happens(house.prescribed()).await?;
        house.happens(house.membership_started()).await?;
        house.change("UPDATE staff SET disabled_at = 1").await?;
        house
            .change("UPDATE referrals SET card_email = NULL")
            .await?;
        let sending = house.sending(None)?;
        let withheld = "SELECT withheld FROM mails WHERE withheld IS NOT NULL ORDER BY withheld";
        house
            .settles(async || house.texts(withheld).await.is_ok_and(|all| all.len() == 3))
            .await;
        let reasons = house.texts(withheld).await?;
        let closed = "the account is closed";
        assert_eq!(reasons, ["no email address is known", closed, closed]);
        sending.stop().await
    }

    #[tokio::test]
    async fn no_row_holds_a_name_an_address_or_a_token() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.happens(house.membership_started()).await?;
        let sending = house.sending(None)?;
        house
            .settles(async || house.count(SENT).await.is_ok_and(|n| n == 1))
            .await;
        let row = "SELECT template || COALESCE(parked_reason, '') || COALESCE(withheld, '')
                       || COALESCE(uncertain, '') FROM mails";
        assert_eq!(house.texts(row).await?, ["door_link"]);
        sending.stop().await
    }
}
