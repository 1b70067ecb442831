//! The cookie by which a device is known.

use axum::http::{HeaderMap, header};
use cookie::{Cookie, SameSite};
use wellmet_foundation::secret::Token;

use crate::store::devices::DEVICE_LIFE;

/// The cookie of a patient's device. The prefix makes browsers insist on `Secure`, `Path=/` and
/// no domain (RFC 6265bis section 4.1.3.2).
pub const DOOR_COOKIE: &str = "__Host-door";

/// The `Set-Cookie` value that gives `token` to a device.
pub(crate) fn give(token: &Token) -> String {
    let life = i64::try_from(DEVICE_LIFE.as_secs()).unwrap_or(i64::MAX);
    Cookie::build((DOOR_COOKIE, token.expose()))
        .path("/")
        .http_only(true)
        .secure(true)
        // The pages ask with it by themselves, so it never needs to come along from another site.
        .same_site(SameSite::Strict)
        .max_age(cookie::time::Duration::seconds(life))
        .build()
        .to_string()
}

/// The token of the device that sent `headers`.
pub(crate) fn read(headers: &HeaderMap) -> Option<Token> {
    let lines = headers.get_all(header::COOKIE).into_iter();
    lines
        .filter_map(|line| line.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == DOOR_COOKIE)
        .and_then(|cookie| Token::parse(cookie.value()))
}

#[cfg(test)]
mod tests {
    use wellmet_foundation::Rng;

    use super::*;

    #[test]
    fn what_was_given_is_read_back_among_other_cookies() {
        let token = Token::random(&Rng::seeded(1));
        let given = give(&token);
        let pair = given.split(';').next().unwrap();
        let mut headers = HeaderMap::new();
        let line = format!("__Host-staff=x; {pair}");
        headers.insert(header::COOKIE, line.parse().unwrap());
        assert_eq!(read(&headers).unwrap().hash(), token.hash());
    }

    #[test]
    fn the_cookie_is_kept_from_scripts_plain_http_and_other_sites() {
        let given = give(&Token::random(&Rng::seeded(1)));
        for part in [
            "__Host-door=",
            "HttpOnly",
            "Secure",
            "SameSite=Strict",
            "Path=/",
        ] {
            assert!(given.contains(part), "{part} in {given}");
        }
        assert!(!given.contains("Domain"));
    }
}
