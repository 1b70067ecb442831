//! A place in a group: wished for, found, offered, waited for, taken and left.

mod accept_offer;
mod answer_offer;
mod candidate_groups;
mod come_back;
mod decline_offer;
mod look_at_offer;
mod match_to_group;
mod offer;
mod offer_link;
mod read;
mod reopen_offer;
mod start_group;
mod unmet_demand;
mod wait;
mod wait_no_longer;
mod wish;
mod withdraw;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Care;

pub(super) fn routes() -> OpenApiRouter<Care> {
    OpenApiRouter::new()
        .routes(routes!(candidate_groups::candidate_groups))
        .routes(routes!(match_to_group::match_to_group))
        .routes(routes!(read::read_places))
        .routes(routes!(wish::wish))
        .routes(routes!(offer::offer_place))
        .routes(routes!(accept_offer::accept_offer))
        .routes(routes!(decline_offer::decline_offer))
        .routes(routes!(reopen_offer::reopen_offer))
        .routes(routes!(offer_link::offer_link))
        .routes(routes!(look_at_offer::look_at_offer))
        .routes(routes!(answer_offer::answer_offer))
        .routes(routes!(wait::wait_for_place))
        .routes(routes!(wait_no_longer::wait_no_longer))
        .routes(routes!(unmet_demand::unmet_demand))
        .routes(routes!(start_group::start_group))
        .routes(routes!(withdraw::withdraw))
        .routes(routes!(come_back::come_back))
}
