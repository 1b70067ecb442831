//! Names of things that cross the crate's border. Each id carries its thread's number in its low bits,
//! so that a command finds its thread without a table.

use std::fmt;

/// How many low bits of an id name the media thread.
const THREAD_BITS: u32 = 8;

/// A room: peers in one room may subscribe to each other. Unique for the process' life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoomId(u64);

/// One peer connection. Unique for the process' life, never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PeerId(u64);

macro_rules! thread_routed {
    ($name:ident) => {
        impl $name {
            pub(crate) fn new(number: u64, thread: u8) -> Self {
                Self(number << THREAD_BITS | u64::from(thread))
            }

            /// The index of the media thread that owns this.
            pub(crate) fn thread(self) -> usize {
                (self.0 & ((1 << THREAD_BITS) - 1)) as usize
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}
thread_routed!(RoomId);
thread_routed!(PeerId);

/// A media section's identification tag (RFC 9143, `a=mid`), at most 16 bytes of printable ASCII:
/// longer ones do not fit the one-byte header extension and are refused in offers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mid {
    bytes: [u8; Mid::MAX_LEN],
    len: u8,
}

impl Mid {
    /// The longest tag accepted, in bytes.
    pub const MAX_LEN: usize = 16;

    /// The tag, or `None` when it is empty, longer than [`Mid::MAX_LEN`] or not printable ASCII.
    #[must_use]
    pub fn new(tag: &str) -> Option<Self> {
        Self::from_bytes(tag.as_bytes())
    }

    pub(crate) fn from_bytes(tag: &[u8]) -> Option<Self> {
        let mut bytes = [0; Self::MAX_LEN];
        if tag.is_empty() || !tag.iter().all(u8::is_ascii_graphic) {
            return None;
        }
        bytes.get_mut(..tag.len())?.copy_from_slice(tag);
        Some(Self {
            bytes,
            len: u8::try_from(tag.len()).ok()?,
        })
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }

    /// The tag as it stands in SDP.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or_default()
    }
}

impl fmt::Debug for Mid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mid({})", self.as_str())
    }
}

impl fmt::Display for Mid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One published media section of one peer: a track.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source {
    /// Who publishes.
    pub peer: PeerId,
    /// In which section of their connection.
    pub mid: Mid,
}

/// The `a=msid` (RFC 8830) under which a subscriber sees a forwarded track.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The media stream's id, for LiveKit clients `PA_x|TR_y`.
    pub stream: String,
    /// The track's id, for LiveKit clients `TR_y`.
    pub track: String,
}

impl Label {
    /// Longest stream or track id accepted, in bytes; longer ones are cut when written.
    pub const MAX_LEN: usize = 128;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mid_keeps_its_tag_and_refuses_what_no_header_extension_can_carry() {
        assert_eq!(Mid::new("video-1").unwrap().as_str(), "video-1");
        for bad in ["", "a b", "12345678901234567", "ü"] {
            assert_eq!(Mid::new(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn an_id_names_its_thread() {
        assert_eq!(PeerId::new(77, 3).thread(), 3);
        assert_ne!(PeerId::new(77, 3), PeerId::new(78, 3));
    }
}
