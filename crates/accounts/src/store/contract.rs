//! What every store function promises, on both databases.

use std::time::Duration;

use uuid::Uuid;
use wellmet_foundation::audit::Actor;
use wellmet_foundation::db::is_unique_violation;
use wellmet_foundation::secret::Token;
use wellmet_foundation::{Ground, on, on_both_databases};
use wellmet_vocabulary::{Authenticate as _, OrganisationId, Role, StaffId};

use super::{chains, invitations, organisations, partnerships, sessions, staff};
use crate::chain::{Broken, Link};
use crate::fixture::{House, PASSWORD, newcomer};
use crate::{sealer, session};

on_both_databases!(
    partners_are_listed_by_name_and_one_way,
    a_person_is_found_by_address_in_their_organisation_only,
    one_address_belongs_to_one_person,
    roles_are_replaced_as_a_whole,
    a_sign_in_ends_by_itself_and_is_forgotten,
    an_idle_sign_in_ends_and_a_busy_one_is_noted,
    an_invitation_is_accepted_once,
    a_lease_keeps_other_sealers_away_until_it_ends,
    every_line_is_sealed_and_the_chain_holds,
    a_line_changed_in_the_database_shows,
    a_line_cut_off_the_end_shows,
    every_organisations_trail_is_verified,
    a_sealer_that_lost_its_lease_changes_nothing,
);

async fn partners_are_listed_by_name_and_one_way(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground.clone()).await?;
    let another = house.accounts.add_organisation("Another charity").await?;
    let mut tx = ground.db.write().await?;
    let now = ground.clock.now();
    for to in [house.charity, another, another] {
        partnerships::join(&mut tx, house.practice, to, now).await?;
    }
    let partners = partnerships::partners(&mut tx, house.practice).await?;
    let names: Vec<_> = partners.iter().map(|p| p.name.as_str()).collect();
    assert_eq!(names, ["A charity", "Another charity"]);
    assert!(partnerships::partners(&mut tx, another).await?.is_empty());
    assert_eq!(organisations::first(&mut tx).await?, Some(house.practice));
    Ok(())
}

async fn a_person_is_found_by_address_in_their_organisation_only(
    ground: Ground,
) -> anyhow::Result<()> {
    let house = House::on(ground.clone()).await?;
    let mut tx = ground.db.write().await?;
    assert!(!staff::anybody_has_a_password(&mut tx).await?);
    let id: StaffId = ground.id();
    let sam = newcomer("Sam", "sam@example.org", &[Role::Facilitator]);
    staff::insert(&mut tx, id, house.charity, &sam, ground.clock.now()).await?;
    staff::set_roles(&mut tx, id, &sam.roles).await?;
    let found = staff::by_email(&mut tx, "sam@example.org").await?;
    assert!(found.is_some_and(|sam| sam.id == id && sam.password_hash.is_none()));
    assert!(staff::by_email(&mut tx, "Sam@example.org").await?.is_none());

    staff::rename(&mut tx, house.practice, id, &"Eve".to_owned().into()).await?;
    staff::rename(&mut tx, house.charity, id, &"Samuel".to_owned().into()).await?;
    staff::set_password(&mut tx, id, "a hash").await?;
    assert!(staff::anybody_has_a_password(&mut tx).await?);
    let profile = staff::profile(&mut tx, house.charity, id).await?;
    assert!(profile.is_some_and(|sam| *sam.name == "Samuel"));
    assert!(staff::profile(&mut tx, house.practice, id).await?.is_none());
    assert_eq!(staff::members(&mut tx, house.charity).await?.len(), 1);
    assert!(staff::members(&mut tx, house.practice).await?.is_empty());
    Ok(())
}

async fn one_address_belongs_to_one_person(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground.clone()).await?;
    let sam = newcomer("Sam", "sam@example.org", &[Role::Facilitator]);
    let mut tx = ground.db.write().await?;
    let now = ground.clock.now();
    staff::insert(&mut tx, ground.id(), house.charity, &sam, now).await?;
    let second = staff::insert(&mut tx, ground.id(), house.practice, &sam, now).await;
    assert!(is_unique_violation(&second.unwrap_err()));
    Ok(())
}

