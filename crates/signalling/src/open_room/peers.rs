//! The connections in the media core that make one person.

use wellmet_sfu::{Busy, PeerId, RoomId, Sfu};

use crate::protocol::Protocol;

/// Where somebody publishes, and where they receive: the same peer, where one connection does both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peers {
    pub(crate) publishes: PeerId,
    pub(crate) receives: PeerId,
}

impl Peers {
    /// Makes the connections that a client of this protocol has; the data channels of one that the
    /// server offers are opened from here, too.
    pub(super) fn join(sfu: &Sfu, media: RoomId, protocol: Protocol) -> Result<Self, Busy> {
        let publishes = sfu.join(media)?;
        let receives = match protocol {
            Protocol::V1 => publishes,
            Protocol::V0 => {
                let receives = sfu
                    .join_receiver(media)
                    .inspect_err(|_| sfu.leave(publishes))?;
                sfu.open_data_channels(receives);
                receives
            }
        };
        Ok(Self {
            publishes,
            receives,
        })
    }

    pub(super) fn leave(self, sfu: &Sfu) {
        self.each().for_each(|peer| sfu.leave(peer));
    }

    /// Each of them once.
    pub(crate) fn each(self) -> impl Iterator<Item = PeerId> {
        let receives = (self.receives != self.publishes).then_some(self.receives);
        std::iter::once(self.publishes).chain(receives)
    }

    pub(super) fn include(self, peer: PeerId) -> bool {
        self.publishes == peer || self.receives == peer
    }
}
