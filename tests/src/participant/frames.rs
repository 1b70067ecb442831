//! Sound and pictures made of nothing: valid enough for every header to be read.

use std::time::Duration;

/// One Opus frame lasts this long.
pub(super) const AUDIO_INTERVAL: Duration = Duration::from_millis(20);
/// One picture lasts this long: 25 a second, a whole number of audio intervals.
pub(super) const VIDEO_INTERVAL: Duration = Duration::from_millis(40);
/// Pictures between two key frames.
const KEY_FRAME_EVERY: u64 = 50;

/// An Opus packet (RFC 6716): CELT-only, 20 ms, mono, with `number` in its body.
pub(super) fn opus(number: u64) -> Vec<u8> {
    let mut packet = vec![0xf8];
    packet.extend(number.to_be_bytes());
    packet.resize(80, 0x55);
    packet
}

/// A VP8 frame (RFC 6386 section 9.1) of about 3 kB, so that it takes several packets.
pub(super) fn vp8(number: u64, key_frame: bool) -> Vec<u8> {
    let mut frame = if key_frame {
        // Frame tag with the key-frame bit clear, start code, 640x360.
        vec![0x10, 0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01]
    } else {
        vec![0x11, 0, 0]
    };
    frame.extend(number.to_be_bytes());
    frame.resize(3_000, 0xaa);
    frame
}

/// Whether picture `number` is a key frame without having been asked for.
pub(super) const fn is_key_frame(number: u64) -> bool {
    number.is_multiple_of(KEY_FRAME_EVERY)
}
