//! A practice, a charity that hosts groups, and a stranger: the rows of other members that care
//! reads, and the callers that go with them.

use std::time::Duration;

use axum::Router;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;
use wellmet_care::Care;
use wellmet_foundation::db::Connection;
use wellmet_foundation::{Ground, Instant, on};
use wellmet_vocabulary::{
    DoorKey, DoorSessionId, MembershipId, OrganisationId, PatientCaller, PublicUrl, Role,
    StaffCaller, StaffId,
};

use crate::asking::{Answer, Asker, ask};

pub(crate) const PRACTICE: Uuid = Uuid::from_u128(0xA1);
pub(crate) const CHARITY: Uuid = Uuid::from_u128(0xA2);
pub(crate) const STRANGER: Uuid = Uuid::from_u128(0xA3);

/// What the pages of the prescriber who prescribes here listen to.
pub(crate) const PATS_PRESCRIPTIONS: &str = "prescriptions:00000000-0000-0000-0000-000000000001";

pub(crate) struct House {
    pub(crate) ground: Ground,
    pub(crate) care: Care,
    routes: Router,
    pub(crate) prescriber: Asker,
    pub(crate) other_prescriber: Asker,
    pub(crate) link_worker: Asker,
    pub(crate) other_link_worker: Asker,
    pub(crate) facilitator: Asker,
    pub(crate) other_facilitator: Asker,
    pub(crate) administrator: Asker,
    /// Holds every role, in an organisation that has nothing to do with the others.
    pub(crate) stranger: Asker,
}

const EVERY_ROLE: [Role; 4] = [
    Role::Prescriber,
    Role::LinkWorker,
    Role::Facilitator,
    Role::Administrator,
];

/// Care as the server makes it.
pub(crate) fn care_on(ground: &Ground) -> anyhow::Result<Care> {
    let url = PublicUrl::parse("https://meet.example.org")?;
    Ok(Care::new(ground.clone(), DoorKey::new(&[7; 32]), url))
}

impl House {
    pub(crate) async fn furnished(ground: Ground) -> anyhow::Result<Self> {
        for (id, name) in [
            (PRACTICE, "Example Practice"),
            (CHARITY, "Example Charity"),
            (STRANGER, "Example Elsewhere"),
        ] {
            insert_organisation(&ground, id, name).await?;
        }
        insert_partnership(&ground, PRACTICE, CHARITY).await?;
        let care = care_on(&ground)?;
        let (routes, _description) = care.routes().split_for_parts();
        Ok(Self {
            prescriber: staff(&ground, 1, PRACTICE, "Pat Example", &[Role::Prescriber]).await?,
            other_prescriber: staff(&ground, 2, PRACTICE, "Per Example", &[Role::Prescriber])
                .await?,
            link_worker: staff(&ground, 3, CHARITY, "Lin Example", &[Role::LinkWorker]).await?,
            other_link_worker: staff(&ground, 8, CHARITY, "Lea Example", &[Role::LinkWorker])
                .await?,
            facilitator: staff(&ground, 4, CHARITY, "Fay Example", &[Role::Facilitator]).await?,
            other_facilitator: staff(&ground, 5, CHARITY, "Finn Example", &[Role::Facilitator])
                .await?,
            administrator: staff(&ground, 6, CHARITY, "Adi Example", &[Role::Administrator])
                .await?,
            stranger: staff(&ground, 7, STRANGER, "Sam Example", &EVERY_ROLE).await?,
            care,
            routes,
            ground,
        })
    }

    pub(crate) async fn get(&self, asker: &Asker, path: &str) -> anyhow::Result<Answer> {
        ask(&self.routes, asker, Method::GET, path, None).await
    }

    /// Searches the caseload. It changes nothing, so no time passes.
    pub(crate) async fn search(&self, asker: &Asker, wanted: Value) -> anyhow::Result<Answer> {
        self.at_once(asker, "/api/referrals/search", wanted).await
    }

    pub(crate) async fn post(
        &self,
        asker: &Asker,
        path: &str,
        body: Value,
    ) -> anyhow::Result<Answer> {
        // Each act has its own moment, as in life.
        self.ground.clock.advance(Duration::from_secs(60));
        ask(&self.routes, asker, Method::POST, path, Some(body)).await
    }

    /// What `asker` prescribed. It changes nothing, so no time passes.
    pub(crate) async fn own_prescriptions(&self, asker: &Asker) -> anyhow::Result<Answer> {
        self.at_once(asker, "/api/prescriptions/search", json!({}))
            .await
    }

