//! To whom patients can be referred.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::store::organisations::Organisation;
use crate::{Accounts, store};

/// The organisations this one may refer to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Partners {
    items: Vec<Organisation>,
}

/// Lists the organisations this one may refer patients to.
#[utoipa::path(
    get, path = "/api/partners", tag = "accounts",
    responses(
        (status = 200, body = Partners),
        (status = 401, body = Problem, description = "`sign-in-required`"),
        (status = 403, body = Problem, description = "`not-allowed`"),
    ),
)]
pub(crate) async fn list_partners(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
) -> Result<Json<Partners>, Problem> {
    caller.require_any(&[Role::Prescriber, Role::LinkWorker])?;
    let mut tx = accounts.ground.db.read().await?;
    let items = store::partnerships::partners(&mut tx, caller.organisation).await?;
    Ok(Json(Partners { items }))
}

#[cfg(test)]
mod tests {
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::Role;

    use crate::fixture::House;

    #[tokio::test]
    async fn a_partnership_goes_one_way() -> anyhow::Result<()> {
        let test = on_sqlite().await?;
        let house = House::on(test.ground.clone()).await?;
        house
            .accounts
            .add_partnership(house.practice, house.charity)
            .await?;
        let pat = house.staff(house.practice, "pat", Role::Prescriber).await?;
        let lou = house.staff(house.charity, "lou", Role::LinkWorker).await?;
        let answer = house.get(Some(&pat), "/api/partners").await?;
        assert_eq!(answer.each("name"), ["A charity"]);
        assert!(
            house
                .get(Some(&lou), "/api/partners")
                .await?
                .each("name")
                .is_empty()
        );
        Ok(())
    }
}
