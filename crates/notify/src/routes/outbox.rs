//! `GET /api/outbox`: what the demo would have mailed. Not found where mails are really sent.
//! It shows door links, so reading it is recorded.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::audit::{self, AuditEntry};
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{MailId, Role, StaffCaller};

use crate::letter::{Letter, letter};
use crate::{Notify, NotifyError, store};

/// Mails on one page.
const SHOWN: i64 = 200;

/// The mails, newest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct Outbox {
    items: Vec<Mail>,
}

/// A mail as its recipient would read it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Mail {
    id: MailId,
    at: Instant,
    #[schema(value_type = String)]
    to: Pii<String>,
    subject: &'static str,
    text: String,
}

#[utoipa::path(
    get, path = "/api/outbox", tag = "notify",
    responses(
        (status = 200, body = Outbox), (status = 401, body = Problem),
        (status = 403, body = Problem), (status = 404, body = Problem)
    )
)]
pub(crate) async fn outbox(
    State(notify): State<Notify>,
    Who(caller): Who<StaffCaller>,
) -> Result<Json<Outbox>, Problem> {
    caller.require(Role::Administrator)?;
    if !notify.post.is_outbox() {
        return Err(Problem::not_found());
    }
    Ok(Json(Outbox {
        items: shown(&notify, &caller).await?,
    }))
}

async fn shown(notify: &Notify, caller: &StaffCaller) -> Result<Vec<Mail>, NotifyError> {
    let mut tx = notify.ground.db.write().await?;
    let now = notify.ground.clock.now();
    let mut items = Vec::new();
    for mail in store::sent(&mut tx, caller.organisation, SHOWN).await? {
        // Worded again: what can no longer be sent is no longer shown.
        if let Letter::Ready(ready) = letter(&mut tx, &notify.links, &mail, now).await? {
            items.push(Mail {
                id: mail.id,
                at: mail.sent_at.unwrap_or(mail.created_at),
                to: ready.to,
                subject: ready.wording.subject,
                text: ready.wording.text,
            });
        }
    }
    audit::record(&mut tx, &notify.ground, &read(caller)).await?;
    tx.commit().await?;
    Ok(items)
}

fn read(caller: &StaffCaller) -> AuditEntry<'static> {
    AuditEntry {
        organisation: caller.organisation.into(),
        actor: caller.actor(),
        action: "outbox.read",
        subject_kind: "organisation",
        subject: Some(caller.organisation.into()),
        reason: None,
        items: None,
    }
}

impl From<NotifyError> for Problem {
    fn from(error: NotifyError) -> Self {
        tracing::error!(%error, "the outbox cannot be shown");
        Self::internal()
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::extract::Request;
    use axum::{Extension, Router};
    use serde_json::Value;
    use tower::ServiceExt as _;
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::OrganisationId;

    use super::*;
    use crate::fixture::House;

    async fn ask(
        house: &House,
        smtp: Option<&str>,
        who: Option<(OrganisationId, Role)>,
    ) -> anyhow::Result<(u16, Value)> {
        let mut routes = Router::from(house.notify(smtp)?.routes());
        if let Some((organisation, role)) = who {
            routes = routes.layer(Extension(house.caller(organisation, role)));
        }
        let request = Request::builder().uri("/api/outbox").body(Body::empty())?;
        let response = routes.oneshot(request).await?;
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 64 * 1_024).await?;
        Ok((status, serde_json::from_slice(&body)?))
    }

    #[tokio::test]
    async fn an_administrator_reads_what_the_demo_would_have_mailed() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.happens(house.membership_started()).await?;
        house.happens(house.patient_joined()).await?;
        let sending = house.sending(None)?;
        let unsent = "SELECT COUNT(*) FROM mails WHERE sent_at IS NULL";
        house
            .settles(async || house.count(unsent).await.is_ok_and(|n| n == 0))
            .await;
        sending.stop().await?;
        let who = Some((house.charity, Role::Administrator));
        let (status, body) = ask(&house, None, who).await?;
        assert_eq!((status, body["items"].as_array().unwrap().len()), (200, 1));
        let mail = &body["items"][0];
        assert_eq!(mail["to"], "ada.fernsby@example.org");
        assert_eq!(mail["subject"], "Your personal link");
        assert!(mail["text"].as_str().unwrap().contains(&house.door_link(1)));
        let who = Some((house.practice, Role::Administrator));
        let (_, body) = ask(&house, None, who).await?;
        let items = body["items"].as_array().unwrap();
        assert_eq!(items.len(), 1, "each organisation sees its own");
        assert_eq!(items[0]["to"], "prescott@example.org");
        assert_eq!(
            house.texts("SELECT action FROM audit").await?,
            ["outbox.read"; 2]
        );
        Ok(())
    }

    #[tokio::test]
    async fn nobody_else_reads_it() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let (status, body) = ask(&house, None, None).await?;
        assert_eq!(
            (status, &body["type"]),
            (401, &Value::from("/problems/sign-in-required"))
        );
        for role in [Role::Prescriber, Role::LinkWorker, Role::Facilitator] {
            let (status, _) = ask(&house, None, Some((house.charity, role))).await?;
            assert_eq!(status, 403, "{role:?}");
        }
        Ok(())
    }

    #[tokio::test]
    async fn where_mails_are_really_sent_there_is_no_outbox() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        let who = Some((house.charity, Role::Administrator));
        let (status, body) = ask(&house, Some("smtp://127.0.0.1:2525"), who).await?;
        assert_eq!(
            (status, &body["type"]),
            (404, &Value::from("/problems/not-found"))
        );
        Ok(())
    }
}