    /// Lets `from` refer patients to `to`.
    pub(crate) async fn partnership(&self, from: Uuid, to: Uuid) -> anyhow::Result<()> {
        insert_partnership(&self.ground, from, to).await
    }

    /// Posts without any time passing.
    pub(crate) async fn at_once(
        &self,
        asker: &Asker,
        path: &str,
        body: Value,
    ) -> anyhow::Result<Answer> {
        ask(&self.routes, asker, Method::POST, path, Some(body)).await
    }

    /// Prescribes for `name`, and gives the prescription's and the referral's ids.
    pub(crate) async fn prescribed(
        &self,
        name: &str,
        share: bool,
    ) -> anyhow::Result<(String, String)> {
        self.ordered(order(name, share)).await
    }

    /// Prescribes, and gives the prescription's and the referral's ids.
    pub(crate) async fn ordered(&self, order: Value) -> anyhow::Result<(String, String)> {
        let answer = self
            .post(&self.prescriber, "/api/prescriptions", order)
            .await?;
        let prescription = id_of(&answer.expect(StatusCode::CREATED));
        let newest = json!({ "tab": "all", "order": "newest" });
        let caseload = self.search(&self.link_worker, newest).await?;
        let referral = id_of(&caseload.expect(StatusCode::OK)["items"][0]);
        Ok((prescription, referral))
    }

    /// Whose `prescription` is.
    pub(crate) async fn patient_of(&self, prescription: &str) -> anyhow::Result<String> {
        let path = format!("/api/prescriptions/{prescription}");
        let read = self
            .get(&self.prescriber, &path)
            .await?
            .expect(StatusCode::OK);
        Ok(read["patient_id"].as_str().unwrap_or_default().to_owned())
    }

    /// Prescribes for `name`, accepts, and gives the referral's id.
    pub(crate) async fn accepted(&self, name: &str) -> anyhow::Result<String> {
        let (_, referral) = self.prescribed(name, true).await?;
        self.accept(&referral).await?;
        Ok(referral)
    }

    pub(crate) async fn accept(&self, referral: &str) -> anyhow::Result<()> {
        let path = format!("/api/referrals/{referral}/accept");
        let accepted = self.post(&self.link_worker, &path, json!({})).await?;
        accepted.expect(StatusCode::OK);
        Ok(())
    }

    /// Makes a group that Fay leads, and gives its id.
    pub(crate) async fn group(&self, name: &str, capacity: i64) -> anyhow::Result<String> {
        let group = group(name, capacity);
        let answer = self.post(&self.link_worker, "/api/groups", group).await?;
        Ok(id_of(&answer.expect(StatusCode::CREATED)))
    }

    /// Gives the patient of `referral` a place in `group`, and gives the membership's id.
    pub(crate) async fn matched(&self, referral: &str, group: &str) -> anyhow::Result<String> {
        let path = format!("/api/referrals/{referral}/match");
        let choice = json!({ "group_id": group });
        let answer = self.post(&self.link_worker, &path, choice).await?;
        Ok(id_of(&answer.expect(StatusCode::CREATED)["membership"]))
    }

    /// Prescribes for `name`, accepts, keeps a place in `group`, and gives the offer's id.
    pub(crate) async fn offered(&self, name: &str, group: &str) -> anyhow::Result<String> {
        let referral = self.accepted(name).await?;
        let path = format!("/api/referrals/{referral}/offers");
        let choice = json!({ "group_id": group });
        let answer = self.post(&self.link_worker, &path, choice).await?;
        Ok(id_of(&answer.expect(StatusCode::OK)["offer"]))
    }

    /// Opens every connection there is: those who come at once then really work at once, instead
    /// of one after the other while connections are being made.
    pub(crate) async fn opened_every_connection(&self) -> anyhow::Result<()> {
        let connections = match self.ground.db.read().await?.connection() {
            Connection::Sqlite(_) => 4,
            Connection::Postgres(_) => 16,
        };
        let mut open = tokio::task::JoinSet::new();
        for _ in 0..connections {
            let db = self.ground.db.clone();
            open.spawn(async move { db.read().await });
        }
        let held = open.join_all().await;
        held.into_iter().collect::<Result<Vec<_>, _>>()?;
        Ok(())
    }

