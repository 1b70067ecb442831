//! Session keys from master keys (RFC 3711 section 4.3, with a key derivation rate of zero).

use aws_lc_rs::cipher::{AES_128, EncryptingKey, EncryptionContext, UnboundCipherKey};

/// The two protection profiles negotiated (RFC 5764, RFC 7714).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    AeadAes128Gcm,
    Aes128CmSha1,
}

impl Profile {
    /// Master salt, in bytes.
    fn salt_len(self) -> usize {
        match self {
            Self::AeadAes128Gcm => 12,
            Self::Aes128CmSha1 => 14,
        }
    }

    /// What the DTLS exporter must give: two keys and two salts.
    pub(crate) fn keying_material(self) -> usize {
        2 * (16 + self.salt_len())
    }
}

/// One direction's master key and salt.
#[derive(Clone)]
pub(crate) struct Master {
    pub(crate) profile: Profile,
    pub(super) key: [u8; 16],
    /// Of 14 bytes; the GCM profile's 12 are followed by zeros (RFC 7714 section 11).
    pub(super) salt: [u8; 14],
}

/// Both directions, as the server sees them.
#[derive(Clone)]
pub(crate) struct MasterKeys {
    pub(crate) from_client: Master,
    pub(crate) to_client: Master,
}

impl std::fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MasterKeys")
            .field("profile", &self.to_client.profile)
            .finish_non_exhaustive()
    }
}

impl MasterKeys {
    /// RFC 5764 section 4.2: client key, server key, client salt, server salt.
    pub(crate) fn split(profile: Profile, material: &[u8]) -> Option<Self> {
        let (client_key, rest) = material.split_first_chunk::<16>()?;
        let (server_key, salts) = rest.split_first_chunk::<16>()?;
        let (client_salt, server_salt) = salts.split_at_checked(profile.salt_len())?;
        let master = |key: &[u8; 16], salt: &[u8]| {
            let mut padded = [0; 14];
            padded
                .get_mut(..profile.salt_len())?
                .copy_from_slice(salt.get(..profile.salt_len())?);
            Some(Master {
                profile,
                key: *key,
                salt: padded,
            })
        };
        Some(Self {
            from_client: master(client_key, client_salt)?,
            to_client: master(server_key, server_salt)?,
        })
    }
}

/// What a session key is for; the value is its label.
#[derive(Clone, Copy, Debug)]
pub(super) enum Label {
    RtpKey = 0,
    RtpAuth = 1,
    RtpSalt = 2,
    RtcpKey = 3,
    RtcpAuth = 4,
    RtcpSalt = 5,
}

impl Master {
    /// The session key for `label`: AES in counter mode over zeros, from the salt with the label in byte 7.
    pub(super) fn derive<const N: usize>(&self, label: Label) -> Option<[u8; N]> {
        let mut iv = [0u8; 16];
        iv.first_chunk_mut::<14>()?.copy_from_slice(&self.salt);
        *iv.get_mut(7)? ^= label as u8;
        let key = UnboundCipherKey::new(&AES_128, &self.key).ok()?;
        let mut derived = [0; N];
        let counter = EncryptionContext::Iv128((&iv).into());
        EncryptingKey::ctr(key)
            .ok()?
            .less_safe_encrypt(&mut derived, counter)
            .ok()?;
        Some(derived)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 3711 appendix B.3.
    #[test]
    fn the_key_derivation_vectors_of_rfc_3711_hold() {
        let master = Master {
            profile: Profile::Aes128CmSha1,
            key: 0xE1F9_7A0D_3E01_8BE0_D64F_A32C_06DE_4139_u128.to_be_bytes(),
            salt: [
                0x0E, 0xC6, 0x75, 0xAD, 0x49, 0x8A, 0xFE, 0xEB, 0xB6, 0x96, 0x0B, 0x3A, 0xAB, 0xE6,
            ],
        };
        let key = 0xC61E_7A93_744F_39EE_1073_4AFE_3FF7_A087_u128.to_be_bytes();
        assert_eq!(master.derive::<16>(Label::RtpKey), Some(key));
        let salt = [
            0x30, 0xCB, 0xBC, 0x08, 0x86, 0x3D, 0x8C, 0x85, 0xD4, 0x9D, 0xB3, 0x4A, 0x9A, 0xE1,
        ];
        assert_eq!(master.derive::<14>(Label::RtpSalt), Some(salt));
        let auth = master.derive::<20>(Label::RtpAuth).unwrap();
        assert_eq!(auth[..4], [0xCE, 0xBE, 0x32, 0x1F]);
    }
}
