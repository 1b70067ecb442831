//! Going on after the connection broke, and not being able to.

use std::time::Duration;

use livekit_protocol::{
    DisconnectReason, JoinRequest, leave_request::Action, participant_info::State, signal_request,
    signal_response::Message,
};
use wellmet_vocabulary::{MediaIdentity, MediaPlane as _};

use crate::{
    client::Client,
    server::{Server, room},
};

fn resume_of(sid: &str) -> JoinRequest {
    JoinRequest {
        reconnect: true,
        participant_sid: sid.into(),
        ..Default::default()
    }
}

/// Somebody who is in the room, and the id of their connection.
async fn in_the_room(server: &Server, name: &str) -> (Client, String) {
    let mut client = server.connect(&server.token(name)).await.unwrap();
    let sid = client.join().await.participant.unwrap().sid;
    (client, sid)
}

/// They are told to join anew, and why, and nothing else.
async fn assert_must_join_anew(mut client: Client) {
    let Message::Leave(leave) = client.read().await else {
        panic!("no leave")
    };
    assert_eq!(leave.action(), Action::Reconnect);
    assert_eq!(leave.reason(), DisconnectReason::StateMismatch);
    assert_eq!(client.read_to_end().await.0, []);
}

#[tokio::test]
async fn a_broken_connection_is_taken_up_again_and_nobody_notices() {
    let server = Server::start().await;
    let (ben, sid) = in_the_room(&server, "ben").await;
    let mut ann = server.join("ann").await;
    drop(ben);
    let mut ben = server.connect_with("ben", &resume_of(&sid)).await;
    let Message::Reconnect(reconnect) = ben.read().await else {
        panic!("no reconnect")
    };
    assert!(!reconnect.server_info.unwrap().version.is_empty());
    let Message::Update(update) = ben.read().await else {
        panic!("no update")
    };
    let told: Vec<_> = update.participants.iter().map(|p| &p.identity).collect();
    assert_eq!(told, ["ben", "ann"]);
    assert_eq!(update.participants[0].sid, sid);
    assert!(matches!(ben.read().await, Message::RoomUpdate(_)));
    assert!(matches!(ben.read().await, Message::RefreshToken(_)));
    ann.send(signal_request::Message::Ping(1)).await;
    assert!(
        matches!(ann.read().await, Message::Pong(_)),
        "nothing else is told"
    );
    ben.send(signal_request::Message::Ping(1)).await;
    assert!(matches!(ben.read().await, Message::Pong(_)));
}

#[tokio::test]
async fn a_client_that_notices_first_takes_its_place_from_its_old_connection() {
    let server = Server::start().await;
    let (mut older, sid) = in_the_room(&server, "ben").await;
    let query = format!("access_token={}&reconnect=1&sid={sid}", server.token("ben"));
    let mut newer = Client::connect(&server.url("ws", "/rtc/v1", &query))
        .await
        .unwrap();
    assert!(matches!(newer.read().await, Message::Reconnect(_)));
    let (messages, close) = older.read_to_end().await;
    assert_eq!(messages, [], "no leave: they are still there");
    assert_eq!(u16::from(close.unwrap().code), 1000);
    assert_eq!(server.plane.participants(&room()).await.unwrap().len(), 1);
    newer.send(signal_request::Message::Ping(1)).await;
    let pong = |message| matches!(message, Message::Pong(_)).then_some(());
    newer.read_until(pong).await;
}

#[tokio::test]
async fn who_does_not_come_back_is_gone_for_the_others_half_a_minute_later() {
    let server = Server::start().await;
    let (ben, sid) = in_the_room(&server, "ben").await;
    let mut ann = server.join("ann").await;
    drop(ben);
    let mut seconds = 0;
    let reason = loop {
        server.clock.advance(Duration::from_secs(1));
        seconds += 1;
        ann.send(signal_request::Message::Ping(1)).await;
        let gone = ann
            .read_until(|message| match message {
                Message::Pong(_) => Some(None),
                Message::Update(update) => {
                    let gone = update.participants.into_iter().next()?;
                    Some((gone.state() == State::Disconnected).then(|| gone.disconnect_reason()))
                }
                _ => None,
            })
            .await;
        if let Some(reason) = gone {
            break reason;
        }
        assert!(seconds < 60, "they are never gone");
    };
    assert_eq!(reason, DisconnectReason::SignalClose);
    assert!(seconds >= 30, "gone after {seconds} s");
    assert_must_join_anew(server.connect_with("ben", &resume_of(&sid)).await).await;
}

#[tokio::test]
async fn an_unknown_connection_or_another_persons_cannot_be_taken_up() {
    let server = Server::start().await;
    let (mut ann, sid) = in_the_room(&server, "ann").await;
    for (name, sid) in [("ann", "PA_UNKNOWN"), ("ann", ""), ("ben", sid.as_str())] {
        assert_must_join_anew(server.connect_with(name, &resume_of(sid)).await).await;
    }
    ann.send(signal_request::Message::Ping(1)).await;
    assert!(matches!(ann.read().await, Message::Pong(_)), "Ann goes on");
}

#[tokio::test]
async fn who_was_removed_cannot_come_back_by_taking_up_the_connection() {
    let server = Server::start().await;
    let token = server.token("ben");
    let (ben, sid) = in_the_room(&server, "ben").await;
    drop(ben);
    let ben = MediaIdentity::named("ben");
    server.plane.remove(&room(), &ben).await.unwrap();
    let query = format!("access_token={token}&reconnect=1&sid={sid}");
    let refused = Client::connect(&server.url("ws", "/rtc/v1", &query)).await;
    assert_eq!(refused.err().unwrap().0, 403);
    // With a token minted after a readmission the door is open, but the old stay is over.
    assert_must_join_anew(server.connect_with("ben", &resume_of(&sid)).await).await;
}

#[tokio::test]
async fn who_broke_the_protocol_cannot_go_on() {
    let server = Server::start().await;
    let (mut ben, sid) = in_the_room(&server, "ben").await;
    ben.send_frame(tokio_tungstenite::tungstenite::Message::text("not json"))
        .await;
    ben.read_to_end().await;
    assert_must_join_anew(server.connect_with("ben", &resume_of(&sid)).await).await;
}
