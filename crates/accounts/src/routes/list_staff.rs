//! Who works here.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use wellmet_foundation::http::{Json, Problem, Query, Who};
use wellmet_foundation::{Instant, Pii};
use wellmet_vocabulary::{Role, StaffCaller, StaffId};

use crate::store::staff::Member;
use crate::{Accounts, store};

/// Which staff to list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Only who holds this role.
    role: Option<Role>,
}

/// The staff of an organisation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StaffList {
    items: Vec<StaffMember>,
}

/// One person of staff.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct StaffMember {
    pub(super) id: StaffId,
    #[schema(value_type = String)]
    pub(super) name: Pii<String>,
    #[schema(value_type = String)]
    pub(super) email: Pii<String>,
    pub(super) roles: Vec<Role>,
    /// Since when the account is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) closed_at: Option<Instant>,
}

/// Lists the organisation's staff: all of them for an administrator, facilitators for a link
/// worker too. Who holds a role is asked in order to give them work, so nobody is named whose
/// account is closed.
#[utoipa::path(
    get, path = "/api/staff", tag = "accounts", params(Wanted),
    responses(
        (status = 200, body = StaffList),
        (status = 401, body = Problem, description = "`sign-in-required`"),
        (status = 403, body = Problem, description = "`not-allowed`"),
    ),
)]
pub(crate) async fn list_staff(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
    Query(wanted): Query<Wanted>,
) -> Result<Json<StaffList>, Problem> {
    caller.require_any(may_list(wanted.role))?;
    let mut tx = accounts.ground.db.read().await?;
    let members = store::staff::members(&mut tx, caller.organisation).await?;
    let mut items = gather(members);
    if let Some(role) = wanted.role {
        items.retain(|person| person.closed_at.is_none() && person.roles.contains(&role));
    }
    Ok(Json(StaffList { items }))
}

/// A link worker gives groups their facilitators, and needs nobody else's address.
fn may_list(wanted: Option<Role>) -> &'static [Role] {
    match wanted {
        Some(Role::Facilitator) => &[Role::Administrator, Role::LinkWorker],
        _ => &[Role::Administrator],
    }
}

/// One entry per person, of rows that come once per role.
fn gather(rows: Vec<Member>) -> Vec<StaffMember> {
    let mut people: Vec<StaffMember> = Vec::new();
    for row in rows {
        match people.last_mut() {
            Some(last) if last.id == row.id => last.roles.push(row.role),
            _ => people.push(StaffMember {
                id: row.id,
                name: row.name,
                email: row.email,
                roles: vec![row.role],
                closed_at: row.disabled_at,
            }),
        }
    }
    people
        .iter_mut()
        .for_each(|person| person.roles.sort_unstable());
    people
}

#[cfg(test)]
mod tests {
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::House;

    #[tokio::test]
    async fn an_administrator_sees_everybody_of_their_organisation() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        house.staff(house.practice, "pat", Role::Prescriber).await?;
        house.staff(house.charity, "lou", Role::LinkWorker).await?;
        house.staff(house.charity, "fay", Role::Facilitator).await?;
        let ady = house
            .staff(house.charity, "ady", Role::Administrator)
            .await?;

        let answer = house.get(Some(&ady), "/api/staff").await?;
        assert_eq!(answer.each("name"), ["ady", "fay", "lou"]);
        let answer = house.get(Some(&ady), "/api/staff?role=link_worker").await?;
        assert_eq!(answer.each("email"), ["lou@example.org"]);
        Ok(())
    }

    #[tokio::test]
    async fn a_link_worker_sees_facilitators_and_nobody_else() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        house.staff(house.charity, "fay", Role::Facilitator).await?;
        let lou = house.staff(house.charity, "lou", Role::LinkWorker).await?;

        let answer = house.get(Some(&lou), "/api/staff?role=facilitator").await?;
        assert_eq!(answer.each("name"), ["fay"]);
        for path in ["/api/staff", "/api/staff?role=administrator"] {
            assert_eq!(house.get(Some(&lou), path).await?.status, 403);
        }
        let unreadable = house.get(Some(&lou), "/api/staff?role=king").await?;
        assert_eq!(unreadable.problem(), "bad-query");
        Ok(())
    }
}
