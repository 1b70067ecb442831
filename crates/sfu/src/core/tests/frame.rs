//! Frames that carry their number, as each codec's packetiser wants them.

use str0m::format::Codec;

/// Bytes of a video frame: three packets.
const VIDEO_FRAME: usize = 3_300;
const AUDIO_FRAME: usize = 90;
/// Keeps a number in H.264 from looking like a start code.
const MASK: u32 = 0xA5A5_A5A5;
/// NAL unit types (RFC 6184 section 1.3), with a reference importance of 3.
const SLICE: u8 = 0x61;
const IDR: u8 = 0x65;
const SPS: &[u8] = &[0, 0, 0, 1, 0x67, 0x42, 0xE0, 0x1F, 0x8C];
const PPS: &[u8] = &[0, 0, 0, 1, 0x68, 0xCE, 0x3C, 0x80];

pub(super) fn made(codec: Codec, number: u32, key: bool) -> Vec<u8> {
    let size = if codec == Codec::Opus {
        AUDIO_FRAME
    } else {
        VIDEO_FRAME
    };
    let mut frame = vec![0xA5; size - 4];
    frame.extend((number ^ MASK).to_be_bytes());
    match codec {
        // VP8's first bit says whether it is a key frame: 0 means yes.
        Codec::Vp8 => frame[0] = u8::from(!key),
        Codec::H264 => {
            frame[..5].copy_from_slice(&[0, 0, 0, 1, if key { IDR } else { SLICE }]);
            if key {
                frame = [SPS, PPS, &frame].concat();
            }
        }
        _ => {}
    }
    frame
}

/// At the frame's end.
pub(super) fn write_number(frame: &mut [u8], number: u32) {
    let at = frame.len() - 4;
    frame[at..].copy_from_slice(&(number ^ MASK).to_be_bytes());
}

pub(super) fn number(frame: &[u8]) -> Option<u32> {
    let last = frame.last_chunk::<4>()?;
    Some(u32::from_be_bytes(*last) ^ MASK)
}

pub(super) fn is_key(codec: Codec, frame: &[u8]) -> bool {
    match codec {
        Codec::H264 => frame.windows(4).any(|bytes| bytes == [0, 0, 1, SPS[4]]),
        Codec::Vp8 => frame.first().is_some_and(|byte| byte & 1 == 0),
        _ => true,
    }
}
