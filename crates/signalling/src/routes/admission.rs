//! Who may connect: the token is good, its room is open, and nobody has taken the token back.

use std::sync::Arc;

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use livekit_protocol::{ClientInfo, ConnectionSettings, JoinRequest};
use serde::Deserialize;
use thiserror::Error;
use wellmet_vocabulary::RoomName;

use crate::{
    join_request::{self, JoinRequestError},
    open_room::OpenRoom,
    plane::Shared,
    protocol::Protocol,
    token::{TokenError, Verified},
};

/// LiveKit's exact words. With a 404 of any other text clients fall back to the older protocol.
pub(super) const NO_SUCH_ROOM: &str = "requested room does not exist";

/// What clients send in the query. It holds the access token, so it has no `Debug`.
#[derive(Deserialize)]
pub(crate) struct Query {
    access_token: Option<String>,
    join_request: Option<String>,
    reconnect: Option<String>,
    sid: Option<String>,
    auto_subscribe: Option<String>,
    client_protocol: Option<i32>,
}

/// Somebody who may connect.
pub(super) struct Admitted {
    pub(super) room: Arc<OpenRoom>,
    pub(super) verified: Verified,
    pub(super) protocol: Protocol,
    /// What they say of themselves.
    pub(super) join_request: JoinRequest,
    /// They had a connection and ask to go on with it, as this participant.
    pub(super) resumes: Option<String>,
}

/// Why somebody may not connect.
#[derive(Debug, Error)]
pub(super) enum Refusal {
    #[error(transparent)]
    Token(#[from] TokenError),
    #[error("the access token has been taken back")]
    Denied,
    #[error("{NO_SUCH_ROOM}")]
    NoSuchRoom,
    #[error(transparent)]
    JoinRequest(#[from] JoinRequestError),
    #[error("the server is stopping")]
    Stopping,
}

/// Judges a request to connect.
pub(super) fn admit(
    shared: &Shared,
    query: &Query,
    headers: &HeaderMap,
    protocol: Protocol,
) -> Result<Admitted, Refusal> {
    // Its rooms are gone already; a 404 would make clients give up instead of trying again.
    if shared.stop.is_cancelled() {
        return Err(Refusal::Stopping);
    }
    let token = query.access_token.as_deref().or_else(|| bearer(headers));
    let token = token.ok_or(TokenError::Missing)?;
    let verified = shared.settings.key.verify(token, shared.clock.now())?;
    let name = RoomName::named(&verified.grant.room);
    let room = shared.room(&name).ok_or(Refusal::NoSuchRoom)?;
    if room.refuses(&verified) {
        return Err(Refusal::Denied);
    }
    let join_request = match protocol {
        Protocol::V1 => join_request::parse(query.join_request.as_deref())?,
        Protocol::V0 => query.join_request(),
    };
    let resumes = resumed_sid(query, &join_request);
    Ok(Admitted {
        room,
        verified,
        protocol,
        join_request,
        resumes,
    })
}

impl Query {
    /// What v0 clients say of themselves, which is in the query's own fields, as v1 clients would say it. Their
    /// protocol's version is left out: who is told of tracks by streams alone needs one stream for each.
    fn join_request(&self) -> JoinRequest {
        let declines = |value: &str| value == "0" || value.eq_ignore_ascii_case("false");
        JoinRequest {
            client_info: Some(ClientInfo {
                client_protocol: self.client_protocol.unwrap_or_default(),
                ..Default::default()
            }),
            connection_settings: Some(ConnectionSettings {
                auto_subscribe: !self.auto_subscribe.as_deref().is_some_and(declines),
                ..Default::default()
            }),
            ..Default::default()
        }
    }
}

/// Who they say they were; v1 clients say so in the join request, others in the query.
fn resumed_sid(query: &Query, join_request: &JoinRequest) -> Option<String> {
    let resumes = join_request.reconnect || query.reconnect.as_deref() == Some("1");
    let told = Some(&join_request.participant_sid).filter(|sid| !sid.is_empty());
    resumes.then(|| told.or(query.sid.as_ref()).cloned().unwrap_or_default())
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Token(_) => StatusCode::UNAUTHORIZED,
            Self::Denied => StatusCode::FORBIDDEN,
            Self::NoSuchRoom => StatusCode::NOT_FOUND,
            Self::JoinRequest(_) => StatusCode::BAD_REQUEST,
            Self::Stopping => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, ANY_ORIGIN, self.to_string()).into_response()
    }
}

/// Pages of any origin may read the answer; the token, not the origin, is what admits.
pub(super) const ANY_ORIGIN: [(header::HeaderName, &str); 1] =
    [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
