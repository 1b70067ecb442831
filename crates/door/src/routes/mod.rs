//! The door's addresses, one file each, and how its errors are answered.

mod admit;
mod door_link;
mod enter;
mod facilitator_token;
mod invitation;
mod join;
mod leave;
mod live;
mod look;
mod media_token;
mod name;
mod readmit;
mod reissue;
mod remove;
mod revoke;
mod visit;

use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wellmet_foundation::http::{FieldError, Problem};

use crate::{Door, DoorError};

/// How soon a media plane out of reach is worth another try.
const MEDIA_RETRY: Duration = Duration::from_secs(2);
/// Longest reason a person of staff may give, in characters.
const LONGEST_REASON: usize = 500;

impl Door {
    /// Everything under `/api/door`, door links, admission and media tokens.
    pub fn routes(&self) -> OpenApiRouter {
        OpenApiRouter::new()
            .routes(routes!(look::look))
            .routes(routes!(join::join))
            .routes(routes!(visit::visit))
            .routes(routes!(name::name))
            .routes(routes!(enter::enter))
            .routes(routes!(leave::leave))
            .routes(routes!(media_token::media_token))
            .routes(routes!(live::live))
            .routes(routes!(door_link::door_link))
            .routes(routes!(invitation::invitation))
            .routes(routes!(reissue::reissue))
            .routes(routes!(revoke::revoke))
            .routes(routes!(admit::admit))
            .routes(routes!(remove::remove))
            .routes(routes!(readmit::readmit))
            .routes(routes!(facilitator_token::facilitator_token))
            .layer(axum::middleware::map_response(keep_nothing))
            .with_state(self.clone())
    }
}

/// Names, links and tokens stay out of every cache.
async fn keep_nothing(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

impl From<DoorError> for Problem {
    fn from(error: DoorError) -> Self {
        match error {
            DoorError::LinkUnknown => link_unknown(),
            DoorError::LinkRevoked => Self::conflict(
                "door-link-revoked",
                "This link was revoked",
                "Make a new link to let the patient in again.",
            ),
            DoorError::Unknown => Self::not_found(),
            DoorError::NotOfThisGroup => Self::not_allowed(),
            DoorError::SessionNotOpen => Self::conflict(
                "session-not-open",
                "The room is not open",
                "Open the room first. A closed session cannot be entered again.",
            ),
            DoorError::NotAdmitted => Self::conflict(
                "not-admitted",
                "Not let in yet",
                "A facilitator will let you in.",
            ),
            DoorError::Invalid(fields) => Self::invalid(fields),
            DoorError::TooMany(too_many) => too_many.into(),
            DoorError::Unprintable(text) => Self::conflict(
                "unprintable",
                "The letter cannot be printed",
                format!(
                    "Our letters have no signs for \u{201c}{}\u{201d}. Write the name in other letters, or give the link by mail.",
                    text.as_str()
                ),
            ),
            DoorError::Letter(error) => {
                tracing::error!(%error, "a letter could not be written");
                Self::internal()
            }
            DoorError::Media(error) => {
                tracing::error!(%error, "the media plane failed");
                media_unavailable()
            }
            DoorError::Store(error) => error.into(),
        }
    }
}

/// One answer for unknown, expired and revoked links: nobody learns which of them a link is.
fn link_unknown() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "door-link-unknown",
        "We cannot open this link",
        "It may be old, or a part of it may be missing. Ask for a new one.",
    )
}

fn media_unavailable() -> Problem {
    Problem::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "media-unavailable",
        "The room cannot be opened just now",
        "Please try again in a moment.",
    )
    .retry_after(MEDIA_RETRY)
}

/// A reason as somebody typed it.
fn reason(typed: &str) -> Result<&str, Problem> {
    let reason = typed.trim();
    let problem = if reason.is_empty() {
        "Say why, in a few words."
    } else if reason.chars().count() > LONGEST_REASON {
        "Use at most 500 characters."
    } else {
        return Ok(reason);
    };
    Err(Problem::invalid(vec![FieldError::new("reason", problem)]))
}
