//! `POST /api/partnerships/{id}/end`: an administrator ends that patients are referred one way.

use axum::extract::State;
use http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Path, Problem, Who};
use wellmet_vocabulary::{OrganisationId, Role, StaffCaller};

use crate::Accounts;
use crate::partnership::Direction;

/// Which way ends.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct EndPartnership {
    direction: Direction,
}

/// Ends that patients are referred to the other organisation, or from it. What was referred before
/// stays with who has it.
#[utoipa::path(
    post, path = "/api/partnerships/{id}/end", tag = "accounts",
    params(("id" = OrganisationId, Path, description = "The other organisation")),
    request_body = EndPartnership,
    responses(
        (status = 204),
        (status = 401, body = Problem, description = "`sign-in-required`"),
        (status = 403, body = Problem, description = "`not-allowed`"),
        (status = 404, body = Problem, description = "There is no such partnership"),
    ),
)]
pub(super) async fn end_partnership(
    State(accounts): State<Accounts>,
    Who(caller): Who<StaffCaller>,
    Path(id): Path<OrganisationId>,
    Json(input): Json<EndPartnership>,
) -> Result<StatusCode, Problem> {
    caller.require(Role::Administrator)?;
    accounts
        .end_partnership(&caller, id, input.direction)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
