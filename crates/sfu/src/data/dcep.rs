//! The Data Channel Establishment Protocol (RFC 8832): one message opens a channel, one confirms it.

use super::DataChannel;

const ACK: u8 = 2;
const OPEN: u8 = 3;
/// RFC 8832 section 8.2.2: reliable, and never repeated without order.
const RELIABLE: u8 = 0x00;
const UNORDERED_ONCE: u8 = 0x81;

/// The confirmation.
pub(super) const CONFIRMATION: &[u8] = &[ACK];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Message<'a> {
    Open { label: &'a [u8] },
    Confirm,
}

impl<'a> Message<'a> {
    /// RFC 8832 section 5. How the client repeats its own messages is its own matter.
    pub(super) fn parse(message: &'a [u8]) -> Option<Self> {
        let (kind, rest) = message.split_first()?;
        if *kind == ACK {
            return Some(Self::Confirm);
        }
        // Channel type, priority, reliability parameter.
        let (_, rest) = rest.split_at_checked(7).filter(|_| *kind == OPEN)?;
        let (label_len, rest) = rest.split_first_chunk::<2>()?;
        let (protocol_len, rest) = rest.split_first_chunk::<2>()?;
        let (label, protocol) = rest.split_at_checked(u16::from_be_bytes(*label_len).into())?;
        (protocol.len() == usize::from(u16::from_be_bytes(*protocol_len)))
            .then_some(Self::Open { label })
    }
}

/// What opens `channel`, without a protocol, at normal priority.
pub(super) fn open(channel: DataChannel) -> Vec<u8> {
    let label = channel.label().as_bytes();
    let kind = match channel {
        DataChannel::Reliable => RELIABLE,
        DataChannel::Lossy | DataChannel::DataTrack => UNORDERED_ONCE,
    };
    let mut message = vec![OPEN, kind, 1, 0, 0, 0, 0, 0];
    message.extend((label.len() as u16).to_be_bytes());
    message.extend([0, 0]);
    message.extend(label);
    message
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_opens_a_channel_names_it() {
        for channel in DataChannel::ALL {
            let message = open(channel);
            let Some(Message::Open { label }) = Message::parse(&message) else {
                panic!("{message:?}")
            };
            assert_eq!(DataChannel::labelled(label), Some(channel));
        }
        assert_eq!(Message::parse(CONFIRMATION), Some(Message::Confirm));
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_parser_fail(bytes in prop::collection::vec(any::<u8>(), 0..64), kind in 0u8..5) {
            let _ = Message::parse(&bytes);
            let _ = Message::parse(&[&[kind][..], &bytes].concat());
        }
    }
}
