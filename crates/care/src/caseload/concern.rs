//! What gives cause for concern about a patient: flags that stand until they are lifted, and
//! incidents with what is to follow from them.
//!
//! Invariant: only who looks after the patient reads them: link workers of the organisation, and
//! the facilitators of the group in which the patient has a place. A prescriber does not.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::{Instant, Pii, Tx};
use wellmet_vocabulary::{FlagId, IncidentId, ReferralId, Role, StaffCaller};

use super::day::required_day;
use super::store::{concerns, tasks};
use super::task::{MadeTask, TaskKind};
use crate::CareError;
use crate::care::{Care, Deed};
use crate::form::Form;
use crate::referrals::moving::hint;
use crate::referrals::store::{self as referrals, LockedReferral};

const LONGEST_TEXT: usize = 4_000;

/// What a flag is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum FlagKind {
    /// Something to know before meeting the patient.
    Risk,
    /// Somebody may be harmed, or neglected.
    Safeguarding,
}

/// What kind of incident it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum IncidentKind {
    /// A safeguarding concern.
    Safeguarding,
    /// Somebody else came through the patient's link.
    WrongPerson,
    /// How somebody behaved.
    Behaviour,
    /// An emergency, or a worry about health.
    Health,
    /// Anything else.
    Other,
}

/// A flag as somebody raises it.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewFlag {
    pub(crate) kind: FlagKind,
    #[schema(value_type = String)]
    pub(crate) text: Pii<String>,
}

/// A flag.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Flag {
    pub(crate) id: FlagId,
    pub(crate) kind: FlagKind,
    #[schema(value_type = String)]
    pub(crate) text: Pii<String>,
    pub(crate) raised_by: String,
    pub(crate) raised_at: Instant,
    /// Missing while it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) lifted: Option<Settled>,
}

/// An incident as somebody records it.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewIncident {
    pub(crate) kind: IncidentKind,
    /// `2026-12-01`.
    #[schema(format = Date)]
    pub(crate) happened_on: String,
    /// What happened.
    #[schema(value_type = String)]
    pub(crate) text: Pii<String>,
    /// What is to be done about it; it becomes a task of the caller's.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) follow_up: Option<Pii<String>>,
}

/// An incident.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Incident {
    pub(crate) id: IncidentId,
    pub(crate) kind: IncidentKind,
    pub(crate) happened_on: String,
    #[schema(value_type = String)]
    pub(crate) text: Pii<String>,
    #[schema(value_type = String)]
    pub(crate) follow_up: Pii<String>,
    pub(crate) recorded_by: String,
    pub(crate) recorded_at: Instant,
    /// Missing while something is still to follow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) closed: Option<Settled>,
}

/// Who settled something, when and why.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Settled {
    pub(crate) by: String,
    pub(crate) at: Instant,
    #[schema(value_type = String)]
    pub(crate) reason: Pii<String>,
}

/// All that gives cause for concern about a patient.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Concerns {
    pub(crate) flags: Vec<Flag>,
    pub(crate) incidents: Vec<Incident>,
}

/// An incident whose every field can be stored as it is.
#[derive(Debug)]
pub(crate) struct Recorded {
    pub(crate) kind: IncidentKind,
    pub(crate) happened_on: String,
    pub(crate) text: String,
    pub(crate) follow_up: String,
}

impl NewIncident {
    fn checked(&self) -> Result<Recorded, CareError> {
        let mut form = Form::default();
        let happened_on = required_day(&mut form, "happened_on", &self.happened_on);
        let text = form.required("text", &self.text, LONGEST_TEXT);
        let follow_up = self.follow_up.as_ref().map(|text| text.as_str());
        let follow_up = form.optional("follow_up", follow_up, LONGEST_TEXT);
        form.finish()?;
        Ok(Recorded {
            kind: self.kind,
            happened_on,
            text,
            follow_up: follow_up.unwrap_or_default(),
        })
    }
}

impl Care {
    /// What gives cause for concern about the patient of a referral.
    pub(crate) async fn concerns(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
    ) -> Result<Concerns, CareError> {
        let mut tx = self.ground.db.read().await?;
        require_concerned(&mut tx, caller, referral).await?;
        let organisation = caller.organisation;
        Ok(Concerns {
            flags: concerns::flags(&mut tx, organisation, referral).await?,
            incidents: concerns::incidents(&mut tx, organisation, referral).await?,
        })
    }

