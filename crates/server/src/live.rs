//! Hints to the open pages of staff.

use axum::extract::State;
use axum::response::IntoResponse;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;
use wellmet_foundation::http::{Problem, Who};
use wellmet_foundation::{Bus, Hint, http};
use wellmet_vocabulary::StaffCaller;

/// Topics between the door and patients' own pages begin so: `door:{membership}`,
/// `door-tab:{device}`, `door-rooms`.
const DOOR: &str = "door";

pub(crate) fn routes(bus: Bus) -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(staff_live))
        .with_state(bus)
}

/// Says what changed in the caller's organisation, as server-sent events `changed` with data
/// `{"topic": "referrals"}`. A hint only: the page asks again under its own authorisation.
#[utoipa::path(
    get, path = "/api/live", tag = "live",
    responses(
        (status = 200, content_type = "text/event-stream", body = String),
        (status = 401, body = Problem, description = "`sign-in-required`"),
    ),
)]
async fn staff_live(State(bus): State<Bus>, Who(caller): Who<StaffCaller>) -> impl IntoResponse {
    let organisation = Uuid::from(caller.organisation);
    http::live(&bus, move |hint| topic_for(organisation, hint))
}

/// The hint's topic, when it is for this organisation's staff.
fn topic_for(organisation: Uuid, hint: &Hint) -> Option<String> {
    let ours = hint.organisation == organisation && !hint.topic.starts_with(DOOR);
    ours.then(|| hint.topic.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_hears_of_its_own_organisation_only() {
        let (ours, theirs) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let topic = |of, topic: &str| topic_for(ours, &Hint::new(of, topic));
        assert_eq!(topic(ours, "referrals").as_deref(), Some("referrals"));
        assert_eq!(topic(theirs, "referrals"), None);
        for door in ["door:018f", "door-tab:018f", "door-rooms"] {
            assert_eq!(topic(ours, door), None, "a patient's own page");
        }
    }
}
