//! The store's contract, on both databases.

use std::time::Duration;

use wellmet_foundation::secret::{Token, TokenHash};
use wellmet_foundation::{Ground, Tx, on_both_databases};
use wellmet_vocabulary::{DoorSessionId, MediaIdentity, MembershipId};

use super::devices::{self, DEVICE_LIFE, NewDevice};
use super::visits::{self, VisitRow, VisitRowState};
use super::{greeting, links, sessions, staff_visits};
use crate::display_name::DisplayName;
use crate::fixture::House;

on_both_databases!(
    a_link_is_found_by_its_hash_until_and_after_it_is_revoked,
    a_link_written_twice_stays_as_it_is,
    the_newest_link_is_the_organisations_own,
    a_revocation_waits_for_the_link_that_is_being_replaced_and_ends_the_new_one,
    a_device_is_known_by_its_cookie_and_flagged_when_not_the_first,
    a_device_can_be_renamed_refreshed_and_forgotten,
    of_two_first_devices_at_once_one_is_flagged,
    sessions_are_read_by_group_and_by_organisation,
    a_visit_waits_is_admitted_leaves_and_comes_back,
    neither_a_new_device_nor_who_was_removed_is_admitted_unnamed,
    who_left_before_admission_waits_again,
    a_removed_visit_is_admitted_again_only_by_readmission,
    a_removal_waits_for_the_token_that_is_being_minted,
    the_live_visits_of_a_link_are_those_of_its_generation,
    a_facilitator_keeps_one_identity_per_session,
    a_door_greets_with_the_last_chosen_name_and_the_newest_consent,
);

async fn a_link_is_found_by_its_hash_until_and_after_it_is_revoked(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let hash = house.key.token(house.ada, 1).hash();
    let mut tx = ground.db.write().await?;
    let found = links::by_hash(&mut tx, &hash).await?.unwrap();
    assert_eq!((found.membership, found.generation), (house.ada, 1));
    assert!(found.last_session_ends_at.is_some() && found.revoked_at.is_none());
    let strange = Token::random(&ground.rng).hash();
    assert!(links::by_hash(&mut tx, &strange).await?.is_none());
    assert!(links::hold(&mut tx, house.ada, 1).await?);
    let (by, now) = (house.facilitator().staff, ground.clock.now());
    assert!(links::revoke(&mut tx, house.ada, 1, by, "lost", now).await?);
    assert!(
        !links::revoke(&mut tx, house.ada, 1, by, "lost", now).await?,
        "once"
    );
    assert!(!links::hold(&mut tx, house.ada, 1).await?);
    assert_eq!(
        links::by_hash(&mut tx, &hash).await?.unwrap().revoked_at,
        Some(now)
    );
    Ok(())
}

async fn a_link_written_twice_stays_as_it_is(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let hash = house.key.token(house.ada, 1).hash();
    let other = Token::random(&ground.rng).hash();
    let mut tx = ground.db.write().await?;
    links::ensure(&mut tx, house.ada, 1, &other, ground.clock.now()).await?;
    assert!(links::by_hash(&mut tx, &hash).await?.is_some());
    assert!(links::by_hash(&mut tx, &other).await?.is_none());
    Ok(())
}

async fn the_newest_link_is_the_organisations_own(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let second = house.key.token(house.ada, 2).hash();
    let mut tx = ground.db.write().await?;
    links::ensure(&mut tx, house.ada, 2, &second, ground.clock.now()).await?;
    let newest = links::newest(&mut tx, house.charity, house.ada)
        .await?
        .unwrap();
    assert_eq!(newest.generation, 2);
    assert!(
        links::newest(&mut tx, house.practice, house.ada)
            .await?
            .is_none()
    );
    assert!(links::lock_membership(&mut tx, house.charity, house.ada).await?);
    assert!(!links::lock_membership(&mut tx, house.practice, house.ada).await?);
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "gives the other transaction time to get stuck"
)]
async fn a_revocation_waits_for_the_link_that_is_being_replaced_and_ends_the_new_one(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let (caller, now) = (house.link_worker(), ground.clock.now());
    let (by, ada) = (caller.staff, house.ada);
    let second = house.key.token(ada, 2).hash();
    let mut replacing = ground.db.write().await?;
    links::lock_membership(&mut replacing, house.charity, ada).await?;
    let door = house.door.clone();
    let revocation = tokio::spawn(async move { door.revoke_link(&caller, ada, "lost").await });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!revocation.is_finished());
    links::revoke(&mut replacing, ada, 1, by, "reissued", now).await?;
    links::ensure(&mut replacing, ada, 2, &second, now).await?;
    replacing.commit().await?;
    revocation.await??;
    let mut tx = ground.db.read().await?;
    let newest = links::newest(&mut tx, house.charity, ada).await?.unwrap();
    assert_eq!((newest.generation, newest.revoked_at), (2, Some(now)));
    Ok(())
}

