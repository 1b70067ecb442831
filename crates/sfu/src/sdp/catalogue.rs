//! What the server offers of itself: the codecs it forwards and the extensions it writes. All sections of a
//! bundle share one table of numbers (RFC 9143 section 7.1.3), so each number means one thing throughout.

use super::{
    codec::{Codec, CodecKind, Feedback},
    extension::ExtensionMap,
};
use crate::answer::Kind;

/// The codecs of a section, the preferred first.
pub(super) fn codecs(kind: Kind) -> Vec<Codec> {
    match kind {
        Kind::Audio => vec![opus()],
        Kind::Video => vec![
            video(CodecKind::Vp8, 96, "VP8/90000", None),
            video(CodecKind::H264, 102, "H264/90000", Some(H264)),
        ],
        Kind::Data => Vec::new(),
    }
}

/// RFC 6184 section 8.1: constrained baseline of level 3.1, which says nothing of how large pictures may be.
const H264: &str = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f";

fn opus() -> Codec {
    Codec {
        kind: CodecKind::Opus,
        pt: 111,
        rtx: None,
        rtpmap: "opus/48000/2".to_owned(),
        fmtp: Some("minptime=10;useinbandfec=1".to_owned()),
        feedback: Feedback {
            twcc: true,
            ..Feedback::default()
        },
    }
}

/// Its retransmissions have the next number.
fn video(kind: CodecKind, pt: u8, rtpmap: &str, fmtp: Option<&str>) -> Codec {
    Codec {
        kind,
        pt,
        rtx: Some(pt + 1),
        rtpmap: rtpmap.to_owned(),
        fmtp: fmtp.map(str::to_owned),
        feedback: Feedback {
            nack: true,
            pli: true,
            fir: true,
            twcc: true,
        },
    }
}

pub(crate) fn extensions(kind: Kind) -> ExtensionMap {
    let both = ExtensionMap {
        mid: 1,
        absolute_send_time: 2,
        transport_sequence: 3,
        ..ExtensionMap::default()
    };
    match kind {
        Kind::Audio => ExtensionMap {
            audio_level: 4,
            ..both
        },
        Kind::Video => ExtensionMap {
            video_orientation: 5,
            playout_delay: 6,
            ..both
        },
        Kind::Data => ExtensionMap::default(),
    }
}
