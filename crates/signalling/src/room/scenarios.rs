//! What happens in a room, told from the outside.

use livekit_protocol::{
    DisconnectReason, MuteTrackRequest, Ping, SubscriptionPermission, UpdateTrackSettings,
    leave_request::Action, participant_info::State, request_response::Reason, signal_request,
    signal_response::Message,
};
use wellmet_sfu::{
    Answer, Kind, Label, Mid, OfferError, SdpError, Section, SectionRole, SectionsWanted,
};
use wellmet_vocabulary::TrackKind;

use super::{
    Departure, Full, MAX_PARTICIPANTS, MAX_TRACKS, Output,
    driver::{Driver, NOW},
};
use crate::grant::Grant;

fn updates(messages: &[Message]) -> Vec<&livekit_protocol::ParticipantInfo> {
    let updates = messages.iter().filter_map(|message| match message {
        Message::Update(update) => Some(&update.participants),
        _ => None,
    });
    updates.flatten().collect()
}

fn refusals(messages: &[Message]) -> Vec<Reason> {
    let refusals = messages.iter().filter_map(|message| match message {
        Message::RequestResponse(response) => Some(response.reason()),
        _ => None,
    });
    refusals.collect()
}

#[test]
fn a_newcomer_reads_the_whole_room_first() {
    let mut driver = Driver::new();
    let ann = driver.enter("ann");
    driver.publish(&ann, Kind::Audio, "mic");
    let ben = driver.enter("ben");
    let inbox = driver.inbox(&ben);
    let Some(Message::Join(join)) = inbox.first() else {
        panic!("no join")
    };
    assert_eq!(join.other_participants[0].identity, "ann");
    assert_eq!(join.other_participants[0].tracks.len(), 1);
    assert!(join.fast_publish && !join.subscriber_primary && join.ice_servers.is_empty());
    assert!(!join.server_info.as_ref().unwrap().version.is_empty());
    assert_eq!((join.ping_interval, join.ping_timeout), (5, 15));
}

#[test]
fn a_track_is_live_when_announced_and_offered_in_either_order() {
    let mut driver = Driver::new();
    let (ann, ben, cem) = (
        driver.enter("ann"),
        driver.enter("ben"),
        driver.enter("cem"),
    );
    driver.announce(&ann, Kind::Video, "camera");
    assert!(driver.receives(&cem).is_empty());
    driver.send(&ann, Kind::Video, "camera");
    assert_eq!(driver.receives(&cem).len(), 1);
    driver.send(&ben, Kind::Audio, "mic");
    assert_eq!(driver.receives(&cem).len(), 1);
    driver.announce(&ben, Kind::Audio, "mic");
    assert_eq!(driver.receives(&cem).len(), 2);
}

#[test]
fn a_track_whose_sdp_names_another_id_is_matched_by_kind() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.announce(&ann, Kind::Audio, "{mic}");
    driver.announce(&ann, Kind::Video, "{camera}");
    driver.send(&ann, Kind::Video, "an id of the browser's own");
    let told = driver.client(&ben).roster[ann.as_str()].tracks.clone();
    assert_eq!(told.len(), 1);
    assert!(told[0].sid.starts_with("TR_VC"));
    assert_eq!(told[0].mid, "0");
}

#[test]
fn an_exact_id_wins_over_the_order_of_sections() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.announce(&ann, Kind::Video, "camera");
    driver.announce(&ann, Kind::Video, "screen");
    driver.send(&ann, Kind::Video, "screen");
    let answer = |messages: Vec<Message>| {
        messages.into_iter().find_map(|message| match message {
            Message::TrackPublished(published) if published.cid == "screen" => published.track,
            _ => None,
        })
    };
    let screen = answer(driver.inbox(&ann)).unwrap();
    assert!(driver.receives(&ben).contains(&screen.sid));
}

#[test]
fn a_withdrawn_track_is_told_and_no_longer_forwarded() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.publish(&ann, Kind::Audio, "mic");
    assert_eq!(driver.receives(&ben).len(), 1);
    driver.withdraw(&ann);
    assert!(driver.receives(&ben).is_empty());
    assert!(driver.client(&ben).roster[ann.as_str()].tracks.is_empty());
}

