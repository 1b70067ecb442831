//! Who read or wrote what.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use wellmet_foundation::http::{Json, Problem, Query, Who};
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::store::trail::TrailLine;
use crate::{Accounts, store};

const USUAL_PAGE: i64 = 50;
const LONGEST_PAGE: i64 = 200;

/// Which part of the trail.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Part {
    /// Only what is older than the line of this id.
    before: Option<Uuid>,
    /// How many lines, at most 200.
    limit: Option<i64>,
}

/// A part of the audit trail, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditTrail {
    items: Vec<AuditRow>,
}

/// Who did what to what, and when.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditRow {
    id: Uuid,
    at: Instant,
    actor: AuditActor,
    /// As `subject.verb`, such as `prescription.read`.
    action: String,
    subject: AuditSubject,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// How many things a list held that was read at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    items: Option<i64>,
}

/// Who acted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditActor {
    /// `staff`, `patient`, `system` or `stranger`.
    kind: String,
    /// Absent for the system and for strangers.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Uuid>,
    /// Of the organisation's own staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    name: Option<Pii<String>>,
}

/// What was read or written.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AuditSubject {
    kind: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Uuid>,
}

impl From<TrailLine> for AuditRow {
    fn from(line: TrailLine) -> Self {
        Self {
            id: line.id,
            at: line.recorded_at,
            actor: AuditActor {
                kind: line.actor_kind,
                id: line.actor_id,
                name: line.actor_name,
            },
            action: line.action,
            subject: AuditSubject {
                kind: line.subject_kind,
                id: line.subject_id,
            },
            reason: line.reason,
            items: line.items,
        }
    }
}

/// Reads the organisation's audit trail, which is itself recorded.
#[utoipa::path(
    get, path = "/api/audit", tag = "accounts", params(Part),
    responses(
        (status = 200, body = AuditTrail),
        (status = 401, body = Problem, description = "`sign-in-required`"),
        (status = 403, body = Problem, description = "`not-allowed`"),
    ),
)]
pub(crate) async fn list_audit(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
    Query(part): Query<Part>,
) -> Result<Json<AuditTrail>, Problem> {
    caller.require(Role::Administrator)?;
    let before = part.before.unwrap_or(Uuid::max());
    let limit = part.limit.unwrap_or(USUAL_PAGE).clamp(1, LONGEST_PAGE);
    let mut tx = accounts.ground.db.write().await?;
    let organisation = caller.organisation;
    let lines = store::trail::page(&mut tx, organisation, before, limit).await?;
    accounts
        .audit(
            &mut tx,
            organisation,
            caller.actor(),
            "audit.read",
            organisation,
        )
        .await?;
    tx.commit().await?;
    let items = lines.into_iter().map(AuditRow::from).collect();
    Ok(Json(AuditTrail { items }))
}

#[cfg(test)]
mod tests {
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::House;

    #[tokio::test]
    async fn reading_the_trail_is_itself_recorded() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        let ady = house
            .staff(house.charity, "ady", Role::Administrator)
            .await?;
        let first = house.get(Some(&ady), "/api/audit").await?;
        let known = ["staff.signed_in", "staff.added", "organisation.added"];
        assert_eq!(first.each("action"), known);
        assert_eq!(first.body["items"][0]["actor"]["name"], "ady");
        assert_eq!(first.body["items"][1]["actor"]["kind"], "system");
        let second = house.get(Some(&ady), "/api/audit?limit=1").await?;
        assert_eq!(second.each("action"), ["audit.read"]);
        Ok(())
    }

    #[tokio::test]
    async fn the_trail_is_read_page_by_page_and_stops_at_the_organisation() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        house.staff(house.practice, "pat", Role::Prescriber).await?;
        let ady = house
            .staff(house.charity, "ady", Role::Administrator)
            .await?;
        let page = house.get(Some(&ady), "/api/audit?limit=2").await?;
        let last = page.each("id")[1].to_owned();
        let rest = house
            .get(Some(&ady), &format!("/api/audit?before={last}"))
            .await?;
        assert_eq!(rest.each("action"), ["organisation.added"]);
        Ok(())
    }
}
