//! Handing a mail over.

use std::time::{Duration, SystemTime};

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use wellmet_foundation::{Clock, Instant, Pii};
use wellmet_vocabulary::{MailId, PublicUrl};

use crate::NotifyError;
use crate::fate::{Fate, fate};
use crate::settings::{MailSettings, Route};
use crate::template::Wording;

/// Connections to the mail server; as many mails are sent at a time.
pub(crate) const CONNECTIONS: u32 = 8;
/// A whole conversation with the mail server takes at most this long.
const PATIENCE: Duration = Duration::from_secs(60);

/// Hands mails to whoever takes them.
#[derive(Clone)]
pub(crate) struct Post {
    clock: Clock,
    from: Mailbox,
    /// The right side of every Message-ID.
    host: String,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Outbox,
    None,
}

impl Post {
    /// Call it within a tokio runtime.
    pub(crate) fn new(settings: MailSettings, clock: Clock, public_url: &PublicUrl) -> Self {
        let way = match settings.route {
            Route::Smtp(builder) => {
                let pool = PoolConfig::new().max_size(CONNECTIONS);
                let builder = builder.timeout(Some(PATIENCE)).pool_config(pool);
                Way::Smtp(builder.build())
            }
            Route::Outbox => Way::Outbox,
            Route::None => Way::None,
        };
        Self {
            clock,
            from: settings.from,
            host: host(public_url),
            way,
        }
    }

    /// Whether mails go anywhere.
    pub(crate) const fn delivers(&self) -> bool {
        !matches!(self.way, Way::None)
    }

    /// Whether mails are shown on the demo's outbox page.
    pub(crate) const fn is_outbox(&self) -> bool {
        matches!(self.way, Way::Outbox)
    }

    /// Whether the mail server answers now. A mail that must not go out twice is handed over only
    /// then: what failed here was certainly not sent.
    pub(crate) async fn is_reached(&self) -> bool {
        match &self.way {
            Way::Smtp(smtp) => self
                .in_time(smtp.test_connection())
                .await
                .is_some_and(|reached| reached.is_ok_and(|answers| answers)),
            Way::Outbox => true,
            Way::None => false,
        }
    }

    /// Hands the message over.
    pub(crate) async fn hand_over(&self, message: Message) -> Fate {
        match &self.way {
            Way::Smtp(smtp) => match self.in_time(smtp.send(message)).await {
                Some(Ok(_)) => Fate::Sent,
                Some(Err(error)) => fate(&error),
                None => Fate::Unknown("the mail server was too slow".to_owned()),
            },
            Way::Outbox => Fate::Sent,
            Way::None => Fate::Later("no mail server is named".to_owned()),
        }
    }

    /// The message of a mail. The same mail has the same Message-ID at every try, so that a
    /// recipient's server can drop a second copy (RFC 5322 section 3.6.4).
    pub(crate) fn message(
        &self,
        mail: MailId,
        to: &Pii<String>,
        wording: Wording,
        written_at: Instant,
    ) -> Result<Message, NotifyError> {
        let body = MultiPart::alternative_plain_html(wording.text, wording.html);
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.parse()?))
            .subject(wording.subject)
            .message_id(Some(format!("<{mail}@{}>", self.host)))
            .date(moment(written_at))
            .header(AutoSubmitted)
            .multipart(body)?;
        Ok(message)
    }

    async fn in_time<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            done = work => Some(done),
            () = self.clock.sleep(PATIENCE) => None,
        }
    }
}

/// `Auto-Submitted: auto-generated` keeps holiday replies away (RFC 3834 section 5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The host of the house's address, without its port.
fn host(public_url: &PublicUrl) -> String {
    let origin = public_url.origin();
    let authority = origin
        .split_once("://")
        .map_or(origin, |(_, authority)| authority);
    let without_port = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
        _ => authority,
    };
    without_port.to_owned()
}

fn moment(instant: Instant) -> SystemTime {
    let millis = u64::try_from(instant.as_millis()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_ids_end_in_the_host_of_the_house() {
        for (url, expected) in [
            ("https://meet.example.org", "meet.example.org"),
            ("http://localhost:8080", "localhost"),
            ("http://[::1]:8080", "[::1]"),
        ] {
            assert_eq!(host(&PublicUrl::parse(url).unwrap()), expected);
        }
    }
}
