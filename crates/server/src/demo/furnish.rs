//! Moving in.

use anyhow::Result;
use wellmet_accounts::Newcomer;
use wellmet_care::{
    Answers, CardMore, ConsentsGiven, Dose, NewGroup, NewPatient, NewPlan, NewPrescription, Suits,
};
use wellmet_foundation::Ground;
use wellmet_vocabulary::{
    GroupId, MembershipId, OrganisationId, Rhythm, Role, StaffCaller, Urgency,
};

use super::offer::Offer;
use super::people::{
    CHARITY, DemoPatient, DemoStaff, FACILITATOR, LINK_WORKER, PATIENTS, PRACTICE, PRESCRIBER,
    STAFF, Workplace,
};
use super::{store, today};
use crate::members::Members;

const GROUP: &str = "Heart and Soles (demo)";

/// Moves in what is missing, and says what the demo at `url` offers.
pub(crate) async fn furnish(ground: &Ground, members: &Members, url: &str) -> Result<Offer> {
    let demo = Demo { ground, members };
    let group = demo.people_and_group().await?;
    let facilitator = demo.in_the_name_of(FACILITATOR).await?;
    today::meet(ground, members, &facilitator, group).await?;
    let mut doors = Vec::new();
    for patient in PATIENTS {
        let membership = demo.patient(patient, group).await?;
        let organisation = facilitator.organisation;
        doors.push(members.door.link_of(organisation, membership).await?.url);
    }
    Ok(Offer::new(url.to_owned(), doors))
}

struct Demo<'a> {
    ground: &'a Ground,
    members: &'a Members,
}

impl Demo<'_> {
    /// Both organisations, their staff, and the group.
    async fn people_and_group(&self) -> Result<GroupId> {
        let practice = self.organisation(PRACTICE).await?;
        let charity = self.organisation(CHARITY).await?;
        self.members
            .accounts
            .add_partnership(practice, charity)
            .await?;
        for person in STAFF {
            let workplace = match person.workplace {
                Workplace::Practice => practice,
                Workplace::Charity => charity,
            };
            self.staff(person, workplace).await?;
        }
        self.group(charity).await
    }

    async fn organisation(&self, name: &str) -> Result<OrganisationId> {
        match store::organisation(self.ground, name).await? {
            Some(id) => Ok(id),
            None => Ok(self.members.accounts.add_organisation(name).await?),
        }
    }

    async fn staff(&self, person: &DemoStaff, workplace: OrganisationId) -> Result<()> {
        if store::staff(self.ground, person.email).await?.is_none() {
            let newcomer: Newcomer = person.newcomer()?;
            let accounts = &self.members.accounts;
            accounts
                .add_staff(workplace, &newcomer, person.password)
                .await?;
        }
        Ok(())
    }

    async fn group(&self, charity: OrganisationId) -> Result<GroupId> {
        if let Some(group) = store::group(self.ground, charity, GROUP).await? {
            return Ok(group);
        }
        let link_worker = self.in_the_name_of(LINK_WORKER).await?;
        let facilitator = self.in_the_name_of(FACILITATOR).await?;
        let group = NewGroup {
            name: GROUP.to_owned(),
            topic: "Walking again after a heart attack".to_owned(),
            language: "en".to_owned(),
            capacity: 10,
            facilitator_ids: vec![facilitator.staff],
            attended_percent: None,
            suits: Suits {
                topics: vec!["heart".to_owned(), "walking".to_owned()],
                youngest: Some(18),
                ..Suits::default()
            },
        };
        Ok(self.members.care.add_group(&link_worker, &group).await?)
    }

    /// The patient's place in the group, prescribed and matched where that is missing.
    async fn patient(&self, patient: &DemoPatient, group: GroupId) -> Result<MembershipId> {
        if let Some(membership) = store::membership(self.ground, group, patient.name).await? {
            return Ok(membership);
        }
        let (care, link_worker) = (&self.members.care, self.in_the_name_of(LINK_WORKER).await?);
        let prescriber = self.in_the_name_of(PRESCRIBER).await?;
        let order = order(patient, link_worker.organisation);
        let referral = care.prescribe(&prescriber, &order).await?.referral;
        care.accept(&link_worker, referral).await?;
        let place = care.match_to_group(&link_worker, referral, group).await?;
        Ok(place.membership)
    }

    /// The caller that somebody of the demo's staff would be once signed in.
    async fn in_the_name_of(&self, email: &str) -> Result<StaffCaller> {
        let found = store::staff(self.ground, email).await?;
        let (staff, organisation) = found.ok_or_else(|| anyhow::anyhow!("{email} has gone"))?;
        let roles: Vec<Role> = STAFF
            .iter()
            .filter(|person| person.email == email)
            .map(|person| person.role)
            .collect();
        Ok(StaffCaller {
            staff,
            organisation,
            roles,
            session: self.ground.id(),
        })
    }
}