async fn a_device_is_known_by_its_cookie_and_flagged_when_not_the_first(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let mut tx = ground.db.write().await?;
    let (first, cookie) = add_device(&mut tx, &house, house.ada).await?;
    ground.clock.advance(Duration::from_secs(60));
    let (second, _) = add_device(&mut tx, &house, house.ada).await?;
    let (bens, _) = add_device(&mut tx, &house, house.ben).await?;
    let found = devices::by_cookie(&mut tx, &cookie).await?.unwrap();
    assert_eq!(
        (found.id, found.group, found.party),
        (first, house.group, 1)
    );
    assert_eq!(found.cookie_hash, cookie);
    for (device, flagged) in [(first, false), (second, true), (bens, false)] {
        let device = devices::one(&mut tx, house.charity, device).await?.unwrap();
        assert_eq!(device.new_device, flagged);
    }
    assert!(
        devices::one(&mut tx, house.practice, first)
            .await?
            .is_none()
    );
    devices::recognise(&mut tx, second).await?;
    let known = devices::one(&mut tx, house.charity, second).await?.unwrap();
    assert!(!known.new_device);
    for (device, flagged) in [(first, false), (second, true), (bens, false)] {
        devices::distrust(&mut tx, device).await?;
        let device = devices::one(&mut tx, house.charity, device).await?.unwrap();
        assert_eq!(device.new_device, flagged);
    }
    Ok(())
}

async fn a_device_can_be_renamed_refreshed_and_forgotten(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let mut tx = ground.db.write().await?;
    let (device, _) = add_device(&mut tx, &house, house.ada).await?;
    let addie = DisplayName::parse("Addie")?;
    let later = ground.clock.now() + Duration::from_secs(60);
    devices::refresh(&mut tx, device, &addie, 2, later).await?;
    let read = devices::one(&mut tx, house.charity, device).await?.unwrap();
    assert_eq!((read.display_name, read.party), (addie, 2));
    assert_eq!(read.expires_at, later + DEVICE_LIFE);
    let ad = DisplayName::parse("Ad")?;
    devices::rename(&mut tx, device, &ad).await?;
    devices::end_all(&mut tx, house.ada, 1, later).await?;
    let read = devices::one(&mut tx, house.charity, device).await?.unwrap();
    assert_eq!((read.display_name, read.ended_at), (ad, Some(later)));
    Ok(())
}

async fn of_two_first_devices_at_once_one_is_flagged(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let token = house.token();
    let (one, two) = tokio::join!(house.joined(&token), house.joined(&token));
    let mut flags = Vec::new();
    for cookie in [one?, two?] {
        flags.push(house.visit_of(&cookie).await?.ok()?["new_device"] == true);
    }
    flags.sort_unstable();
    assert_eq!(flags, [false, true]);
    Ok(())
}

async fn sessions_are_read_by_group_and_by_organisation(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let by = house.facilitator().staff;
    let mut tx = ground.db.read().await?;
    let all = sessions::of_group(&mut tx, house.group).await?;
    let ids: Vec<_> = all.iter().map(|meeting| meeting.id).collect();
    assert_eq!(ids, [house.session, house.next_session]);
    assert!(
        sessions::one(&mut tx, house.charity, house.session)
            .await?
            .is_some()
    );
    assert!(
        sessions::one(&mut tx, house.practice, house.session)
            .await?
            .is_none()
    );
    assert!(sessions::is_facilitator(&mut tx, house.group, by).await?);
    let stand_in = house.other_facilitator().staff;
    assert!(!sessions::is_facilitator(&mut tx, house.group, stand_in).await?);
    let mut members = sessions::members(&mut tx, house.group).await?;
    members.sort_unstable();
    assert_eq!(
        members,
        [house.ada.min(house.ben), house.ada.max(house.ben)]
    );
    assert!(sessions::open(&mut tx).await?.is_empty());
    drop(tx);
    house.open_session().await?;
    house.end_membership().await?;
    let mut tx = ground.db.read().await?;
    assert_eq!(sessions::open(&mut tx).await?, [house.session]);
    assert_eq!(sessions::members(&mut tx, house.group).await?, [house.ben]);
    drop(tx);
    house.close_session().await?;
    let mut tx = ground.db.read().await?;
    let now = ground.clock.now();
    assert_eq!(sessions::closed_since(&mut tx, now).await?, [house.session]);
    let later = now + Duration::from_secs(1);
    assert!(sessions::closed_since(&mut tx, later).await?.is_empty());
    Ok(())
}

