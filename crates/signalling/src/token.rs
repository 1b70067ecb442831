//! Access tokens: HS256 JSON Web Tokens (RFC 7519) in LiveKit's shape, minted and verified.
//!
//! Whether a token's time has come is judged here against the time handed in; the JWT crate's own
//! checks, which read the system clock, are switched off.

use std::{collections::HashMap, fmt, time::Duration};

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use wellmet_foundation::Instant;
use wellmet_vocabulary::MEDIA_TOKEN_LIFE as LIFE;

use crate::grant::Grant;

/// How far the clocks of the minting and the verifying machine may differ.
pub(crate) const LEEWAY: Duration = Duration::from_secs(60);

/// LiveKit's API key pair: the name and the secret that sign access tokens.
#[derive(Clone)]
pub struct ApiKey {
    name: String,
    signing: EncodingKey,
    verifying: DecodingKey,
}

/// A minted access token and when it stops working. `Debug` hides the token.
#[derive(Clone)]
pub(crate) struct Minted {
    pub(crate) token: String,
    pub(crate) expires_at: Instant,
}

/// What a verified token says.
#[derive(Clone, Debug)]
pub(crate) struct Verified {
    pub(crate) grant: Grant,
    /// From when it was good (`nbf`), in seconds since the Unix epoch: tells tokens minted before a
    /// removal from those minted after a readmission.
    pub(crate) not_before: i64,
}

/// Why a token opens nothing.
#[derive(Debug, Error, PartialEq, Eq)]
pub(crate) enum TokenError {
    #[error("no access token was given")]
    Missing,
    #[error("the access token is not one of ours")]
    Forged,
    #[error("the access token is not valid yet")]
    Early,
    #[error("the access token has expired")]
    Expired,
    #[error("the access token does not allow joining a room")]
    NotForJoining,
}

impl ApiKey {
    /// The pair of `name` (the tokens' `iss`) and `secret`.
    #[must_use]
    pub fn new(name: impl Into<String>, secret: &[u8]) -> Self {
        Self {
            name: name.into(),
            signing: EncodingKey::from_secret(secret),
            verifying: DecodingKey::from_secret(secret),
        }
    }

    /// A token for `grant`, good from `not_before` (seconds) until ten minutes after `now`.
    pub(crate) fn mint(
        &self,
        grant: &Grant,
        not_before: i64,
        now: Instant,
    ) -> Result<Minted, jsonwebtoken::errors::Error> {
        let claims = Claims {
            iss: self.name.clone(),
            sub: grant.identity.clone(),
            name: grant.name.clone(),
            nbf: not_before,
            exp: seconds(now + LIFE),
            attributes: grant.attributes(),
            video: VideoClaim::from(grant),
        };
        Ok(Minted {
            token: encode(&Header::new(Algorithm::HS256), &claims, &self.signing)?,
            expires_at: Instant::from_millis(claims.exp.saturating_mul(1_000)),
        })
    }

    /// Reads a token as a client presented it.
    pub(crate) fn verify(&self, token: &str, now: Instant) -> Result<Verified, TokenError> {
        let read = decode::<Claims>(token, &self.verifying, &self.validation());
        let claims = read.map_err(|_| TokenError::Forged)?.claims;
        if seconds(now + LEEWAY) < claims.nbf {
            return Err(TokenError::Early);
        }
        if seconds(now - LEEWAY) >= claims.exp {
            return Err(TokenError::Expired);
        }
        let not_before = claims.nbf;
        let grant = claims.grant().ok_or(TokenError::NotForJoining)?;
        Ok(Verified { grant, not_before })
    }

    fn validation(&self) -> Validation {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.validate_exp = false;
        validation.validate_nbf = false;
        validation.validate_aud = false;
        validation.set_required_spec_claims(&["exp", "nbf", "iss", "sub"]);
        validation.set_issuer(&[&self.name]);
        validation
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ApiKey")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Minted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Minted")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// Whole seconds since the Unix epoch, as JWT's NumericDate counts (RFC 7519 section 2).
pub(crate) fn seconds(at: Instant) -> i64 {
    at.as_millis().div_euclid(1_000)
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    #[serde(default)]
    name: String,
    nbf: i64,
    exp: i64,
    #[serde(default, skip_serializing_if = "HashMap::is_empty")]
    attributes: HashMap<String, String>,
    video: VideoClaim,
}

/// LiveKit's `VideoGrant`, as far as joining needs it. An absent permission to publish, subscribe
/// or send data means it is given.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct VideoClaim {
    #[serde(default)]
    room_join: bool,
    #[serde(default)]
    room: String,
    #[serde(default = "given")]
    can_publish: bool,
    #[serde(default = "given")]
    can_subscribe: bool,
    #[serde(default = "given")]
    can_publish_data: bool,
    #[serde(default)]
    hidden: bool,
}

fn given() -> bool {
    true
}

