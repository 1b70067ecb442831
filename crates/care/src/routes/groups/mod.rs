//! Groups: made, listed, read.

mod add;
mod list;
mod read;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Care;

pub(super) fn routes() -> OpenApiRouter<Care> {
    OpenApiRouter::new()
        .routes(routes!(add::add_group, list::list_groups))
        .routes(routes!(read::read_group))
}
