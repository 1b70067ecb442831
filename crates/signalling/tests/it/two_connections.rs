//! The older generation of the protocol: the server offers the connection that is received on.

use std::time::Duration;

use livekit_protocol::{
    AddTrackRequest, DisconnectReason, SessionDescription, TrackSource, TrackType,
    leave_request::Action, request_response::Reason, signal_request, signal_response::Message,
};
use wellmet_foundation::Clock;
use wellmet_vocabulary::{MediaIdentity, MediaPlane as _};

use crate::{
    client::Client,
    server::{Server, room},
};

/// What a client sends of itself: sound, in one section.
const SOUND: &str = include_str!("sound.sdp");

/// Somebody with two connections, and the id of their stay.
async fn enter(server: &Server, name: &str) -> (Client, String) {
    let mut client = connect(server, name, "&auto_subscribe=1").await;
    let join = client.join().await;
    assert!(join.subscriber_primary && join.fast_publish);
    (client, join.participant.unwrap().sid)
}

async fn connect(server: &Server, name: &str, more: &str) -> Client {
    let query = format!("access_token={}{more}", server.token(name));
    let url = server.url("ws", "/rtc", &query);
    Client::connect(&url).await.unwrap()
}

/// The next offer; what comes before it is passed over. The media core makes one when its time has come.
async fn offered(server: &Server, client: &mut Client) -> SessionDescription {
    let clock = Clock::system();
    for _ in 0..100 {
        server.clock.advance(Duration::from_millis(100));
        let offer = client.read_until(|message| match message {
            Message::Offer(offer) => Some(offer),
            _ => None,
        });
        tokio::select! {
            offer = offer => return offer,
            () = clock.sleep(Duration::from_millis(100)) => {}
        }
    }
    panic!("nothing is offered")
}

/// Nothing more is offered: a ping is answered first, however much time passes.
async fn assert_not_offered(server: &Server, client: &mut Client) {
    for _ in 0..3 {
        server.clock.advance(Duration::from_millis(200));
        Clock::system().sleep(Duration::from_millis(150)).await;
    }
    client.send(signal_request::Message::Ping(1)).await;
    client
        .read_until(|message| match message {
            Message::Offer(offer) => panic!("offered {}", offer.sdp),
            Message::Pong(_) => Some(()),
            _ => None,
        })
        .await;
}

/// As a browser would answer: it receives, and begins DTLS.
fn answer_to(offer: &SessionDescription) -> SessionDescription {
    let ours = ["a=ice-lite", "a=candidate", "a=end-of", "a=ssrc", "a=msid"];
    let lines = offer.sdp.lines();
    let kept = lines.filter(|line| !ours.iter().any(|start| line.starts_with(start)));
    let sdp: String = kept.map(|line| format!("{line}\r\n")).collect();
    let sdp = sdp
        .replace("a=setup:actpass", "a=setup:active")
        .replace("a=sendonly", "a=recvonly");
    SessionDescription {
        r#type: "answer".into(),
        sdp,
        id: offer.id,
        ..Default::default()
    }
}

async fn answer(client: &mut Client, offer: &SessionDescription) {
    let answer = signal_request::Message::Answer(answer_to(offer));
    client.send(answer).await;
}

/// Has somebody speak; the id of the track.
async fn publish(client: &mut Client) -> String {
    let request = AddTrackRequest {
        cid: "mic".into(),
        r#type: TrackType::Audio.into(),
        source: TrackSource::Microphone.into(),
        ..Default::default()
    };
    client
        .send(signal_request::Message::AddTrack(request))
        .await;
    let offer = SessionDescription {
        r#type: "offer".into(),
        sdp: SOUND.into(),
        id: 9,
        ..Default::default()
    };
    client.send(signal_request::Message::Offer(offer)).await;
    let (mut sid, mut answered) = (None, false);
    while sid.is_none() || !answered {
        match client.read().await {
            Message::TrackPublished(published) => sid = Some(published.track.unwrap().sid),
            Message::Answer(answer) => {
                assert_eq!(answer.id, 9);
                answered = true;
            }
            _ => {}
        }
    }
    sid.unwrap()
}

fn ufrag(offer: &SessionDescription) -> String {
    let mut lines = offer.sdp.lines();
    let line = lines.find(|line| line.starts_with("a=ice-ufrag:"));
    line.unwrap().to_owned()
}

