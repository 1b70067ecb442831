//! Tokens and keys: drawn from the generator, compared in constant time, stored as hashes.

use std::fmt;

use aws_lc_rs::{digest, hmac};
use data_encoding::{BASE32_NOPAD, Encoding, HEXLOWER};
use subtle::ConstantTimeEq as _;

use crate::Rng;

/// Bits in a token: 26 base32 characters of 5 bits.
const TOKEN_BYTES: usize = 17;
const TOKEN_CHARS: usize = 26;

/// A bearer secret of 130 bits, written as 26 lowercase base32 characters.
///
/// It is shown to its owner once; the database keeps [`Token::hash`] only, and `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new random token.
    pub fn random(rng: &Rng) -> Self {
        Self::from_bytes(&rng.bytes::<TOKEN_BYTES>())
    }

    /// Reads a token as somebody presented it; `None` when it cannot be one.
    pub fn parse(text: &str) -> Option<Self> {
        let well_formed = text.len() == TOKEN_CHARS
            && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'));
        well_formed.then(|| Self(text.to_owned()))
    }

    /// What the database may keep of it.
    pub fn hash(&self) -> TokenHash {
        let hash = digest::digest(&digest::SHA256, self.0.as_bytes());
        TokenHash(HEXLOWER.encode(hash.as_ref()))
    }

    /// The text its owner is given. Never log it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    fn from_bytes(bytes: &[u8]) -> Self {
        let mut text = base32_lower().encode(bytes);
        text.truncate(TOKEN_CHARS);
        Self(text)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[token]")
    }
}

/// SHA-256 of a [`Token`], in lowercase hexadecimal. Equality takes constant time.
#[derive(Debug, Clone, Eq, sqlx::Type)]
#[sqlx(transparent)]
pub struct TokenHash(String);

impl PartialEq for TokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_bytes().ct_eq(other.0.as_bytes()).into()
    }
}

// So that a rate limit can count by it. Agrees with `eq`: equal hashes are equal texts.
impl std::hash::Hash for TokenHash {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// A key from which tokens can be computed again instead of being stored (HMAC-SHA-256).
#[derive(Clone)]
pub struct TokenKey(hmac::Key);

impl TokenKey {
    /// The key made of these 32 bytes.
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, bytes))
    }

    /// The token for `parts`: the first 130 bits of the HMAC over their concatenation.
    ///
    /// The caller gives parts of fixed length, so that no two lists concatenate alike.
    pub fn token(&self, parts: &[&[u8]]) -> Token {
        let mut context = hmac::Context::with_key(&self.0);
        for part in parts {
            context.update(part);
        }
        let tag = context.sign();
        Token::from_bytes(tag.as_ref().get(..TOKEN_BYTES).unwrap_or_default())
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[key]")
    }
}

/// RFC 4648 base32 in lowercase, without padding.
fn base32_lower() -> Encoding {
    let mut specification = BASE32_NOPAD.specification();
    specification.symbols = "abcdefghijklmnopqrstuvwxyz234567".to_owned();
    specification.encoding().unwrap_or(BASE32_NOPAD)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_random_token_reads_back_and_hashes_alike() {
        let token = Token::random(&Rng::seeded(1));
        let read = Token::parse(token.expose()).unwrap();
        assert_eq!(read.hash(), token.hash());
    }

    #[test]
    fn a_computed_token_depends_on_key_and_parts() {
        let (one, two) = (TokenKey::new(&[1; 32]), TokenKey::new(&[2; 32]));
        assert_eq!(one.token(&[b"a", b"b"]), one.token(&[b"a", b"b"]));
        assert_ne!(one.token(&[b"a"]), two.token(&[b"a"]));
        assert_ne!(one.token(&[b"a"]), one.token(&[b"b"]));
    }

    #[test]
    fn what_cannot_be_a_token_is_refused() {
        for text in [
            "",
            "short",
            "UPPERCASEUPPERCASEUPPERCA",
            "0123456789abcdefghijklmnop",
        ] {
            assert!(Token::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_token_never_shows_in_debug_output() {
        assert_eq!(format!("{:?}", Token::random(&Rng::seeded(1))), "[token]");
    }
}
