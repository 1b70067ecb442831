//! A media section's lines, one after the other, until they make an [`OfferedSection`].

use super::{
    attribute::{TransportLines, ssrc},
    extension::{Extension, ExtensionMap},
    format_lines::{FormatLines, MAX_FORMATS},
    line::{Line, LineMark},
    section::{Direction, OfferedSection, SsrcPair},
    simulcast::SimulcastLines,
};
use crate::{answer::Kind, error::SdpError, id::Mid};

/// SSRCs one section may name: three simulcast layers with their retransmissions, and room for a successor.
pub(crate) const MAX_SSRCS: usize = 8;

/// What DTLS protects (RFC 5764 section 8, RFC 7850, RFC 8841 section 4), by its names now and before.
fn protocols(kind: Kind) -> [&'static str; 3] {
    match kind {
        Kind::Data => ["UDP/DTLS/SCTP", "TCP/DTLS/SCTP", "DTLS/SCTP"],
        Kind::Audio | Kind::Video => [
            "UDP/TLS/RTP/SAVPF",
            "TCP/DTLS/RTP/SAVPF",
            "TCP/TLS/RTP/SAVPF",
        ],
    }
}

fn mid(line: &Line<'_>, value: &str) -> Result<Mid, SdpError> {
    Mid::new(value).ok_or_else(|| line.refuse("a mid is 1 to 16 printable characters"))
}

/// A section's lines, gathered but not yet checked against each other.
pub(super) struct SectionLines {
    line: LineMark,
    pub(super) transport: TransportLines,
    pub(super) extmap_allow_mixed: bool,
    kind: Kind,
    port: u16,
    protocol: String,
    listed: Vec<String>,
    mid: Option<Mid>,
    bundle_only: bool,
    rtcp_mux: bool,
    reduced_size: bool,
    direction: Direction,
    formats: FormatLines,
    extensions: ExtensionMap,
    ssrcs: Vec<u32>,
    repairs: Vec<(u32, u32)>,
    msid_track: Option<String>,
    sctp_port: Option<u16>,
    simulcast: SimulcastLines,
}

