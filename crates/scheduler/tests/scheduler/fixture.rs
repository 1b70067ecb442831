//! A charity with two groups and a stranger: the rows of other members that the scheduler reads,
//! and the callers that go with them.

use std::time::Duration;

use axum::Router;
use http::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;
use wellmet_foundation::db::Connection;
use wellmet_foundation::{Ground, Instant, on};
use wellmet_scheduler::Scheduler;
use wellmet_vocabulary::{Role, StaffCaller, StaffId};

use crate::asking::{Answer, Asker, ask};

pub(crate) const CHARITY: Uuid = Uuid::from_u128(0xA2);
pub(crate) const STRANGER: Uuid = Uuid::from_u128(0xA3);
/// Led by Fay and by Gus.
pub(crate) const WALKERS: Uuid = Uuid::from_u128(0xB1);
/// Led by Finn.
pub(crate) const SINGERS: Uuid = Uuid::from_u128(0xB2);

pub(crate) struct House {
    pub(crate) ground: Ground,
    pub(crate) scheduler: Scheduler,
    routes: Router,
    pub(crate) prescriber: Asker,
    pub(crate) link_worker: Asker,
    pub(crate) facilitator: Asker,
    pub(crate) second_facilitator: Asker,
    pub(crate) other_facilitator: Asker,
    pub(crate) administrator: Asker,
    /// Holds every role, in an organisation that has nothing to do with the other.
    pub(crate) stranger: Asker,
}

const EVERY_ROLE: [Role; 4] = [
    Role::Prescriber,
    Role::LinkWorker,
    Role::Facilitator,
    Role::Administrator,
];

impl House {
    pub(crate) async fn furnished(ground: Ground) -> anyhow::Result<Self> {
        insert_organisation(&ground, CHARITY, "Example Charity").await?;
        insert_organisation(&ground, STRANGER, "Example Elsewhere").await?;
        let scheduler = Scheduler::new(ground.clone());
        let (routes, _description) = scheduler.routes().split_for_parts();
        let house = Self {
            prescriber: staff(&ground, 1, CHARITY, &[Role::Prescriber]).await?,
            link_worker: staff(&ground, 3, CHARITY, &[Role::LinkWorker]).await?,
            facilitator: staff(&ground, 4, CHARITY, &[Role::Facilitator]).await?,
            second_facilitator: staff(&ground, 5, CHARITY, &[Role::Facilitator]).await?,
            other_facilitator: staff(&ground, 6, CHARITY, &[Role::Facilitator]).await?,
            administrator: staff(&ground, 7, CHARITY, &[Role::Administrator]).await?,
            stranger: staff(&ground, 8, STRANGER, &EVERY_ROLE).await?,
            scheduler,
            routes,
            ground,
        };
        insert_group(&house.ground, WALKERS, "Walkers", &[4, 5]).await?;
        insert_group(&house.ground, SINGERS, "Singers", &[6]).await?;
        Ok(house)
    }