async fn roles_are_replaced_as_a_whole(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground.clone()).await?;
    let sam = house.staff(house.charity, "sam", Role::Facilitator).await?;
    let mut tx = ground.db.write().await?;
    let roles = [Role::Administrator, Role::LinkWorker];
    staff::set_roles(&mut tx, sam.staff, &roles).await?;
    let found = staff::roles(&mut tx, sam.staff).await?;
    assert_eq!(found, [Role::LinkWorker, Role::Administrator]);
    Ok(())
}

async fn a_sign_in_ends_by_itself_and_is_forgotten(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground.clone()).await?;
    house.staff(house.charity, "sam", Role::Facilitator).await?;
    let password = PASSWORD.to_owned().into();
    let token = house
        .accounts
        .sign_in("sam@example.org", password)
        .await?
        .token;
    let cookie = token.expose();
    let half = session::IDLE / 2;
    for _ in 0..27 {
        ground.clock.advance(half);
        assert!(house.accounts.authenticate(cookie).await?.is_some());
    }
    ground.clock.advance(half);
    assert!(
        house.accounts.authenticate(cookie).await?.is_none(),
        "seven days"
    );

    let mut tx = ground.db.write().await?;
    assert!(sessions::by_token(&mut tx, &token.hash()).await?.is_some());
    let now = ground.clock.now() + Duration::from_millis(1);
    sessions::forget(&mut tx, now).await?;
    assert!(sessions::by_token(&mut tx, &token.hash()).await?.is_none());
    Ok(())
}

async fn an_idle_sign_in_ends_and_a_busy_one_is_noted(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground.clone()).await?;
    let sam = house.staff(house.charity, "sam", Role::Facilitator).await?;
    let password = PASSWORD.to_owned().into();
    let token = house
        .accounts
        .sign_in("sam@example.org", password)
        .await?
        .token;
    ground.clock.advance(session::IDLE - Duration::from_secs(1));
    assert!(house.accounts.authenticate(token.expose()).await?.is_some());
    let mut tx = ground.db.read().await?;
    let noted = sessions::by_token(&mut tx, &token.hash()).await?;
    assert!(noted.is_some_and(|session| session.last_seen_at == ground.clock.now()));
    drop(tx);
    ground.clock.advance(session::IDLE);
    assert!(house.accounts.authenticate(token.expose()).await?.is_none());

    let mut tx = ground.db.write().await?;
    sessions::end(&mut tx, sam.session, ground.clock.now()).await?;
    sessions::note(&mut tx, sam.session, ground.clock.now()).await?;
    Ok(())
}

async fn an_invitation_is_accepted_once(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground.clone()).await?;
    let sam = house.staff(house.charity, "sam", Role::Facilitator).await?;
    let (now, token) = (ground.clock.now(), Token::random(&ground.rng));
    let later = now + Duration::from_secs(60);
    let mut tx = ground.db.write().await?;
    let id = ground.id();
    invitations::insert(&mut tx, id, sam.staff, &token.hash(), later).await?;
    let open = invitations::open(&mut tx, &token.hash(), now).await?;
    assert!(open.is_some_and(|open| open.id == id && open.organisation_id == house.charity));
    assert!(
        invitations::open(&mut tx, &token.hash(), later)
            .await?
            .is_none(),
        "expired"
    );
    assert!(invitations::accept(&mut tx, id, now).await?);
    assert!(!invitations::accept(&mut tx, id, now).await?);
    assert!(
        invitations::open(&mut tx, &token.hash(), now)
            .await?
            .is_none()
    );

    let (id, token) = (ground.id(), Token::random(&ground.rng));
    invitations::insert(&mut tx, id, sam.staff, &token.hash(), later).await?;
    invitations::expire(&mut tx, sam.staff, now).await?;
    assert!(
        invitations::open(&mut tx, &token.hash(), now)
            .await?
            .is_none()
    );
    Ok(())
}

async fn a_lease_keeps_other_sealers_away_until_it_ends(ground: Ground) -> anyhow::Result<()> {
    let organisation: OrganisationId = ground.id();
    let now = ground.clock.now();
    let until = now + Duration::from_secs(5);
    let mut tx = ground.db.write().await?;
    let claimed = chains::claim(&mut tx, organisation, now, until).await?;
    assert_eq!(claimed, Some(Link::genesis()));
    assert_eq!(
        chains::claim(&mut tx, organisation, now, until).await?,
        None
    );
    let later = until + Duration::from_secs(5);
    assert!(
        chains::claim(&mut tx, organisation, until, later)
            .await?
            .is_some()
    );
    assert_eq!(
        chains::end(&mut tx, organisation).await?,
        Some(Link::genesis())
    );
    Ok(())
}

