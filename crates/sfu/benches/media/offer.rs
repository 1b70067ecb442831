//! What clients offer: Opus, and VP8 with retransmissions and simulcast, with the extensions browsers use.

use std::fmt::Write;

use crate::identity::Identity;

pub(crate) const AUDIO_PT: u8 = 111;
pub(crate) const VIDEO_PT: u8 = 96;
pub(crate) const REPAIR_PT: u8 = 97;
pub(crate) const RIDS: [&str; 3] = ["q", "h", "f"];

/// Ids of header extensions.
pub(crate) mod extension {
    pub(crate) const LEVEL: u8 = 1;
    pub(crate) const SEND_TIME: u8 = 2;
    pub(crate) const TRANSPORT: u8 = 3;
    pub(crate) const MID: u8 = 4;
    pub(crate) const RID: u8 = 5;
}

const EXTENSIONS: [(u8, &str); 6] = [
    (
        extension::LEVEL,
        "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
    ),
    (
        extension::SEND_TIME,
        "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
    ),
    (
        extension::TRANSPORT,
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01",
    ),
    (extension::MID, "urn:ietf:params:rtp-hdrext:sdes:mid"),
    (
        extension::RID,
        "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
    ),
    (6, "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"),
];

/// The sections of an offer: a microphone, a camera, then those to receive in. Mids count from 0.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sections {
    pub(crate) microphone: bool,
    pub(crate) camera: bool,
    pub(crate) audios: usize,
    pub(crate) videos: usize,
    /// Without transport-wide feedback nobody's bandwidth is estimated.
    pub(crate) unlimited: bool,
}

impl Sections {
    pub(crate) const PUBLISHER: Self = Self {
        microphone: true,
        camera: true,
        audios: 0,
        videos: 0,
        unlimited: false,
    };
    pub(crate) const SUBSCRIBER: Self = Self {
        microphone: false,
        camera: false,
        audios: 1,
        videos: 1,
        unlimited: false,
    };
    pub(crate) const UNLIMITED: Self = Self {
        unlimited: true,
        ..Self::SUBSCRIBER
    };

    /// The offer's text.
    pub(crate) fn offer(&self, identity: &Identity) -> String {
        let microphone = self.microphone.then_some((true, "sendonly"));
        let camera = self.camera.then_some((false, "sendonly"));
        let sections: Vec<(bool, &str)> = microphone
            .into_iter()
            .chain(camera)
            .chain(std::iter::repeat_n((true, "recvonly"), self.audios))
            .chain(std::iter::repeat_n((false, "recvonly"), self.videos))
            .collect();
        let mut text = String::from(
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=extmap-allow-mixed\r\na=group:BUNDLE",
        );
        for mid in 0..sections.len() {
            write!(text, " {mid}").expect("memory");
        }
        text.push_str("\r\n");
        for (mid, (audio, direction)) in sections.into_iter().enumerate() {
            section(&mut text, identity, (mid, audio, direction));
        }
        if self.unlimited {
            let kept = text.split_inclusive("\r\n");
            text = kept.filter(|line| !line.contains("transport")).collect();
        }
        text
    }
}

fn section(text: &mut String, identity: &Identity, (mid, audio, direction): (usize, bool, &str)) {
    text.push_str(if audio {
        "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\n"
    } else {
        "m=video 9 UDP/TLS/RTP/SAVPF 96 97\r\nc=IN IP4 0.0.0.0\r\na=rtpmap:96 VP8/90000\r\na=rtcp-fb:96 nack\r\n\
         a=rtcp-fb:96 nack pli\r\na=rtcp-fb:96 transport-cc\r\na=rtpmap:97 rtx/90000\r\na=fmtp:97 apt=96\r\n"
    });
    let fingerprint = &identity.fingerprint;
    write!(
        text,
        "a=mid:{mid}\r\na={direction}\r\na=ice-ufrag:them\r\na=ice-pwd:0123456789012345678901\r\n\
         a=fingerprint:sha-256 {fingerprint}\r\na=setup:active\r\na=rtcp-mux\r\na=rtcp-rsize\r\n"
    )
    .expect("memory");
    for (id, uri) in EXTENSIONS {
        write!(text, "a=extmap:{id} {uri}\r\n").expect("memory");
    }
    match (audio, direction) {
        (true, "sendonly") => {
            text.push_str("a=msid:m microphone\r\n");
            write!(text, "a=ssrc:{AUDIO_SSRC} cname:c\r\n").expect("memory");
        }
        (false, "sendonly") => {
            text.push_str("a=msid:m camera\r\n");
            for rid in RIDS {
                write!(text, "a=rid:{rid} send\r\n").expect("memory");
            }
            write!(text, "a=simulcast:send {}\r\n", RIDS.join(";")).expect("memory");
        }
        _ => {}
    }
}

pub(crate) const AUDIO_SSRC: u32 = 1001;
