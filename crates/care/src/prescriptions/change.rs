//! Changing what was prescribed, as far as that still makes sense.

use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::{Hint, Tx};
use wellmet_vocabulary::{
    DomainEvent, OrganisationId, PrescriptionId, ReferralStatus, StaffCaller, topic,
};

use super::changed::Changed;
use super::consent::Question;
use super::prescription::{Dose, NewPlan};
use super::since::since;
use super::store::crossed::{self, Own};
use super::store::{consents, prescriptions};
use crate::CareError;
use crate::care::{Care, Deed};
use crate::form::Form;
use crate::referrals::store::{self as referrals, Noted, NotedKind};

/// A prescription as it shall be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(crate) struct PrescriptionChange {
    /// The version that the page showed.
    version: i64,
    #[serde(flatten)]
    plan: NewPlan,
    /// To whom it goes; that changes only while nobody has decided on it.
    to_organisation_id: OrganisationId,
}

/// How much of a prescription may still be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// Nobody has decided on it.
    Everything,
    /// Somebody works with it: it stays where it is.
    Plan,
    /// It is over.
    Nothing,
}

const fn scope(status: ReferralStatus) -> Scope {
    match status {
        ReferralStatus::Requested => Scope::Everything,
        ReferralStatus::Accepted | ReferralStatus::OnHold | ReferralStatus::InProgress => {
            Scope::Plan
        }
        ReferralStatus::Rejected
        | ReferralStatus::Completed
        | ReferralStatus::Cancelled
        | ReferralStatus::Failed => Scope::Nothing,
    }
}

impl Care {
    /// Writes `change` over the caller's own prescription `id`, and tells whoever received it what
    /// is different.
    pub(crate) async fn change_prescription(
        &self,
        caller: &StaffCaller,
        id: PrescriptionId,
        change: &PrescriptionChange,
    ) -> Result<(), CareError> {
        let mut form = Form::default();
        let plan = change.plan.check(&mut form);
        form.finish()?;
        let mut tx = self.ground.db.write().await?;
        let own = crossed::lock_own(&mut tx, caller, id).await?;
        let mut own = own.ok_or(CareError::NotFound)?;
        if own.version != change.version {
            return Err(changed_since(&mut tx, caller, id, change.version).await);
        }
        let (before, to) = (own.plan(), change.to_organisation_id);
        check_scope(&own, to)?;
        check_attended(&mut tx, id, plan.dose).await?;
        let mut changed = Changed::between(&before, &plan);
        if to != own.to {
            own.referral = self.redirect(&mut tx, caller, id, &own, to).await?;
            changed.partner = true;
        }
        if changed.is_nothing() {
            return Ok(());
        }
        crossed::update_plan(&mut tx, id, &plan).await?;
        let crosses = self.pass_on(&mut tx, id).await?;
        let line =
            crossed::insert_change(&mut tx, &self.ground, id, caller.staff, &changed).await?;
        self.note_with_receivers(&mut tx, id, &changed, line, crosses)
            .await?;
        self.tell_of_change(&mut tx, caller, id, &own).await?;
        tx.hint(Hint::new(to, topic::REFERRALS));
        Ok(tx.commit().await?)
    }

    /// The new reason crosses if the patient agreed that it does; says whether they did.
    async fn pass_on(&self, tx: &mut Tx, id: PrescriptionId) -> Result<bool, CareError> {
        let agreed = consents::newest(tx, id, Question::ShareReason).await?;
        let agreed = agreed.is_some_and(|agreed| agreed.given);
        if agreed {
            crossed::write_reason(tx, id).await?;
        }
        Ok(agreed)
    }