async fn a_visit_waits_is_admitted_leaves_and_comes_back(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let (by, now) = (house.facilitator().staff, ground.clock.now());
    let mut tx = ground.db.write().await?;
    let visit = waiting(&mut tx, &house, house.ada).await?;
    let (device, session) = (visit.device, visit.session);
    assert!(
        visits::hold_admitted(&mut tx, device, session)
            .await?
            .is_none()
    );
    assert!(visits::admit(&mut tx, device, session, by, now).await?);
    assert!(
        !visits::admit(&mut tx, device, session, by, now).await?,
        "once"
    );
    let held = visits::hold_admitted(&mut tx, device, session).await?;
    assert_eq!(held, Some(visit.identity.clone()));
    assert!(visits::leave(&mut tx, device, session, now).await?);
    assert!(!visits::leave(&mut tx, device, session, now).await?, "once");
    assert!(
        visits::hold_admitted(&mut tx, device, session)
            .await?
            .is_none()
    );
    assert!(
        !visits::wait_again(&mut tx, &visit, now).await?,
        "admission stands"
    );
    assert!(visits::come_back(&mut tx, &visit).await?);
    let read = visits::of_device(&mut tx, device).await?;
    assert_eq!(read.first().unwrap().state, VisitRowState::Admitted);
    assert_eq!(read.first().unwrap().admitted_at, Some(now));
    assert_eq!(visits::of_session(&mut tx, session).await?, read);
    Ok(())
}

async fn neither_a_new_device_nor_who_was_removed_is_admitted_unnamed(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let (by, now) = (house.facilitator().staff, ground.clock.now());
    let mut tx = ground.db.write().await?;
    let adas = waiting(&mut tx, &house, house.ada).await?;
    let bens = waiting(&mut tx, &house, house.ben).await?;
    let adas_other = waiting(&mut tx, &house, house.ada).await?;
    let mut unflagged = visits::waiting_unflagged(&mut tx, house.session).await?;
    unflagged.sort_by_key(|visit| visit.device != adas.device);
    assert_eq!(unflagged, [adas.clone(), bens.clone()]);
    let (device, session) = (adas_other.device, adas_other.session);
    visits::remove(&mut tx, device, session, by, "unwell", now).await?;
    let unflagged = visits::waiting_unflagged(&mut tx, house.session).await?;
    assert_eq!(unflagged, [bens]);
    Ok(())
}

async fn who_left_before_admission_waits_again(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let now = ground.clock.now();
    let mut tx = ground.db.write().await?;
    let visit = waiting(&mut tx, &house, house.ada).await?;
    assert!(visits::leave(&mut tx, visit.device, visit.session, now).await?);
    assert!(!visits::come_back(&mut tx, &visit).await?);
    assert!(visits::wait_again(&mut tx, &visit, now).await?);
    assert!(!visits::wait_again(&mut tx, &visit, now).await?, "once");
    Ok(())
}

async fn a_removed_visit_is_admitted_again_only_by_readmission(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let (by, now) = (house.facilitator().staff, ground.clock.now());
    let fresh = MediaIdentity::random(&ground.rng);
    let mut tx = ground.db.write().await?;
    let visit = waiting(&mut tx, &house, house.ada).await?;
    let (device, session) = (visit.device, visit.session);
    assert!(!visits::readmit(&mut tx, device, session, &fresh, by, now).await?);
    assert!(visits::remove(&mut tx, device, session, by, "unwell", now).await?);
    assert!(
        !visits::remove(&mut tx, device, session, by, "unwell", now).await?,
        "once"
    );
    assert!(!visits::admit(&mut tx, device, session, by, now).await?);
    assert!(!visits::come_back(&mut tx, &visit).await?);
    assert!(!visits::leave(&mut tx, device, session, now).await?);
    assert!(visits::readmit(&mut tx, device, session, &fresh, by, now).await?);
    let held = visits::hold_admitted(&mut tx, device, session).await?;
    assert_eq!(held, Some(fresh));
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "gives the other transaction time to get stuck"
)]
async fn a_removal_waits_for_the_token_that_is_being_minted(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let (by, now) = (house.facilitator().staff, ground.clock.now());
    let mut tx = ground.db.write().await?;
    let visit = waiting(&mut tx, &house, house.ada).await?;
    visits::admit(&mut tx, visit.device, visit.session, by, now).await?;
    tx.commit().await?;
    let mut minting = ground.db.write().await?;
    visits::hold_admitted(&mut minting, visit.device, visit.session).await?;
    let db = ground.db.clone();
    let removal = tokio::spawn(async move {
        let mut tx = db.write().await?;
        visits::remove(&mut tx, visit.device, visit.session, by, "unwell", now).await?;
        tx.commit().await
    });
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!removal.is_finished());
    minting.commit().await?;
    removal.await??;
    Ok(())
}