    /// Raises a flag.
    pub(crate) async fn raise_flag(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        flag: &NewFlag,
    ) -> Result<(), CareError> {
        let mut form = Form::default();
        let text = form.required("text", &flag.text, LONGEST_TEXT);
        form.finish()?;
        let mut tx = self.ground.db.write().await?;
        let found = self.lock_concerned(&mut tx, caller, referral).await?;
        let id = self.ground.id();
        let now = self.ground.clock.now();
        concerns::raise(&mut tx, id, caller, found.id, flag.kind, &text, now).await?;
        self.tell_concern(&mut tx, caller, "flag.raised", id, &found)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Lifts a flag, with a reason. It stays on record.
    pub(crate) async fn lift_flag(
        &self,
        caller: &StaffCaller,
        flag: FlagId,
        reason: &str,
    ) -> Result<(), CareError> {
        let mut form = Form::default();
        let reason = form.required("reason", reason, LONGEST_TEXT);
        form.finish()?;
        let mut tx = self.ground.db.write().await?;
        let referral = concerns::referral_of_flag(&mut tx, caller.organisation, flag).await?;
        let referral = referral.ok_or(CareError::NotFound)?;
        let found = self.lock_concerned(&mut tx, caller, referral).await?;
        let now = self.ground.clock.now();
        if !concerns::lift(&mut tx, caller, flag, &reason, now).await? {
            return Err(CareError::AlreadySettled);
        }
        self.tell_concern(&mut tx, caller, "flag.lifted", flag, &found)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Records an incident; what is to follow becomes a task.
    pub(crate) async fn record_incident(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        incident: &NewIncident,
    ) -> Result<(), CareError> {
        let recorded = incident.checked()?;
        let mut tx = self.ground.db.write().await?;
        let found = self.lock_concerned(&mut tx, caller, referral).await?;
        let id: IncidentId = self.ground.id();
        let now = self.ground.clock.now();
        concerns::record(&mut tx, id, caller, found.id, &recorded, now).await?;
        if !recorded.follow_up.is_empty() {
            let task = MadeTask {
                kind: TaskKind::FollowUp,
                organisation: caller.organisation,
                referral: Some(found.id),
                assigned_to: found.assigned_to,
                due_on: None,
                source: id.into(),
            };
            tasks::make(&mut tx, &self.ground, &task).await?;
        }
        self.tell_concern(&mut tx, caller, "incident.recorded", id, &found)
            .await?;
        Ok(tx.commit().await?)
    }

    /// Closes an incident: nothing more is to follow, and why.
    pub(crate) async fn close_incident(
        &self,
        caller: &StaffCaller,
        incident: IncidentId,
        reason: &str,
    ) -> Result<(), CareError> {
        let mut form = Form::default();
        let reason = form.required("reason", reason, LONGEST_TEXT);
        form.finish()?;
        let mut tx = self.ground.db.write().await?;
        let referral =
            concerns::referral_of_incident(&mut tx, caller.organisation, incident).await?;
        let referral = referral.ok_or(CareError::NotFound)?;
        let found = self.lock_concerned(&mut tx, caller, referral).await?;
        let now = self.ground.clock.now();
        if !concerns::close(&mut tx, caller, incident, &reason, now).await? {
            return Err(CareError::AlreadySettled);
        }
        tasks::settle_source(&mut tx, incident.into(), caller.staff, now).await?;
        self.tell_concern(&mut tx, caller, "incident.closed", incident, &found)
            .await?;
        Ok(tx.commit().await?)
    }

    async fn lock_concerned(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        referral: ReferralId,
    ) -> Result<LockedReferral, CareError> {
        require_concerned(tx, caller, referral).await?;
        let found = referrals::lock(tx, caller.organisation, referral).await?;
        found.ok_or(CareError::NotFound)
    }

    async fn tell_concern(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        action: &str,
        subject: impl Into<uuid::Uuid>,
        referral: &LockedReferral,
    ) -> Result<(), CareError> {
        let deed = Deed {
            action,
            subject_kind: action.split('.').next().unwrap_or(action),
            subject: subject.into(),
            reason: None,
        };
        self.record(tx, caller, &deed).await?;
        hint(tx, referral);
        Ok(())
    }
}

/// Refuses whoever does not look after the patient.
async fn require_concerned(
    tx: &mut Tx,
    caller: &StaffCaller,
    referral: ReferralId,
) -> Result<(), CareError> {
    let found = referrals::find(tx, caller.organisation, referral).await?;
    found.ok_or(CareError::NotFound)?;
    if caller.roles.contains(&Role::LinkWorker)
        || concerns::leads_group_of(tx, caller.staff, referral).await?
    {
        return Ok(());
    }
    Err(CareError::NotConcerned)
}
