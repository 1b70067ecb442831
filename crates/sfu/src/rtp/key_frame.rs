//! Where a decoder can begin. Only the bytes that end-to-end encryption leaves in the clear are looked at.

use crate::sdp::CodecKind;

/// Whether this payload begins a key frame (for audio: always).
pub(crate) fn starts_key_frame(codec: CodecKind, payload: &[u8]) -> bool {
    match codec {
        CodecKind::Opus => true,
        CodecKind::Vp8 => vp8(payload).unwrap_or(false),
        CodecKind::H264 => h264(payload).unwrap_or(false),
    }
}

/// RFC 7741 section 4: past the payload descriptor, the first partition's first bit is 0 in key frames.
fn vp8(payload: &[u8]) -> Option<bool> {
    let first = *payload.first()?;
    let begins_frame = first & 0x10 != 0 && first & 0x07 == 0;
    let mut at = 1;
    if first & 0x80 != 0 {
        let flags = *payload.get(1)?;
        at = 2;
        if flags & 0x80 != 0 {
            at += if *payload.get(at)? & 0x80 != 0 { 2 } else { 1 };
        }
        at += usize::from(flags & 0x40 != 0);
        at += usize::from(flags & 0x30 != 0);
    }
    Some(begins_frame && payload.get(at)? & 0x01 == 0)
}

const IDR: u8 = 5;
const SPS: u8 = 7;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

/// RFC 6184: a parameter set or the first fragment of an IDR picture, alone or aggregated.
fn h264(payload: &[u8]) -> Option<bool> {
    match payload.first()? & 0x1F {
        IDR | SPS => Some(true),
        STAP_A => Some(matches!(payload.get(3)? & 0x1F, IDR | SPS)),
        FU_A => {
            let fragment = *payload.get(1)?;
            Some(fragment & 0x80 != 0 && matches!(fragment & 0x1F, IDR | SPS))
        }
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vp8_key_frame_is_known_behind_every_descriptor() {
        for (payload, expected) in [
            (&[0x10, 0x00][..], true),
            (&[0x10, 0x01], false),
            (&[0x00, 0x00], false),
            (&[0x90, 0x80, 0x81, 0x23, 0x00], true),
            (&[0x90, 0x80, 0x01, 0x00], true),
            (&[0x90, 0xE0, 0x81, 0x23, 0x07, 0x40, 0x00], true),
            (&[0x90, 0xE0, 0x81, 0x23, 0x07, 0x40, 0x01], false),
            (&[], false),
            (&[0x90], false),
        ] {
            assert_eq!(
                starts_key_frame(CodecKind::Vp8, payload),
                expected,
                "{payload:x?}"
            );
        }
    }

    #[test]
    fn an_h264_picture_begins_with_its_parameter_sets() {
        for (payload, expected) in [
            (&[0x67, 0x42][..], true),
            (&[0x78, 0x00, 0x10, 0x67], true),
            (&[0x7C, 0x85], true),
            (&[0x7C, 0x05], false),
            (&[0x41, 0x9A], false),
        ] {
            assert_eq!(
                starts_key_frame(CodecKind::H264, payload),
                expected,
                "{payload:x?}"
            );
        }
    }
}
