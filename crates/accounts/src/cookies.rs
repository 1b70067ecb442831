//! The cookie of a sign-in.

use cookie::{Cookie, SameSite};
use http::HeaderValue;
use wellmet_foundation::secret::Token;

use crate::session::LONGEST;

/// The cookie of a signed-in person of staff. The prefix binds it to this host, TLS and path `/`
/// (RFC 6265bis section 4.1.3.2). Lax: a link in a mail opens signed in.
pub const STAFF_COOKIE: &str = "__Host-staff";

/// `Set-Cookie` that gives the browser `token`.
pub(crate) fn given(token: &Token) -> Option<HeaderValue> {
    let seconds = i64::try_from(LONGEST.as_secs()).unwrap_or(i64::MAX);
    header(token.expose(), seconds)
}

/// `Set-Cookie` that takes the token back.
pub(crate) fn taken_back() -> Option<HeaderValue> {
    header("", 0)
}

fn header(value: &str, max_age: i64) -> Option<HeaderValue> {
    let cookie = Cookie::build((STAFF_COOKIE, value))
        .http_only(true)
        .secure(true)
        .same_site(SameSite::Lax)
        .path("/")
        .max_age(cookie::time::Duration::seconds(max_age));
    let mut header = HeaderValue::from_str(&cookie.to_string()).ok()?;
    header.set_sensitive(true);
    Some(header)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wellmet_foundation::Rng;

    #[test]
    fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        let token = Token::random(&Rng::seeded(1));
        let header = given(&token).unwrap();
        let text = header.to_str().unwrap();
        assert!(text.starts_with(&format!("__Host-staff={};", token.expose())));
        for part in [
            "HttpOnly",
            "Secure",
            "SameSite=Lax",
            "Path=/",
            "Max-Age=604800",
        ] {
            assert!(text.contains(part), "{part} is missing from the cookie");
        }
        assert!(!text.contains("Domain"));
        assert!(
            taken_back()
                .unwrap()
                .to_str()
                .unwrap()
                .contains("Max-Age=0")
        );
    }
}