#[test]
fn face_and_voice_are_of_one_stream_for_clients_that_tell_them_apart() {
    let mut driver = Driver::new();
    let ann = driver.enter("ann");
    driver.publish(&ann, Kind::Audio, "mic");
    driver.publish(&ann, Kind::Video, "camera");
    let grant = |name: &str| Grant::full("room", name, name);
    let ben = driver.let_in(grant("ben"), true).unwrap();
    assert_eq!(driver.streams(&ben), ["camera".to_owned()].into());
    let cy = driver.let_in(grant("cy"), false).unwrap();
    assert_eq!(driver.streams(&cy), driver.receives(&cy), "each its own");
    assert_eq!(driver.receives(&cy).len(), 2);
}

#[test]
fn the_newer_of_two_connections_stays() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.publish(&ann, Kind::Audio, "mic");
    driver.inbox(&ben);
    let newer = driver.room.enter(
        super::Newcomer {
            grant: Grant::full("room", "ann", "Ann"),
            auto_subscribe: true,
            protocol: crate::protocol::Protocol::V1,
            client_protocol: 0,
            takes_streams: false,
        },
        NOW,
    );
    let outputs = driver.room.outputs();
    let told_older = outputs.iter().find_map(|output| match output {
        Output::Tell(who, message) if *who == ann => Some(message.as_ref()),
        _ => None,
    });
    let Some(Message::Leave(leave)) = told_older else {
        panic!("{told_older:?}")
    };
    assert_eq!(leave.reason(), DisconnectReason::DuplicateIdentity);
    assert_eq!(leave.action(), Action::Disconnect);
    assert!(outputs.contains(&Output::Dismiss(ann.clone())));
    assert_ne!(newer.unwrap(), ann);
    let gone = outputs.iter().position(|output| {
        matches!(output, Output::Tell(who, message) if *who == ben
            && matches!(message.as_ref(), Message::Update(update)
                if update.participants[0].state() == State::Disconnected))
    });
    assert!(gone.is_some());
}

#[test]
fn a_removed_person_is_told_so_and_the_others_see_them_go() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.publish(&ann, Kind::Audio, "mic");
    driver.inbox(&ben);
    assert!(driver.act(|room| room.remove("ann")));
    let inbox = driver.inbox(&ben);
    let gone = updates(&inbox);
    assert_eq!(gone[0].state(), State::Disconnected);
    assert_eq!(
        gone[0].disconnect_reason(),
        DisconnectReason::ParticipantRemoved
    );
    assert!(driver.receives(&ben).is_empty());
    assert!(!driver.act(|room| room.remove("ann")));
}

#[test]
fn everyone_is_told_that_the_room_is_closed() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.room.empty(Departure::RoomClosed);
    let outputs = driver.room.outputs();
    for who in [ann, ben] {
        assert!(
            outputs
                .iter()
                .any(|output| matches!(output, Output::Tell(sid, message)
            if *sid == who && matches!(message.as_ref(), Message::Leave(leave)
                if leave.reason() == DisconnectReason::RoomDeleted)))
        );
        assert!(outputs.contains(&Output::Dismiss(who)));
    }
}

#[test]
fn a_mute_is_told_once_and_to_the_others_only() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.publish(&ann, Kind::Audio, "mic");
    let sid = driver.receives(&ben).into_iter().next().unwrap();
    driver.inbox(&ann);
    driver.inbox(&ben);
    let mute = signal_request::Message::Mute(MuteTrackRequest { sid, muted: true });
    driver.request(&ann, mute.clone());
    assert!(updates(&driver.inbox(&ben))[0].tracks[0].muted);
    assert_eq!(driver.off(&ann), [true], "by the media core too");
    driver.request(&ann, mute.clone());
    assert!(driver.inbox(&ben).is_empty());
    assert!(driver.inbox(&ann).is_empty());
    driver.request(&ben, mute);
    assert!(
        driver.inbox(&ann).is_empty(),
        "nobody mutes another's track this way"
    );
}

