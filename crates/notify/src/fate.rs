//! What the mail server's answer means for a mail.

use std::time::Duration;

/// What becomes of a mail after it was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The server took it.
    Sent,
    /// The server does not have it: to be tried again.
    Later(String),
    /// The server will never take it.
    Refused(String),
    /// The answer never came: it may or may not have it.
    Unknown(String),
}

/// Tries before a mail waits for a person: about a day.
pub(crate) const ATTEMPTS: i64 = 32;
const FIRST_RETRY: Duration = Duration::from_secs(5);
const LONGEST_RETRY: Duration = Duration::from_secs(60 * 60);

/// How long to wait after the `attempts`-th try failed; doubles each time.
pub(crate) fn backoff(attempts: i64) -> Duration {
    let doublings = u32::try_from(attempts.saturating_sub(1).clamp(0, 16)).unwrap_or(0);
    FIRST_RETRY
        .saturating_mul(1 << doublings)
        .min(LONGEST_RETRY)
}

/// Reads the answer. Only its code is kept: its text may quote an address.
pub(crate) fn fate(error: &lettre::transport::smtp::Error) -> Fate {
    match error.status() {
        Some(code) if error.is_permanent() => Fate::Refused(format!("refused for good ({code})")),
        Some(code) => Fate::Later(format!("refused for now ({code})")),
        None => Fate::Unknown("the mail server did not answer".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour_and_last_a_day() {
        assert_eq!(backoff(1), Duration::from_secs(5));
        assert_eq!(backoff(3), Duration::from_secs(20));
        assert_eq!(backoff(i64::MAX), LONGEST_RETRY);
        let all: Duration = (1..ATTEMPTS).map(backoff).sum();
        assert!(all > Duration::from_secs(20 * 60 * 60), "{all:?}");
    }
}
