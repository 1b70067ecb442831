//! RTP packets (RFC 3550) as far as forwarding looks at them.

mod header;
mod key_frame;
mod sequence;

pub(crate) use header::{Header, HeaderWriter};
pub(crate) use key_frame::starts_key_frame;
pub(crate) use sequence::SequenceMap;
