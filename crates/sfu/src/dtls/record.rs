//! DTLS records (RFC 6347 section 4.1), as far as they stand in the clear.

use crate::bytes_at::u16_at;

const HEADER: usize = 13;

/// The highest epoch of a datagram's records; `None` when they do not fill it exactly.
pub(super) fn highest_epoch(datagram: &[u8]) -> Option<u16> {
    let (mut rest, mut highest) = (datagram, None);
    while !rest.is_empty() {
        let len = HEADER + usize::from(u16_at(rest, 11)?);
        highest = highest.max(Some(u16_at(rest, 3)?));
        rest = rest.get(len..)?;
    }
    highest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(epoch: u16, len: u16) -> Vec<u8> {
        let mut record = vec![23, 0xFE, 0xFD];
        record.extend(epoch.to_be_bytes());
        record.extend([0; 6]);
        record.extend(len.to_be_bytes());
        record.resize(HEADER + usize::from(len), 0);
        record
    }

    #[test]
    fn the_highest_of_all_epochs_counts() {
        let datagram = [record(0, 5), record(2, 0), record(1, 9)].concat();
        assert_eq!(highest_epoch(&datagram), Some(2));
        assert_eq!(highest_epoch(&datagram[..datagram.len() - 1]), None);
        assert_eq!(highest_epoch(&[]), None);
    }
}
