//! DTLS records (RFC 6347 section 4.1) and the handshake's fragments in them (section 4.2.2), as far as they stand in
//! the clear.

use crate::bytes_at::{u16_at, u24_at};

const HEADER: usize = 13;
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const FRAGMENT_HEADER: usize = 12;

/// Where a fragment of the handshake belongs: its message's number, and its offset there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) message: u16,
    pub(super) offset: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    kind: u8,
    pub(super) epoch: u16,
    pub(super) content: &'a [u8],
}

/// A datagram's records; `None`, as the last one, when they do not fill it exactly.
pub(super) fn all(datagram: &[u8]) -> impl Iterator<Item = Option<Record<'_>>> {
    let mut rest = Some(datagram).filter(|datagram| !datagram.is_empty());
    std::iter::from_fn(move || {
        let read = first(rest?);
        rest = read
            .map(|(_, after)| after)
            .filter(|after| !after.is_empty());
        Some(read.map(|(record, _)| record))
    })
}

fn first(datagram: &[u8]) -> Option<(Record<'_>, &[u8])> {
    let len = usize::from(u16_at(datagram, 11)?);
    let (content, after) = datagram.get(HEADER..)?.split_at_checked(len)?;
    let record = Record {
        kind: *datagram.first()?,
        epoch: u16_at(datagram, 3)?,
        content,
    };
    Some((record, after))
}

impl Record<'_> {
    pub(super) fn is_alert(&self) -> bool {
        self.kind == ALERT
    }

    pub(super) fn is_handshake(&self) -> bool {
        self.kind == HANDSHAKE
    }

    /// Where its first fragment belongs, if it is one of the handshake and in the clear.
    pub(super) fn place(&self) -> Option<Place> {
        if !self.is_handshake() || self.epoch != 0 {
            return None;
        }
        Some(Place {
            message: u16_at(self.content, 4)?,
            offset: u24_at(self.content, 6)?,
        })
    }

    /// How many fragments the stack finds in a record of the handshake: it takes a message's whole length for the
    /// fragment's.
    pub(super) fn fragments(&self) -> usize {
        let (mut rest, mut fragments) = (self.content, 0);
        while !rest.is_empty() {
            fragments += 1;
            let len = u24_at(rest, 1).map_or(rest.len(), |len| FRAGMENT_HEADER + len as usize);
            rest = rest.get(len..).unwrap_or_default();
        }
        fragments
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn record(kind: u8, epoch: u16, content: &[u8]) -> Vec<u8> {
        let mut record = vec![kind, 0xFE, 0xFD];
        record.extend(epoch.to_be_bytes());
        record.extend([0; 6]);
        record.extend((content.len() as u16).to_be_bytes());
        record.extend(content);
        record
    }

    #[test]
    fn a_datagram_is_read_to_its_end_or_not_at_all() {
        let datagram = [record(22, 0, &[5; 3]), record(23, 2, &[])].concat();
        let read: Vec<_> = all(&datagram)
            .map(|record| record.map(|of| of.epoch))
            .collect();
        assert_eq!(read, [Some(0), Some(2)]);
        assert!(all(&datagram[..datagram.len() - 1]).any(|record| record.is_none()));
        assert!(all(&[]).next().is_none());
    }

    #[test]
    fn a_fragment_in_the_clear_tells_its_place() {
        let fragment = [11, 0, 9, 0, 0, 3, 0, 2, 188, 0, 0, 1, 7];
        let of =
            |kind, epoch, content: &[u8]| first(&record(kind, epoch, content)).unwrap().0.place();
        let place = Place {
            message: 3,
            offset: 700,
        };
        assert_eq!(of(HANDSHAKE, 0, &fragment), Some(place));
        assert_eq!(of(HANDSHAKE, 1, &fragment), None, "it is enciphered");
        assert_eq!(of(23, 0, &fragment), None);
        assert_eq!(of(HANDSHAKE, 0, &fragment[..8]), None);
    }

    #[test]
    fn fragments_are_counted_as_the_stack_finds_them() {
        let empty = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let long = [1, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 1, 7];
        let of = |content: &[u8]| first(&record(22, 0, content)).unwrap().0.fragments();
        assert_eq!(of(&empty.repeat(7)), 7);
        assert_eq!(of(&[&empty[..], &long].concat()), 2);
        assert_eq!((of(&empty[..3]), of(&[])), (1, 0));
    }
}
