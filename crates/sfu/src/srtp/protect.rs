//! RTP out: seals packets where they stand.

use super::{
    cipher::{Cipher, Position},
    key_derivation::Master,
};

pub(crate) struct Protect(Cipher);

impl Protect {
    pub(crate) fn new(master: &Master) -> Option<Self> {
        Cipher::rtp(master).map(Self)
    }

    /// Seals the packet of `header + payload` bytes at the buffer's start, whose rollover counter and
    /// sequence number are `index`, and appends the tag; the sealed length. The caller never passes the same
    /// `ssrc` and `index` with other content.
    pub(crate) fn seal(
        &self,
        buffer: &mut [u8],
        header: usize,
        payload: usize,
        ssrc: u32,
        index: u64,
    ) -> Option<usize> {
        let end = header + payload;
        match &self.0 {
            Cipher::Gcm(gcm) => {
                let (aad, rest) = buffer.split_at_mut_checked(header)?;
                let tag = gcm.seal(ssrc, Position::Rtp(index), aad, rest.get_mut(..payload)?)?;
                append(buffer, end, &tag)
            }
            Cipher::CmSha1(cm) => {
                cm.apply(ssrc, Position::Rtp(index), buffer.get_mut(header..end)?)?;
                let rollover = ((index >> 16) as u32).to_be_bytes();
                let tag = cm.tag(buffer.get(..end)?, &rollover);
                append(buffer, end, &tag)
            }
        }
    }
}

pub(super) fn append(buffer: &mut [u8], at: usize, bytes: &[u8]) -> Option<usize> {
    buffer.get_mut(at..at + bytes.len())?.copy_from_slice(bytes);
    Some(at + bytes.len())
}
