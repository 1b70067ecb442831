//! What somebody of staff has to do: because they said so, or because something happened.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use wellmet_foundation::{Hint, Instant, Pii};
use wellmet_vocabulary::{OrganisationId, ReferralId, Role, StaffCaller, StaffId, TaskId, topic};

use super::day::optional_day;
use super::store::{colleagues, tasks};
use crate::CareError;
use crate::care::{Care, Deed};
use crate::form::Form;
use crate::named::Named;
use crate::referrals::store as referrals;

const LONGEST_WORDS: usize = 300;

/// Why a task came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema, sqlx::Type)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum TaskKind {
    /// Somebody of staff made it, in their own words.
    ByHand,
    /// The patient did not come to a session, for the first time.
    FirstMissedSession,
    /// A partner gave the referral back.
    CameBack,
    /// Who sent the referral has taken it back.
    CancelledBySender,
    /// Nobody answered an offer of a place in time.
    OfferExpired,
    /// A place is kept by itself for a patient whom no mail reaches.
    OfferToTell,
    /// The patient no longer agrees that their card is with the partner it was handed on to.
    OnwardWithdrawn,
    /// Something is to follow from an incident.
    FollowUp,
}

/// A task on its list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Task {
    pub(crate) id: TaskId,
    pub(crate) kind: TaskKind,
    /// What to do, of a task made by hand.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) words: Option<Pii<String>>,
    /// In which group a place was offered, of an offer that nobody answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) group_name: Option<String>,
    /// `2026-12-01`. Missing means at once for what an event made, and some day for what somebody
    /// wrote down.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) due_on: Option<String>,
    /// Whom it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) referral: Option<TaskReferral>,
    /// Whose it is; anybody's when missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) assigned_to: Option<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) done_at: Option<Instant>,
}

/// Whom a task is about.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct TaskReferral {
    pub(crate) id: ReferralId,
    #[schema(value_type = String)]
    pub(crate) patient_name: Pii<String>,
}

/// A task as somebody enters it.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewTask {
    /// What to do.
    #[schema(value_type = String)]
    pub(crate) words: Pii<String>,
    /// `2026-12-01`.
    #[serde(default)]
    pub(crate) due_on: Option<String>,
    /// Whom it is about.
    #[serde(default)]
    pub(crate) referral_id: Option<ReferralId>,
    /// Whose it is; the caller's when left out.
    #[serde(default)]
    pub(crate) assigned_to: Option<StaffId>,
}

/// A task that something made which happened.
#[derive(Debug)]
pub(crate) struct MadeTask {
    pub(crate) kind: TaskKind,
    pub(crate) organisation: OrganisationId,
    pub(crate) referral: Option<ReferralId>,
    pub(crate) assigned_to: Option<StaffId>,
    pub(crate) due_on: Option<String>,
    /// What happened: of one thing there is one task, however often it is told.
    pub(crate) source: Uuid,
}

/// A task about to be written down in somebody's words.
#[derive(Debug)]
pub(crate) struct HandMade {
    pub(crate) words: String,
    pub(crate) due_on: Option<String>,
    pub(crate) referral: Option<ReferralId>,
    pub(crate) assigned_to: StaffId,
}

impl Care {
    /// Writes a task down.
    pub(crate) async fn add_task(
        &self,
        caller: &StaffCaller,
        task: &NewTask,
    ) -> Result<TaskId, CareError> {
        let mut form = Form::default();
        let words = form.required("words", &task.words, LONGEST_WORDS);
        let due_on = optional_day(&mut form, "due_on", task.due_on.as_deref());
        form.finish()?;
        let mut tx = self.ground.db.write().await?;
        let assigned_to = task.assigned_to.unwrap_or(caller.staff);
        colleagues::require(
            &mut tx,
            caller.organisation,
            Role::LinkWorker,
            assigned_to,
            "assigned_to",
        )
        .await?;
        if let Some(referral) = task.referral_id {
            let found = referrals::find(&mut tx, caller.organisation, referral).await?;
            found.ok_or(CareError::NotFound)?;
        }
        let made = HandMade {
            words,
            due_on,
            referral: task.referral_id,
            assigned_to,
        };
        let id = self.ground.id();
        tasks::insert(&mut tx, id, caller, &made, self.ground.clock.now()).await?;
        self.tell_task(&mut tx, caller, "task.added", id).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Says that a task is done, or, `done` being false, that it is not after all. Saying so twice
    /// changes nothing.
    pub(crate) async fn settle_task(
        &self,
        caller: &StaffCaller,
        task: TaskId,
        done: bool,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let by = done.then(|| (caller.staff, self.ground.clock.now()));
        if !tasks::settle(&mut tx, caller.organisation, task, by).await? {
            return Err(CareError::NotFound);
        }
        let action = if done { "task.done" } else { "task.reopened" };
        self.tell_task(&mut tx, caller, action, task).await?;
        Ok(tx.commit().await?)
    }

    async fn tell_task(
        &self,
        tx: &mut wellmet_foundation::Tx,
        caller: &StaffCaller,
        action: &str,
        task: TaskId,
    ) -> Result<(), CareError> {
        let deed = Deed {
            action,
            subject_kind: "task",
            subject: task.into(),
            reason: None,
        };
        self.record(tx, caller, &deed).await?;
        tx.hint(Hint::new(caller.organisation, topic::REFERRALS));
        Ok(())
    }
}
