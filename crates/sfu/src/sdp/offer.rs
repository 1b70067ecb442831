//! A client's offer as the core needs it.

use super::{
    attribute::TransportLines,
    line::{Line, missing},
    section::OfferedSection,
    section_lines::SectionLines,
};
use crate::{answer::Kind, error::SdpError, id::Mid};

/// Media sections one peer may offer: 49 others with audio, video and screen, and room to spare.
pub(crate) const MAX_SECTIONS: usize = 256;

/// A parsed offer: at least one section, all in one BUNDLE.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Offer {
    pub(crate) transport: Transport,
    pub(crate) sections: Vec<OfferedSection>,
    /// `a=extmap-allow-mixed` (RFC 8285) at session or section level.
    pub(crate) extmap_allow_mixed: bool,
}

/// The client's end of the one transport all sections share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Transport {
    pub(crate) ufrag: String,
    pub(crate) pwd: String,
    /// At least one; the DTLS certificate must match one of them.
    pub(crate) fingerprints: Vec<Fingerprint>,
}

/// The hash of a certificate (RFC 8122).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fingerprint {
    pub(crate) hash: Hash,
    pub(crate) bytes: Vec<u8>,
}

/// Hash functions accepted in fingerprints. SHA-1 and MD5 are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(super) fn recognise(name: &str) -> Option<Self> {
        match name.to_ascii_lowercase().as_str() {
            "sha-256" => Some(Self::Sha256),
            "sha-384" => Some(Self::Sha384),
            "sha-512" => Some(Self::Sha512),
            _ => None,
        }
    }

    /// The value's length in bytes.
    pub(super) fn len(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

impl Offer {
    /// Reads an offer.
    ///
    /// # Errors
    /// Names the first line that cannot be accepted, or what is missing.
    pub(crate) fn parse(sdp: &str) -> Result<Self, SdpError> {
        let (session, sections) = read(sdp)?;
        assemble(&session, sections)
    }
}

/// Reads a description's lines.
pub(super) fn read(sdp: &str) -> Result<(SessionLines, Vec<SectionLines>), SdpError> {
    let lines = Line::split(sdp)?;
    let first_section = lines
        .iter()
        .position(|line| line.letter == 'm')
        .unwrap_or(lines.len());
    let (head, body) = lines.split_at(first_section);
    let session = SessionLines::read(head)?;
    let mut sections = Vec::new();
    for chunk in body.chunk_by(|_, next| next.letter != 'm') {
        if sections.len() == MAX_SECTIONS {
            return Err(chunk
                .first()
                .map_or_else(too_many, |line| line.refuse("too many media sections")));
        }
        sections.push(SectionLines::read(chunk)?);
    }
    Ok((session, sections))
}

fn too_many() -> SdpError {
    missing("too many media sections")
}

#[derive(Default)]
pub(super) struct SessionLines {
    pub(super) transport: TransportLines,
    bundle: Vec<Mid>,
    extmap_allow_mixed: bool,
}

impl SessionLines {
    fn read(lines: &[Line<'_>]) -> Result<Self, SdpError> {
        let mut session = Self::default();
        for line in lines {
            let Some((name, value)) = line.attribute() else {
                continue;
            };
            match name {
                "group" => session.group(line, value)?,
                "extmap-allow-mixed" => session.extmap_allow_mixed = true,
                _ => session.transport.take(line, name, value)?,
            }
        }
        Ok(session)
    }

    fn group(&mut self, line: &Line<'_>, value: &str) -> Result<(), SdpError> {
        let Some(mids) = value.strip_prefix("BUNDLE") else {
            return Ok(());
        };
        let mids: Option<Vec<Mid>> = mids.split_whitespace().map(Mid::new).collect();
        self.bundle = mids.ok_or_else(|| line.refuse("a mid here is longer than 16 characters"))?;
        Ok(())
    }
}

/// Makes a description of its lines, if they fit together.
pub(super) fn assemble(
    session: &SessionLines,
    lines: Vec<SectionLines>,
) -> Result<Offer, SdpError> {
    if lines.is_empty() {
        return Err(missing("no media section"));
    }
    let transport = transport(&session.transport, &lines)?;
    let allow_mixed =
        session.extmap_allow_mixed || lines.iter().any(|section| section.extmap_allow_mixed);
    let mut sections: Vec<OfferedSection> = Vec::with_capacity(lines.len());
    for section in lines {
        let section = section.finish()?;
        if sections.iter().any(|earlier| earlier.mid == section.mid) {
            return Err(section.line.refuse("two sections have this section's mid"));
        }
        if !section.rejected && !session.bundle.contains(&section.mid) {
            return Err(section
                .line
                .refuse("this section is not in the BUNDLE group"));
        }
        sections.push(section);
    }
    if sections
        .iter()
        .filter(|section| section.kind == Kind::Data)
        .count()
        > 1
    {
        return Err(missing("more than one application section"));
    }
    Ok(Offer {
        transport,
        sections,
        extmap_allow_mixed: allow_mixed,
    })
}

/// All sections share one transport, so the first that tells an attribute tells it for all.
fn transport(session: &TransportLines, sections: &[SectionLines]) -> Result<Transport, SdpError> {
    let levels =
        || std::iter::once(session).chain(sections.iter().map(|section| &section.transport));
    let ufrag = levels()
        .find_map(|level| level.ufrag.clone())
        .ok_or_else(|| missing("no a=ice-ufrag"))?;
    let pwd = levels()
        .find_map(|level| level.pwd.clone())
        .ok_or_else(|| missing("no a=ice-pwd"))?;
    let fingerprints = levels()
        .map(|level| level.fingerprints.clone())
        .find(|known| !known.is_empty());
    let fingerprints =
        fingerprints.ok_or_else(|| missing("no a=fingerprint of sha-256, sha-384 or sha-512"))?;
    if !levels().any(|level| level.setup_seen) {
        return Err(missing("no a=setup"));
    }
    Ok(Transport {
        ufrag,
        pwd,
        fingerprints,
    })
}
