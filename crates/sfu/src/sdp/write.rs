//! Writes descriptions, as answers and as offers: ICE-lite, one BUNDLE.

use std::{fmt::Write, net::SocketAddr};

use super::{
    codec::{Codec, CodecKind},
    extension::ExtensionMap,
    section::SsrcPair,
};
use crate::{
    answer::Kind,
    data::MAX_MESSAGE,
    id::{Label, Mid},
    wish::Quality,
};

/// What a description says of the server's end of the transport.
pub(crate) struct LocalTransport<'a> {
    pub(crate) ufrag: &'a str,
    pub(crate) pwd: &'a str,
    /// SHA-256, hex pairs joined by colons.
    pub(crate) fingerprint: &'a str,
    pub(crate) setup: Setup,
    /// Host candidates.
    pub(crate) candidates: &'a [SocketAddr],
    /// Counts the descriptions of one session (RFC 8866 section 5.2, `sess-version`).
    pub(crate) version: u64,
    /// Identifies the session.
    pub(crate) session: u64,
}

/// Who begins DTLS (RFC 4145 section 4): always the client, which an offer can only invite it to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setup {
    /// Of answers.
    Passive,
    /// Of offers (RFC 5763 section 5).
    ActPass,
}

impl Setup {
    fn name(self) -> &'static str {
        match self {
            Self::Passive => "passive",
            Self::ActPass => "actpass",
        }
    }
}

/// What a section is, whatever it carries.
pub(super) struct Outline<'a> {
    pub(super) mid: Mid,
    pub(super) kind: Kind,
    /// Transport protocol of the `m=` line; its formats, where they are no codecs of ours.
    pub(super) protocol: &'a str,
    pub(super) formats: &'a str,
    pub(super) codecs: &'a [Codec],
    pub(super) extensions: ExtensionMap,
    /// The encodings of simulcast the client sends.
    pub(super) rids: &'a [Quality],
    pub(super) reduced_size: bool,
    pub(super) sctp_port: u16,
}

/// What one section carries, as the server says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Content<'a> {
    /// Port 0: the section is refused or was closed by the client.
    Rejected,
    /// Kept, silent.
    Inactive,
    /// The server receives.
    RecvOnly,
    /// The server sends this track.
    SendOnly {
        label: &'a Label,
        ssrcs: SsrcPair,
        cname: &'a str,
    },
    /// The data channels' section.
    Data,
}

/// The whole description.
pub(super) fn write(
    local: &LocalTransport<'_>,
    extmap_allow_mixed: bool,
    sections: &[(Outline<'_>, Content<'_>)],
) -> String {
    let mut text = String::with_capacity(1024 * sections.len());
    let bundled = sections
        .iter()
        .filter(|(_, content)| *content != Content::Rejected);
    let mids = bundled.fold(String::new(), |mids, (section, _)| {
        mids + " " + section.mid.as_str()
    });
    line(&mut text, "v=0");
    line(
        &mut text,
        &format!("o=- {} {} IN IP4 127.0.0.1", local.session, local.version),
    );
    line(&mut text, "s=-");
    line(&mut text, "t=0 0");
    line(&mut text, &format!("a=group:BUNDLE{mids}"));
    if extmap_allow_mixed {
        line(&mut text, "a=extmap-allow-mixed");
    }
    line(&mut text, "a=msid-semantic: WMS *");
    line(&mut text, "a=ice-lite");
    for (section, content) in sections {
        write_section(&mut text, section, local, *content);
    }
    text
}

fn line(text: &mut String, content: &str) {
    text.push_str(content);
    text.push_str("\r\n");
}

fn write_section(
    text: &mut String,
    section: &Outline<'_>,
    local: &LocalTransport<'_>,
    content: Content<'_>,
) {
    open_section(text, section, content);
    line(text, &format!("a=mid:{}", section.mid));
    if content == Content::Rejected {
        line(text, "a=inactive");
        return;
    }
    write_transport(text, local);
    match content {
        Content::Data => write_data(text, section),
        _ => write_media(text, section, content),
    }
}

fn open_section(text: &mut String, section: &Outline<'_>, content: Content<'_>) {
    let media = match section.kind {
        Kind::Audio => "audio",
        Kind::Video => "video",
        Kind::Data => "application",
    };
    let port = if content == Content::Rejected { 0 } else { 9 };
    let formats = match content {
        Content::Rejected | Content::Data => section.formats.to_owned(),
        _ => payload_types(section)
            .map(|pt| pt.to_string())
            .collect::<Vec<_>>()
            .join(" "),
    };
    line(
        text,
        &format!("m={media} {port} {} {formats}", section.protocol),
    );
    line(text, "c=IN IP4 0.0.0.0");
}

fn payload_types(section: &Outline<'_>) -> impl Iterator<Item = u8> {
    section
        .codecs
        .iter()
        .flat_map(|codec| std::iter::once(codec.pt).chain(codec.rtx))
}

