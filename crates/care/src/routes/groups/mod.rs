//! Groups: made, found, read, changed, shared, and who waits for them.

mod add;
mod confirm;
mod directory;
mod edit;
mod line;
mod read;
mod search;
mod share;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Care;

pub(super) fn routes() -> OpenApiRouter<Care> {
    OpenApiRouter::new()
        .routes(routes!(add::add_group))
        .routes(routes!(search::search_groups))
        .routes(routes!(read::read_group, edit::edit_group))
        .routes(routes!(confirm::confirm_group))
        .routes(routes!(share::share_group))
        .routes(routes!(directory::search_directory))
        .routes(routes!(line::read_line))
}
