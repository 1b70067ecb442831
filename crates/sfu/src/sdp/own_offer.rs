//! Offers of the server's own, for connections that only receive.

use super::{
    answer::SCTP_PORT,
    catalogue,
    codec::Codec,
    write::{self, Content, LocalTransport, Outline},
};
use crate::{answer::Kind, id::Mid};

/// One section of an offer of ours.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OwnSection<'a> {
    pub(crate) mid: Mid,
    pub(crate) kind: Kind,
    pub(crate) content: Content<'a>,
}

/// The whole offer.
pub(crate) fn write(local: &LocalTransport<'_>, sections: &[OwnSection<'_>]) -> String {
    let codecs = [Kind::Audio, Kind::Video].map(catalogue::codecs);
    let [audio, video] = &codecs;
    let outlined = sections.iter().map(|section| {
        let codecs = match section.kind {
            Kind::Audio => audio.as_slice(),
            Kind::Video => video.as_slice(),
            Kind::Data => &[],
        };
        (outline(section, codecs), section.content)
    });
    let sections: Vec<_> = outlined.collect();
    write::write(local, true, &sections)
}

fn outline<'a>(section: &OwnSection<'a>, codecs: &'a [Codec]) -> Outline<'a> {
    let (protocol, formats) = match section.kind {
        Kind::Data => ("UDP/DTLS/SCTP", "webrtc-datachannel"),
        Kind::Audio | Kind::Video => ("UDP/TLS/RTP/SAVPF", "0"),
    };
    Outline {
        mid: section.mid,
        kind: section.kind,
        protocol,
        formats,
        codecs,
        extensions: catalogue::extensions(section.kind),
        rids: &[],
        reduced_size: true,
        sctp_port: SCTP_PORT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::Label,
        sdp::{ClientAnswer, Setup, SsrcPair},
    };

    /// Data channels, a voice, a picture, a section that rests and one the client turned down.
    fn offer() -> String {
        let candidates = ["192.0.2.1:7882".parse().unwrap()];
        let local = LocalTransport {
            ufrag: "AbCdEfGh",
            pwd: "0123456789abcdefghijklmn",
            fingerprint: &["AA"; 32].join(":"),
            setup: Setup::ActPass,
            candidates: &candidates,
            version: 3,
            session: 42,
        };
        let label = Label {
            stream: "PA_x|TR_y".to_owned(),
            track: "TR_y\r\na=evil".to_owned(),
        };
        let track = |media, repair| Content::SendOnly {
            label: &label,
            ssrcs: SsrcPair { media, repair },
            cname: "p1",
        };
        let contents = [
            (Kind::Data, Content::Data),
            (Kind::Audio, track(77, None)),
            (Kind::Video, track(78, Some(79))),
            (Kind::Audio, Content::Inactive),
            (Kind::Video, Content::Rejected),
        ];
        let sections: Vec<_> = (0..)
            .zip(contents)
            .map(|(number, (kind, content))| OwnSection {
                mid: Mid::new(&i32::to_string(&number)).unwrap(),
                kind,
                content,
            })
            .collect();
        write(&local, &sections)
    }

    #[test]
    fn a_receiver_is_offered_tracks() {
        insta::assert_snapshot!(offer().replace("\r\n", "\n"));
    }

    #[test]
    fn the_second_implementation_reads_our_offers() {
        let text = offer();
        let mut bytes = std::io::Cursor::new(text.as_bytes());
        let read = rtc::sdp::SessionDescription::unmarshal(&mut bytes).unwrap();
        assert_eq!(read.media_descriptions.len(), 5);
    }

    #[test]
    fn an_answer_chooses() {
        let undecided = ClientAnswer::parse(&offer()).unwrap_err();
        assert!(undecided.reason.contains("who begins DTLS") && undecided.line > 0);
        let answer = offer().replace("actpass", "active");
        assert_eq!(ClientAnswer::parse(&answer).unwrap().sections.len(), 5);
    }

    proptest::proptest! {
        #[test]
        fn no_answer_makes_the_parser_fail(at in 0usize..4000, cut in 0usize..40, put in "[ -~\\r\\n]{0,20}") {
            let mut text = offer().replace("actpass", "active");
            let start = at.min(text.len());
            let end = (start + cut).min(text.len());
            text.replace_range(start..end, &put);
            let _ = ClientAnswer::parse(&text);
        }
    }
}
