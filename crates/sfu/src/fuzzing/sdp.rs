//! SDP: a first offer and, after a line of dashes, a second one of the same client. The first is read as an answer to
//! the server's own offer too.

use std::io::Cursor;

use rtc::sdp::description::session::SessionDescription;

use super::room::{Room, beginning};
use crate::{
    answer::Answer,
    error::OfferError,
    sdp::{ClientAnswer, Offer},
};

/// Sections one offer may have.
const MAX_SECTIONS: usize = 256;

/// Bytes that should be text.
pub fn sdp(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (first, second) = text.split_once("\n----\n").unwrap_or((&text, ""));
    super::within(64 * 1024 + 64 * text.len() as u64, || {
        let _ = Offer::parse(first);
    });
    super::within(64 * 1024 + 64 * text.len() as u64, || {
        let _ = ClientAnswer::parse(first);
    });
    let mut room = Room::new(beginning());
    let peer = room.join();
    if let Some(offer) = read(first) {
        let answer = room
            .offer(peer, &offer)
            .map(|answer| answered(first, &offer, &answer));
        if answer.is_err() {
            return;
        }
        if let Some(offer) = read(second) {
            match room.offer(peer, &offer) {
                Ok(answer) => answered(second, &offer, &answer),
                Err(OfferError::Sdp(wrong)) => named(second, &wrong),
                Err(other) => unreachable!("{other}"),
            }
        }
    }
}

fn read(text: &str) -> Option<Offer> {
    match Offer::parse(text) {
        Ok(offer) => {
            assert!((1..=MAX_SECTIONS).contains(&offer.sections.len()));
            Some(offer)
        }
        Err(wrong) => {
            named(text, &wrong);
            None
        }
    }
}

/// A refusal names a line that is there.
fn named(text: &str, wrong: &crate::error::SdpError) {
    if wrong.line > 0 {
        let line = text.lines().nth(wrong.line - 1).unwrap_or_default();
        assert!(line.starts_with(&wrong.text), "{wrong}");
    }
    assert!(wrong.text.chars().count() <= 120);
}

/// The answer has a section for each of the offer's and no line that an offer smuggled in.
fn answered(text: &str, offer: &Offer, answer: &Answer) {
    assert_eq!(answer.sections.len(), offer.sections.len());
    let lines: Vec<&str> = answer.sdp.split_terminator("\r\n").collect();
    assert_eq!(
        lines.iter().filter(|line| line.starts_with("m=")).count(),
        offer.sections.len()
    );
    assert_eq!(
        lines
            .iter()
            .filter(|line| line.starts_with("a=fingerprint:"))
            .count(),
        served(offer, answer)
    );
    let whole = |line: &&str| line.as_bytes().get(1) == Some(&b'=') && !line.contains(['\r', '\n']);
    assert!(lines.iter().all(whole), "{}", answer.sdp);
    assert!(answer.sdp.len() <= 2048 * (1 + offer.sections.len()) + 8 * text.len());
    let read = SessionDescription::unmarshal(&mut Cursor::new(answer.sdp.as_bytes()));
    let read = read.expect("an answer that others can read");
    assert_eq!(read.media_descriptions.len(), offer.sections.len());
}

/// Sections that are not refused carry the transport.
fn served(offer: &Offer, answer: &Answer) -> usize {
    let refused = answer
        .sdp
        .lines()
        .filter(|line| line.starts_with("m=") && line.split(' ').nth(1) == Some("0"));
    offer.sections.len() - refused.count()
}
