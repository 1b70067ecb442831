//! `GET /rtc/v1` and `GET /rtc`: the signalling WebSocket, in either generation of the protocol. Whoever
//! may not connect is told so before the upgrade.

use std::sync::Arc;

use axum::{
    extract::{
        Query, State, WebSocketUpgrade,
        ws::{CloseFrame, Message as Frame, WebSocket, close_code},
    },
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use livekit_protocol::{ClientInfo, JoinRequest, SignalResponse, signal_response::Message};
use prost::Message as _;

use super::admission::{self, Admitted};
use crate::{
    connection::{Connection, WRITE_TIMEOUT},
    frame::MAX_BYTES,
    open_room::NoEntry,
    plane::Shared,
    protocol::Protocol,
    room::{Departure, Newcomer},
};

pub(super) async fn v1(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Query(query): Query<admission::Query>,
    upgrade: WebSocketUpgrade,
) -> Response {
    rtc(shared, &headers, &query, Protocol::V1, upgrade)
}

pub(super) async fn v0(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    Query(query): Query<admission::Query>,
    upgrade: WebSocketUpgrade,
) -> Response {
    rtc(shared, &headers, &query, Protocol::V0, upgrade)
}

fn rtc(
    shared: Arc<Shared>,
    headers: &HeaderMap,
    query: &admission::Query,
    protocol: Protocol,
    upgrade: WebSocketUpgrade,
) -> Response {
    let admitted = match admission::admit(&shared, query, headers, protocol) {
        Ok(admitted) => admitted,
        Err(refusal) => return refusal.into_response(),
    };
    let tasks = shared.tasks.clone();
    upgrade
        .max_message_size(MAX_BYTES)
        .max_frame_size(MAX_BYTES)
        .on_upgrade(move |socket| tasks.track_future(connect(shared, admitted, socket)))
}

async fn connect(shared: Arc<Shared>, admitted: Admitted, socket: WebSocket) {
    let entered = match &admitted.resumes {
        Some(sid) => admitted.room.resume(&admitted.verified, sid),
        None => admitted.room.enter(&admitted.verified, newcomer(&admitted)),
    };
    match entered {
        Ok(place) => {
            if admitted.resumes.is_some() {
                // The token that was sent into the broken connection may be lost, and theirs old.
                admitted.room.renew(&place.sid, &shared.settings.key);
            }
            let connection = Connection {
                socket,
                room: admitted.room,
                place,
                shared,
            };
            connection
                .serve(admitted.join_request.publisher_offer)
                .await;
        }
        Err(no_entry) => turn_away(&shared, socket, no_entry.into()).await,
    }
}

fn newcomer(admitted: &Admitted) -> Newcomer {
    let JoinRequest {
        client_info,
        connection_settings,
        ..
    } = &admitted.join_request;
    Newcomer {
        grant: admitted.verified.grant.clone(),
        protocol: admitted.protocol,
        auto_subscribe: connection_settings
            .as_ref()
            .is_none_or(|settings| settings.auto_subscribe),
        client_protocol: client_info
            .as_ref()
            .map_or(0, |client| client.client_protocol),
        takes_streams: client_info.as_ref().is_some_and(takes_streams),
    }
}

/// Whether a client tells tracks apart that are of one stream, and keeps what they are when others join it:
/// since LiveKit's protocol 10, and not in Firefox.
fn takes_streams(client: &ClientInfo) -> bool {
    client.protocol >= 10 && !client.browser.eq_ignore_ascii_case("firefox")
}

impl From<NoEntry> for Departure {
    fn from(no_entry: NoEntry) -> Self {
        match no_entry {
            NoEntry::Full(_) => Self::Full,
            NoEntry::Busy(_) => Self::Overloaded,
            NoEntry::Closed => Self::RoomClosed,
            NoEntry::Denied => Self::Removed,
            NoEntry::Unknown(_) => Self::Forgotten,
        }
    }
}

/// Tells a client why it does not come in, instead of the join it waits for.
async fn turn_away(shared: &Shared, mut socket: WebSocket, why: Departure) {
    let leave = why.leave().map(|leave| SignalResponse {
        message: Some(Message::Leave(leave)),
    });
    let told = async {
        if let Some(leave) = leave {
            socket
                .send(Frame::Binary(leave.encode_to_vec().into()))
                .await?;
        }
        let close = CloseFrame {
            code: close_code::NORMAL,
            reason: "not let in".into(),
        };
        socket.send(Frame::Close(Some(close))).await
    };
    tokio::select! {
        // A client that is gone needs no telling.
        _ = told => {}
        () = shared.clock.sleep(WRITE_TIMEOUT) => {}
    }
}