    pub(crate) async fn get(&self, asker: &Asker, path: &str) -> anyhow::Result<Answer> {
        ask(&self.routes, asker, Method::GET, path, None).await
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

    /// Plans three Tuesdays for `group`, and gives the first session's id.
    pub(crate) async fn session_of(&self, group: Uuid) -> anyhow::Result<String> {
        let path = format!("/api/groups/{group}/series");
        let answer = self.post(&self.link_worker, &path, tuesdays()).await?;
        let scheduled = answer.expect(StatusCode::CREATED);
        Ok(scheduled["sessions"][0]["id"].as_str().unwrap().to_owned())
    }

    /// Asks for `step` in `session`.
    pub(crate) async fn step(
        &self,
        asker: &Asker,
        session: &str,
        step: &str,
    ) -> anyhow::Result<Answer> {
        self.post(asker, &format!("/api/sessions/{session}/{step}"), json!({}))
            .await
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

    /// The kinds of event recorded as the charity's, in order.
    pub(crate) async fn recorded(&self) -> anyhow::Result<Vec<String>> {
        let mut tx = self.ground.db.read().await?;
        Ok(on!(&mut tx, |c| sqlx::query_scalar(
            "SELECT kind FROM events WHERE organisation_id = $1 ORDER BY recorded_at, kind"
        )
        .bind(CHARITY)
        .fetch_all(c)
        .await)?)
    }

    /// The facts of the only event of `kind`.
    pub(crate) async fn facts(&self, kind: &str) -> anyhow::Result<Value> {
        let mut tx = self.ground.db.read().await?;
        let payload: String = on!(&mut tx, |c| sqlx::query_scalar(
            "SELECT payload FROM events WHERE kind = $1"
        )
        .bind(kind)
        .fetch_one(c)
        .await)?;
        Ok(serde_json::from_str(&payload)?)
    }

    /// How often `action` stands in the charity's audit trail.
    pub(crate) async fn audited(&self, action: &str) -> anyhow::Result<i64> {
        let mut tx = self.ground.db.read().await?;
        Ok(on!(&mut tx, |c| sqlx::query_scalar(
            "SELECT COUNT(*) FROM audit WHERE organisation_id = $1 AND action = $2"
        )
        .bind(CHARITY)
        .bind(action)
        .fetch_one(c)
        .await)?)
    }

    /// The topics hinted to the charity while `act` ran.
    pub(crate) async fn hinted<T>(
        &self,
        act: impl Future<Output = anyhow::Result<T>>,
    ) -> anyhow::Result<Vec<String>> {
        let mut hints = self.ground.bus.subscribe();
        act.await?;
        let mut topics = Vec::new();
        while let Ok(hint) = hints.try_recv() {
            if hint.organisation == CHARITY {
                topics.push(hint.topic.to_string());
            }
        }
        Ok(topics)
    }
}

/// Three Tuesdays at 15:00 in London, from 1 December 2026.
pub(crate) fn tuesdays() -> Value {
    json!({
        "first_date": "2026-12-01",
        "local_time": "15:00",
        "zone": "Europe/London",
        "duration_minutes": 60,
        "rrule": "FREQ=WEEKLY;COUNT=3",
    })
}

/// 1 December 2026, 15:00 in London.
pub(crate) const FIRST_TUESDAY: Instant = Instant::from_millis(1_796_137_200_000);

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

async fn staff(
    ground: &Ground,
    number: u128,
    organisation: Uuid,
    roles: &[Role],
) -> anyhow::Result<Asker> {
    let id = Uuid::from_u128(number);
    let mut tx = ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO staff (id, organisation_id, name, email, created_at)
         VALUES ($1, $2, 'An Example', $3, 0)"
    )
    .bind(id)
    .bind(organisation)
    .bind(format!("staff{number}@example.org"))
    .execute(c)
    .await
    .map(drop))?;
    tx.commit().await?;
    Ok(Asker::Staff(StaffCaller {
        staff: StaffId::from(id),
        organisation: organisation.into(),
        roles: roles.to_vec(),
        session: Uuid::nil().into(),
    }))
}

async fn insert_group(
    ground: &Ground,
    id: Uuid,
    name: &str,
    facilitators: &[u128],
) -> anyhow::Result<()> {
    let mut tx = ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO groups (id, organisation_id, name, topic, language, capacity, created_at)
         VALUES ($1, $2, $3, 'Example', 'en', 12, 0)"
    )
    .bind(id)
    .bind(CHARITY)
    .bind(name)
    .execute(c)
    .await
    .map(drop))?;
    for number in facilitators {
        on!(&mut tx, |c| sqlx::query(
            "INSERT INTO group_facilitators (group_id, staff_id) VALUES ($1, $2)"
        )
        .bind(id)
        .bind(Uuid::from_u128(*number))
        .execute(c)
        .await
        .map(drop))?;
    }
    Ok(tx.commit().await?)
}

/// A member of `group`, as care would have written: patient, prescription, referral, membership.
pub(crate) async fn insert_member(
    ground: &Ground,
    group: Uuid,
    status: &str,
) -> anyhow::Result<()> {
    let [patient, prescription, referral, membership] = [(); 4].map(|()| ground.id::<Uuid>());
    let mut tx = ground.db.write().await?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO patients (id, organisation_id, full_name, preferred_name, created_at)
         VALUES ($1, $2, 'Ada Example', 'Ada', 0)"
    )
    .bind(patient)
    .bind(CHARITY)
    .execute(c)
    .await
    .map(drop))?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO prescriptions (id, organisation_id, patient_id, prescriber_id, reason,
                                    dose_sessions, dose_rhythm, prescribed_at)
         VALUES ($1, $2, $3, $4, 'Example', 6, 'weekly', 0)"
    )
    .bind(prescription)
    .bind(CHARITY)
    .bind(patient)
    .bind(Uuid::from_u128(1))
    .execute(c)
    .await
    .map(drop))?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO referrals (id, prescription_id, from_organisation_id, to_organisation_id,
                                status, card_full_name, card_preferred_name, card_reason,
                                requested_at)
         VALUES ($1, $2, $3, $3, 'in_progress', 'Ada Example', 'Ada', 'Example', 0)"
    )
    .bind(referral)
    .bind(prescription)
    .bind(CHARITY)
    .execute(c)
    .await
    .map(drop))?;
    on!(&mut tx, |c| sqlx::query(
        "INSERT INTO memberships (id, organisation_id, group_id, referral_id, prescription_id,
                                  alias, status, started_at)
         VALUES ($1, $2, $3, $4, $5, 'Ada', $6, 0)"
    )
    .bind(membership)
    .bind(CHARITY)
    .bind(group)
    .bind(referral)
    .bind(prescription)
    .bind(status)
    .execute(c)
    .await
    .map(drop))?;
    Ok(tx.commit().await?)
}