#[tokio::test]
async fn who_comes_in_is_offered_the_data_channels_and_then_what_others_publish() {
    let server = Server::start().await;
    let (mut ann, ann_sid) = enter(&server, "ann").await;
    let (mut ben, _) = enter(&server, "ben").await;
    let first = offered(&server, &mut ben).await;
    assert_eq!((first.id, first.r#type.as_str()), (1, "offer"));
    assert!(first.sdp.contains("m=application") && first.sdp.contains("a=ice-lite"));
    assert!(first.sdp.contains("a=setup:actpass") && !first.sdp.contains("m=audio"));
    answer(&mut ben, &first).await;

    let track = publish(&mut ann).await;
    let second = offered(&server, &mut ben).await;
    assert_eq!(second.id, 2);
    let msid = format!("a=msid:{ann_sid}|{track} {track}\r\n");
    assert!(second.sdp.contains(&msid), "{}", second.sdp);
    assert!(second.mid_to_track_id.values().any(|of| *of == track));
    answer(&mut ben, &second).await;
    assert_not_offered(&server, &mut ben).await;
}

#[tokio::test]
async fn nobody_is_offered_what_they_publish_themselves() {
    let server = Server::start().await;
    let (mut ann, _) = enter(&server, "ann").await;
    let first = offered(&server, &mut ann).await;
    answer(&mut ann, &first).await;
    publish(&mut ann).await;
    assert_not_offered(&server, &mut ann).await;
}

#[tokio::test]
async fn one_offer_at_a_time_waits_for_its_answer() {
    let server = Server::start().await;
    let (mut ann, _) = enter(&server, "ann").await;
    let (mut cy, _) = enter(&server, "cy").await;
    let (mut ben, _) = enter(&server, "ben").await;
    let first = offered(&server, &mut ben).await;
    publish(&mut ann).await;
    publish(&mut cy).await;
    assert_not_offered(&server, &mut ben).await;
    answer(&mut ben, &first).await;
    let second = offered(&server, &mut ben).await;
    assert_eq!(second.sdp.matches("a=sendonly").count(), 2);
}

#[tokio::test]
async fn a_bad_answer_is_refused_by_its_line_and_a_good_one_still_taken() {
    let server = Server::start().await;
    let (mut ann, _) = enter(&server, "ann").await;
    let offer = offered(&server, &mut ann).await;
    let good = answer_to(&offer);
    for sdp in [
        "hello".to_owned(),
        good.sdp.replace("active", "passive"),
        good.sdp.replace("a=mid:0", "a=mid:9"),
    ] {
        let bad = SessionDescription {
            sdp,
            ..good.clone()
        };
        ann.send(signal_request::Message::Answer(bad)).await;
        let refused = ann
            .read_until(|message| match message {
                Message::RequestResponse(refused) => Some(refused),
                _ => None,
            })
            .await;
        assert_eq!(refused.reason(), Reason::InvalidRequest);
        assert!(refused.message.contains("SDP line "), "{}", refused.message);
    }
    answer(&mut ann, &offer).await;
    let (mut ben, _) = enter(&server, "ben").await;
    publish(&mut ben).await;
    assert_eq!(offered(&server, &mut ann).await.id, 2);
}

#[tokio::test]
async fn who_did_not_ask_for_tracks_is_not_offered_any_until_they_do() {
    let server = Server::start().await;
    let (mut ann, _) = enter(&server, "ann").await;
    let track = publish(&mut ann).await;
    let mut ben = connect(&server, "ben", "&auto_subscribe=0").await;
    ben.join().await;
    let first = offered(&server, &mut ben).await;
    assert!(!first.sdp.contains("m=audio"));
    answer(&mut ben, &first).await;
    let request = livekit_protocol::UpdateSubscription {
        track_sids: vec![track],
        subscribe: true,
        ..Default::default()
    };
    ben.send(signal_request::Message::Subscription(request))
        .await;
    assert!(offered(&server, &mut ben).await.sdp.contains("m=audio"));
}

#[tokio::test]
async fn who_comes_back_is_offered_a_restart_of_ice() {
    let server = Server::start().await;
    let (mut ann, _) = enter(&server, "ann").await;
    publish(&mut ann).await;
    let (mut ben, sid) = enter(&server, "ben").await;
    let first = offered(&server, &mut ben).await;
    answer(&mut ben, &first).await;
    // What is offered into the broken connection is lost, and offered again.
    drop(ben);
    let mut ben = connect(&server, "ben", &format!("&reconnect=1&sid={sid}")).await;
    assert!(matches!(ben.read().await, Message::Reconnect(_)));
    let again = offered(&server, &mut ben).await;
    assert_ne!(ufrag(&again), ufrag(&first));
    assert!(again.id > first.id && again.sdp.contains("a=sendonly"));
    answer(&mut ben, &again).await;
    assert_not_offered(&server, &mut ben).await;
}

#[tokio::test]
async fn an_unknown_connection_cannot_be_taken_up() {
    let server = Server::start().await;
    for sid in ["PA_UNKNOWN", ""] {
        let mut ben = connect(&server, "ben", &format!("&reconnect=1&sid={sid}")).await;
        let Message::Leave(leave) = ben.read().await else {
            panic!("no leave")
        };
        assert_eq!(leave.action(), Action::Reconnect);
        assert_eq!(leave.reason(), DisconnectReason::StateMismatch);
        assert_eq!(ben.read_to_end().await.0, []);
    }
}

#[tokio::test]
async fn who_is_removed_is_out_with_both_connections() {
    let server = Server::start().await;
    let (mut ann, _) = enter(&server, "ann").await;
    offered(&server, &mut ann).await;
    let ann_identity = MediaIdentity::named("ann");
    server.plane.remove(&room(), &ann_identity).await.unwrap();
    let (messages, _) = ann.read_to_end().await;
    let Some(Message::Leave(leave)) = messages.last() else {
        panic!("{messages:?}")
    };
    assert_eq!(leave.reason(), DisconnectReason::ParticipantRemoved);
    let people = server.plane.participants(&room()).await.unwrap();
    assert!(people.is_empty());
}

#[tokio::test]
async fn an_answer_of_a_client_with_one_connection_is_refused() {
    let server = Server::start().await;
    let (mut ann, _) = enter(&server, "ann").await;
    let offer = offered(&server, &mut ann).await;
    let mut ben = server.join("ben").await;
    answer(&mut ben, &offer).await;
    let refused = ben
        .read_until(|message| match message {
            Message::RequestResponse(refused) => Some(refused),
            _ => None,
        })
        .await;
    assert!(
        refused.message.contains("no offer to answer"),
        "{}",
        refused.message
    );
}
