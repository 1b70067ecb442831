//! What people send each other (LiveKit's `DataPacket`): chat, streams, calls of procedures, whatever their apps like.
//!
//! It is theirs, and passes as it is, fields unknown here included. Only who it is from is the server's to say: every
//! place that names the sender is overwritten, and what a client has no business to send to others is not passed on.

use bytes::Bytes;

use crate::{
    sid::ParticipantSid,
    wire::{self, Field},
};

/// `DataPacket`'s fields.
const USER: u32 = 2;
const SPEAKER: u32 = 3;
const PARTICIPANT_IDENTITY: u32 = 4;
const DESTINATION_IDENTITIES: u32 = 5;
const TRANSCRIPTION: u32 = 7;
const METRICS: u32 = 8;
const SEQUENCE: u32 = 16;
const PARTICIPANT_SID: u32 = 17;
/// `UserPacket`'s own, which older clients read.
const USER_PARTICIPANT_SID: u32 = 1;
const USER_DESTINATION_SIDS: u32 = 3;
const USER_PARTICIPANT_IDENTITY: u32 = 5;
const USER_DESTINATION_IDENTITIES: u32 = 6;
/// `Transcription`'s: whose words they are.
const TRANSCRIBED_IDENTITY: u32 = 2;
/// People one packet may name as its destinations: more than a room holds.
const MAX_DESTINATIONS: usize = 128;

/// What a data channel carries, in bytes.
const MAX_PASSED: usize = 65_536;

/// A packet as it may go to others.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Passable {
    pub(crate) bytes: Bytes,
    /// Counts the sender's reliable packets; 0 where it does not.
    pub(crate) sequence: u32,
    /// Whom it is for, by identity or participant id; everybody when there are none.
    pub(crate) destinations: Vec<String>,
}

/// Why a packet is not passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unpassable {
    /// No protobuf of a `DataPacket`.
    Unreadable,
    /// The server's alone to say, or for the server alone.
    NotForOthers,
    /// With the sender's name in it, longer than a data channel carries.
    TooLong,
}

/// Rewrites a packet so that it is from `sid`, known as `identity`, and nobody else.
pub(crate) fn from(
    packet: &[u8],
    sid: &ParticipantSid,
    identity: &str,
) -> Result<Passable, Unpassable> {
    let (mut out, mut sequence, mut destinations) =
        (Vec::with_capacity(packet.len() + 64), 0, Vec::new());
    let mut named = 0;
    for field in wire::fields(packet) {
        let field = field.ok_or(Unpassable::Unreadable)?;
        // A packet says one thing. Names are put into each of these, so a few bytes would grow to many.
        named += usize::from([USER, TRANSCRIPTION].contains(&field.number));
        if named > 1 {
            return Err(Unpassable::Unreadable);
        }
        match field.number {
            PARTICIPANT_SID | PARTICIPANT_IDENTITY => {}
            SPEAKER | METRICS => return Err(Unpassable::NotForOthers),
            USER => {
                let inside = rewrite_user(&field, sid, identity, &mut destinations)?;
                wire::put(&mut out, USER, &inside);
            }
            TRANSCRIPTION => {
                let inside = rewrite(&field, &[(TRANSCRIBED_IDENTITY, identity)])?;
                wire::put(&mut out, TRANSCRIPTION, &inside);
            }
            number => {
                if number == SEQUENCE {
                    sequence = field.varint.unwrap_or_default() as u32;
                }
                if number == DESTINATION_IDENTITIES {
                    note(&field, &mut destinations)?;
                }
                out.extend_from_slice(field.whole);
            }
        }
    }
    wire::put(&mut out, PARTICIPANT_IDENTITY, identity.as_bytes());
    wire::put(&mut out, PARTICIPANT_SID, sid.as_str().as_bytes());
    if out.len() > MAX_PASSED {
        return Err(Unpassable::TooLong);
    }
    Ok(Passable {
        bytes: out.into(),
        sequence,
        destinations,
    })
}

fn rewrite_user(
    user: &Field<'_>,
    sid: &ParticipantSid,
    identity: &str,
    destinations: &mut Vec<String>,
) -> Result<Vec<u8>, Unpassable> {
    for field in wire::fields(user.contents.ok_or(Unpassable::Unreadable)?) {
        let field = field.ok_or(Unpassable::Unreadable)?;
        if [USER_DESTINATION_SIDS, USER_DESTINATION_IDENTITIES].contains(&field.number) {
            note(&field, destinations)?;
        }
    }
    let names = [
        (USER_PARTICIPANT_SID, sid.as_str()),
        (USER_PARTICIPANT_IDENTITY, identity),
    ];
    rewrite(user, &names)
}

/// A message inside the packet with the fields of `names` replaced.
fn rewrite(message: &Field<'_>, names: &[(u32, &str)]) -> Result<Vec<u8>, Unpassable> {
    let mut out = Vec::new();
    for field in wire::fields(message.contents.ok_or(Unpassable::Unreadable)?) {
        let field = field.ok_or(Unpassable::Unreadable)?;
        if names.iter().all(|(number, _)| *number != field.number) {
            out.extend_from_slice(field.whole);
        }
    }
    for (number, name) in names {
        wire::put(&mut out, *number, name.as_bytes());
    }
    Ok(out)
}

