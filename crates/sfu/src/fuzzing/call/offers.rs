//! What the two of a call offer.

/// Sends audio, VP8 with declared SSRCs, H264, and VP8 in three sizes.
pub(super) const SPEAKER: &str = include_str!("speaker.sdp");
/// Has room for all of it.
pub(super) const LISTENER: &str = include_str!("listener.sdp");
