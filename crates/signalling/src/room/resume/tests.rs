use std::time::Duration;

use livekit_protocol::{UpdateSubscription, participant_info::State, signal_request};
use wellmet_sfu::Kind;
use wellmet_vocabulary::TrackKind;

use super::*;
use crate::grant::Grant;
use crate::room::{
    Output,
    driver::{Driver, NOW},
    link::RESUME_WINDOW,
};

fn names(messages: &[Message]) -> Vec<&'static str> {
    let names = messages.iter().map(|message| match message {
        Message::Reconnect(_) => "reconnect",
        Message::Mute(_) => "mute",
        Message::Update(_) => "update",
        Message::RoomUpdate(_) => "room_update",
        Message::StreamStateUpdate(_) => "stream_state",
        _ => "other",
    });
    names.collect()
}

fn updated(messages: &[Message]) -> Vec<(&str, State)> {
    let updates = messages.iter().filter_map(|message| match message {
        Message::Update(update) => Some(&update.participants),
        _ => None,
    });
    let infos = updates.flatten();
    infos
        .map(|info| (info.identity.as_str(), info.state()))
        .collect()
}

#[test]
fn who_comes_back_reads_the_room_anew_and_the_others_read_nothing() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.publish(&ann, Kind::Audio, "mic");
    driver.inbox(&ann);
    driver.inbox(&ben);
    driver.break_off(&ben, NOW);
    driver.publish(&ann, Kind::Video, "camera");
    driver.inbox(&ann);
    driver.resume(&ben);
    let inbox = driver.inbox(&ben);
    assert_eq!(
        names(&inbox),
        ["reconnect", "update", "room_update", "stream_state"]
    );
    let told: Vec<_> = updated(&inbox).into_iter().map(|(who, _)| who).collect();
    assert_eq!(told, ["ann", "ben"], "oneself included");
    assert_eq!(
        driver.receives(&ben).len(),
        2,
        "tracks go on and new ones are taken in"
    );
    assert!(driver.inbox(&ann).is_empty());
    assert_eq!(driver.receives(&ann).len(), 0);
}

#[test]
fn a_hidden_listener_is_told_of_themselves_when_they_come_back() {
    let mut driver = Driver::new();
    let hidden = Grant {
        hidden: true,
        ..Grant::full("room", "hidden", "")
    };
    let hidden = driver.try_enter(hidden).unwrap();
    driver.break_off(&hidden, NOW);
    driver.inbox(&hidden);
    driver.resume(&hidden);
    let inbox = driver.inbox(&hidden);
    assert_eq!(updated(&inbox), [("hidden", State::Joined)]);
}

#[test]
fn what_is_published_goes_on_while_the_connection_is_broken() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.publish(&ann, Kind::Audio, "mic");
    driver.break_off(&ann, NOW);
    assert_eq!(driver.receives(&ben).len(), 1);
    assert_eq!(driver.client(&ben).roster.len(), 2);
    let cem = driver.enter("cem");
    assert_eq!(driver.receives(&cem).len(), 1);
}

#[test]
fn who_does_not_come_back_in_half_a_minute_is_gone() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.break_off(&ann, NOW);
    driver.inbox(&ben);
    driver.act(|room| room.lapse(NOW + RESUME_WINDOW - Duration::from_millis(1)));
    assert!(driver.inbox(&ben).is_empty());
    driver.act(|room| room.lapse(NOW + RESUME_WINDOW));
    let inbox = driver.inbox(&ben);
    assert_eq!(updated(&inbox), [("ann", State::Disconnected)]);
    let back = driver.room.resume(ann.as_str(), "ann");
    assert_eq!(back, Err(Unknown));
    assert_eq!(driver.room.outputs(), []);
}

#[test]
fn nobody_goes_on_as_somebody_else_nor_after_being_removed_or_replaced() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    for who in [&ann, &ben] {
        driver.break_off(who, NOW);
    }
    assert_eq!(driver.room.resume(ann.as_str(), "ben"), Err(Unknown));
    driver.act(|room| room.remove("ann"));
    assert_eq!(driver.room.resume(ann.as_str(), "ann"), Err(Unknown));
    driver.enter("ben");
    assert_eq!(driver.room.resume(ben.as_str(), "ben"), Err(Unknown));
    assert_eq!(driver.room.outputs(), []);
}