async fn the_live_visits_of_a_link_are_those_of_its_generation(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let mut tx = ground.db.write().await?;
    let visit = waiting(&mut tx, &house, house.ada).await?;
    waiting(&mut tx, &house, house.ben).await?;
    let live = visits::live_of_link(&mut tx, house.ada, 1).await?;
    assert_eq!(live, [visit]);
    assert!(
        visits::live_of_link(&mut tx, house.ada, 2)
            .await?
            .is_empty()
    );
    tx.commit().await?;
    house.close_session().await?;
    let mut tx = ground.db.write().await?;
    assert!(
        visits::live_of_link(&mut tx, house.ada, 1)
            .await?
            .is_empty()
    );
    Ok(())
}

async fn a_facilitator_keeps_one_identity_per_session(ground: Ground) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let (staff, now) = (house.facilitator().staff, ground.clock.now());
    let [one, two, three] = std::array::from_fn(|_| MediaIdentity::random(&ground.rng));
    let mut tx = ground.db.write().await?;
    let first = staff_visits::identity(&mut tx, house.session, staff, &one, now).await?;
    let again = staff_visits::identity(&mut tx, house.session, staff, &two, now).await?;
    let next = staff_visits::identity(&mut tx, house.next_session, staff, &three, now).await?;
    assert_eq!((&first, &again, &next), (&one, &one, &three));
    assert_eq!(
        staff_visits::of_session(&mut tx, house.session).await?,
        [one]
    );
    let name = staff_visits::name(&mut tx, staff).await?;
    assert_eq!(name.as_deref(), Some("Fay Cilitator"));
    Ok(())
}

async fn a_door_greets_with_the_last_chosen_name_and_the_newest_consent(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::build(&ground).await?;
    let mut tx = ground.db.write().await?;
    let before = greeting::of_membership(&mut tx, house.ada, 1)
        .await?
        .unwrap();
    assert_eq!((before.alias.as_str(), before.chosen_name), ("Ada", None));
    let (device, _) = add_device(&mut tx, &house, house.ada).await?;
    devices::rename(&mut tx, device, &DisplayName::parse("Addie")?).await?;
    let after = greeting::of_membership(&mut tx, house.ada, 1)
        .await?
        .unwrap();
    assert_eq!(after.chosen_name.unwrap().as_str(), "Addie");
    let replaced = greeting::of_membership(&mut tx, house.ada, 2)
        .await?
        .unwrap();
    assert_eq!(
        replaced.chosen_name, None,
        "a name given through an old link is forgotten"
    );
    let consent = greeting::sharing(&mut tx, before.prescription)
        .await?
        .unwrap();
    assert_eq!(
        (consent.given, consent.text_version.as_str()),
        (true, "2026-11")
    );
    let names = greeting::facilitators(&mut tx, house.group).await?;
    assert_eq!(names, ["Fay Cilitator"]);
    tx.commit().await?;
    house.withdraw_consent(before.prescription).await?;
    let mut tx = ground.db.read().await?;
    let consent = greeting::sharing(&mut tx, before.prescription)
        .await?
        .unwrap();
    assert!(!consent.given);
    assert!(greeting::sharing(&mut tx, ground.id()).await?.is_none());
    Ok(())
}

async fn add_device(
    tx: &mut Tx,
    house: &House,
    membership: MembershipId,
) -> anyhow::Result<(DoorSessionId, TokenHash)> {
    let cookie = Token::random(&house.ground.rng).hash();
    let device = NewDevice {
        id: house.ground.id(),
        organisation: house.charity,
        membership,
        generation: 1,
        cookie: &cookie,
        display_name: &DisplayName::parse("Somebody")?,
        party: 1,
        now: house.ground.clock.now(),
    };
    devices::add(tx, &device).await?;
    Ok((device.id, cookie))
}

async fn waiting(tx: &mut Tx, house: &House, membership: MembershipId) -> anyhow::Result<VisitRow> {
    let visit = VisitRow {
        device: add_device(tx, house, membership).await?.0,
        session: house.session,
        membership,
        identity: MediaIdentity::random(&house.ground.rng),
        state: VisitRowState::Waiting,
        admitted_at: None,
    };
    visits::start_waiting(tx, &visit, house.ground.clock.now()).await?;
    Ok(visit)
}
