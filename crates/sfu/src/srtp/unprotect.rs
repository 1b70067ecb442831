//! RTP in: verifies and deciphers a packet's payload into the place where it will be kept.

use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::{
    cipher::{Cipher, GCM_TAG, Position, SHA1_TAG},
    key_derivation::Master,
};

pub(crate) struct Unprotect(Cipher);

impl Unprotect {
    pub(crate) fn new(master: &Master) -> Option<Self> {
        Cipher::rtp(master).map(Self)
    }

    /// Opens `packet`, whose header is `header` bytes long, taking `index` for its rollover counter and
    /// sequence number. Writes the payload to `out` and returns its length; `None` when the packet is not
    /// authentic or does not fit. `out` is only meaningful on success.
    pub(crate) fn open(
        &self,
        packet: &[u8],
        header: usize,
        ssrc: u32,
        index: u64,
        out: &mut [u8],
    ) -> Option<usize> {
        let tag_len = match self.0 {
            Cipher::Gcm(_) => GCM_TAG,
            Cipher::CmSha1(_) => SHA1_TAG,
        };
        let (body, tag) = packet.split_at_checked(packet.len().checked_sub(tag_len)?)?;
        let (aad, sealed) = body.split_at_checked(header)?;
        let plain = out.get_mut(..sealed.len())?;
        match &self.0 {
            Cipher::Gcm(gcm) => gcm.open(ssrc, Position::Rtp(index), aad, (sealed, tag), plain)?,
            Cipher::CmSha1(cm) => {
                let rollover = ((index >> 16) as u32).to_be_bytes();
                verify_slices_are_equal(&cm.tag(body, &rollover), tag).ok()?;
                plain.copy_from_slice(sealed);
                cm.apply(ssrc, Position::Rtp(index), plain)?;
            }
        }
        Some(sealed.len())
    }
}