impl SectionLines {
    /// `lines` begins with the section's `m=` line.
    pub(super) fn read(lines: &[Line<'_>]) -> Result<Self, SdpError> {
        let Some((first, rest)) = lines.split_first() else {
            return Err(super::line::missing("an empty media section"));
        };
        let mut section = Self::open(first)?;
        for line in rest {
            if let Some((name, value)) = line.attribute() {
                section.take(line, name, value)?;
            }
        }
        Ok(section)
    }

    /// RFC 8866 section 5.14: `m=<media> <port> <proto> <fmt> ...`
    fn open(line: &Line<'_>) -> Result<Self, SdpError> {
        let mut words = line.value.split_whitespace();
        let kind = match words.next() {
            Some("audio") => Kind::Audio,
            Some("video") => Kind::Video,
            Some("application") => Kind::Data,
            _ => return Err(line.refuse("only audio, video and application sections are known")),
        };
        let port = words.next().and_then(|word| word.parse().ok());
        let port = port.ok_or_else(|| line.refuse("not a port"))?;
        let protocol = words.next().unwrap_or_default().to_owned();
        if !protocols(kind).contains(&protocol.as_str()) {
            return Err(line.refuse("only DTLS-protected transports are known"));
        }
        let listed: Vec<String> = words.take(MAX_FORMATS).map(str::to_owned).collect();
        if listed.is_empty() {
            return Err(line.refuse("no formats"));
        }
        Ok(Self {
            line: line.remember(),
            transport: TransportLines::default(),
            extmap_allow_mixed: false,
            kind,
            port,
            protocol,
            listed,
            mid: None,
            bundle_only: false,
            rtcp_mux: false,
            reduced_size: false,
            direction: Direction::default(),
            formats: FormatLines::default(),
            extensions: ExtensionMap::default(),
            ssrcs: Vec::new(),
            repairs: Vec::new(),
            msid_track: None,
            sctp_port: None,
            simulcast: SimulcastLines::default(),
        })
    }

    fn take(&mut self, line: &Line<'_>, name: &str, value: &str) -> Result<(), SdpError> {
        match name {
            "mid" => self.mid = Some(mid(line, value)?),
            "bundle-only" => self.bundle_only = true,
            "rtcp-mux" => self.rtcp_mux = true,
            "rtcp-rsize" => self.reduced_size = true,
            "extmap-allow-mixed" => self.extmap_allow_mixed = true,
            "rtpmap" => self.formats.rtpmap(line, value)?,
            "fmtp" => self.formats.fmtp(line, value)?,
            "rtcp-fb" => self.formats.rtcp_fb(line, value)?,
            "extmap" => self.extmap(line, value)?,
            "ssrc" => self.ssrc(line, value)?,
            "ssrc-group" => self.ssrc_group(line, value)?,
            "rid" => self.simulcast.rid(line, value)?,
            "simulcast" => self.simulcast.simulcast(line, value)?,
            "msid" => self.msid_track = value.split_whitespace().nth(1).map(str::to_owned),
            "sctp-port" => self.sctp_port = value.parse().ok(),
            _ => match Direction::recognise(name) {
                Some(direction) => self.direction = direction,
                None => self.transport.take(line, name, value)?,
            },
        }
        Ok(())
    }

    /// RFC 8285 section 8: `a=extmap:<id>[/<direction>] <uri>`. Ids above 14 need the two-byte form, which
    /// the core does not write, so such extensions are left out of the answer.
    fn extmap(&mut self, line: &Line<'_>, value: &str) -> Result<(), SdpError> {
        let mut words = value.split_whitespace();
        let id = words
            .next()
            .and_then(|word| word.split('/').next())
            .and_then(|word| word.parse::<u16>().ok());
        let id = id
            .filter(|id| *id != 0)
            .ok_or_else(|| line.refuse("not an extension id"))?;
        let uri = words
            .next()
            .ok_or_else(|| line.refuse("no extension URI"))?;
        if let (Some(extension), Ok(id @ 1..=14)) = (Extension::recognise(uri), u8::try_from(id)) {
            self.extensions.set(extension, id);
        }
        Ok(())
    }

    fn ssrc(&mut self, line: &Line<'_>, value: &str) -> Result<(), SdpError> {
        let number = ssrc(line, value.split(' ').next().unwrap_or_default())?;
        if self.ssrcs.contains(&number) {
            return Ok(());
        }
        if self.ssrcs.len() == MAX_SSRCS {
            return Err(line.refuse("more than 8 SSRCs in one section"));
        }
        self.ssrcs.push(number);
        Ok(())
    }

    fn ssrc_group(&mut self, line: &Line<'_>, value: &str) -> Result<(), SdpError> {
        let mut words = value.split_whitespace();
        if words.next() != Some("FID") || self.repairs.len() == MAX_SSRCS {
            return Ok(());
        }
        let pair = words
            .next()
            .zip(words.next())
            .ok_or_else(|| line.refuse("FID names two SSRCs"))?;
        self.repairs
            .push((ssrc(line, pair.0)?, ssrc(line, pair.1)?));
        Ok(())
    }

    pub(super) fn finish(self) -> Result<OfferedSection, SdpError> {
        let rejected = self.port == 0 && !self.bundle_only;
        let mid = self
            .mid
            .ok_or_else(|| self.line.refuse("this section has no a=mid"))?;
        if !rejected && self.kind != Kind::Data && !self.rtcp_mux {
            return Err(self.line.refuse("this section has no a=rtcp-mux"));
        }
        Ok(OfferedSection {
            codecs: self.formats.codecs(&self.listed, self.kind),
            ssrcs: self.ssrc_pairs(),
            rids: self.simulcast.finish()?,
            mid,
            kind: self.kind,
            direction: self.direction,
            rejected,
            protocol: self.protocol,
            formats: self.listed.join(" "),
            extensions: self.extensions,
            msid_track: self.msid_track,
            reduced_size: self.reduced_size,
            sctp_port: self.sctp_port,
            line: self.line,
        })
    }

    fn ssrc_pairs(&self) -> Vec<SsrcPair> {
        let is_repair = |ssrc: &u32| self.repairs.iter().any(|(_, repair)| repair == ssrc);
        let repair_of = |media: u32| {
            self.repairs
                .iter()
                .find(|(of, _)| *of == media)
                .map(|(_, repair)| *repair)
        };
        let media = self.ssrcs.iter().filter(|ssrc| !is_repair(ssrc));
        media
            .map(|&media| SsrcPair {
                media,
                repair: repair_of(media),
            })
            .collect()
    }
}