async fn every_line_is_sealed_and_the_chain_holds(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground.clone()).await?;
    write_lines(&house, 450).await?;
    let mut tx = ground.db.read().await?;
    assert_eq!(chains::with_unsealed_lines(&mut tx).await?.len(), 2);
    drop(tx);
    sealer::seal_all(&ground).await?;
    let mut tx = ground.db.read().await?;
    assert!(chains::with_unsealed_lines(&mut tx).await?.is_empty());
    assert!(
        chains::unsealed(&mut tx, house.charity, 9)
            .await?
            .is_empty()
    );
    drop(tx);
    assert_eq!(sealer::verify(&ground, house.charity).await?, Ok(451));
    write_lines(&house, 1).await?;
    sealer::seal_all(&ground).await?;
    assert_eq!(sealer::verify(&ground, house.charity).await?, Ok(452));
    assert_eq!(sealer::verify(&ground, house.practice).await?, Ok(1));
    Ok(())
}

async fn a_line_changed_in_the_database_shows(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground.clone()).await?;
    write_lines(&house, 5).await?;
    sealer::seal_all(&ground).await?;
    forge(
        &ground,
        "UPDATE audit SET action = 'nothing.read' WHERE sequence = 3",
    )
    .await?;
    let verified = sealer::verify(&ground, house.charity).await?;
    assert_eq!(verified, Err(Broken::Changed(3)));
    Ok(())
}

async fn a_line_cut_off_the_end_shows(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground.clone()).await?;
    write_lines(&house, 5).await?;
    sealer::seal_all(&ground).await?;
    forge(&ground, "DELETE FROM audit WHERE sequence = 6").await?;
    let verified = sealer::verify(&ground, house.charity).await?;
    let (expected, found) = (6, 5);
    assert_eq!(verified, Err(Broken::End { expected, found }));
    Ok(())
}

async fn every_organisations_trail_is_verified(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground.clone()).await?;
    write_lines(&house, 2).await?;
    sealer::seal_all(&ground).await?;
    forge(
        &ground,
        "UPDATE audit SET reason = 'none' WHERE sequence = 2",
    )
    .await?;
    let trails = house.accounts.verify_audit_trails().await?;
    let verified = |name: &str| trails.iter().find(|t| t.name == name).map(|t| &t.verified);
    assert_eq!(verified("A practice"), Some(&Ok(1)));
    assert_eq!(verified("A charity"), Some(&Err(Broken::Changed(2))));
    let mut tx = ground.db.read().await?;
    assert_eq!(organisations::all(&mut tx).await?.len(), 2);
    Ok(())
}

async fn a_sealer_that_lost_its_lease_changes_nothing(ground: Ground) -> anyhow::Result<()> {
    let house = House::on(ground.clone()).await?;
    let now = ground.clock.now();
    let (slow, quick) = (now + Duration::from_secs(5), now + Duration::from_secs(10));
    let mut tx = ground.db.write().await?;
    let start = chains::claim(&mut tx, house.charity, now, slow)
        .await?
        .unwrap();
    chains::claim(&mut tx, house.charity, slow, quick).await?;
    let line = chains::unsealed(&mut tx, house.charity, 1).await?.remove(0);
    let sealed = start.seal(line);
    chains::write_seal(&mut tx, &sealed).await?;
    let end = sealed.link();
    assert!(!chains::advance(&mut tx, house.charity, slow, &start, &end).await?);
    assert!(chains::advance(&mut tx, house.charity, quick, &start, &end).await?);
    let found = chains::sealed_after(&mut tx, house.charity, 0, 9).await?;
    assert_eq!(found, [sealed]);
    Ok(())
}

async fn write_lines(house: &House, count: usize) -> anyhow::Result<()> {
    let mut tx = house.ground.db.write().await?;
    for _ in 0..count {
        let (actor, subject) = (Actor::System, Uuid::nil());
        let done = house
            .accounts
            .audit(&mut tx, house.charity, actor, "thing.read", subject);
        done.await?;
    }
    Ok(tx.commit().await?)
}

async fn forge(ground: &Ground, statement: &'static str) -> anyhow::Result<()> {
    let mut tx = ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(statement)
        .execute(c)
        .await
        .map(drop))?;
    Ok(tx.commit().await?)
}
