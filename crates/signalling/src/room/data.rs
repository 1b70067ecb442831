//! What people send each other over data channels, passed on to those it is for.

use std::time::Duration;

use bytes::Bytes;
use livekit_protocol::request_response::Reason;
use wellmet_foundation::Instant;
use wellmet_sfu::DataChannel;

use super::{Output, Room, allowance::Allowance, participant::Participant, request::refusal};
use crate::{
    data_packet::{self, Passable, Unpassable},
    sid::ParticipantSid,
};

/// A person is told at most this often that what they send does not pass.
const BETWEEN_REFUSALS: Duration = Duration::from_secs(5);

/// What is remembered of what one person sends.
#[derive(Debug, Default)]
pub(super) struct Sending {
    allowance: Allowance,
    /// The last reliable packet's number, by the client's own count.
    sequence: u32,
    refused: Option<Instant>,
}

impl Sending {
    /// The last reliable packet that was passed on; a client that resumes sends again what came after it.
    pub(super) fn sequence(&self) -> u32 {
        self.sequence
    }
}

/// Why something is not passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    NotAllowed,
    TooMuch,
    Unpassable(Unpassable),
    /// Sent again, though it had arrived.
    Repeated,
}

impl Room {
    /// Passes on what somebody sends.
    pub(crate) fn data(
        &mut self,
        who: &ParticipantSid,
        channel: DataChannel,
        packet: &Bytes,
        now: Instant,
    ) {
        let Some(sender) = self.participant_mut(who) else {
            return;
        };
        match admit(sender, channel, packet, now) {
            Ok(passable) => self.pass(who, channel, passable),
            Err(refused) => self.refuse_data(who, refused, now),
        }
    }

    fn pass(&mut self, who: &ParticipantSid, channel: DataChannel, packet: Passable) {
        let Passable {
            bytes,
            destinations,
            ..
        } = packet;
        let meant = |person: &&Participant| {
            let named = |name: &String| name == person.identity() || name == person.sid().as_str();
            person.sid() != who
                && person.may_subscribe()
                && (destinations.is_empty() || destinations.iter().any(named))
        };
        let passed = self.participants.iter().filter(meant);
        self.outputs.extend(passed.map(|person| Output::Data {
            to: person.sid().clone(),
            channel,
            bytes: bytes.clone(),
        }));
    }

    fn refuse_data(&mut self, who: &ParticipantSid, refused: Refused, now: Instant) {
        let (reason, text) = match refused {
            Refused::NotAllowed => (Reason::NotAllowed, "the token does not allow to send data"),
            Refused::TooMuch => (
                Reason::LimitExceeded,
                "too much was sent at once; some of it was dropped",
            ),
            Refused::Unpassable(Unpassable::Unreadable) => (
                Reason::InvalidRequest,
                "a message that cannot be read was dropped",
            ),
            Refused::Unpassable(Unpassable::TooLong) => (
                Reason::LimitExceeded,
                "a message longer than others could be sent was dropped",
            ),
            Refused::Unpassable(Unpassable::NotForOthers) | Refused::Repeated => return,
        };
        let Some(sender) = self.participant_mut(who) else {
            return;
        };
        let told = &mut sender.sending.refused;
        if told.is_none_or(|told| now.since(told) >= BETWEEN_REFUSALS) {
            *told = Some(now);
            self.tell(who, refusal(reason, text, None));
        }
    }
}

fn admit(
    sender: &mut Participant,
    channel: DataChannel,
    packet: &Bytes,
    now: Instant,
) -> Result<Passable, Refused> {
    if !sender.may_send_data() {
        return Err(Refused::NotAllowed);
    }
    if !sender.sending.allowance.take(now, packet.len()) {
        return Err(Refused::TooMuch);
    }
    let (sid, identity) = (sender.sid().clone(), sender.identity().to_owned());
    let passable = data_packet::from(packet, &sid, &identity).map_err(Refused::Unpassable)?;
    if channel == DataChannel::Reliable && passable.sequence > 0 {
        if passable.sequence <= sender.sending.sequence {
            return Err(Refused::Repeated);
        }
        sender.sending.sequence = passable.sequence;
    }
    Ok(passable)
}

#[cfg(test)]
mod tests {
    use livekit_protocol::{ChatMessage, DataPacket, data_packet::Value, signal_response::Message};
    use prost::Message as _;

    use super::*;
    use crate::{
        grant::Grant,
        room::driver::{Driver, NOW},
    };

    fn chat(text: &str, sequence: u32, to: &[&str]) -> Bytes {
        let packet = DataPacket {
            participant_identity: "somebody else".into(),
            destination_identities: to.iter().map(|name| (*name).to_owned()).collect(),
            sequence,
            value: Some(Value::ChatMessage(ChatMessage {
                message: text.into(),
                ..Default::default()
            })),
            ..Default::default()
        };
        packet.encode_to_vec().into()
    }

    fn said(driver: &mut Driver, who: &ParticipantSid, channel: DataChannel, packet: &Bytes) {
        driver.act(|room| room.data(who, channel, packet, NOW));
    }

