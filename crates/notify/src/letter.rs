//! What a mail comes to at the moment of sending: to whom, with which words, or why not at all.

use wellmet_foundation::{Pii, Tx};
use wellmet_vocabulary::{DoorKey, MembershipId, PublicUrl, StaffId, door_path};

use crate::NotifyError;
use crate::store::{self, MailRow, Recipient};
use crate::template::Wording;

/// A mail ready to be handed over, or the reason why it never will be.
pub(crate) enum Letter {
    Ready(Ready),
    Withheld(&'static str),
}

/// A mail with its address and its words.
pub(crate) struct Ready {
    pub(crate) to: Pii<String>,
    pub(crate) wording: Wording,
}

/// What addresses in mails are made from.
#[derive(Clone)]
pub(crate) struct Links {
    pub(crate) key: DoorKey,
    pub(crate) public_url: PublicUrl,
}

/// Why a mail about attendance is withheld.
pub(crate) const NOT_SHARED: &str = "attendance is not shared";

/// Finds out what `mail` comes to now.
pub(crate) async fn letter(
    tx: &mut Tx,
    links: &Links,
    mail: &MailRow,
) -> Result<Letter, NotifyError> {
    if let Some(prescription) = mail.prescription
        && !store::is_shared(tx, prescription).await?
    {
        return Ok(Letter::Withheld(NOT_SHARED));
    }
    match mail.recipient() {
        Some(Recipient::Staff(staff)) => to_staff(tx, links, mail, staff).await,
        Some(Recipient::Patient(membership)) => to_patient(tx, links, mail, membership).await,
        None => Ok(Letter::Withheld("nobody to send it to")),
    }
}

async fn to_staff(
    tx: &mut Tx,
    links: &Links,
    mail: &MailRow,
    staff: StaffId,
) -> Result<Letter, NotifyError> {
    let Some(to) = store::staff_address(tx, staff).await? else {
        return Ok(Letter::Withheld("the account is closed"));
    };
    let wording = mail.template.word(links.public_url.origin())?;
    Ok(Letter::Ready(Ready { to, wording }))
}

async fn to_patient(
    tx: &mut Tx,
    links: &Links,
    mail: &MailRow,
    membership: MembershipId,
) -> Result<Letter, NotifyError> {
    let Some(to) = store::patient_address(tx, membership).await? else {
        return Ok(Letter::Withheld("no email address is known"));
    };
    let Some(generation) = store::live_generation(tx, membership).await? else {
        return Ok(Letter::Withheld("the door link was revoked"));
    };
    let token = links.key.token(membership, generation);
    let url = links.public_url.join(&door_path(&token));
    let wording = mail.template.word(&url)?;
    Ok(Letter::Ready(Ready { to, wording }))
}
