//! Changing what was prescribed, as far as that still makes sense.

use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::{Hint, Tx};
use wellmet_vocabulary::{
    DomainEvent, OrganisationId, PrescriptionId, ReferralStatus, StaffCaller, topic,
};

use super::consent::Question;
use super::detail::detail;
use super::prescribe::not_a_partner;
use super::prescription::{NewPlan, Plan};
use super::store::crossed::{self, Own};
use super::store::{consents, prescriptions};
use crate::CareError;
use crate::care::{Care, Deed};
use crate::form::Form;

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
        let own = own.ok_or(CareError::NotFound)?;
        if own.version != change.version {
            drop(tx);
            return Err(self.changed_since(caller, id).await);
        }
        let (before, to) = (own.plan(), change.to_organisation_id);
        check_scope(&own, to)?;
        let mut parts = changed_parts(&before, &plan);
        if to != own.to {
            if !prescriptions::is_partner(&mut tx, caller.organisation, to).await? {
                return Err(not_a_partner());
            }
            crossed::redirect(&mut tx, own.referral, to).await?;
            parts.push("partner".to_owned());
        }
        if parts.is_empty() {
            return Ok(());
        }
        crossed::update_plan(&mut tx, id, &plan).await?;
        self.pass_on(&mut tx, id).await?;
        let what = format!("Changed by the prescriber: {}.", parts.join(", "));
        crossed::insert_change(&mut tx, &self.ground, id, caller.staff, &what).await?;
        self.tell_of_change(&mut tx, caller, id, &own).await?;
        tx.hint(Hint::new(to, topic::REFERRALS));
        Ok(tx.commit().await?)
    }

    /// Why a page that showed another version is refused.
    pub(super) async fn changed_since(
        &self,
        caller: &StaffCaller,
        id: PrescriptionId,
    ) -> CareError {
        match detail(self, caller, id).await {
            Ok(detail) => {
                let newest = detail.history.last().map(|line| line.what.clone());
                CareError::ChangedSince(newest.unwrap_or_default())
            }
            Err(error) => error,
        }
    }

    /// The new reason crosses if the patient agreed that it does.
    async fn pass_on(&self, tx: &mut Tx, id: PrescriptionId) -> Result<(), CareError> {
        let agreed = consents::newest(tx, id, Question::ShareReason).await?;
        if agreed.is_some_and(|agreed| agreed.given) {
            crossed::write_reason(tx, id).await?;
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

/// Which parts differ. The dose and the urgency are told as they were and are; what is personal is
/// only named.
fn changed_parts(before: &Plan, after: &Plan) -> Vec<String> {
    let mut parts = Vec::new();
    let (was, is) = (before.dose.sessions, after.dose.sessions);
    if was != is {
        parts.push(format!("{is} sessions instead of {was}"));
    }
    if before.dose.rhythm != after.dose.rhythm {
        parts.push("how often".to_owned());
    }
    if before.urgency != after.urgency {
        parts.push("how soon".to_owned());
    }
    if before.reason != after.reason {
        parts.push("reason".to_owned());
    }
    if before.goal != after.goal {
        parts.push("goal".to_owned());
    }
    parts
}

#[cfg(test)]
mod tests {
    use wellmet_vocabulary::{Rhythm, Urgency};

    use super::*;
    use crate::prescriptions::Dose;

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

    #[test]
    fn a_change_says_the_dose_and_never_the_reason() {
        let before = Plan {
            reason: "Lonely".to_owned().into(),
            goal: None,
            urgency: Urgency::Routine,
            dose: Dose {
                sessions: 6,
                rhythm: Rhythm::Weekly,
            },
        };
        let after = Plan {
            reason: "Grieving".to_owned().into(),
            dose: Dose {
                sessions: 8,
                rhythm: Rhythm::Weekly,
            },
            ..before.clone()
        };
        assert_eq!(
            changed_parts(&before, &after),
            ["8 sessions instead of 6", "reason"]
        );
        assert!(changed_parts(&before, &before).is_empty());
    }
}
