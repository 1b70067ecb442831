//! What a mail comes to at the moment of sending: to whom, with which words, or why not at all.

use wellmet_foundation::{Instant, Pii, Tx};
use wellmet_vocabulary::{
    DoorKey, MembershipId, OfferId, PublicUrl, ReferralId, StaffId, door_path, offer_path,
};

use crate::NotifyError;
use crate::store::{self, MailRow, Reach, Recipient};
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
    now: Instant,
) -> Result<Letter, NotifyError> {
    if let Some(prescription) = mail.prescription
        && !store::is_shared(tx, prescription).await?
    {
        return Ok(Letter::Withheld(NOT_SHARED));
    }
    match mail.recipient() {
        Some(Recipient::Staff(staff)) => to_staff(tx, links, mail, staff).await,
        Some(Recipient::Member(membership)) => to_member(tx, links, mail, membership).await,
        Some(Recipient::Offered(offer)) => {
            to_whom_a_place_is_offered(tx, links, mail, offer, now).await
        }
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

async fn to_member(
    tx: &mut Tx,
    links: &Links,
    mail: &MailRow,
    membership: MembershipId,
) -> Result<Letter, NotifyError> {
    let Some(referral) = store::referral_of(tx, membership).await? else {
        return Ok(Letter::Withheld("nobody to send it to"));
    };
    let Some(generation) = store::live_generation(tx, membership).await? else {
        return Ok(Letter::Withheld("the door link was revoked"));
    };
    let token = links.key.token(membership, generation);
    to_patient(tx, links, mail, referral, &door_path(&token)).await
}

async fn to_whom_a_place_is_offered(
    tx: &mut Tx,
    links: &Links,
    mail: &MailRow,
    offer: OfferId,
    now: Instant,
) -> Result<Letter, NotifyError> {
    let Some(referral) = store::referral_offered(tx, offer, now).await? else {
        return Ok(Letter::Withheld("the place is no longer kept"));
    };
    let path = offer_path(offer, &links.key.offer_token(offer));
    to_patient(tx, links, mail, referral, &path).await
}

/// To the address on the card that crossed with the referral, if the patient may be mailed.
async fn to_patient(
    tx: &mut Tx,
    links: &Links,
    mail: &MailRow,
    referral: ReferralId,
    path: &str,
) -> Result<Letter, NotifyError> {
    let to = match store::reach(tx, referral).await?.map(address) {
        Some(Ok(to)) => to,
        Some(Err(reason)) => return Ok(Letter::Withheld(reason)),
        None => return Ok(Letter::Withheld("nobody to send it to")),
    };
    let wording = mail.template.word(&links.public_url.join(path))?;
    Ok(Letter::Ready(Ready { to, wording }))
}

/// Where a patient is mailed, or why they are not.
fn address(reach: Reach) -> Result<Pii<String>, &'static str> {
    match reach.email {
        _ if !reach.messages => Err("the patient wants no messages"),
        None => Err("no email address is known"),
        Some(email) => Ok(email),
    }
}

#[cfg(test)]
mod tests {
    use wellmet_foundation::testing::on_sqlite;
    use wellmet_vocabulary::DomainEvent;

    use crate::fixture::House;

    /// Why a patient is not told of `event` when the house stands as `arranged`.
    async fn withheld(
        event: fn(&House) -> DomainEvent,
        arrange: impl AsyncFn(&House) -> anyhow::Result<()>,
    ) -> anyhow::Result<Vec<String>> {
        let test = on_sqlite().await?;
        let house = House::build(&test.ground).await?;
        house.keeps_a_place().await?;
        arrange(&house).await?;
        house.happens(event(&house)).await?;
        let sending = house.sending(None)?;
        let settled =
            "SELECT COUNT(*) FROM mails WHERE withheld IS NOT NULL OR sent_at IS NOT NULL";
        house
            .settles(async || house.count(settled).await.is_ok_and(|n| n == 1))
            .await;
        sending.stop().await?;
        let reasons = "SELECT withheld FROM mails WHERE withheld IS NOT NULL";
        house.texts(reasons).await
    }

    #[tokio::test]
    async fn a_revoked_link_is_not_mailed() -> anyhow::Result<()> {
        let revoked = async |house: &House| house.add_link(1, true).await;
        let reasons = withheld(House::membership_started, revoked).await?;
        assert_eq!(reasons, ["the door link was revoked"]);
        Ok(())
    }

    #[tokio::test]
    async fn a_place_is_told_of_while_it_is_kept() -> anyhow::Result<()> {
        let kept = withheld(House::offer_made, async |_| Ok(())).await?;
        assert!(kept.is_empty(), "{kept:?}");
        for over in [
            "UPDATE offers SET status = 'declined', answered_at = 1",
            "UPDATE offers SET expires_at = 1",
        ] {
            let reasons =
                withheld(House::offer_made, async |house| house.change(over).await).await?;
            assert_eq!(reasons, ["the place is no longer kept"], "{over}");
        }
        Ok(())
    }

    #[tokio::test]
    async fn no_patient_is_mailed_who_wants_no_messages() -> anyhow::Result<()> {
        for event in [House::offer_made, House::membership_started] {
            let refusing = async |house: &House| house.answers("contact_by_message", false).await;
            let reasons = withheld(event, refusing).await?;
            assert_eq!(reasons, ["the patient wants no messages"]);
        }
        Ok(())
    }
}
