//! The store's contract, on both databases.

use std::time::Duration;

use wellmet_foundation::{Ground, Tx, on_both_databases};

use super::*;
use crate::fixture::House;

const MINUTE: Duration = Duration::from_secs(60);

on_both_databases!(
    an_event_causes_a_mail_for_each_recipient_once,
    a_mail_is_claimed_by_one_sender_until_its_lease_ends,
    a_mail_marked_as_sent_is_never_claimed_again,
    a_mail_given_back_is_due_again_later,
    a_parked_withheld_or_doubted_mail_is_left_alone,
    who_lost_the_lease_changes_nothing,
    recipients_and_consent_are_read_as_they_are_now,
    a_place_kept_again_is_told_of_once,
);

async fn an_event_causes_a_mail_for_each_recipient_once(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    house.happens(house.prescribed()).await?;
    let mut tx = ground.db.write().await?;
    let mails = claim(&mut tx, ground.clock.now(), lease(&ground), 10).await?;
    let mut recipients: Vec<_> = mails.iter().filter_map(MailRow::recipient).collect();
    recipients.sort_unstable_by_key(|recipient| format!("{recipient:?}"));
    let mut expected = house.link_workers.map(Recipient::Staff);
    expected.sort_unstable_by_key(|recipient| format!("{recipient:?}"));
    assert_eq!(recipients, expected);
    let event = on!(&mut tx, |c| sqlx::query_scalar("SELECT id FROM events")
        .fetch_one(c)
        .await)?;
    let again = NewMail {
        id: ground.id(),
        organisation: house.charity,
        event,
        template: Template::ReferralArrived,
        recipient: expected[0],
        prescription: None,
        now: ground.clock.now(),
    };
    write(&mut tx, &again).await?;
    tx.commit().await?;
    assert_eq!(house.count("SELECT COUNT(*) FROM mails").await?, 2);
    Ok(())
}

async fn a_mail_is_claimed_by_one_sender_until_its_lease_ends(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let mail = claimed(&house).await?;
    let mut tx = ground.db.write().await?;
    let now = ground.clock.now();
    assert!(claim(&mut tx, now, lease(&ground), 10).await?.is_empty());
    let after = lease(&ground);
    let again = claim(&mut tx, after, after + MINUTE, 10).await?;
    assert_eq!(
        (again[0].id, mail.attempts, again[0].attempts),
        (mail.id, 1, 2)
    );
    Ok(())
}

async fn a_mail_marked_as_sent_is_never_claimed_again(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let mail = claimed(&house).await?;
    let (now, until) = (ground.clock.now(), lease(&ground));
    let mut tx = ground.db.write().await?;
    assert!(mark_sent(&mut tx, mail.id, until, now).await?);
    assert!(!mark_sent(&mut tx, mail.id, until, now).await?, "once");
    assert!(nothing_due(&mut tx, &ground).await?);
    let shown = sent(&mut tx, house.charity, 10).await?;
    assert_eq!((shown[0].id, shown[0].sent_at), (mail.id, Some(now)));
    assert!(sent(&mut tx, house.practice, 10).await?.is_empty());
    Ok(())
}

async fn a_mail_given_back_is_due_again_later(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let mail = claimed(&house).await?;
    let (now, until) = (ground.clock.now(), lease(&ground));
    let mut tx = ground.db.write().await?;
    mark_sent(&mut tx, mail.id, until, now).await?;
    retry(&mut tx, mail.id, until, now + MINUTE).await?;
    assert!(claim(&mut tx, now, until, 10).await?.is_empty());
    let again = claim(&mut tx, now + MINUTE, until + MINUTE, 10).await?;
    assert_eq!((again[0].id, again[0].sent_at), (mail.id, None));
    Ok(())
}

async fn a_parked_withheld_or_doubted_mail_is_left_alone(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    house.happens(house.prescribed()).await?;
    house.happens(house.membership_started()).await?;
    let (now, until) = (ground.clock.now(), lease(&ground));
    let mut tx = ground.db.write().await?;
    let mails = claim(&mut tx, now, until, 10).await?;
    let [one, two, three] = mails.as_slice() else {
        anyhow::bail!("{} mails", mails.len())
    };
    park(&mut tx, one.id, until, "refused").await?;
    withhold(&mut tx, two.id, until, "not shared").await?;
    mark_sent(&mut tx, three.id, until, now).await?;
    doubt(&mut tx, three.id, until, "no answer").await?;
    assert!(nothing_due(&mut tx, &ground).await?);
    tx.commit().await?;
    let reasons = "SELECT COALESCE(parked_reason, withheld, uncertain) FROM mails ORDER BY 1";
    assert_eq!(
        house.texts(reasons).await?,
        ["no answer", "not shared", "refused"]
    );
    Ok(())
}

