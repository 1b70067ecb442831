//! Hints to the open pages of staff.
//!
//! Invariant: a page hears only of what its reader may read: by organisation, by role, and, of
//! prescriptions, members and sessions, by who answers for them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use wellmet_foundation::http::{Problem, Who};
use wellmet_foundation::{DbError, Ground, Hint, Instant, http};
use wellmet_scheduler::Scheduler;
use wellmet_vocabulary::topic::{self, Concerns};
use wellmet_vocabulary::{Role, StaffCaller};

/// So long an answer to "do they lead this?" is believed.
const BELIEVED: Duration = Duration::from_secs(60);

/// What a stream of hints needs to know.
#[derive(Clone)]
struct Live {
    ground: Ground,
    scheduler: Scheduler,
}

pub(crate) fn routes(ground: &Ground, scheduler: &Scheduler) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(staff_live))
        .with_state(Live {
            ground: ground.clone(),
            scheduler: scheduler.clone(),
        })
}

/// Says what changed of what the caller may read, as server-sent events `changed` with data
/// `{"topic": "referrals"}`. A hint only: the page asks again under its own authorisation.
#[utoipa::path(
    get, path = "/api/live", tag = "live",
    responses(
        (status = 200, content_type = "text/event-stream", body = String),
        (status = 401, body = Problem, description = "`sign-in-required`"),
    ),
)]
async fn staff_live(State(live): State<Live>, Who(caller): Who<StaffCaller>) -> impl IntoResponse {
    let bus = live.ground.bus.clone();
    let listener = Arc::new(Listener {
        caller,
        live,
        led: Mutex::default(),
    });
    http::live(&bus, move |hint| {
        let listener = Arc::clone(&listener);
        async move { listener.topic_for(&hint).await }
    })
}

/// One open page.
struct Listener {
    caller: StaffCaller,
    live: Live,
    /// Which groups and sessions they were found to lead or not, and when. Held for single
    /// statements.
    led: Mutex<HashMap<Uuid, (bool, Instant)>>,
}

impl Listener {
    /// What the page is told of the hint, if it is its reader's business.
    async fn topic_for(&self, hint: &Hint) -> Option<String> {
        if hint.organisation != Uuid::from(self.caller.organisation) {
            return None;
        }
        let concerns = topic::concerns(&hint.topic)?;
        let theirs = match self.by_role(concerns) {
            Some(known) => known,
            None => self.leads(concerns).await,
        };
        theirs.then(|| topic::told(&hint.topic).to_owned())
    }

    /// Whether it is theirs, as far as their roles say; `None` when it is if they lead it.
    fn by_role(&self, concerns: Concerns) -> Option<bool> {
        let holds = |role| self.caller.roles.contains(&role);
        match concerns {
            Concerns::Prescriber(staff) => {
                Some(holds(Role::Prescriber) && staff == self.caller.staff)
            }
            Concerns::LinkWorkers => Some(holds(Role::LinkWorker)),
            Concerns::Hosts => Some(holds(Role::LinkWorker) || holds(Role::Facilitator)),
            Concerns::Administrators => Some(holds(Role::Administrator)),
            Concerns::Group(_) | Concerns::Session(_) if holds(Role::LinkWorker) => Some(true),
            Concerns::Group(_) | Concerns::Session(_) => {
                (!holds(Role::Facilitator)).then_some(false)
            }
        }
    }

    /// Whether they lead the group it concerns. What cannot be found out is not theirs: their page
    /// asks again every few seconds anyhow.
    async fn leads(&self, concerns: Concerns) -> bool {
        let about = match concerns {
            Concerns::Group(group) => Uuid::from(group),
            Concerns::Session(session) => Uuid::from(session),
            _ => return false,
        };
        let now = self.live.ground.clock.now();
        if let Some(known) = self.known(about, now) {
            return known;
        }
        match self.ask(concerns).await {
            Ok(leads) => {
                let mut led = self.led.lock().unwrap_or_else(PoisonError::into_inner);
                led.retain(|_, (_, at)| now.since(*at) < BELIEVED);
                led.insert(about, (leads, now));
                leads
            }
            Err(error) => {
                tracing::warn!(%error, "a hint was kept back");
                false
            }
        }
    }

    fn known(&self, about: Uuid, now: Instant) -> Option<bool> {
        let led = self.led.lock().unwrap_or_else(PoisonError::into_inner);
        let (leads, at) = led.get(&about)?;
        (now.since(*at) < BELIEVED).then_some(*leads)
    }