#[test]
fn who_went_meanwhile_is_told_as_gone_unless_they_are_back() {
    let mut driver = Driver::new();
    let (ann, ben, cem) = (
        driver.enter("ann"),
        driver.enter("ben"),
        driver.enter("cem"),
    );
    driver.break_off(&ann, NOW);
    driver.act(|room| room.depart(&ben, Departure::Left));
    driver.act(|room| room.depart(&cem, Departure::Left));
    driver.enter("cem");
    driver.inbox(&ann);
    driver.resume(&ann);
    let inbox = driver.inbox(&ann);
    let gone = updated(&inbox)
        .into_iter()
        .filter(|(_, state)| *state == State::Disconnected);
    assert_eq!(gone.collect::<Vec<_>>(), [("ben", State::Disconnected)]);
}

#[test]
fn a_facilitators_mute_that_may_be_lost_is_said_again() {
    let mut driver = Driver::new();
    let ann = driver.enter("ann");
    driver.publish(&ann, Kind::Audio, "mic");
    driver.break_off(&ann, NOW);
    driver.act(|room| room.quieten("ann", TrackKind::Audio));
    driver.inbox(&ann);
    driver.resume(&ann);
    let inbox = driver.inbox(&ann);
    assert_eq!(
        names(&inbox),
        ["reconnect", "mute", "update", "room_update"]
    );
    let Some(Message::Mute(mute)) = inbox.get(1).cloned() else {
        panic!("no mute")
    };
    let unmute = MuteTrackRequest {
        muted: false,
        ..mute
    };
    driver.request(&ann, signal_request::Message::Mute(unmute));
    driver.break_off(&ann, NOW);
    driver.resume(&ann);
    assert!(
        !names(&driver.inbox(&ann)).contains(&"mute"),
        "they have unmuted since"
    );
}

#[test]
fn a_dead_media_path_is_restarted_once_for_each_silence() {
    let mut driver = Driver::new();
    let ann = driver.enter("ann");
    driver.inbox(&ann);
    for silent in [false, true, true, false, true] {
        driver.act(|room| room.media_silent(&ann, silent));
    }
    let inbox = driver.inbox(&ann);
    let [Message::Leave(first), Message::Leave(_)] = &inbox[..] else {
        panic!("{inbox:?}")
    };
    assert_eq!(first.action(), Action::Resume);
    assert_eq!(driver.present(), [ann]);
}

#[test]
fn what_did_not_leave_any_more_is_sent_after_the_rooms_state() {
    let mut driver = Driver::new();
    let ann = driver.enter("ann");
    driver.inbox(&ann);
    let answer = Message::RequestResponse(Default::default());
    let unsent = vec![Message::Pong(1), answer.clone()];
    driver.act(|room| room.broken(&ann, unsent, NOW));
    driver.resume(&ann);
    let inbox = driver.inbox(&ann);
    assert_eq!(
        names(&inbox),
        ["reconnect", "update", "room_update", "other"]
    );
    assert_eq!(inbox.last(), Some(&answer));
}

#[test]
fn a_client_that_comes_back_says_what_it_wants_to_receive() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.publish(&ann, Kind::Audio, "mic");
    let track = driver.receives(&ben).into_iter().next().unwrap();
    let state = |track_sids| SyncState {
        subscription: Some(UpdateSubscription {
            track_sids,
            subscribe: false,
            participant_tracks: Vec::new(),
        }),
        ..Default::default()
    };
    driver.room.sync(&ben, state(vec![track]));
    assert!(matches!(
        &driver.room.outputs()[..],
        [Output::Unsubscribe { .. }]
    ));
    driver.room.sync(&ben, state(Vec::new()));
    assert!(matches!(
        &driver.room.outputs()[..],
        [Output::Subscribe { .. }]
    ));
}
