//! The client's end of a connection whose handshake is taken for done: DTLS has a target of its own.

use std::{collections::HashMap, net::SocketAddr};

use super::super::{room::Room, stun};
use crate::{
    id::PeerId,
    rtp::Header,
    sdp::Offer,
    srtp::{MasterKeys, Profile, Protect, ProtectRtcp, SequenceIndex},
};

/// What sealing may add, with room to spare.
const OVERHEAD: usize = 64;

pub(super) struct Client {
    pub(super) peer: PeerId,
    pub(super) address: SocketAddr,
    username: String,
    password: String,
    protect: Protect,
    protect_rtcp: ProtectRtcp,
    /// Where each SSRC's numbers stand.
    sent: HashMap<u32, SequenceIndex>,
}

impl Client {
    /// Joins, offers, proves its address; its keys are drawn from `number`.
    pub(super) fn enter(room: &mut Room, offer: &str, number: u8) -> Self {
        let peer = room.join();
        let answer = room.offer(peer, &Offer::parse(offer).expect("an offer"));
        let sdp = answer.expect("an answer").sdp;
        let value = |name: &str| {
            sdp.lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap_or_default()
        };
        let profile = if number == 1 {
            Profile::AeadAes128Gcm
        } else {
            Profile::Aes128CmSha1
        };
        let keys =
            MasterKeys::split(profile, &vec![number; profile.keying_material()]).expect("keys");
        let client = Self {
            peer,
            address: SocketAddr::from(([198, 51, 100, number], 20_000)),
            username: format!("{}:them", value("a=ice-ufrag:")),
            password: value("a=ice-pwd:").to_owned(),
            protect: Protect::new(&keys.from_client).expect("keys"),
            protect_rtcp: ProtectRtcp::new(&keys.from_client).expect("keys"),
            sent: HashMap::new(),
        };
        let answered = room.receive(client.address, &client.check(true));
        assert_eq!(answered.0.len(), 1, "a genuine check is answered");
        room.core.handshake_is_done(room.now, peer, &keys);
        client
    }

    pub(super) fn check(&self, nominates: bool) -> Vec<u8> {
        stun::check(&self.username, &self.password, nominates)
    }

    /// A packet as it would be before sealing; what has no header of RTP goes as it is.
    pub(super) fn seal_media(&mut self, plain: &[u8]) -> Vec<u8> {
        let mut packet = plain.to_vec();
        let Some((len, ssrc, sequence)) =
            Header::parse(plain).map(|read| (read.len, read.ssrc, read.sequence))
        else {
            return packet;
        };
        let numbers = self.sent.entry(ssrc).or_default();
        let index = numbers.guess(sequence);
        numbers.accept(index);
        packet.resize(plain.len() + OVERHEAD, 0);
        let sealed = self
            .protect
            .seal(&mut packet, len, plain.len() - len, ssrc, index);
        packet.truncate(sealed.unwrap_or_default());
        packet
    }

    /// A compound, in which small numbers stand for the SSRCs the server draws.
    pub(super) fn seal_report(&mut self, plain: &[u8], ssrcs: &[u32]) -> Vec<u8> {
        let mut packet = plain.to_vec();
        for word in packet.chunks_exact_mut(4) {
            if let [0, 0, 0, number @ 1..=255] = *word
                && let Some(ssrc) = ssrcs.get(usize::from(number) - 1)
            {
                word.copy_from_slice(&ssrc.to_be_bytes());
            }
        }
        packet.resize(plain.len() + OVERHEAD, 0);
        let sealed = self.protect_rtcp.seal(&mut packet, plain.len());
        packet.truncate(sealed.unwrap_or_default());
        packet
    }
}