    /// How often `action` stands in the audit trail of `organisation`.
    pub(crate) async fn audited(&self, organisation: Uuid, action: &str) -> anyhow::Result<i64> {
        let mut tx = self.ground.db.read().await?;
        Ok(on!(&mut tx, |c| sqlx::query_scalar(
            "SELECT COUNT(*) FROM audit WHERE organisation_id = $1 AND action = $2"
        )
        .bind(organisation)
        .bind(action)
        .fetch_one(c)
        .await)?)
    }

    /// Which lists somebody read by `action`, and how long they were, oldest first.
    pub(crate) async fn listed(
        &self,
        organisation: Uuid,
        action: &str,
    ) -> anyhow::Result<Vec<(String, Option<i64>)>> {
        let mut tx = self.ground.db.read().await?;
        Ok(on!(&mut tx, |c| sqlx::query_as(
            "SELECT subject_kind, items FROM audit
              WHERE organisation_id = $1 AND action = $2 AND actor_id IS NOT NULL
                AND subject_id IS NULL AND reason IS NULL
              ORDER BY recorded_at, id"
        )
        .bind(organisation)
        .bind(action)
        .fetch_all(c)
        .await)?)
    }

    /// How many events of `kind` were recorded as `organisation`'s.
    pub(crate) async fn recorded(&self, organisation: Uuid, kind: &str) -> anyhow::Result<i64> {
        let mut tx = self.ground.db.read().await?;
        Ok(on!(&mut tx, |c| sqlx::query_scalar(
            "SELECT COUNT(*) FROM events WHERE organisation_id = $1 AND kind = $2"
        )
        .bind(organisation)
        .bind(kind)
        .fetch_one(c)
        .await)?)
    }

    /// The topics hinted to `organisation` while `act` ran.
    pub(crate) async fn hinted<T>(
        &self,
        organisation: Uuid,
        act: impl Future<Output = anyhow::Result<T>>,
    ) -> anyhow::Result<Vec<String>> {
        let mut hints = self.ground.bus.subscribe();
        act.await?;
        let mut topics = Vec::new();
        while let Ok(hint) = hints.try_recv() {
            if hint.organisation == organisation {
                topics.push(hint.topic.to_string());
            }
        }
        Ok(topics)
    }
}

pub(crate) fn order(name: &str, share: bool) -> Value {
    json!({
        "patient": card(name),
        "reason": "Lonely since the move",
        "dose": { "sessions": 6, "rhythm": "weekly" },
        "to_organisation_id": CHARITY,
        "consent": consents(share),
    })
}

pub(crate) fn card(name: &str) -> Value {
    json!({ "full_name": name, "email": "patient@example.org" })
}

/// Every question answered with yes, but for attendance as `share` says.
pub(crate) fn consents(share: bool) -> Value {
    json!({
        "share_attendance": share, "share_reason": true, "share_onward": true,
        "contact_by_message": true, "text_version": "2026-11", "language": "en",
    })
}

pub(crate) fn group(name: &str, capacity: i64) -> Value {
    json!({
        "name": name,
        "topic": "Heart and walking",
        "language": "en",
        "capacity": capacity,
        "facilitator_ids": [Uuid::from_u128(4)],
    })
}

pub(crate) fn consent(share: bool) -> Value {
    json!({ "share_attendance": share, "text_version": "2026-11", "language": "en" })
}

pub(crate) fn id_of(value: &Value) -> String {
    value["id"].as_str().unwrap_or_default().to_owned()
}

pub(crate) fn patient(membership: &str, organisation: Uuid) -> anyhow::Result<Asker> {
    Ok(Asker::Patient(PatientCaller {
        membership: MembershipId::from(membership.parse::<Uuid>()?),
        organisation: OrganisationId::from(organisation),
        door_session: DoorSessionId::from(Uuid::from_u128(0xD1)),
    }))
}

async fn insert_organisation(ground: &Ground, id: Uuid, name: &str) -> anyhow::Result<()> {
    let mut tx = ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO organisations (id, name, created_at) VALUES ($1, $2, 0)"
    )
    .bind(id)
    .bind(name)
    .execute(c)
    .await
    .map(drop))?;
    Ok(tx.commit().await?)
}

async fn insert_partnership(ground: &Ground, from: Uuid, to: Uuid) -> anyhow::Result<()> {
    let mut tx = ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO partnerships (from_organisation_id, to_organisation_id, created_at)
         VALUES ($1, $2, 0)"
    )
    .bind(from)
    .bind(to)
    .execute(c)
    .await
    .map(drop))?;
    Ok(tx.commit().await?)
}

