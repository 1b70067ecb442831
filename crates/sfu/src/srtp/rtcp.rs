//! SRTCP (RFC 3711 section 3.4, RFC 7714 section 9): feedback sealed and opened, with its own index.

use aws_lc_rs::constant_time::verify_slices_are_equal;

use super::{
    cipher::{Cipher, GCM_TAG, Position, SHA1_TAG},
    key_derivation::Master,
    protect::append,
    replay::ReplayWindow,
};
use crate::bytes_at::u32_at;

/// The part of the header left in the clear: first header word and sender SSRC.
const CLEAR: usize = 8;
const INDEX: usize = 4;
/// Says that the packet is enciphered; the rest of the word is the index.
const ENCRYPTED: u32 = 1 << 31;

pub(crate) struct ProtectRtcp {
    cipher: Cipher,
    next: u32,
}

impl ProtectRtcp {
    pub(crate) fn new(master: &Master) -> Option<Self> {
        Some(Self {
            cipher: Cipher::rtcp(master)?,
            next: 1,
        })
    }

    /// Seals the compound packet of `len` bytes at the buffer's start; the sealed length. `None` also when the
    /// 2^31 packets one key may seal are used up.
    pub(crate) fn seal(&mut self, buffer: &mut [u8], len: usize) -> Option<usize> {
        let index = self.next;
        if index & ENCRYPTED != 0 {
            return None;
        }
        self.next += 1;
        let ssrc = u32_at(buffer, 4)?;
        let word = (index | ENCRYPTED).to_be_bytes();
        match &self.cipher {
            Cipher::Gcm(gcm) => {
                let aad = associated(buffer, word)?;
                let tag = gcm.seal(
                    ssrc,
                    Position::Rtcp(index),
                    &aad,
                    buffer.get_mut(CLEAR..len)?,
                )?;
                let end = append(buffer, len, &tag)?;
                append(buffer, end, &word)
            }
            Cipher::CmSha1(cm) => {
                cm.apply(ssrc, Position::Rtcp(index), buffer.get_mut(CLEAR..len)?)?;
                let end = append(buffer, len, &word)?;
                let tag = cm.tag(buffer.get(..end)?, &[]);
                append(buffer, end, &tag)
            }
        }
    }
}

/// RFC 7714 section 9.2: the clear header and the index word.
fn associated(packet: &[u8], word: [u8; INDEX]) -> Option<[u8; CLEAR + INDEX]> {
    let mut aad = [0; CLEAR + INDEX];
    aad.first_chunk_mut::<CLEAR>()?
        .copy_from_slice(packet.first_chunk::<CLEAR>()?);
    aad.last_chunk_mut::<INDEX>()?.copy_from_slice(&word);
    Some(aad)
}

pub(crate) struct UnprotectRtcp {
    cipher: Cipher,
    /// Indices count per sender SSRC (RFC 3711 section 3.2.3).
    windows: Vec<(u32, ReplayWindow)>,
}

/// Report senders remembered per peer; clients use one, or one per track they publish. The oldest gives way:
/// then at worst an old report is read twice, which moves no counter that only advances.
const MAX_SENDERS: usize = 64;

impl UnprotectRtcp {
    pub(crate) fn new(master: &Master) -> Option<Self> {
        Some(Self {
            cipher: Cipher::rtcp(master)?,
            windows: Vec::new(),
        })
    }

    /// Opens `packet` into `out`; the compound packet's length. `None` when it is not authentic, not
    /// enciphered, or was seen before.
    pub(crate) fn open(&mut self, packet: &[u8], out: &mut [u8]) -> Option<usize> {
        let ssrc = u32_at(packet, 4)?;
        let (len, index) = match &self.cipher {
            Cipher::Gcm(gcm) => {
                let (rest, word) = packet.split_last_chunk::<INDEX>()?;
                let index = encrypted_index(*word)?;
                let (body, tag) = rest.split_last_chunk::<GCM_TAG>()?;
                let sealed = body.get(CLEAR..)?;
                let aad = associated(packet, *word)?;
                out.get_mut(..CLEAR)?
                    .copy_from_slice(packet.first_chunk::<CLEAR>()?);
                let plain = out.get_mut(CLEAR..body.len())?;
                gcm.open(ssrc, Position::Rtcp(index), &aad, (sealed, tag), plain)?;
                (body.len(), index)
            }
            Cipher::CmSha1(cm) => {
                let (covered, tag) = packet.split_last_chunk::<SHA1_TAG>()?;
                verify_slices_are_equal(&cm.tag(covered, &[]), tag).ok()?;
                let (body, word) = covered.split_last_chunk::<INDEX>()?;
                let index = encrypted_index(*word)?;
                out.get_mut(..body.len())?.copy_from_slice(body);
                cm.apply(ssrc, Position::Rtcp(index), out.get_mut(CLEAR..body.len())?)?;
                (body.len(), index)
            }
        };
        self.is_new(ssrc, index).then_some(len)
    }

    /// Forgets what was seen.
    #[cfg(test)]
    pub(crate) fn forget(&mut self) {
        self.windows.clear();
    }

    /// Called only for authentic packets.
    fn is_new(&mut self, ssrc: u32, index: u32) -> bool {
        let index = u64::from(index);
        if let Some((_, window)) = self.windows.iter_mut().find(|(of, _)| *of == ssrc) {
            let new = window.is_new(index);
            window.accept(index);
            return new;
        }
        if self.windows.len() == MAX_SENDERS {
            self.windows.remove(0);
        }
        let mut window = ReplayWindow::default();
        window.accept(index);
        self.windows.push((ssrc, window));
        true
    }
}

fn encrypted_index(word: [u8; INDEX]) -> Option<u32> {
    let word = u32::from_be_bytes(word);
    (word & ENCRYPTED != 0).then_some(word & !ENCRYPTED)
}
