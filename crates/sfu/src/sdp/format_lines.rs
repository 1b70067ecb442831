//! What a section's lines say of its payload types, until they make [`Codec`]s.

use super::{
    attribute::payload_type,
    codec::{Codec, CodecKind, Feedback},
    line::Line,
};
use crate::{answer::Kind, error::SdpError};

/// Payload types looked at in one section.
pub(super) const MAX_FORMATS: usize = 128;

/// `a=rtpmap`, `a=fmtp` and `a=rtcp-fb` of one section.
#[derive(Default)]
pub(super) struct FormatLines {
    rtpmaps: Vec<(u8, String)>,
    fmtps: Vec<(u8, String)>,
    feedback: Vec<(Option<u8>, Feedback)>,
}

impl FormatLines {
    pub(super) fn rtpmap(&mut self, line: &Line<'_>, value: &str) -> Result<(), SdpError> {
        let (pt, encoding) = payload_type(line, value)?;
        if self.rtpmaps.len() < MAX_FORMATS {
            self.rtpmaps.push((pt, encoding.to_owned()));
        }
        Ok(())
    }

    pub(super) fn fmtp(&mut self, line: &Line<'_>, value: &str) -> Result<(), SdpError> {
        let (pt, parameters) = payload_type(line, value)?;
        if self.fmtps.len() < MAX_FORMATS {
            self.fmtps.push((pt, parameters.to_owned()));
        }
        Ok(())
    }

    pub(super) fn rtcp_fb(&mut self, line: &Line<'_>, value: &str) -> Result<(), SdpError> {
        let (pt, name) = match value.strip_prefix("* ") {
            Some(name) => (None, name.trim()),
            None => payload_type(line, value).map(|(pt, name)| (Some(pt), name))?,
        };
        let mut feedback = Feedback::default();
        feedback.add(name);
        if feedback != Feedback::default() && self.feedback.len() < 4 * MAX_FORMATS {
            self.feedback.push((pt, feedback));
        }
        Ok(())
    }

    /// Those of `listed` payload types, in its order, that can be forwarded as `kind`.
    pub(super) fn codecs(&self, listed: &[String], kind: Kind) -> Vec<Codec> {
        let offered = listed.iter().filter_map(|format| format.parse::<u8>().ok());
        let mut codecs: Vec<Codec> = Vec::new();
        for codec in offered.filter_map(|pt| self.codec(pt)) {
            let fits = codec.kind.is_video() == (kind == Kind::Video);
            if fits && codecs.iter().all(|known| known.kind != codec.kind) {
                codecs.push(codec);
            }
        }
        codecs
    }

    fn codec(&self, pt: u8) -> Option<Codec> {
        let rtpmap = self.rtpmap_of(pt)?;
        let fmtp = self
            .fmtps
            .iter()
            .find(|(of, _)| *of == pt)
            .map(|(_, fmtp)| fmtp.clone());
        let kind = CodecKind::recognise(rtpmap, fmtp.as_deref())?;
        let feedback = self
            .feedback
            .iter()
            .filter(|(of, _)| of.is_none_or(|of| of == pt));
        let feedback = feedback.fold(Feedback::default(), |all, (_, one)| all.merge(*one));
        Some(Codec {
            kind,
            pt,
            rtx: self.rtx_of(pt),
            rtpmap: rtpmap.to_owned(),
            fmtp,
            feedback,
        })
    }

    fn rtpmap_of(&self, pt: u8) -> Option<&str> {
        self.rtpmaps
            .iter()
            .find(|(of, _)| *of == pt)
            .map(|(_, rtpmap)| rtpmap.as_str())
    }

    /// RFC 4588 section 8.6: the `rtx` payload type whose `apt` is `pt`.
    fn rtx_of(&self, pt: u8) -> Option<u8> {
        let repairs = |fmtp: &str| {
            let mut parameters = fmtp
                .split(';')
                .filter_map(|pair| pair.trim().strip_prefix("apt="));
            parameters.next().and_then(|apt| apt.parse().ok()) == Some(pt)
        };
        let candidates = self
            .fmtps
            .iter()
            .filter(|(_, fmtp)| repairs(fmtp))
            .map(|(rtx, _)| *rtx);
        candidates.into_iter().find(|rtx| {
            self.rtpmap_of(*rtx)
                .is_some_and(|map| map.to_ascii_lowercase().starts_with("rtx/"))
        })
    }
}
