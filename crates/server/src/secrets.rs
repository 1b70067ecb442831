//! The keys of the house.

use data_encoding::HEXLOWER;
use wellmet_foundation::Rng;
use wellmet_sfu::{Certificate, CertificateError};
use wellmet_signalling::ApiKey;
use wellmet_vocabulary::DoorKey;

use crate::{DataFolder, DataFolderError};

const DOOR_KEY: &str = "door.key";
const MEDIA_KEY: &str = "media.key";
const DTLS_IDENTITY: &str = "dtls.pem";

/// The keys of the house. Whoever holds them can open its doors and rooms.
#[derive(Clone)]
pub struct Secrets {
    /// From which door links are computed.
    pub door_key: DoorKey,
    /// Signs media tokens.
    pub media_key: ApiKey,
    /// Known to browsers by its fingerprint.
    pub certificate: Certificate,
}

/// A key cannot be read or made.
#[derive(Debug, thiserror::Error)]
pub enum SecretsError {
    /// Its file cannot be used.
    #[error(transparent)]
    Folder(#[from] DataFolderError),
    /// The DTLS identity is broken.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

impl Secrets {
    /// Reads them from `folder`; whichever is missing is drawn, and is the same ever after.
    pub fn in_folder(folder: &DataFolder, rng: &Rng) -> Result<Self, SecretsError> {
        let made = Certificate::generate()?.to_pem()?;
        let pem = folder.secret(DTLS_IDENTITY, || made)?;
        Ok(Self {
            door_key: DoorKey::new(&folder.key(DOOR_KEY, rng)?),
            media_key: media_key(&folder.key(MEDIA_KEY, rng)?),
            certificate: Certificate::from_pem(&pem)?,
        })
    }

    /// Draws new ones that are kept nowhere, for tests.
    pub fn fresh(rng: &Rng) -> Result<Self, SecretsError> {
        Ok(Self {
            door_key: DoorKey::new(&rng.bytes()),
            media_key: media_key(&rng.bytes()),
            certificate: Certificate::generate()?,
        })
    }
}

fn media_key(secret: &[u8; 32]) -> ApiKey {
    ApiKey::new("wellmet", HEXLOWER.encode(secret).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use wellmet_vocabulary::MembershipId;

    #[test]
    fn keys_are_the_same_at_the_next_start() {
        let parent = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(parent.path()).unwrap();
        let first = Secrets::in_folder(&folder, &Rng::seeded(1)).unwrap();
        let second = Secrets::in_folder(&folder, &Rng::seeded(2)).unwrap();
        let membership = MembershipId::from(uuid::Uuid::nil());
        let door = |keys: &Secrets| keys.door_key.token(membership, 1).expose().to_owned();
        assert_eq!(door(&first), door(&second));
        assert_eq!(
            first.certificate.fingerprint(),
            second.certificate.fingerprint()
        );
    }

    #[test]
    fn every_key_is_its_owners_only() {
        let parent = tempfile::tempdir().unwrap();
        let folder = DataFolder::open(parent.path()).unwrap();
        Secrets::in_folder(&folder, &Rng::seeded(1)).unwrap();
        for name in [DOOR_KEY, MEDIA_KEY, DTLS_IDENTITY] {
            let mode = fs::metadata(folder.file(name))
                .unwrap()
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }
}
