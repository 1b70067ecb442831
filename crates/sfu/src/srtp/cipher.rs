//! The two ciphers under SRTP: AES-128-GCM, and AES-128 counter mode with HMAC-SHA1.

use aws_lc_rs::{
    aead::{self, Aad, LessSafeKey, Nonce, UnboundKey},
    cipher::{AES_128, EncryptingKey, EncryptionContext, UnboundCipherKey},
    hmac,
};

use super::key_derivation::{Label, Master, Profile};

pub(super) const GCM_TAG: usize = 16;
pub(super) const SHA1_TAG: usize = 10;

/// One direction's session keys for RTP or for RTCP.
pub(super) enum Cipher {
    Gcm(Gcm),
    CmSha1(Box<CmSha1>),
}

pub(super) struct Gcm {
    key: LessSafeKey,
    salt: [u8; 12],
}

pub(super) struct CmSha1 {
    key: EncryptingKey,
    salt: [u8; 14],
    auth: hmac::Key,
}

/// Where a packet stands in its stream. Together with the SSRC it must never seal two contents.
#[derive(Clone, Copy)]
pub(super) enum Position {
    /// Rollover counter and sequence number: 48 bits.
    Rtp(u64),
    /// SRTCP index: 31 bits.
    Rtcp(u32),
}

impl Cipher {
    pub(super) fn rtp(master: &Master) -> Option<Self> {
        Self::with_labels(master, [Label::RtpKey, Label::RtpAuth, Label::RtpSalt])
    }

    pub(super) fn rtcp(master: &Master) -> Option<Self> {
        Self::with_labels(master, [Label::RtcpKey, Label::RtcpAuth, Label::RtcpSalt])
    }

    fn with_labels(master: &Master, [key, auth, salt]: [Label; 3]) -> Option<Self> {
        let key = master.derive::<16>(key)?;
        match master.profile {
            Profile::AeadAes128Gcm => {
                let key = LessSafeKey::new(UnboundKey::new(&aead::AES_128_GCM, &key).ok()?);
                Some(Self::Gcm(Gcm {
                    key,
                    salt: master.derive(salt)?,
                }))
            }
            Profile::Aes128CmSha1 => {
                let key = EncryptingKey::ctr(UnboundCipherKey::new(&AES_128, &key).ok()?).ok()?;
                let auth = master.derive::<20>(auth)?;
                let auth = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &auth);
                Some(Self::CmSha1(Box::new(CmSha1 {
                    key,
                    salt: master.derive(salt)?,
                    auth,
                })))
            }
        }
    }
}

impl Gcm {
    /// RFC 7714 sections 8.1 and 9.1.
    fn nonce(&self, ssrc: u32, position: Position) -> Nonce {
        let [a, b, c, d] = ssrc.to_be_bytes();
        let plain = match position {
            Position::Rtp(index) => {
                let [_, _, roc0, roc1, roc2, roc3, seq0, seq1] = index.to_be_bytes();
                [0, 0, a, b, c, d, roc0, roc1, roc2, roc3, seq0, seq1]
            }
            Position::Rtcp(index) => {
                let [i0, i1, i2, i3] = index.to_be_bytes();
                [0, 0, a, b, c, d, 0, 0, i0, i1, i2, i3]
            }
        };
        let mut nonce = self.salt;
        nonce
            .iter_mut()
            .zip(plain)
            .for_each(|(byte, plain)| *byte ^= plain);
        Nonce::assume_unique_for_key(nonce)
    }

    pub(super) fn seal(
        &self,
        ssrc: u32,
        at: Position,
        aad: &[u8],
        payload: &mut [u8],
    ) -> Option<[u8; GCM_TAG]> {
        let tag = self
            .key
            .seal_in_place_separate_tag(self.nonce(ssrc, at), Aad::from(aad), payload)
            .ok()?;
        tag.as_ref().try_into().ok()
    }

    /// Deciphers `sealed` into `plain`, which is of the same length.
    pub(super) fn open(
        &self,
        ssrc: u32,
        at: Position,
        aad: &[u8],
        (sealed, tag): (&[u8], &[u8]),
        plain: &mut [u8],
    ) -> Option<()> {
        self.key
            .open_separate_gather(self.nonce(ssrc, at), Aad::from(aad), sealed, tag, plain)
            .ok()
    }
}

impl CmSha1 {
    /// Enciphers or deciphers in place (RFC 3711 section 4.1.1).
    pub(super) fn apply(&self, ssrc: u32, at: Position, data: &mut [u8]) -> Option<()> {
        let [a, b, c, d] = ssrc.to_be_bytes();
        let index = match at {
            Position::Rtp(index) => index,
            Position::Rtcp(index) => u64::from(index),
        };
        let [_, _, i0, i1, i2, i3, i4, i5] = index.to_be_bytes();
        let plain = [0, 0, 0, 0, a, b, c, d, i0, i1, i2, i3, i4, i5, 0, 0];
        let mut iv = [0u8; 16];
        iv.first_chunk_mut::<14>()?.copy_from_slice(&self.salt);
        iv.iter_mut()
            .zip(plain)
            .for_each(|(byte, plain)| *byte ^= plain);
        self.key
            .less_safe_encrypt(data, EncryptionContext::Iv128((&iv).into()))
            .ok()
            .map(|_| ())
    }

    /// RFC 3711 section 4.2: over the packet and, for RTP, its rollover counter.
    pub(super) fn tag(&self, packet: &[u8], rollover: &[u8]) -> [u8; SHA1_TAG] {
        let mut context = hmac::Context::with_key(&self.auth);
        context.update(packet);
        context.update(rollover);
        let full = context.sign();
        full.as_ref().first_chunk().copied().unwrap_or_default()
    }
}