pub(crate) async fn staff(
    ground: &Ground,
    number: u128,
    organisation: Uuid,
    name: &str,
    roles: &[Role],
) -> anyhow::Result<Asker> {
    let id = Uuid::from_u128(number);
    let mut tx = ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO staff (id, organisation_id, name, email, created_at)
         VALUES ($1, $2, $3, $4, 0)"
    )
    .bind(id)
    .bind(organisation)
    .bind(name)
    .bind(format!("staff{number}@example.org"))
    .execute(c)
    .await
    .map(drop))?;
    for role in roles {
        on!(&mut tx, |c| sqlx::query(
            "INSERT INTO staff_roles (staff_id, role) VALUES ($1, $2)"
        )
        .bind(id)
        .bind(role)
        .execute(c)
        .await
        .map(drop))?;
    }
    tx.commit().await?;
    Ok(Asker::Staff(StaffCaller {
        staff: StaffId::from(id),
        organisation: organisation.into(),
        roles: roles.to_vec(),
        session: Uuid::nil().into(),
    }))
}

/// The days of the sessions that [`schedule`] makes.
pub(crate) const TUESDAYS: [&str; 6] = [
    "2026-12-08",
    "2026-12-15",
    "2026-12-22",
    "2026-12-29",
    "2027-01-05",
    "2027-01-12",
];

/// What the scheduler would have written: a series in words, and `count` weekly sessions.
pub(crate) async fn schedule(
    ground: &Ground,
    group: &str,
    count: i64,
) -> anyhow::Result<Vec<Uuid>> {
    let series = ground.id::<Uuid>();
    let group: Uuid = group.parse()?;
    let mut tx = ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO series (id, organisation_id, group_id, first_date, local_time, zone,
                             duration_minutes, rrule, summary, created_at)
         VALUES ($1, $2, $3, '2026-12-08', '15:00', 'Europe/London', 60, 'FREQ=WEEKLY', $4, $5)"
    )
    .bind(series)
    .bind(CHARITY)
    .bind(group)
    .bind("Every Tuesday at 15:00")
    .bind(ground.clock.now())
    .execute(c)
    .await
    .map(drop))?;
    let mut sessions = Vec::new();
    for (week, local_date) in (1..=count).zip(TUESDAYS) {
        let id = ground.id::<Uuid>();
        let days = Duration::from_secs(u64::try_from(week)? * 7 * 86_400);
        let starts_at = wellmet_foundation::testing::START + days;
        on!(&mut tx, |c| sqlx::query(
            "INSERT INTO sessions (id, organisation_id, group_id, series_id, local_date,
                                   recurrence_date, zone, starts_at, ends_at, state)
             VALUES ($1, $2, $3, $4, $5, $5, 'Europe/London', $6, $7, 'scheduled')"
        )
        .bind(id)
        .bind(CHARITY)
        .bind(group)
        .bind(series)
        .bind(local_date)
        .bind(starts_at)
        .bind(starts_at + Duration::from_secs(3_600))
        .execute(c)
        .await
        .map(drop))?;
        sessions.push(id);
    }
    tx.commit().await?;
    Ok(sessions)
}

/// What attendance would have written once media flowed.
pub(crate) async fn joined(
    ground: &Ground,
    session: Uuid,
    membership: &str,
    prescription: &str,
    at: Instant,
) -> anyhow::Result<()> {
    let mut tx = ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO joined_notices (session_id, membership_id, prescription_id, joined_at)
         VALUES ($1, $2, $3, $4)"
    )
    .bind(session)
    .bind(membership.parse::<Uuid>()?)
    .bind(prescription.parse::<Uuid>()?)
    .bind(at)
    .execute(c)
    .await
    .map(drop))?;
    Ok(tx.commit().await?)
}

/// What attendance would have written once a register was confirmed.
pub(crate) async fn attended(
    ground: &Ground,
    membership: &str,
    prescription: &str,
    sessions: i64,
) -> anyhow::Result<()> {
    let mut tx = ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO doses (membership_id, prescription_id, attended) VALUES ($1, $2, $3)"
    )
    .bind(membership.parse::<Uuid>()?)
    .bind(prescription.parse::<Uuid>()?)
    .bind(sessions)
    .execute(c)
    .await
    .map(drop))?;
    Ok(tx.commit().await?)
}
