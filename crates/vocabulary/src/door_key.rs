//! The key from which every link for patients is computed: to a door, and to an offer.

use wellmet_foundation::secret::{Token, TokenKey};

use crate::{MembershipId, OfferId};

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

    /// The token by which a patient answers `offer`.
    pub fn offer_token(&self, offer: OfferId) -> Token {
        let offer = uuid::Uuid::from(offer);
        // A membership's parts are 24 bytes long, these are 21: no link opens the other's page.
        self.0.token(&[b"offer", offer.as_bytes()])
    }
}

/// The path of a door link, to be appended to the public URL.
pub fn door_path(token: &Token) -> String {
    format!("/d/{}", token.expose())
}

/// The path of an offer's page, to be appended to the public URL. What says which stands behind a
/// `#`, which browsers send to no server.
pub fn offer_path(offer: OfferId, token: &Token) -> String {
    let offer = uuid::Uuid::from(offer);
    format!("/offer#{offer}.{}", token.expose())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_offer_and_a_membership_of_the_same_id_have_other_tokens() {
        let key = DoorKey::new(&[7; 32]);
        let id = Uuid::from_u128(9);
        assert_eq!(key.offer_token(id.into()), key.offer_token(id.into()));
        assert_ne!(key.offer_token(id.into()), key.token(id.into(), 1));
        assert_ne!(
            key.offer_token(id.into()),
            key.offer_token(Uuid::nil().into())
        );
    }
}
