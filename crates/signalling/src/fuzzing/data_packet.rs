//! What people send each other over data channels.

use livekit_protocol::DataPacket;
use prost::Message as _;
use wellmet_foundation::Rng;

use crate::{data_packet, sid::ParticipantSid};

/// One message of a data channel.
pub fn data_packet(packet: &[u8]) {
    let sid = ParticipantSid::draw(&Rng::seeded(3));
    super::within(64 * 1024 + 8 * packet.len() as u64, || {
        let Ok(passed) = data_packet::from(packet, &sid, "ada") else {
            return;
        };
        // Names, with room for tags and lengths that grow.
        assert!(passed.bytes.len() <= packet.len() + 256);
        let Ok(read) = DataPacket::decode(passed.bytes.clone()) else {
            return;
        };
        assert_eq!(
            (
                read.participant_identity.as_str(),
                read.participant_sid.as_str()
            ),
            ("ada", sid.as_str())
        );
        assert_eq!(read.sequence, passed.sequence);
        let again =
            data_packet::from(&passed.bytes, &sid, "ada").expect("what passes once passes again");
        assert_eq!(
            (again.bytes.len(), again.destinations),
            (passed.bytes.len(), passed.destinations)
        );
    });
}
