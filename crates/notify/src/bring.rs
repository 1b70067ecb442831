//! Bringing one mail to its fate.
//!
//! Invariant: a mail that must go out at most once is marked as sent before it is handed over, and
//! the mark is taken back only when the mail server certainly does not have it. Every other mail
//! is marked after it was handed over, so a crash repeats it under the same Message-ID. Consent is
//! in force in the last transaction before any mail that needs it is handed over.

use wellmet_foundation::{DbError, Hint, Instant};
use wellmet_vocabulary::topic;

use crate::fate::{ATTEMPTS, Fate, backoff};
use crate::letter::{Letter, NOT_SHARED, Ready, letter};
use crate::store::{self, MailRow};
use crate::{Notify, NotifyError};

/// Brings one mail to its fate, and writes that down.
pub(crate) async fn send(notify: &Notify, mail: MailRow, until: Instant) {
    let id = mail.id;
    if let Err(error) = bring(notify, &mail, until).await {
        tracing::error!(mail = %id, %error, "a mail could not be sent");
        if let Err(error) = put_off(notify, &mail, until, &error.to_string()).await {
            tracing::error!(mail = %id, %error, "a mail could not be put off");
        }
    }
}

async fn bring(notify: &Notify, mail: &MailRow, until: Instant) -> Result<(), NotifyError> {
    let ready = match find(notify, mail).await? {
        Letter::Ready(ready) => ready,
        Letter::Withheld(reason) => return Ok(withhold(notify, mail, until, reason).await?),
    };
    deliver(notify, mail, until, ready).await
}

async fn find(notify: &Notify, mail: &MailRow) -> Result<Letter, NotifyError> {
    let mut tx = notify.ground.db.read().await?;
    letter(&mut tx, &notify.links, mail, notify.ground.clock.now()).await
}

/// Hands it over, when the mail server answers and nobody has withdrawn their consent until then.
async fn deliver(
    notify: &Notify,
    mail: &MailRow,
    until: Instant,
    ready: Ready,
) -> Result<(), NotifyError> {
    let message = notify
        .post
        .message(mail.id, &ready.to, ready.wording, mail.created_at)?;
    if !notify.post.is_reached().await {
        return Ok(put_off(notify, mail, until, "the mail server is not reached").await?);
    }
    if !is_cleared(notify, mail, until).await? {
        return Ok(());
    }
    let once = mail.template.at_most_once();
    match notify.post.hand_over(message).await {
        Fate::Sent if once => {}
        Fate::Sent => mark_sent(notify, mail, until).await?,
        Fate::Unknown(reason) if once => doubt(notify, mail, until, &reason).await?,
        Fate::Later(reason) | Fate::Unknown(reason) => {
            put_off(notify, mail, until, &reason).await?;
        }
        Fate::Refused(reason) => park(notify, mail, until, &reason).await?,
    }
    Ok(())
}

/// The last word before a mail leaves. Consent is asked for once more, in the transaction that
/// marks a mail that goes out at most once; a patient's answer given meanwhile waits for that
/// transaction, or is heeded by it.
async fn is_cleared(notify: &Notify, mail: &MailRow, until: Instant) -> Result<bool, DbError> {
    let mut tx = notify.ground.db.write().await?;
    if let Some(prescription) = mail.prescription {
        store::hold_consent(&mut tx, prescription).await?;
        if !store::is_shared(&mut tx, prescription).await? {
            store::withhold(&mut tx, mail.id, until, NOT_SHARED).await?;
            tx.commit().await?;
            return Ok(false);
        }
    }
    if !mail.template.at_most_once() {
        return Ok(true);
    }
    // Another sender has it when the lease is lost.
    let marked = store::mark_sent(&mut tx, mail.id, until, notify.ground.clock.now()).await?;
    tx.hint(Hint::new(mail.organisation, topic::OUTBOX));
    tx.commit().await?;
    Ok(marked)
}

async fn mark_sent(notify: &Notify, mail: &MailRow, until: Instant) -> Result<(), DbError> {
    let mut tx = notify.ground.db.write().await?;
    store::mark_sent(&mut tx, mail.id, until, notify.ground.clock.now()).await?;
    tx.hint(Hint::new(mail.organisation, topic::OUTBOX));
    tx.commit().await
}

async fn withhold(
    notify: &Notify,
    mail: &MailRow,
    until: Instant,
    reason: &str,
) -> Result<(), DbError> {
    let mut tx = notify.ground.db.write().await?;
    store::withhold(&mut tx, mail.id, until, reason).await?;
    tx.commit().await
}

/// Tried again later; after a day of trying it waits for a person.
async fn put_off(
    notify: &Notify,
    mail: &MailRow,
    until: Instant,
    reason: &str,
) -> Result<(), DbError> {
    if mail.attempts >= ATTEMPTS {
        return park(notify, mail, until, reason).await;
    }
    tracing::warn!(mail = %mail.id, attempts = mail.attempts, reason, "a mail was put off");
    let due_at = notify.ground.clock.now() + backoff(mail.attempts);
    let mut tx = notify.ground.db.write().await?;
    store::retry(&mut tx, mail.id, until, due_at).await?;
    tx.commit().await
}

async fn park(
    notify: &Notify,
    mail: &MailRow,
    until: Instant,
    reason: &str,
) -> Result<(), DbError> {
    tracing::error!(mail = %mail.id, attempts = mail.attempts, reason, "a mail was set aside");
    let mut tx = notify.ground.db.write().await?;
    store::park(&mut tx, mail.id, until, reason).await?;
    tx.commit().await
}

/// It stays marked as sent: a second copy would be worse.
async fn doubt(
    notify: &Notify,
    mail: &MailRow,
    until: Instant,
    reason: &str,
) -> Result<(), DbError> {
    tracing::warn!(mail = %mail.id, reason, "not known whether a mail arrived");
    let mut tx = notify.ground.db.write().await?;
    store::doubt(&mut tx, mail.id, until, reason).await?;
    tx.commit().await
}
