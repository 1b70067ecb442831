//! Where a decoder can begin with H264 (VP8's descriptor tells it). Only the bytes that end-to-end encryption
//! leaves in the clear are looked at.

use crate::bytes_at::u16_at;

const IDR: u8 = 5;
const SPS: u8 = 7;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;

/// RFC 6184: a parameter set or the first fragment of an IDR picture, alone or aggregated.
pub(crate) fn begins_h264_key_frame(payload: &[u8]) -> bool {
    begins(payload).unwrap_or(false)
}

fn begins(payload: &[u8]) -> Option<bool> {
    match payload.first()? & 0x1F {
        IDR | SPS => Some(true),
        STAP_A => Some(Units(payload.get(1..)?).any(|kind| matches!(kind, IDR | SPS))),
        FU_A => {
            let fragment = *payload.get(1)?;
            Some(fragment & 0x80 != 0 && matches!(fragment & 0x1F, IDR | SPS))
        }
        _ => Some(false),
    }
}

/// The kinds of the units in an aggregate, each behind its length (RFC 6184 section 5.7.1).
struct Units<'a>(&'a [u8]);

impl Iterator for Units<'_> {
    type Item = u8;

    fn next(&mut self) -> Option<u8> {
        let len = usize::from(u16_at(self.0, 0)?);
        let unit = self.0.get(2..2 + len)?;
        self.0 = self.0.get(2 + len..)?;
        unit.first().map(|byte| byte & 0x1F)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_h264_picture_begins_with_its_parameter_sets() {
        for (payload, expected) in [
            (&[0x67, 0x42][..], true),
            (&[0x78, 0x00, 0x01, 0x67], true),
            (&[0x78, 0x00, 0x02, 0x09, 0xF0, 0x00, 0x01, 0x67], true),
            (&[0x78, 0x00, 0x02, 0x09, 0xF0, 0x00, 0x01, 0x41], false),
            (&[0x78, 0x00, 0x10, 0x67], false),
            (&[0x7C, 0x85], true),
            (&[0x7C, 0x05], false),
            (&[0x41, 0x9A], false),
            (&[0x78], false),
            (&[], false),
        ] {
            assert_eq!(begins_h264_key_frame(payload), expected, "{payload:x?}");
        }
    }
}
