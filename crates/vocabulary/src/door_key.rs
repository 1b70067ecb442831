//! The key from which every door link is computed.

use wellmet_foundation::secret::{Token, TokenKey};

use crate::MembershipId;

/// Computes door tokens, so that every reminder can carry the same link although the database
/// holds only their hashes. The key lives in a file outside the database.
#[derive(Debug, Clone)]
pub struct DoorKey(TokenKey);

impl DoorKey {
    /// The key made of these 32 bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(TokenKey::new(bytes))
    }

    /// The door token of `membership`; reissuing a link raises `generation`.
    pub fn token(&self, membership: MembershipId, generation: i64) -> Token {
        let membership = uuid::Uuid::from(membership);
        self.0
            .token(&[membership.as_bytes(), &generation.to_be_bytes()])
    }
}

/// The path of a door link, to be appended to the public URL.
pub fn door_path(token: &Token) -> String {
    format!("/d/{}", token.expose())
}
