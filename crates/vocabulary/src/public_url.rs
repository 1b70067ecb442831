//! The only source of links, of the CSRF origin and of media addresses.

use std::fmt;

/// Where the house is reached from outside, such as `https://meet.example.org`. Never taken from
/// a request's Host header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

/// A public URL that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is not a public URL: write a scheme and a host, such as https://meet.example.org")]
pub struct BadPublicUrl(String);

impl PublicUrl {
    /// Reads `scheme://host[:port]`; a trailing slash is forgiven, a path is not.
    pub fn parse(text: &str) -> Result<Self, BadPublicUrl> {
        let bad = || BadPublicUrl(text.to_owned());
        let url: http::Uri = text.parse().map_err(|_| bad())?;
        let scheme = url
            .scheme_str()
            .filter(|s| matches!(*s, "http" | "https"))
            .ok_or_else(bad)?;
        let authority = url.authority().ok_or_else(bad)?;
        if !matches!(url.path(), "" | "/") || url.query().is_some() {
            return Err(bad());
        }
        Ok(Self(format!("{scheme}://{authority}")))
    }

    /// The origin browsers send: scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.0
    }

    /// The address of `path` (which starts with a slash).
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The same origin for a WebSocket: `ws://` or `wss://`.
    pub fn web_socket(&self) -> String {
        format!("ws{}", self.0.strip_prefix("http").unwrap_or(&self.0))
    }

    /// Whether it is reached by TLS.
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin() {
        let url = PublicUrl::parse("https://meet.example.org/").unwrap();
        assert_eq!(url.origin(), "https://meet.example.org");
        assert_eq!(url.web_socket(), "wss://meet.example.org");
        assert_eq!(url.join("/d/x"), "https://meet.example.org/d/x");
    }

    #[test]
    fn what_is_no_origin_is_refused() {
        for text in [
            "",
            "meet.example.org",
            "ftp://example.org",
            "https://example.org/wellmet",
        ] {
            assert!(PublicUrl::parse(text).is_err(), "{text}");
        }
    }
}