    /// Whoever looks after the patient reads of the change among what became of their referral,
    /// and a page of theirs that does not show it is old.
    async fn note_with_receivers(
        &self,
        tx: &mut Tx,
        id: PrescriptionId,
        changed: &Changed,
        line: uuid::Uuid,
        reason_crosses: bool,
    ) -> Result<(), CareError> {
        if changed.for_receiver(reason_crosses).is_nothing() {
            return Ok(());
        }
        for referral in crossed::worked_on(tx, id).await? {
            let noted = Noted {
                kind: NotedKind::OrderChanged,
                about: Some(line),
                by: None,
                reason: None,
            };
            referrals::touch(tx, referral).await?;
            referrals::note(tx, &self.ground, referral, noted).await?;
        }
        Ok(())
    }

    async fn tell_of_change(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        prescription: PrescriptionId,
        own: &Own,
    ) -> Result<(), CareError> {
        let event = DomainEvent::PrescriptionChanged {
            prescription,
            referral: own.referral,
            by: caller.staff,
        };
        event.append(tx, &self.ground, caller.organisation).await?;
        let deed = Deed {
            action: event.kind(),
            subject_kind: "prescription",
            subject: prescription.into(),
            reason: None,
        };
        self.record(tx, caller, &deed).await?;
        for receiver in crossed::receivers(tx, prescription).await? {
            tx.hint(Hint::new(receiver, topic::REFERRALS));
        }
        tx.hint(Hint::new(own.to, topic::REFERRALS));
        let course = topic::prescriptions(own.prescriber);
        tx.hint(Hint::new(caller.organisation, course));
        Ok(())
    }
}

/// Why a page that showed `version` is refused.
pub(super) async fn changed_since(
    tx: &mut Tx,
    caller: &StaffCaller,
    id: PrescriptionId,
    version: i64,
) -> CareError {
    match what_happened(tx, caller, id, version).await {
        Ok(told) => CareError::ChangedSince(told),
        Err(error) => error,
    }
}

async fn what_happened(
    tx: &mut Tx,
    caller: &StaffCaller,
    id: PrescriptionId,
    version: i64,
) -> Result<String, CareError> {
    let stored = prescriptions::find(tx, caller, id).await?;
    let stored = stored.ok_or(CareError::NotFound)?;
    let orders = crossed::changes(tx, id, caller.staff).await?;
    let changes = referrals::changes(tx, stored.referral_id).await?;
    let to = &stored.to_organisation_name;
    Ok(since(&orders, &changes, version, to))
}

/// A dose is at least what was attended, as far as the prescriber is told of that.
async fn check_attended(tx: &mut Tx, id: PrescriptionId, dose: Dose) -> Result<(), CareError> {
    let shared = consents::newest(tx, id, Question::ShareAttendance).await?;
    if !shared.is_some_and(|shared| shared.given) {
        return Ok(());
    }
    let attended = crossed::attended(tx, id).await?;
    let mut form = Form::default();
    if dose.sessions < attended {
        let message = format!("The patient has come to {attended} sessions already.");
        form.refuse("dose.sessions", message);
    }
    form.finish()
}

fn check_scope(own: &Own, to: OrganisationId) -> Result<(), CareError> {
    match scope(own.status) {
        Scope::Nothing => Err(CareError::PrescriptionOver),
        Scope::Plan if to != own.to => {
            let mut form = Form::default();
            form.refuse(
                "to_organisation_id",
                "The partner has accepted already. Cancel this prescription to send another.",
            );
            form.finish()
        }
        Scope::Plan | Scope::Everything => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_is_not_changed_and_what_is_begun_stays_where_it_is() {
        use ReferralStatus::{
            Accepted, Cancelled, Completed, Failed, InProgress, OnHold, Rejected, Requested,
        };
        assert_eq!(scope(Requested), Scope::Everything);
        for begun in [Accepted, OnHold, InProgress] {
            assert_eq!(scope(begun), Scope::Plan, "{begun:?}");
        }
        for over in [Rejected, Completed, Cancelled, Failed] {
            assert_eq!(scope(over), Scope::Nothing, "{over:?}");
        }
    }
}
