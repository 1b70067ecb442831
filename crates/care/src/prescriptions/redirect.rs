//! Sending a prescription to another partner than the one it first went to.
//!
//! Invariant: what the first partner wrote about the patient stays theirs. Their referral ends,
//! and the other partner receives one of its own, on which nobody has worked.

use wellmet_foundation::Tx;
use wellmet_vocabulary::{DomainEvent, OrganisationId, PrescriptionId, ReferralId, StaffCaller};

use super::prescribe::not_a_partner;
use super::store::crossed::{self, Own};
use super::store::prescriptions;
use crate::CareError;
use crate::care::{Care, Deed};
use crate::referrals::life::{Side, Step};
use crate::referrals::moving::Wanted;
use crate::referrals::referral::ReferralRow;
use crate::referrals::store::{self as referrals, Crossing, LockedReferral};

/// What the first partner reads as the reason.
const SENT_ELSEWHERE: &str = "It was sent to another partner instead.";

impl Care {
    /// Ends the referral of `own`, which nobody has decided on, and sends one to `to` instead.
    /// Gives the new one.
    pub(super) async fn redirect(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        prescription: PrescriptionId,
        own: &Own,
        to: OrganisationId,
    ) -> Result<ReferralId, CareError> {
        if !prescriptions::is_partner(tx, caller.organisation, to).await? {
            return Err(not_a_partner());
        }
        let first = referrals::lock_whoevers(tx, own.referral).await?;
        let first = first.ok_or(CareError::NotFound)?;
        let wanted = Wanted {
            step: Step::Cancel,
            reason: Some(SENT_ELSEWHERE),
            // The version was the prescription's and the referral's together, and is checked.
            seen: None,
        };
        self.take_step(tx, caller, Side::Sender, &first, wanted)
            .await?;
        crossed::set_redirected(tx, first.id).await?;
        let referral = self.send_instead(tx, caller, &first, to).await?;
        let event = DomainEvent::ReferralRedirected {
            from: first.id,
            referral,
            prescription,
            to,
            by: caller.staff,
        };
        event.append(tx, &self.ground, caller.organisation).await?;
        let deed = Deed {
            action: event.kind(),
            subject_kind: "referral",
            subject: referral.into(),
            reason: None,
        };
        self.record(tx, caller, &deed).await?;
        Ok(referral)
    }

    /// A referral with the card that crossed with `first`, and nothing else of it.
    async fn send_instead(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        first: &LockedReferral,
        to: OrganisationId,
    ) -> Result<ReferralId, CareError> {
        let stored = referrals::find(tx, first.to, first.id).await?;
        let row = ReferralRow::from(stored.ok_or(CareError::NotFound)?);
        let (referral, now) = (self.ground.id(), self.ground.clock.now());
        let crossing = Crossing {
            referral,
            prescription: first.prescription,
            parent: None,
            from: caller.organisation,
            to,
            card: &row.patient,
            reason: row.reason.as_ref(),
            goal: row.goal.as_ref(),
        };
        referrals::insert(tx, &crossing, now).await?;
        crossed::carry_version(tx, first.id, referral).await?;
        let sent = referrals::Noted::status(Some(caller.staff));
        referrals::note(tx, &self.ground, referral, sent).await?;
        Ok(referral)
    }
}
