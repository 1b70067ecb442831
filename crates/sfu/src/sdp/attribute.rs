//! Attributes shared by session and section level, and the small values inside attributes.

use super::{
    line::{Line, LineMark},
    offer::{Fingerprint, Hash},
};
use crate::error::SdpError;

/// The transport attributes of one level (session, or one section).
#[derive(Clone, Debug, Default)]
pub(super) struct TransportLines {
    pub(super) ufrag: Option<String>,
    pub(super) pwd: Option<String>,
    pub(super) fingerprints: Vec<Fingerprint>,
    pub(super) setup_seen: bool,
    /// The line that leaves open who begins DTLS.
    pub(super) undecided: Option<LineMark>,
}

/// More fingerprints than hash functions exist are noise.
const MAX_FINGERPRINTS: usize = 8;

impl TransportLines {
    /// Takes the attribute if it is one of the transport's.
    pub(super) fn take(
        &mut self,
        line: &Line<'_>,
        name: &str,
        value: &str,
    ) -> Result<(), SdpError> {
        match name {
            "ice-ufrag" => self.ufrag = Some(credential(line, value, 4)?),
            "ice-pwd" => self.pwd = Some(credential(line, value, 22)?),
            "fingerprint" if self.fingerprints.len() < MAX_FINGERPRINTS => {
                self.fingerprints.extend(fingerprint(line, value)?);
            }
            "setup" => self.setup(line, value)?,
            _ => {}
        }
        Ok(())
    }

    fn setup(&mut self, line: &Line<'_>, value: &str) -> Result<(), SdpError> {
        self.setup_seen = true;
        match value {
            "active" => Ok(()),
            "actpass" => {
                self.undecided = Some(line.remember());
                Ok(())
            }
            _ => {
                Err(line.refuse("the client must be able to be the DTLS client: actpass or active"))
            }
        }
    }
}

/// RFC 8839 section 5.4: ice-chars, at most 256 of them.
fn credential(line: &Line<'_>, value: &str, least: usize) -> Result<String, SdpError> {
    let ice_char = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    // Some agents use '-' and '_', which RFC 8839 has not, and everyone takes them.
    let legal = value
        .bytes()
        .all(|byte| ice_char(byte) || byte == b'-' || byte == b'_' || byte == b'=');
    if value.len() < least || value.len() > 256 || !legal {
        return Err(line.refuse("not an ICE credential"));
    }
    Ok(value.to_owned())
}

/// RFC 8122: the hash function's name and its value; functions of another name are passed over.
fn fingerprint(line: &Line<'_>, value: &str) -> Result<Option<Fingerprint>, SdpError> {
    let (name, digest) = value
        .split_once(' ')
        .ok_or_else(|| line.refuse("no hash value"))?;
    let Some(hash) = Hash::recognise(name) else {
        return Ok(None);
    };
    let octet = |pair: &str| {
        (pair.len() == 2)
            .then(|| u8::from_str_radix(pair, 16).ok())
            .flatten()
    };
    let bytes: Option<Vec<u8>> = digest.trim().split(':').map(octet).collect();
    match bytes {
        Some(bytes) if bytes.len() == hash.len() => Ok(Some(Fingerprint { hash, bytes })),
        _ => Err(line.refuse("the hash value is not hex pairs of the function's length")),
    }
}

/// A payload type and the rest: `111 opus/48000/2`.
pub(super) fn payload_type<'a>(line: &Line<'_>, value: &'a str) -> Result<(u8, &'a str), SdpError> {
    let (number, rest) = value
        .split_once(' ')
        .ok_or_else(|| line.refuse("nothing after the payload type"))?;
    match number.parse() {
        Ok(pt @ 0..=127) => Ok((pt, rest.trim())),
        _ => Err(line.refuse("not a payload type")),
    }
}

pub(super) fn ssrc(line: &Line<'_>, value: &str) -> Result<u32, SdpError> {
    value.parse().map_err(|_| line.refuse("not an SSRC"))
}
