//! RTP packets (RFC 3550) as far as forwarding looks at them.

mod header;
mod key_frame;
pub(crate) mod vp8;

pub(crate) use header::{Header, HeaderWriter};
pub(crate) use key_frame::begins_h264_key_frame;
