//! A referral comes to stand otherwise, and everybody whom that concerns is told.
//!
//! Invariant: in one transaction the row, its history, the event log, the referrals it was handed
//! on from, and the places that end with it agree.

use wellmet_foundation::{DbError, Hint, Tx};
use wellmet_vocabulary::{DomainEvent, ReferralStatus, StaffCaller, StaffId, kind, topic};

use super::history::for_receiver;
use super::life::{Side, Step, has_ended, needs_reason, next};
use super::stage;
use super::store::{self, LockedReferral, Noted, NotedKind, Standing};
use crate::CareError;
use crate::care::{Care, Deed};
use crate::form::Form;

/// The longest reason anybody gives.
pub(crate) const LONGEST_REASON: usize = 2_000;

/// So many changes are told one by one; the newest matter most.
const TOLD: usize = 3;

/// What somebody wants to become of a referral, as they entered it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    pub(crate) step: Step,
    pub(crate) reason: Option<&'a str>,
    /// The version their page showed; `None` takes it as it stands.
    pub(crate) seen: Option<i64>,
}

impl Care {
    /// Takes a step that somebody of staff wants, and appends it to the trail.
    /// `referral` is locked, and found on their `side` of it.
    pub(crate) async fn take_step(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        side: Side,
        referral: &LockedReferral,
        wanted: Wanted<'_>,
    ) -> Result<ReferralStatus, CareError> {
        let placed = store::has_place(tx, referral.prescription).await?;
        refuse_stale(tx, referral, wanted.seen).await?;
        let status = next(side, wanted.step, referral.status, placed)?;
        let reason = checked_reason(side, referral.status, wanted)?;
        self.part_with_child(tx, caller, side, referral, reason.as_deref())
            .await?;
        let to = Standing {
            status,
            stage: stage::after(wanted.step, referral.stage),
        };
        self.stand(tx, referral, to, Some(caller.staff), reason.as_deref())
            .await?;
        if side == Side::Sender {
            self.tell_receiver_cancelled(tx, referral).await?;
        }
        self.record_step(tx, caller, referral, status).await?;
        Ok(status)
    }

    /// Writes that `referral` comes to stand as `to`, ends its places if it is over, and lets those
    /// it was handed on from follow, with the same reason.
    pub(crate) async fn stand(
        &self,
        tx: &mut Tx,
        referral: &LockedReferral,
        to: Standing,
        by: Option<StaffId>,
        reason: Option<&str>,
    ) -> Result<(), DbError> {
        self.write(tx, referral, to, by, reason).await?;
        if has_ended(to.status) {
            self.end_places(tx, referral).await?;
        }
        self.let_parents_follow(tx, referral, to, reason).await
    }

    /// Writes how `referral` stands into its row and its history, and appends it to the log.
    pub(super) async fn write(
        &self,
        tx: &mut Tx,
        referral: &LockedReferral,
        to: Standing,
        by: Option<StaffId>,
        reason: Option<&str>,
    ) -> Result<(), DbError> {
        let now = self.ground.clock.now();
        store::set_standing(tx, referral.id, to, reason, now).await?;
        let kind = if to.status == referral.status {
            NotedKind::Stage
        } else {
            NotedKind::Status
        };
        let noted = Noted {
            kind,
            about: None,
            by,
            reason,
        };
        store::note(tx, &self.ground, referral.id, noted).await?;
        let event = event(referral, to, by);
        event.append(tx, &self.ground, referral.to).await?;
        hint(tx, referral);
        Ok(())
    }

    pub(super) async fn end_places(
        &self,
        tx: &mut Tx,
        referral: &LockedReferral,
    ) -> Result<(), DbError> {
        let now = self.ground.clock.now();
        for ended in store::end_memberships(tx, referral.prescription, now).await? {
            let event = DomainEvent::MembershipEnded {
                membership: ended.id,
                group: ended.group,
                referral: ended.referral,
                prescription: referral.prescription,
            };
            event.append(tx, &self.ground, ended.organisation).await?;
            tx.hint(Hint::new(ended.organisation, topic::GROUPS));
            tx.hint(Hint::new(ended.organisation, topic::group(ended.group)));
        }
        Ok(())
    }

    async fn record_step(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        referral: &LockedReferral,
        status: ReferralStatus,
    ) -> Result<(), DbError> {
        let action = match status {
            ReferralStatus::Accepted if referral.status == ReferralStatus::Requested => {
                kind::REFERRAL_ACCEPTED
            }
            ReferralStatus::Rejected => kind::REFERRAL_REJECTED,
            _ => kind::REFERRAL_CHANGED,
        };
        // The reason may say something of the patient: it stands in the referral, not in the trail.
        let deed = Deed {
            action,
            subject_kind: "referral",
            subject: referral.id.into(),
            reason: None,
        };
        self.record(tx, caller, &deed).await
    }
}

/// Refuses who acts on what has changed since they saw it, and says what.
pub(crate) async fn refuse_stale(
    tx: &mut Tx,
    referral: &LockedReferral,
    seen: Option<i64>,
) -> Result<(), CareError> {
    let Some(seen) = seen.filter(|seen| *seen != referral.version) else {
        return Ok(());
    };
    let changes = store::changes_since(tx, referral.id, seen).await?;
    let first = changes.len().saturating_sub(TOLD);
    let newest = changes.iter().skip(first);
    let told: Vec<_> = newest
        .filter_map(|change| for_receiver(change, "the sender"))
        .collect();
    let told = if told.is_empty() {
        "Somebody changed it.".to_owned()
    } else {
        told.join(" ")
    };
    Err(CareError::ChangedSince(format!(
        "Since you opened this page: {told}"
    )))
}

fn checked_reason(
    side: Side,
    status: ReferralStatus,
    wanted: Wanted<'_>,
) -> Result<Option<String>, CareError> {
    let mut form = Form::default();
    let reason = if needs_reason(side, wanted.step, status) {
        let reason = form.required("reason", wanted.reason.unwrap_or_default(), LONGEST_REASON);
        Some(reason)
    } else {
        form.optional("reason", wanted.reason, LONGEST_REASON)
    };
    form.finish()?;
    Ok(reason)
}

fn event(stood: &LockedReferral, to: Standing, by: Option<StaffId>) -> DomainEvent {
    let (referral, prescription) = (stood.id, stood.prescription);
    match (stood.status, to.status, by) {
        (ReferralStatus::Requested, ReferralStatus::Accepted, Some(by)) => {
            DomainEvent::ReferralAccepted {
                referral,
                prescription,
                by,
            }
        }
        (_, ReferralStatus::Rejected, Some(by)) => DomainEvent::ReferralRejected {
            referral,
            prescription,
            by,
        },
        _ => DomainEvent::ReferralChanged {
            referral,
            prescription,
            status: to.status,
            stage: to.stage,
            by,
        },
    }
}

/// Tells the pages of both sides.
pub(crate) fn hint(tx: &mut Tx, referral: &LockedReferral) {
    tx.hint(Hint::new(referral.to, topic::REFERRALS));
    let sender = match referral.parent {
        Some(_) => topic::REFERRALS.to_owned(),
        None => topic::prescriptions(referral.prescriber),
    };
    tx.hint(Hint::new(referral.from, sender));
}
