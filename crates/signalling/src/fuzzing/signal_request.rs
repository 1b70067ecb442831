//! What clients write into their WebSocket, and what it does to a room of three.

use livekit_protocol::{AddTrackRequest, TrackType, signal_request};
use prost::Message as _;
use wellmet_foundation::{Instant, Rng};
use wellmet_sfu::{Answer, Kind, Mid, Section, SectionRole, SectionsWanted};

use crate::{
    frame::{self, MAX_BYTES},
    grant::Grant,
    protocol::Protocol,
    room::{Departure, Newcomer, Output, Room},
    sid::ParticipantSid,
};

const NOW: Instant = Instant::from_millis(1_800_000_000_000);
/// What reading one frame, doing what it asks and telling everybody may hold.
const MEMORY: u64 = 16 << 20;
/// The longest message that one person's request makes the server send to another.
const MAX_NEWS: usize = 32 * 1024;

/// One frame, taken for binary and for text. What it asks is done by someone who publishes, then by somebody else.
pub fn signal_request(frame: &[u8]) {
    super::within(MEMORY + 8 * frame.len() as u64, || {
        if let Ok(Some(request)) = frame::decode(frame) {
            done(&request);
        }
    });
    if let Ok(text) = std::str::from_utf8(frame) {
        super::within(MEMORY + 8 * frame.len() as u64, || {
            if let Ok(Some(request)) = frame::decode_json(text) {
                done(&request);
            }
        });
    }
}

fn done(request: &signal_request::Message) {
    let (mut room, people) = room();
    for asks in people.iter().take(2) {
        room.request(asks, request.clone(), NOW);
        for output in room.outputs() {
            let Output::Tell(told, message) = output else {
                continue;
            };
            let limit = if told == *asks {
                MAX_BYTES + 1024
            } else {
                MAX_NEWS
            };
            let response = livekit_protocol::SignalResponse {
                message: Some(*message),
            };
            assert!(
                response.encoded_len() <= limit,
                "{} bytes are told",
                response.encoded_len()
            );
        }
    }
    // What was kept of it is told to whoever comes in later.
    let late = enter(&mut room, "dee");
    for output in room.outputs() {
        if let Output::Tell(told, message) = output {
            let response = livekit_protocol::SignalResponse {
                message: Some(*message),
            };
            assert!(told != late || response.encoded_len() <= 4 * MAX_NEWS);
        }
    }
    for who in people {
        room.depart(&who, Departure::Left);
    }
}

/// Three people, of whom the first publishes a voice and a picture.
fn room() -> (Room, [ParticipantSid; 3]) {
    let mut room = Room::new("room".to_owned(), Rng::seeded(7));
    let people = ["ada", "ben", "cy"].map(|name| enter(&mut room, name));
    let [ada, ..] = &people;
    let tracks = [
        ("voice", Kind::Audio, TrackType::Audio),
        ("picture", Kind::Video, TrackType::Video),
    ];
    for (cid, _, r#type) in tracks {
        let request = AddTrackRequest {
            cid: cid.to_owned(),
            r#type: r#type.into(),
            ..Default::default()
        };
        room.request(ada, signal_request::Message::AddTrack(request), NOW);
    }
    let sections = tracks.map(|(cid, kind, _)| Section {
        mid: Mid::new(cid).expect("a mid"),
        kind,
        role: SectionRole::Publishing {
            msid_track: Some(cid.to_owned()),
        },
    });
    let answer = Answer {
        sdp: String::new(),
        sections: sections.to_vec(),
        wanted: SectionsWanted::default(),
    };
    room.answered(ada, 1, answer);
    room.outputs();
    (room, people)
}

fn enter(room: &mut Room, name: &str) -> ParticipantSid {
    let newcomer = Newcomer {
        grant: Grant {
            room: "room".to_owned(),
            identity: name.to_owned(),
            name: name.to_owned(),
            can_publish: true,
            can_subscribe: true,
            can_publish_data: true,
            hidden: false,
            facilitator: false,
        },
        auto_subscribe: true,
        protocol: Protocol::V1,
        client_protocol: 0,
        takes_streams: true,
    };
    room.enter(newcomer, NOW).expect("space")
}
