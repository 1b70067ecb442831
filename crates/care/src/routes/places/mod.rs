//! A place in a group: found, and taken.

mod candidate_groups;
mod match_to_group;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Care;

pub(super) fn routes() -> OpenApiRouter<Care> {
    OpenApiRouter::new()
        .routes(routes!(candidate_groups::candidate_groups))
        .routes(routes!(match_to_group::match_to_group))
}