fn order(patient: &DemoPatient, to: OrganisationId) -> NewPrescription {
    NewPrescription {
        patient: Some(NewPatient {
            full_name: patient.name.to_owned().into(),
            preferred_name: None,
            email: Some(patient.email.to_owned().into()),
            phone: None,
            birth_date: None,
            more: CardMore::default(),
            identifiers: Vec::new(),
        }),
        patient_id: None,
        plan: NewPlan {
            reason: patient.reason.to_owned().into(),
            goal: None,
            urgency: Urgency::Routine,
            dose: Dose {
                sessions: 6,
                rhythm: Rhythm::Weekly,
            },
        },
        to_organisation_id: to,
        consent: ConsentsGiven {
            guardian_agrees: false,
            answers: Answers {
                share_attendance: patient.shares_attendance,
                share_reason: true,
                share_onward: true,
                contact_by_message: true,
            },
            text_version: "2026-11".to_owned(),
            language: "en".to_owned(),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use wellmet_foundation::{DbError, Instant, on, on_both_databases};

    use super::*;
    use crate::openapi;

    const DAY: Duration = Duration::from_secs(24 * 3_600);

    on_both_databases!(
        a_first_start_moves_everybody_in,
        a_second_start_keeps_what_is_there,
        a_start_on_another_day_finds_something_to_join,
        a_session_closed_early_is_followed_by_another,
    );

    async fn start(ground: &Ground) -> Result<Offer> {
        let members = openapi::members_without_media(ground)?;
        furnish(ground, &members, "http://localhost:8080").await
    }

    async fn count(ground: &Ground, query: &'static str) -> Result<i64, DbError> {
        let mut tx = ground.db.read().await?;
        on!(&mut tx, |c| sqlx::query_scalar(query).fetch_one(c).await)
    }

    /// Sessions whose door is open at this moment.
    async fn joinable(ground: &Ground) -> Result<i64, DbError> {
        let now = ground.clock.now();
        let mut tx = ground.db.read().await?;
        on!(&mut tx, |c| sqlx::query_scalar(
            "SELECT COUNT(*) FROM sessions
              WHERE starts_at <= $1 AND ends_at > $1 AND state = 'scheduled'"
        )
        .bind(now)
        .fetch_one(c)
        .await)
    }

    async fn a_first_start_moves_everybody_in(ground: Ground) -> Result<()> {
        let offer = serde_json::to_value(start(&ground).await?)?;
        assert_eq!(offer["sign_ins"].as_array().map(Vec::len), Some(5));
        assert_eq!(offer["door_links"].as_array().map(Vec::len), Some(2));
        assert_ne!(offer["door_links"][0], offer["door_links"][1]);
        assert_eq!(
            count(&ground, "SELECT COUNT(*) FROM organisations").await?,
            2
        );
        assert_eq!(count(&ground, "SELECT COUNT(*) FROM memberships").await?, 2);
        assert_eq!(count(&ground, "SELECT COUNT(*) FROM sessions").await?, 6);
        assert_eq!(joinable(&ground).await?, 1);
        Ok(())
    }

    async fn a_second_start_keeps_what_is_there(ground: Ground) -> Result<()> {
        let first = serde_json::to_value(start(&ground).await?)?;
        let events = count(&ground, "SELECT COUNT(*) FROM events").await?;
        ground.clock.advance(Duration::from_secs(20 * 60));
        let second = serde_json::to_value(start(&ground).await?)?;
        assert_eq!(first, second);
        assert_eq!(count(&ground, "SELECT COUNT(*) FROM events").await?, events);
        Ok(())
    }

    async fn a_start_on_another_day_finds_something_to_join(ground: Ground) -> Result<()> {
        start(&ground).await?;
        for _ in 0..9 {
            ground.clock.advance(DAY);
            start(&ground).await?;
            assert_eq!(joinable(&ground).await?, 1, "at {:?}", ground.clock.now());
        }
        Ok(())
    }

    async fn a_session_closed_early_is_followed_by_another(ground: Ground) -> Result<()> {
        start(&ground).await?;
        let mut tx = ground.db.write().await?;
        let now: Instant = ground.clock.now();
        on!(&mut tx, |c| sqlx::query(
            "UPDATE sessions SET state = 'closed' WHERE starts_at <= $1"
        )
        .bind(now)
        .execute(c)
        .await
        .map(drop))?;
        tx.commit().await?;
        start(&ground).await?;
        assert_eq!(
            joinable(&ground).await?,
            0,
            "the closed one's hour is not over"
        );
        ground.clock.advance(Duration::from_secs(3_600));
        assert_eq!(joinable(&ground).await?, 1);
        Ok(())
    }
}