async fn who_lost_the_lease_changes_nothing(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let mail = claimed(&house).await?;
    let (now, lost) = (ground.clock.now(), lease(&ground) + MINUTE);
    let mut tx = ground.db.write().await?;
    assert!(!mark_sent(&mut tx, mail.id, lost, now).await?);
    park(&mut tx, mail.id, lost, "x").await?;
    withhold(&mut tx, mail.id, lost, "x").await?;
    doubt(&mut tx, mail.id, lost, "x").await?;
    retry(&mut tx, mail.id, lost, now).await?;
    assert!(
        claim(&mut tx, now, lost, 10).await?.is_empty(),
        "still leased"
    );
    let again = claim(&mut tx, lost, lost + MINUTE, 10).await?;
    assert_eq!(again[0].id, mail.id);
    Ok(())
}

async fn recipients_and_consent_are_read_as_they_are_now(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let mut tx = ground.db.read().await?;
    let mut workers = house.link_workers;
    workers.sort_unstable();
    assert_eq!(link_workers(&mut tx, house.charity).await?, workers);
    assert!(link_workers(&mut tx, house.practice).await?.is_empty());
    let organisation = organisation_of(&mut tx, house.membership).await?;
    assert_eq!(organisation, Some(house.charity));
    let prescriber = prescriber_of(&mut tx, house.prescription).await?;
    assert_eq!(prescriber, Some((house.practice, house.prescriber)));
    let address = staff_address(&mut tx, house.prescriber).await?;
    assert_eq!(address.unwrap().as_str(), "prescott@example.org");
    let referral = referral_of(&mut tx, house.membership).await?;
    assert_eq!(referral, Some(house.referral));
    let reached = reach(&mut tx, house.referral).await?.unwrap();
    assert_eq!(reached.email.unwrap().as_str(), "ada.fernsby@example.org");
    assert!(reached.messages);
    let answers_for = responsible_for(&mut tx, house.referral).await?;
    assert_eq!(answers_for, Some(house.charity));
    let now = ground.clock.now();
    assert_eq!(referral_offered(&mut tx, house.offer, now).await?, None);
    assert!(is_shared(&mut tx, house.prescription).await?);
    assert!(
        !is_shared(&mut tx, ground.id()).await?,
        "never asked is a no"
    );
    assert_eq!(live_generation(&mut tx, house.membership).await?, Some(1));
    drop(tx);
    let mut tx = ground.db.write().await?;
    hold_consent(&mut tx, house.prescription).await?;
    assert!(is_shared(&mut tx, house.prescription).await?);
    tx.commit().await?;
    house.consents(false).await?;
    house.add_link(1, true).await?;
    house.keeps_a_place().await?;
    house.change("UPDATE staff SET disabled_at = 1").await?;
    let mut tx = ground.db.read().await?;
    assert!(!is_shared(&mut tx, house.prescription).await?);
    assert_eq!(live_generation(&mut tx, house.membership).await?, None);
    let now = ground.clock.now();
    let offered = referral_offered(&mut tx, house.offer, now).await?;
    assert_eq!(offered, Some(house.referral));
    assert!(staff_address(&mut tx, house.prescriber).await?.is_none());
    assert!(link_workers(&mut tx, house.charity).await?.is_empty());
    Ok(())
}

async fn a_place_kept_again_is_told_of_once(ground: Ground) -> anyhow::Result<()> {
    const MAILS: &str = "SELECT COUNT(*) FROM mails";
    let house = House::build(&ground).await?;
    house.keeps_a_place().await?;
    house.happens(house.offer_made()).await?;
    house.happens(house.offer_made()).await?;
    assert_eq!(house.count(MAILS).await?, 1);
    house.change("UPDATE mails SET withheld = 'x'").await?;
    house.happens(house.offer_made()).await?;
    assert_eq!(house.count(MAILS).await?, 2, "the first never went out");
    Ok(())
}

fn lease(ground: &Ground) -> Instant {
    ground.clock.now() + MINUTE
}

/// The patient's mail, leased for a minute from now.
async fn claimed(house: &House) -> anyhow::Result<MailRow> {
    house.happens(house.membership_started()).await?;
    let ground = &house.ground;
    let mut tx = ground.db.write().await?;
    let mut mails = claim(&mut tx, ground.clock.now(), lease(ground), 10).await?;
    tx.commit().await?;
    anyhow::ensure!(mails.len() == 1, "{} mails", mails.len());
    Ok(mails.remove(0))
}

async fn nothing_due(tx: &mut Tx, ground: &Ground) -> Result<bool, DbError> {
    let later = ground.clock.now() + 60 * MINUTE;
    Ok(claim(tx, later, later + MINUTE, 10).await?.is_empty())
}
