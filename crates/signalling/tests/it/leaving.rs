//! Going, and being made to go.

use livekit_protocol::{
    DisconnectReason, LeaveRequest, leave_request::Action, participant_info::State, signal_request,
    signal_response::Message,
};
use wellmet_vocabulary::{MediaIdentity, MediaPlane as _};

use crate::server::{Server, room, soon};

/// The reason and action of the leave a client reads last.
fn told(messages: &[Message]) -> (DisconnectReason, Action) {
    match messages.last() {
        Some(Message::Leave(leave)) => (leave.reason(), leave.action()),
        other => panic!("no leave but {other:?}"),
    }
}

#[tokio::test]
async fn who_says_goodbye_is_gone_for_the_others_at_once() {
    let server = Server::start().await;
    let mut ann = server.join("ann").await;
    let mut ben = server.join("ben").await;
    ben.send(signal_request::Message::Leave(LeaveRequest::default()))
        .await;
    ben.read_to_end().await;
    let gone = ann
        .read_until(|message| match message {
            Message::Update(update) => update.participants.into_iter().next(),
            _ => None,
        })
        .await;
    assert_eq!(gone.identity, "ben");
    let gone = ann
        .read_until(|message| match message {
            Message::Update(update) => update
                .participants
                .into_iter()
                .find(|participant| participant.state() == State::Disconnected),
            _ => None,
        })
        .await;
    assert_eq!(gone.disconnect_reason(), DisconnectReason::ClientInitiated);
}

#[tokio::test]
async fn a_removed_person_is_told_and_stays_out_until_readmitted() {
    let server = Server::start().await;
    let (first, second) = (server.token("ann"), server.token("ann"));
    let mut ann = server.connect(&first).await.unwrap();
    ann.join().await;
    server
        .plane
        .remove(&room(), &MediaIdentity::named("ann"))
        .await
        .unwrap();
    let (messages, _) = ann.read_to_end().await;
    assert_eq!(
        told(&messages),
        (DisconnectReason::ParticipantRemoved, Action::Disconnect)
    );
    for token in [&first, &second] {
        assert_eq!(server.connect(token).await.err().unwrap().0, 403);
        assert_eq!(server.validate("/rtc/v1/validate", token).await.0, 403);
    }
    let readmitted = server.token("ann");
    server.connect(&readmitted).await.unwrap().join().await;
    assert_eq!(server.connect(&first).await.err().unwrap().0, 403);
}

#[tokio::test]
async fn closing_the_room_sends_everyone_out() {
    let server = Server::start().await;
    let (mut ann, mut ben) = (server.join("ann").await, server.join("ben").await);
    server.plane.close_room(&room()).await.unwrap();
    for client in [&mut ann, &mut ben] {
        let (messages, close) = client.read_to_end().await;
        assert_eq!(
            told(&messages),
            (DisconnectReason::RoomDeleted, Action::Disconnect)
        );
        assert_eq!(u16::from(close.unwrap().code), 1000);
    }
    assert!(server.plane.participants(&room()).await.unwrap().is_empty());
}

#[tokio::test]
async fn at_shutdown_everyone_is_told_before_the_server_is_gone() {
    let server = Server::start().await;
    let mut ann = server.join("ann").await;
    let (told_ann, ()) =
        soon(async { tokio::join!(ann.read_to_end(), server.plane.shutdown()) }).await;
    assert_eq!(
        told(&told_ann.0),
        (DisconnectReason::ServerShutdown, Action::Reconnect)
    );
}

#[tokio::test]
async fn who_comes_back_too_early_after_shutdown_is_told_to_try_again() {
    let server = Server::start().await;
    let token = server.token("ann");
    soon(server.plane.shutdown()).await;
    assert_eq!(server.connect(&token).await.err().unwrap().0, 503);
    assert_eq!(server.validate("/rtc/v1/validate", &token).await.0, 503);
}