#[test]
fn a_facilitators_mute_is_told_to_the_speaker_and_the_others() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.publish(&ann, Kind::Audio, "mic");
    driver.publish(&ann, Kind::Video, "camera");
    driver.inbox(&ann);
    driver.inbox(&ben);
    assert!(driver.act(|room| room.quieten("ann", TrackKind::Audio)));
    let told = driver.inbox(&ann);
    assert!(
        matches!(&told[..], [Message::Mute(mute)] if mute.muted && mute.sid.starts_with("TR_AM"))
    );
    let inbox = driver.inbox(&ben);
    let muted: Vec<bool> = updates(&inbox)[0]
        .tracks
        .iter()
        .map(|track| track.muted)
        .collect();
    assert_eq!(muted, [true, false]);
    assert_eq!(
        driver.off(&ann),
        [true, false],
        "whatever Ann's client does"
    );
}

#[test]
fn an_answer_maps_receiving_sections_to_tracks() {
    let mut driver = Driver::new();
    let ann = driver.enter("ann");
    driver.inbox(&ann);
    let label = Label {
        stream: "PA_b|TR_AMb".into(),
        track: "TR_AMb".into(),
    };
    let receiving = |mid: &str, label| Section {
        mid: Mid::new(mid).unwrap(),
        kind: Kind::Audio,
        role: SectionRole::Receiving {
            source: None,
            label,
        },
    };
    let answer = Answer {
        sdp: "v=0\r\n".into(),
        sections: vec![receiving("1", Some(label)), receiving("2", None)],
        wanted: SectionsWanted {
            audios: 1,
            videos: 0,
        },
    };
    driver.act(|room| room.answered(&ann, 9, answer));
    let inbox = driver.inbox(&ann);
    let Some(Message::Answer(answer)) = inbox.first() else {
        panic!("no answer")
    };
    assert_eq!((answer.id, answer.r#type.as_str()), (9, "answer"));
    assert_eq!(answer.mid_to_track_id.len(), 1);
    assert_eq!(answer.mid_to_track_id["1"], "TR_AMb");
    let Some(Message::MediaSectionsRequirement(more)) = inbox.get(1) else {
        panic!("not asked")
    };
    assert_eq!((more.num_audios, more.num_videos), (1, 0));
}

#[test]
fn a_bad_offer_is_refused_by_line_and_the_participant_stays() {
    let mut driver = Driver::new();
    let ann = driver.enter("ann");
    driver.inbox(&ann);
    let wrong = SdpError {
        line: 3,
        text: "m=".into(),
        reason: "is no media line",
    };
    driver.act(|room| room.offer_refused(&ann, &OfferError::Sdp(wrong)));
    let inbox = driver.inbox(&ann);
    let [Message::RequestResponse(response)] = &inbox[..] else {
        panic!("{inbox:?}")
    };
    assert_eq!(response.reason(), Reason::InvalidRequest);
    assert!(response.message.contains("line 3"), "{}", response.message);
    assert_eq!(driver.present(), [ann]);
}

#[test]
fn publishing_is_bounded_and_needs_permission() {
    let mut driver = Driver::new();
    let ann = driver.enter("ann");
    for index in 0..=MAX_TRACKS {
        driver.announce(&ann, Kind::Audio, &format!("mic {index}"));
    }
    assert_eq!(refusals(&driver.inbox(&ann)), [Reason::LimitExceeded]);
    let quiet = Grant {
        can_publish: false,
        ..Grant::full("room", "quiet", "")
    };
    let quiet = driver.try_enter(quiet).unwrap();
    driver.announce(&quiet, Kind::Audio, "mic");
    assert_eq!(refusals(&driver.inbox(&quiet)), [Reason::NotAllowed]);
    let ben = driver.enter("ben");
    driver.announce(&ben, Kind::Audio, "mic");
    driver.announce(&ben, Kind::Audio, "mic");
    assert_eq!(refusals(&driver.inbox(&ben)), [Reason::DuplicateName]);
}

#[test]
fn a_hidden_listener_is_told_of_others_and_others_not_of_them() {
    let mut driver = Driver::new();
    let ann = driver.enter("ann");
    driver.inbox(&ann);
    let hidden = Grant {
        hidden: true,
        ..Grant::full("room", "hidden", "")
    };
    let hidden = driver.try_enter(hidden).unwrap();
    driver.publish(&ann, Kind::Audio, "mic");
    driver.publish(&hidden, Kind::Audio, "mic");
    assert_eq!(driver.receives(&hidden).len(), 1);
    assert!(driver.receives(&ann).is_empty());
    driver.act(|room| room.depart(&hidden, Departure::Left));
    assert!(updates(&driver.inbox(&ann)).is_empty());
}

#[test]
fn who_may_not_subscribe_receives_nothing() {
    let mut driver = Driver::new();
    let ann = driver.enter("ann");
    let deaf = Grant {
        can_subscribe: false,
        ..Grant::full("room", "deaf", "")
    };
    let deaf = driver.try_enter(deaf).unwrap();
    driver.publish(&ann, Kind::Audio, "mic");
    assert!(driver.receives(&deaf).is_empty());
}

#[test]
fn a_publisher_may_say_who_receives_their_tracks() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.publish(&ann, Kind::Audio, "mic");
    let nobody = SubscriptionPermission::default();
    let request = signal_request::Message::SubscriptionPermission(nobody);
    driver.room.request(&ann, request, NOW);
    let outputs = driver.room.outputs();
    let [
        Output::Tell(told, message),
        Output::Unsubscribe { subscriber, .. },
    ] = &outputs[..]
    else {
        panic!("{outputs:?}")
    };
    assert_eq!((told, subscriber), (&ben, &ben));
    let Message::SubscriptionPermissionUpdate(update) = message.as_ref() else {
        panic!("{message:?}")
    };
    assert!(!update.allowed && update.participant_sid == ann.as_str());
    let everybody = SubscriptionPermission {
        all_participants: true,
        ..Default::default()
    };
    let request = signal_request::Message::SubscriptionPermission(everybody);
    driver.room.request(&ann, request.clone(), NOW);
    assert_eq!(driver.room.outputs().len(), 2, "told, and subscribed again");
    driver.room.request(&ann, request, NOW);
    assert_eq!(driver.room.outputs(), [], "nothing has changed");
}

#[test]
fn adaptive_stream_pauses_only_what_is_received() {
    let mut driver = Driver::new();
    let (ann, ben) = (driver.enter("ann"), driver.enter("ben"));
    driver.publish(&ann, Kind::Video, "camera");
    let sid = driver.receives(&ben).into_iter().next().unwrap();
    let settings = UpdateTrackSettings {
        track_sids: vec![sid, "TR_VCunknown".into()],
        disabled: true,
        ..Default::default()
    };
    driver
        .room
        .request(&ben, signal_request::Message::TrackSetting(settings), NOW);
    let outputs = driver.room.outputs();
    assert!(
        matches!(&outputs[..], [Output::Want { wish, track, .. }] if wish.disabled && track.publisher == ann)
    );
}

#[test]
fn both_sorts_of_ping_are_answered() {
    let mut driver = Driver::new();
    let ann = driver.enter("ann");
    driver.inbox(&ann);
    driver.request(&ann, signal_request::Message::Ping(5));
    driver.request(
        &ann,
        signal_request::Message::PingReq(Ping {
            timestamp: 5,
            rtt: 1,
        }),
    );
    let inbox = driver.inbox(&ann);
    let [Message::Pong(at), Message::PongResp(pong)] = &inbox[..] else {
        panic!("{inbox:?}")
    };
    assert_eq!(*at, NOW.as_millis());
    assert_eq!(
        (pong.last_ping_timestamp, pong.timestamp),
        (5, NOW.as_millis())
    );
}

#[test]
fn a_full_room_takes_nobody_but_who_replaces_themselves() {
    let mut driver = Driver::new();
    for number in 0..MAX_PARTICIPANTS {
        driver.enter(&format!("person {number}"));
    }
    let one_more = driver.try_enter(Grant::full("room", "one more", ""));
    assert_eq!(one_more, Err(Full));
    driver.enter("person 3");
    assert_eq!(driver.present().len(), MAX_PARTICIPANTS);
}

#[test]
fn nobody_receives_more_than_one_client_can() {
    let mut driver = Driver::new();
    for number in 0..19 {
        let who = driver.enter(&format!("person {number}"));
        for track in 0..MAX_TRACKS {
            driver.publish(&who, Kind::Audio, &format!("mic {track}"));
        }
    }
}
