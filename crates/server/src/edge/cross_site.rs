//! Refusing what another site made a browser send (cross-site request forgery).

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::header::ORIGIN;
use http::{HeaderMap, Method, StatusCode};
use wellmet_foundation::http::Problem;
use wellmet_vocabulary::PublicUrl;

/// Fetch Metadata: which site a request comes from. Pages cannot set it.
const SEC_FETCH_SITE: &str = "sec-fetch-site";

/// Lets a request that may change something pass only when our own pages sent it.
pub(super) async fn refuse(
    State(public_url): State<PublicUrl>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD);
    let guarded = changes && request.uri().path().starts_with("/api/");
    if guarded && !is_our_own(request.headers(), &public_url) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "cross-site",
            "This came from another site",
            "Please do this on our own page; if you are on it, reload it and try again.",
        ));
    }
    Ok(next.run(request).await)
}

/// By `Sec-Fetch-Site` where the browser sends it, else by `Origin`. Under `no-referrer` a form
/// sends `Origin: null`, so our pages rely on the former.
fn is_our_own(headers: &HeaderMap, public_url: &PublicUrl) -> bool {
    match headers.get(SEC_FETCH_SITE) {
        Some(site) => site == "same-origin",
        None => headers
            .get(ORIGIN)
            .is_some_and(|origin| origin == public_url.origin()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs.iter();
        pairs
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn only_our_own_pages_may_change_something() {
        let url = PublicUrl::parse("https://meet.example.org").unwrap();
        for (sent, ours) in [
            (vec![("sec-fetch-site", "same-origin")], true),
            (
                vec![("sec-fetch-site", "same-origin"), ("origin", "null")],
                true,
            ),
            (vec![("origin", "https://meet.example.org")], true),
            (vec![("sec-fetch-site", "same-site")], false),
            (vec![("sec-fetch-site", "cross-site")], false),
            (vec![("sec-fetch-site", "none")], false),
            (
                vec![
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://meet.example.org"),
                ],
                false,
            ),
            (
                vec![("origin", "https://meet.example.org.evil.example")],
                false,
            ),
            (vec![("origin", "http://meet.example.org")], false),
            (vec![("origin", "null")], false),
            (vec![], false),
        ] {
            assert_eq!(is_our_own(&headers(&sent), &url), ours, "{sent:?}");
        }
    }
}