fn write_transport(text: &mut String, local: &LocalTransport<'_>) {
    line(text, &format!("a=ice-ufrag:{}", local.ufrag));
    line(text, &format!("a=ice-pwd:{}", local.pwd));
    line(
        text,
        &format!("a=fingerprint:sha-256 {}", local.fingerprint),
    );
    line(text, &format!("a=setup:{}", local.setup.name()));
    for (rank, candidate) in (0u32..).zip(local.candidates) {
        // RFC 8445 section 5.1.2.1: host candidates' type preference is 126; earlier addresses are preferred.
        let priority = (126 << 24) | ((65_535 - rank.min(65_535)) << 8) | 255;
        line(
            text,
            &format!(
                "a=candidate:{} 1 udp {priority} {} {} typ host",
                rank + 1,
                candidate.ip(),
                candidate.port()
            ),
        );
    }
    line(text, "a=end-of-candidates");
}

fn write_data(text: &mut String, section: &Outline<'_>) {
    line(text, &format!("a=sctp-port:{}", section.sctp_port));
    line(text, &format!("a=max-message-size:{MAX_MESSAGE}"));
}

fn write_media(text: &mut String, section: &Outline<'_>, content: Content<'_>) {
    line(text, "a=rtcp-mux");
    if section.reduced_size {
        line(text, "a=rtcp-rsize");
    }
    for codec in section.codecs {
        write_codec(text, codec, content);
    }
    for (id, extension) in section.extensions.entries() {
        line(text, &format!("a=extmap:{id} {}", extension.uri()));
    }
    match content {
        Content::RecvOnly => {
            line(text, "a=recvonly");
            write_simulcast(text, section.rids);
        }
        Content::SendOnly {
            label,
            ssrcs,
            cname,
        } => write_track(text, label, ssrcs, cname),
        Content::Inactive | Content::Rejected | Content::Data => line(text, "a=inactive"),
    }
}

/// Without it browsers send but the first of the encodings they offered, the smallest.
fn write_simulcast(text: &mut String, rids: &[Quality]) {
    for rid in rids {
        line(text, &format!("a=rid:{} recv", rid.rid()));
    }
    if !rids.is_empty() {
        let rids: Vec<&str> = rids.iter().map(|rid| rid.rid()).collect();
        line(text, &format!("a=simulcast:recv {}", rids.join(";")));
    }
}

fn write_codec(text: &mut String, codec: &Codec, content: Content<'_>) {
    let pt = codec.pt;
    line(text, &format!("a=rtpmap:{pt} {}", codec.rtpmap));
    for name in codec.feedback.names() {
        line(text, &format!("a=rtcp-fb:{pt} {name}"));
    }
    write_parameters(text, codec, content);
    if let Some(rtx) = codec.rtx {
        line(
            text,
            &format!("a=rtpmap:{rtx} rtx/{}", codec.kind.clock_rate()),
        );
        line(text, &format!("a=fmtp:{rtx} apt={pt}"));
    }
}

/// As they were offered. Of a microphone is asked besides to send next to nothing while nobody speaks (DTX, RFC 7587
/// section 7.1); who offers stereo means to send music.
fn write_parameters(text: &mut String, codec: &Codec, content: Content<'_>) {
    let offered = codec.fmtp.as_deref().unwrap_or_default();
    let mut parameters = offered.split(';').map(str::trim);
    let plain = parameters.all(|one| !matches!(one, "stereo=1" | "usedtx=1" | "usedtx=0"));
    let microphone = codec.kind == CodecKind::Opus && content == Content::RecvOnly;
    let asked = match (offered, microphone && plain) {
        ("", true) => "usedtx=1".to_owned(),
        (offered, true) => format!("{offered};usedtx=1"),
        (offered, false) => offered.to_owned(),
    };
    if !asked.is_empty() {
        line(text, &format!("a=fmtp:{} {asked}", codec.pt));
    }
}

fn write_track(text: &mut String, label: &Label, ssrcs: SsrcPair, cname: &str) {
    let msid = format!("{} {}", token(&label.stream), token(&label.track));
    line(text, "a=sendonly");
    line(text, &format!("a=msid:{msid}"));
    if let Some(repair) = ssrcs.repair {
        line(text, &format!("a=ssrc-group:FID {} {repair}", ssrcs.media));
    }
    for ssrc in std::iter::once(ssrcs.media).chain(ssrcs.repair) {
        line(text, &format!("a=ssrc:{ssrc} cname:{cname}"));
        line(text, &format!("a=ssrc:{ssrc} msid:{msid}"));
    }
}

/// RFC 8830: msid ids are token characters; anything else would let a label break the line.
fn token(id: &str) -> String {
    let kept = id
        .chars()
        .filter(|c| c.is_ascii_graphic())
        .take(Label::MAX_LEN);
    let mut token: String = kept.collect();
    if token.is_empty() {
        let _ = token.write_char('-');
    }
    token
}