impl From<&Grant> for VideoClaim {
    fn from(grant: &Grant) -> Self {
        Self {
            room_join: true,
            room: grant.room.clone(),
            can_publish: grant.can_publish,
            can_subscribe: grant.can_subscribe,
            can_publish_data: grant.can_publish_data,
            hidden: grant.hidden,
        }
    }
}

impl Claims {
    /// The grant, unless it is none for joining one named room as somebody.
    fn grant(self) -> Option<Grant> {
        let video = self.video;
        let joins = video.room_join && !video.room.is_empty() && !self.sub.is_empty();
        joins.then_some(Grant {
            room: video.room,
            identity: self.sub,
            name: self.name,
            can_publish: video.can_publish,
            can_subscribe: video.can_subscribe,
            can_publish_data: video.can_publish_data,
            hidden: video.hidden,
            facilitator: Grant::is_facilitator(&self.attributes),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Instant = Instant::from_millis(1_800_000_000_000);

    fn key() -> ApiKey {
        ApiKey::new("wellmet", b"a secret of at least thirty-two bytes")
    }

    fn minted() -> String {
        let grant = Grant::full("room-1", "person-1", "Robin");
        key().mint(&grant, seconds(NOW), NOW).unwrap().token
    }

    fn signed(claims: &serde_json::Value) -> String {
        encode(&Header::new(Algorithm::HS256), claims, &key().signing).unwrap()
    }

    #[test]
    fn a_minted_token_reads_back() {
        let verified = key().verify(&minted(), NOW).unwrap();
        assert_eq!(verified.grant, Grant::full("room-1", "person-1", "Robin"));
        assert_eq!(verified.not_before, seconds(NOW));
    }

    #[test]
    fn a_token_works_for_ten_minutes_and_the_leeway() {
        let last = NOW + LIFE + LEEWAY - Duration::from_secs(1);
        assert!(key().verify(&minted(), last).is_ok());
        let over = key().verify(&minted(), NOW + LIFE + LEEWAY);
        assert_eq!(over.unwrap_err(), TokenError::Expired);
    }

    #[test]
    fn a_token_from_a_clock_far_ahead_is_not_valid_yet() {
        assert!(key().verify(&minted(), NOW - LEEWAY).is_ok());
        let early = key().verify(&minted(), NOW - LEEWAY - Duration::from_secs(1));
        assert_eq!(early.unwrap_err(), TokenError::Early);
    }

    #[test]
    fn a_token_signed_with_another_secret_is_forged() {
        let other = ApiKey::new("wellmet", b"another secret of thirty-two bytes!");
        assert_eq!(
            other.verify(&minted(), NOW).unwrap_err(),
            TokenError::Forged
        );
    }

    #[test]
    fn a_token_of_another_issuer_or_without_times_is_forged() {
        let (nbf, exp) = (seconds(NOW), seconds(NOW + LIFE));
        let video = serde_json::json!({ "roomJoin": true, "room": "room-1" });
        for claims in [
            serde_json::json!({ "iss": "other", "sub": "a", "nbf": nbf, "exp": exp, "video": video }),
            serde_json::json!({ "iss": "wellmet", "sub": "a", "nbf": nbf, "video": video }),
            serde_json::json!({ "iss": "wellmet", "sub": "a", "exp": exp, "video": video }),
        ] {
            assert_eq!(
                key().verify(&signed(&claims), NOW).unwrap_err(),
                TokenError::Forged
            );
        }
    }

    #[test]
    fn an_unsigned_token_is_forged() {
        let unsigned = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ3ZWxsbWV0Iiwic3ViIjoiYSJ9.";
        for text in ["", "x", "a.b.c", unsigned] {
            assert_eq!(
                key().verify(text, NOW).unwrap_err(),
                TokenError::Forged,
                "{text}"
            );
        }
    }

    #[test]
    fn absent_permissions_are_given_and_joining_must_be_named() {
        let (nbf, exp) = (seconds(NOW), seconds(NOW + LIFE));
        let claims = |video| serde_json::json!({ "iss": "wellmet", "sub": "a", "nbf": nbf, "exp": exp, "video": video });
        let open = signed(&claims(
            serde_json::json!({ "roomJoin": true, "room": "room-1" }),
        ));
        assert!(key().verify(&open, NOW).unwrap().grant.can_publish);
        for video in [
            serde_json::json!({ "room": "room-1" }),
            serde_json::json!({ "roomJoin": true }),
        ] {
            let refused = key().verify(&signed(&claims(video)), NOW);
            assert_eq!(refused.unwrap_err(), TokenError::NotForJoining);
        }
    }

    #[test]
    fn neither_key_nor_token_shows_in_debug_output() {
        let minted = key().mint(&Grant::full("r", "i", "n"), 0, NOW).unwrap();
        assert!(!format!("{:?} {minted:?}", key()).contains(&minted.token));
        assert!(!format!("{:?}", key()).contains("secret"));
    }
}
