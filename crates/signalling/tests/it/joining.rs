//! Coming in, and what is said while one is there.

use std::time::Duration;

use livekit_protocol::{
    DisconnectReason, JoinRequest, Ping, SessionDescription, leave_request::Action,
    request_response::Reason, signal_request, signal_response::Message,
};
use tokio_tungstenite::tungstenite::Message as Frame;

use crate::server::Server;

/// A first offer of Chromium's, as livekit-client makes it: three sections of each kind to receive
/// in, and data channels.
const OFFER: &str = include_str!("offer.sdp");

fn offered(sdp: &str) -> SessionDescription {
    SessionDescription {
        r#type: "offer".into(),
        sdp: sdp.into(),
        id: 1,
        ..Default::default()
    }
}

#[tokio::test]
async fn an_offer_that_comes_with_the_join_is_answered_after_it() {
    let server = Server::start().await;
    let request = JoinRequest {
        publisher_offer: Some(offered(OFFER)),
        ..Default::default()
    };
    let mut ann = server.connect_with("ann", &request).await;
    ann.join().await;
    let Message::Answer(answer) = ann.read().await else {
        panic!("no answer")
    };
    assert_eq!((answer.id, answer.r#type.as_str()), (1, "answer"));
    assert_eq!(
        answer.sdp.matches("\r\nm=").count(),
        OFFER.matches("\nm=").count()
    );
}

#[tokio::test]
async fn garbage_in_place_of_an_offer_is_refused_and_a_good_offer_still_answered() {
    let server = Server::start().await;
    let mut ann = server.join("ann").await;
    let endless = format!("v=0\r\n{}", "a=x\r\n".repeat(10_000));
    for garbage in ["", "hello", "v=0\r\nm=video\r\n", &endless] {
        ann.send(signal_request::Message::Offer(offered(garbage)))
            .await;
        let Message::RequestResponse(response) = ann.read().await else {
            panic!("not refused")
        };
        assert_eq!(response.reason(), Reason::InvalidRequest);
        assert!(response.message.contains("SDP"), "{}", response.message);
    }
    ann.send(signal_request::Message::Offer(offered(OFFER)))
        .await;
    assert!(matches!(ann.read().await, Message::Answer(_)));
}

#[tokio::test]
async fn everyone_sees_everyone_come() {
    let server = Server::start().await;
    let mut ann = server.join("ann").await;
    let mut ben = server.connect(&server.token("ben")).await.unwrap();
    let join = ben.join().await;
    assert_eq!(join.other_participants[0].identity, "ann");
    let Message::Update(update) = ann.read().await else {
        panic!("no update")
    };
    assert_eq!(update.participants[0].identity, "ben");
}

#[tokio::test]
async fn a_client_that_writes_json_is_answered_in_json() {
    let server = Server::start().await;
    let mut ann = server.join("ann").await;
    ann.send_frame(Frame::text(r#"{"pingReq":{"timestamp":"5"}}"#))
        .await;
    let Frame::Text(text) = ann.read_frame().await else {
        panic!("not text")
    };
    assert!(
        text.starts_with(r#"{"pongResp":{"lastPingTimestamp":"5""#),
        "{text}"
    );
}

#[tokio::test]
async fn a_ping_is_answered_by_the_servers_clock() {
    let server = Server::start().await;
    let mut ann = server.join("ann").await;
    ann.send(signal_request::Message::PingReq(Ping {
        timestamp: 5,
        rtt: 0,
    }))
    .await;
    let Message::PongResp(pong) = ann.read().await else {
        panic!("no pong")
    };
    assert_eq!(pong.timestamp, server.clock.now().as_millis());
}

#[tokio::test]
async fn the_newer_of_two_connections_stays_and_the_older_is_told() {
    let server = Server::start().await;
    let mut older = server.join("ann").await;
    let mut newer = server.join("ann").await;
    let (messages, close) = older.read_to_end().await;
    let Some(Message::Leave(leave)) = messages.last() else {
        panic!("{messages:?}")
    };
    assert_eq!(leave.reason(), DisconnectReason::DuplicateIdentity);
    assert_eq!(leave.action(), Action::Disconnect);
    assert_eq!(u16::from(close.unwrap().code), 1000);
    newer.send(signal_request::Message::Ping(1)).await;
    assert!(matches!(newer.read().await, Message::Pong(_)));
}

#[tokio::test]
async fn a_client_gets_a_fresh_token_before_its_own_expires() {
    let server = Server::start().await;
    let token = server.token("ann");
    let mut ann = server.connect(&token).await.unwrap();
    ann.join().await;
    for _ in 0..40 {
        server.clock.advance(Duration::from_secs(10));
        ann.send(signal_request::Message::Ping(1)).await;
        let fresh = ann
            .read_until(|message| match message {
                Message::RefreshToken(token) => Some(Some(token)),
                Message::Pong(_) => Some(None),
                _ => None,
            })
            .await;
        if let Some(fresh) = fresh {
            assert_ne!(fresh, token);
            server.clock.advance(Duration::from_secs(500));
            assert_eq!(server.validate("/rtc/v1/validate", &token).await.0, 401);
            assert_eq!(server.validate("/rtc/v1/validate", &fresh).await.0, 200);
            return;
        }
    }
    panic!("no fresh token came");
}