    async fn ask(&self, concerns: Concerns) -> Result<bool, DbError> {
        let (scheduler, staff) = (&self.live.scheduler, self.caller.staff);
        match concerns {
            Concerns::Group(group) => scheduler.leads(staff, group).await,
            Concerns::Session(session) => scheduler.leads_session(staff, session).await,
            _ => Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use wellmet_foundation::on;
    use wellmet_foundation::testing::on_sqlite;

    use super::*;

    const OURS: Uuid = Uuid::from_u128(1);
    const SOMEBODY: Uuid = Uuid::from_u128(11);
    const GROUP: Uuid = Uuid::from_u128(21);
    const SESSION: Uuid = Uuid::from_u128(31);

    /// A group with a session that somebody leads, and nothing around it.
    async fn led(ground: &Ground) -> anyhow::Result<()> {
        let mut tx = ground.db.write().await?;
        for row in [
            "INSERT INTO organisations (id, name, created_at) VALUES ($1, 'A charity', 0)",
            "INSERT INTO staff (id, organisation_id, name, email, created_at)
             VALUES ($2, $1, 'Sam', 'sam@example.org', 0)",
            "INSERT INTO groups (id, organisation_id, name, topic, language, capacity,
                                 attended_percent, created_at)
             VALUES ($3, $1, 'Walkers', 'Walking', 'en', 8, 50, 0)",
            "INSERT INTO group_facilitators (group_id, staff_id) VALUES ($3, $2)",
            "INSERT INTO series (id, organisation_id, group_id, first_date, local_time, zone,
                                 duration_minutes, rrule, summary, created_at)
             VALUES ($4, $1, $3, '2026-12-01', '15:00', 'Europe/London', 60, 'FREQ=WEEKLY', '', 0)",
            "INSERT INTO sessions (id, organisation_id, group_id, series_id, local_date,
                                   recurrence_date, zone, starts_at, ends_at, state)
             VALUES ($4, $1, $3, $4, '2026-12-01', '2026-12-01', 'Europe/London', 0, 1, 'scheduled')",
        ] {
            on!(&mut tx, |c| sqlx::query(row)
                .bind(OURS)
                .bind(SOMEBODY)
                .bind(GROUP)
                .bind(SESSION)
                .execute(c)
                .await
                .map(drop))?;
        }
        Ok(tx.commit().await?)
    }

    fn listener(ground: &Ground, staff: Uuid, role: Role) -> Listener {
        Listener {
            caller: StaffCaller {
                staff: staff.into(),
                organisation: OURS.into(),
                roles: vec![role],
                session: ground.id(),
            },
            live: Live {
                ground: ground.clone(),
                scheduler: Scheduler::new(ground.clone()),
            },
            led: Mutex::default(),
        }
    }

    /// What a page hears of everything there is to hear.
    async fn heard(listener: &Listener, organisation: Uuid) -> Vec<String> {
        let mut heard = Vec::new();
        for topic in [
            topic::prescriptions(SOMEBODY.into()),
            topic::REFERRALS.to_owned(),
            topic::GROUPS.to_owned(),
            topic::group(GROUP.into()),
            topic::sessions(GROUP.into()),
            topic::session(SESSION.into()),
            topic::OUTBOX.to_owned(),
            "door:018f".to_owned(),
            "door-rooms".to_owned(),
            "prescriptions".to_owned(),
        ] {
            heard.extend(listener.topic_for(&Hint::new(organisation, topic)).await);
        }
        heard
    }

    #[tokio::test]
    async fn each_role_hears_of_what_it_may_read_and_of_nothing_else() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let ground = &test.ground;
        led(ground).await?;
        let session = topic::session(SESSION.into());
        let other = Uuid::from_u128(12);
        let of_hosts = ["groups", "groups", "sessions", &session];
        let caseload = ["referrals", "groups", "groups", "sessions", &session];
        for (staff, role, expected) in [
            (SOMEBODY, Role::Prescriber, &["prescriptions"][..]),
            (other, Role::Prescriber, &[]),
            (other, Role::LinkWorker, &caseload),
            (SOMEBODY, Role::Facilitator, &of_hosts),
            (other, Role::Facilitator, &["groups"]),
            (SOMEBODY, Role::Administrator, &["outbox"]),
        ] {
            let listener = listener(ground, staff, role);
            assert_eq!(heard(&listener, OURS).await, expected, "{role:?} {staff}");
            let elsewhere = heard(&listener, Uuid::from_u128(2)).await;
            assert!(elsewhere.is_empty(), "{role:?}: {elsewhere:?}");
        }
        Ok(())
    }

    #[tokio::test]
    async fn who_comes_to_lead_a_group_hears_of_it_within_a_minute() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let ground = &test.ground;
        let listener = listener(ground, SOMEBODY, Role::Facilitator);
        let hint = Hint::new(OURS, topic::session(SESSION.into()));
        assert_eq!(listener.topic_for(&hint).await, None);
        led(ground).await?;
        ground.clock.advance(BELIEVED);
        assert!(listener.topic_for(&hint).await.is_some());
        Ok(())
    }
}
