//! What link workers do all day: find the next patient, note what was said, see what is due.

mod add_task;
mod close_incident;
mod colleagues;
mod concerns;
mod hand_over;
mod keep_view;
mod lift_flag;
mod log;
mod raise_flag;
mod record_incident;
mod remove_view;
mod search;
mod settle_task;
mod tasks;
mod views;
mod work;
mod write_log;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Care;

/// The routes of this room.
pub(super) fn routes() -> OpenApiRouter<Care> {
    OpenApiRouter::new()
        .routes(routes!(search::search_caseload))
        .routes(routes!(log::read_log, write_log::write_log))
        .routes(routes!(tasks::list_tasks, add_task::add_task))
        .routes(routes!(settle_task::settle_task))
        .routes(routes!(views::list_views, keep_view::keep_view))
        .routes(routes!(remove_view::remove_view))
        .routes(routes!(colleagues::list_colleagues))
        .routes(routes!(work::read_work))
        .routes(routes!(hand_over::hand_over))
        .routes(routes!(concerns::read_concerns))
        .routes(routes!(raise_flag::raise_flag))
        .routes(routes!(lift_flag::lift_flag))
        .routes(routes!(record_incident::record_incident))
        .routes(routes!(close_incident::close_incident))
}