fn note(field: &Field<'_>, destinations: &mut Vec<String>) -> Result<(), Unpassable> {
    let name = field
        .contents
        .and_then(|name| std::str::from_utf8(name).ok());
    let name = name.filter(|_| destinations.len() < MAX_DESTINATIONS);
    destinations.push(name.ok_or(Unpassable::Unreadable)?.to_owned());
    Ok(())
}

#[cfg(test)]
#[expect(deprecated, reason = "clients still read the deprecated fields")]
mod tests {
    use livekit_protocol::{
        ActiveSpeakerUpdate, ChatMessage, DataPacket, Transcription, UserPacket, data_packet::Value,
    };
    use proptest::prelude::*;
    use prost::Message as _;

    use super::*;

    fn sid() -> ParticipantSid {
        ParticipantSid::draw(&wellmet_foundation::Rng::seeded(3))
    }

    fn passed(packet: &DataPacket) -> DataPacket {
        let passed = from(&packet.encode_to_vec(), &sid(), "ada").unwrap();
        DataPacket::decode(passed.bytes).unwrap()
    }

    #[test]
    fn a_forged_sender_is_overwritten_wherever_it_stands() {
        let user = UserPacket {
            participant_sid: "PA_forged".into(),
            participant_identity: "ben".into(),
            payload: b"hello".to_vec(),
            topic: Some("t".into()),
            ..Default::default()
        };
        let packet = DataPacket {
            participant_identity: "ben".into(),
            participant_sid: "PA_forged".into(),
            sequence: 7,
            value: Some(Value::User(user.clone())),
            ..Default::default()
        };
        let read = passed(&packet);
        assert_eq!(
            (read.participant_identity.as_str(), read.sequence),
            ("ada", 7)
        );
        assert_eq!(read.participant_sid, sid().as_str());
        let Some(Value::User(read)) = read.value else {
            panic!("{read:?}")
        };
        let mine = UserPacket {
            participant_sid: sid().as_str().into(),
            participant_identity: "ada".into(),
            ..user
        };
        assert_eq!(read, mine);
        let words = DataPacket {
            value: Some(Value::Transcription(Transcription {
                transcribed_participant_identity: "ben".into(),
                ..Default::default()
            })),
            ..Default::default()
        };
        let Some(Value::Transcription(read)) = passed(&words).value else {
            panic!("no transcription")
        };
        assert_eq!(read.transcribed_participant_identity, "ada");
    }

    #[test]
    fn a_sender_named_twice_is_still_overwritten() {
        let one = DataPacket {
            participant_identity: "ben".into(),
            ..Default::default()
        };
        let twice = [one.encode_to_vec(), one.encode_to_vec()].concat();
        let read = DataPacket::decode(from(&twice, &sid(), "ada").unwrap().bytes).unwrap();
        assert_eq!(read.participant_identity, "ada");
    }

    #[test]
    fn what_is_unknown_here_passes_and_what_is_the_servers_does_not() {
        // Field 200, length 3.
        let unknown = [0xC2, 0x0C, 3, 1, 2, 3];
        let passed = from(&unknown, &sid(), "ada").unwrap();
        assert!(passed.bytes.starts_with(&unknown));
        let speakers = DataPacket {
            value: Some(Value::Speaker(ActiveSpeakerUpdate::default())),
            ..Default::default()
        };
        assert_eq!(
            from(&speakers.encode_to_vec(), &sid(), "ada"),
            Err(Unpassable::NotForOthers)
        );
    }

    #[test]
    fn what_grows_by_its_senders_name_is_refused() {
        let twice = [0x12, 0, 0x12, 0];
        assert_eq!(from(&twice, &sid(), "ada"), Err(Unpassable::Unreadable));
        let longest = DataPacket {
            value: Some(Value::User(UserPacket {
                payload: vec![1; MAX_PASSED - 16],
                ..Default::default()
            })),
            ..Default::default()
        };
        let bytes = longest.encode_to_vec();
        assert!(bytes.len() <= MAX_PASSED);
        assert_eq!(from(&bytes, &sid(), "ada"), Err(Unpassable::TooLong));
    }

    #[test]
    fn destinations_are_read_wherever_clients_put_them() {
        let packet = DataPacket {
            destination_identities: vec!["ben".into()],
            value: Some(Value::User(UserPacket {
                destination_sids: vec!["PA_cy".into()],
                destination_identities: vec!["dee".into()],
                ..Default::default()
            })),
            ..Default::default()
        };
        let passed = from(&packet.encode_to_vec(), &sid(), "ada").unwrap();
        let mut destinations = passed.destinations;
        destinations.sort();
        assert_eq!(destinations, ["PA_cy", "ben", "dee"]);
    }

    proptest! {
        #[test]
        fn whatever_passes_is_from_its_sender(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(passed) = from(&bytes, &sid(), "ada")
                && let Ok(read) = DataPacket::decode(passed.bytes)
            {
                prop_assert_eq!(read.participant_identity, "ada");
            }
        }

        #[test]
        fn what_people_write_arrives_as_written(text in ".{0,100}", id in "[a-z]{0,8}") {
            let chat = ChatMessage { id, message: text, timestamp: 5, ..Default::default() };
            let value = Some(Value::ChatMessage(chat));
            let read = passed(&DataPacket { value: value.clone(), ..Default::default() });
            prop_assert_eq!(read.value, value);
        }
    }
}
