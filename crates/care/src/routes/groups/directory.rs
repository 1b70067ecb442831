//! `POST /api/directory/search`: the groups that a link worker can send people to.

use axum::extract::State;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{Role, StaffCaller};

use crate::Care;
use crate::groups::DirectorySearch;
use crate::groups::directory::DirectoryPage;
use crate::groups::directory_rows;

/// Own groups and those that partners share, by name. What is searched for stands in the body, as
/// it may say something of a patient; the answer names no member.
#[utoipa::path(
    post,
    path = "/api/directory/search",
    tag = "care",
    request_body = DirectorySearch,
    responses(
        (status = 200, body = DirectoryPage),
        (status = 422, description = "Fields to correct", body = Problem),
    )
)]
pub(super) async fn search_directory(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
    Json(search): Json<DirectorySearch>,
) -> Result<Json<DirectoryPage>, Problem> {
    caller.require(Role::LinkWorker)?;
    let search = search.checked()?;
    let mut tx = care.ground.db.read().await?;
    let now = care.ground.clock.now();
    let page = directory_rows::search(&mut tx, caller.organisation, &search, now).await?;
    Ok(Json(page))
}
