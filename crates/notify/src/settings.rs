//! Where mails go.

use lettre::message::Mailbox;
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::{AsyncSmtpTransport, Tokio1Executor};

/// Where mails go, checked.
#[derive(Debug, Clone)]
pub struct MailSettings {
    pub(crate) from: Mailbox,
    pub(crate) route: Route,
}

/// By which way.
#[derive(Debug, Clone)]
pub(crate) enum Route {
    /// To a mail server.
    Smtp(Box<AsyncSmtpTransportBuilder>),
    /// Nowhere: they are shown on the demo's outbox page.
    Outbox,
    /// Nowhere: they wait for a mail server to be named.
    None,
}

/// A mail setting that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadMailSettings {
    /// The sender is no address.
    #[error("`{0}` is not a sender: write an address, such as wellmet@example.org")]
    From(String),
    /// The mail server's URL cannot be read. It is not repeated: it may hold a password.
    #[error("the mail server's URL cannot be read: write smtps://user:password@host")]
    Url,
    /// Mails hold door links, which must not travel in the clear.
    #[error("mail to another machine needs TLS: write smtps://host, or smtp://host?tls=required")]
    Plain,
}

impl MailSettings {
    /// Mails by `smtp_url`, from `from`.
    ///
    /// `smtps://`, `smtp://host?tls=required` (STARTTLS), or plain `smtp://` to this machine.
    /// Without a mail server, `outbox` says whether mails are shown on the demo's outbox page.
    ///
    /// # Errors
    /// [`BadMailSettings`], in a sentence for whoever starts the server.
    pub fn new(smtp_url: Option<&str>, from: &str, outbox: bool) -> Result<Self, BadMailSettings> {
        let sender = from.parse();
        let from = sender.map_err(|_| BadMailSettings::From(from.to_owned()))?;
        let route = match smtp_url {
            Some(url) => Route::Smtp(Box::new(smtp(url)?)),
            None if outbox => Route::Outbox,
            None => Route::None,
        };
        Ok(Self { from, route })
    }
}

fn smtp(url: &str) -> Result<AsyncSmtpTransportBuilder, BadMailSettings> {
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
    let builder = builder.map_err(|_| BadMailSettings::Url)?;
    if is_encrypted(url) || stays_here(url) {
        Ok(builder)
    } else {
        Err(BadMailSettings::Plain)
    }
}

fn is_encrypted(url: &str) -> bool {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    url.starts_with("smtps://") || query.split('&').any(|pair| pair == "tls=required")
}

fn stays_here(url: &str) -> bool {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    ["localhost", "127.0.0.1", "[::1]"].iter().any(|here| {
        host.strip_prefix(here)
            .is_some_and(|port| port.is_empty() || port.starts_with(':'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FROM: &str = "Wellmet <wellmet@example.org>";

    fn refused(url: &str) -> String {
        MailSettings::new(Some(url), FROM, false)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn mail_leaves_this_machine_only_encrypted() {
        for url in [
            "smtps://mail.example.org",
            "smtps://user:secret@mail.example.org:465",
            "smtp://mail.example.org:587?tls=required",
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
            "smtp://[::1]:25",
        ] {
            assert!(MailSettings::new(Some(url), FROM, false).is_ok(), "{url}");
        }
        for url in [
            "smtp://mail.example.org",
            "smtp://localhost.example.org",
            "smtp://127.0.0.1@mail.example.org",
            "smtp://mail.example.org?tls=opportunistic",
        ] {
            assert!(refused(url).contains("TLS"), "{url}");
        }
    }

    #[test]
    fn a_url_that_cannot_be_read_is_not_repeated() {
        assert!(!refused("smtp//user:secret@host").contains("secret"));
    }

    #[test]
    fn a_sender_is_an_address() {
        assert!(MailSettings::new(None, "nobody", false).is_err());
    }
}