    /// Who wrote what to them, as they read it.
    fn read(driver: &mut Driver, who: &ParticipantSid) -> Vec<(String, String)> {
        let packets = std::mem::take(&mut driver.client(who).packets);
        let read = packets.into_iter().map(|(_, bytes)| {
            let packet = DataPacket::decode(bytes).unwrap();
            let Some(Value::ChatMessage(chat)) = packet.value else {
                panic!("{packet:?}")
            };
            (packet.participant_identity, chat.message)
        });
        read.collect()
    }

    fn refusals(driver: &mut Driver, who: &ParticipantSid) -> Vec<i32> {
        let inbox = driver.inbox(who).into_iter();
        inbox
            .filter_map(|message| match message {
                Message::RequestResponse(response) => Some(response.reason),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn everybody_else_reads_it_under_its_true_name() {
        let mut driver = Driver::new();
        let [ada, ben, cy] = ["ada", "ben", "cy"].map(|name| driver.enter(name));
        for channel in [DataChannel::Reliable, DataChannel::Lossy] {
            said(&mut driver, &ada, channel, &chat("hello", 0, &[]));
            for listener in [&ben, &cy] {
                let packets = &driver.client(listener).packets;
                assert!(packets.iter().all(|(on, _)| *on == channel));
                assert_eq!(
                    read(&mut driver, listener),
                    [("ada".into(), "hello".into())]
                );
            }
        }
        assert!(read(&mut driver, &ada).is_empty());
    }

    #[test]
    fn a_whisper_reaches_only_whom_it_names() {
        let mut driver = Driver::new();
        let [ada, ben, cy] = ["ada", "ben", "cy"].map(|name| driver.enter(name));
        said(
            &mut driver,
            &ada,
            DataChannel::Reliable,
            &chat("psst", 1, &["cy", "nobody"]),
        );
        assert!(read(&mut driver, &ben).is_empty());
        assert_eq!(read(&mut driver, &cy).len(), 1);
    }

    #[test]
    fn who_may_not_send_is_told_and_who_is_out_is_neither_heard_nor_sent_anything() {
        let mut driver = Driver::new();
        let ben = driver.enter("ben");
        let muzzled = Grant {
            can_publish_data: false,
            ..Grant::full("room", "ada", "ada")
        };
        let ada = driver.try_enter(muzzled).unwrap();
        driver.inbox(&ada);
        for _ in 0..3 {
            said(
                &mut driver,
                &ada,
                DataChannel::Reliable,
                &chat("hello", 0, &[]),
            );
        }
        assert!(read(&mut driver, &ben).is_empty());
        assert_eq!(refusals(&mut driver, &ada), [i32::from(Reason::NotAllowed)]);
        let cy = driver.enter("cy");
        driver.act(|room| room.remove("cy"));
        driver.act(|room| room.data(&cy, DataChannel::Reliable, &chat("still", 0, &[]), NOW));
        assert!(read(&mut driver, &ben).is_empty());
        said(
            &mut driver,
            &ben,
            DataChannel::Reliable,
            &chat("anyone?", 0, &[]),
        );
        assert_eq!(read(&mut driver, &ada).len(), 1, "they may still listen");
    }

    #[test]
    fn what_was_sent_again_after_a_break_is_read_once() {
        let mut driver = Driver::new();
        let [ada, ben] = ["ada", "ben"].map(|name| driver.enter(name));
        for sequence in [1, 2, 3, 2, 3, 4] {
            let packet = chat(&sequence.to_string(), sequence, &[]);
            said(&mut driver, &ada, DataChannel::Reliable, &packet);
        }
        let texts: Vec<String> = read(&mut driver, &ben)
            .into_iter()
            .map(|(_, text)| text)
            .collect();
        assert_eq!(texts, ["1", "2", "3", "4"]);
        said(
            &mut driver,
            &ada,
            DataChannel::Lossy,
            &chat("lossy", 1, &[]),
        );
        assert_eq!(
            read(&mut driver, &ben).len(),
            1,
            "only reliable packets are counted"
        );
    }

    #[test]
    fn who_sends_too_much_is_told_once_and_may_go_on_later() {
        let mut driver = Driver::new();
        let [ada, ben] = ["ada", "ben"].map(|name| driver.enter(name));
        driver.inbox(&ada);
        for _ in 0..1_000 {
            said(&mut driver, &ada, DataChannel::Lossy, &chat("x", 0, &[]));
        }
        assert_eq!(read(&mut driver, &ben).len(), 300);
        assert_eq!(
            refusals(&mut driver, &ada),
            [i32::from(Reason::LimitExceeded)]
        );
        let later = NOW + Duration::from_secs(1);
        driver.act(|room| {
            for _ in 0..1_000 {
                room.data(&ada, DataChannel::Lossy, &chat("y", 0, &[]), later);
            }
        });
        assert_eq!(read(&mut driver, &ben).len(), 100);
        said(
            &mut driver,
            &ada,
            DataChannel::Lossy,
            &Bytes::from_static(&[0xFF; 9]),
        );
        assert!(read(&mut driver, &ben).is_empty());
    }
}
