//! Simulcast (RFC 8853) and the stream ids (RFC 8851) it is made of.

use super::line::{Line, LineMark};
use crate::{error::SdpError, wish::Quality};

/// Encodings one section may send.
const MAX_LAYERS: usize = 3;
/// Stream ids looked at, in both directions together.
const MAX_RIDS: usize = 8;
/// Their longest name: what the one-byte header extension has room for.
const MAX_RID: usize = 16;

/// One section's lines, gathered but not yet checked against each other.
#[derive(Default)]
pub(super) struct SimulcastLines {
    /// Those the client sends.
    rids: Vec<String>,
    seen: usize,
    /// The names in `a=simulcast:send`, and the line.
    send: Option<(Vec<String>, LineMark)>,
}

impl SimulcastLines {
    /// RFC 8851 section 10: `a=rid:<id> <send|recv> [<restrictions>]`. Restrictions are the sender's own affair.
    pub(super) fn rid(&mut self, line: &Line<'_>, value: &str) -> Result<(), SdpError> {
        let mut words = value.split_whitespace();
        let name = words.next().unwrap_or_default();
        if !is_rid(name) {
            return Err(line.refuse("a rid is 1 to 16 letters and digits"));
        }
        self.seen += 1;
        if self.seen > MAX_RIDS {
            return Err(line.refuse("more than 8 rids in one section"));
        }
        match words.next() {
            Some("send") if self.rids.iter().any(|known| known == name) => {
                return Err(line.refuse("this rid is declared twice"));
            }
            Some("send") => self.rids.push(name.to_owned()),
            Some("recv") => {}
            _ => return Err(line.refuse("a rid's direction is send or recv")),
        }
        Ok(())
    }

    /// RFC 8853 section 5.1: `a=simulcast:<direction> <ids> [<direction> <ids>]`, where `;` parts the streams,
    /// `,` their alternatives, and `~` marks those that begin paused.
    pub(super) fn simulcast(&mut self, line: &Line<'_>, value: &str) -> Result<(), SdpError> {
        let mut words = value.split_whitespace();
        while let Some(direction) = words.next() {
            let streams = words
                .next()
                .ok_or_else(|| line.refuse("a direction without streams"))?;
            match direction {
                "send" if self.send.is_none() => {
                    self.send = Some((names(line, streams)?, line.remember()));
                }
                "recv" => {}
                _ => return Err(line.refuse("simulcast is told once for each of send and recv")),
            }
        }
        Ok(())
    }

    /// The encodings offered that are known, in the offer's order; none where only one stream is sent.
    pub(super) fn finish(self) -> Result<Vec<Quality>, SdpError> {
        let Some((names, line)) = self.send else {
            return Ok(Vec::new());
        };
        if !names.iter().all(|name| self.rids.contains(name)) {
            return Err(line.refuse("a stream here has no a=rid with direction send"));
        }
        let known = names.iter();
        Ok(known
            .filter_map(|name| Quality::of_rid(name.as_bytes()))
            .collect())
    }
}

/// The first alternative of each stream.
fn names(line: &Line<'_>, streams: &str) -> Result<Vec<String>, SdpError> {
    let mut names: Vec<String> = Vec::new();
    for stream in streams.split(';') {
        let first = stream.split(',').next().unwrap_or_default();
        let name = first.strip_prefix('~').unwrap_or(first);
        if !is_rid(name) {
            return Err(line.refuse("not a list of rids"));
        }
        if names.iter().any(|known| known == name) {
            return Err(line.refuse("a rid stands here twice"));
        }
        if names.len() == MAX_LAYERS {
            return Err(line.refuse("more than 3 streams in one section"));
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

fn is_rid(name: &str) -> bool {
    let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=MAX_RID).contains(&name.len()) && name.bytes().all(legal)
}
