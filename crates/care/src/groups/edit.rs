//! Changing what is known of a group, and saying that it still holds.
//!
//! Invariant: a change carries the version its page showed; who changes what has changed since is
//! told so, and nothing is overwritten.

use serde::Deserialize;
use utoipa::ToSchema;
use wellmet_foundation::{Hint, Tx};
use wellmet_vocabulary::{GroupId, StaffCaller, StaffId, topic};

use crate::CareError;
use crate::care::{Care, Deed};
use crate::form::Form;
use crate::groups::add::lead;
use crate::groups::group::{LONGEST_NAME, MOST_PLACES, NO_FACILITATOR};
use crate::groups::store::LockedGroup;
use crate::groups::{Suits, store, suits_store};

/// A group as somebody wants it to be.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub struct GroupEdit {
    /// The version that was changed.
    pub version: i64,
    /// What staff and members call it.
    pub name: String,
    /// What it is about.
    pub topic: String,
    /// The language it is held in (BCP 47).
    pub language: String,
    /// How many patients it takes, from 1 to 50. Lowering it takes no place from anybody.
    pub capacity: i64,
    /// Whether people may wait for a place.
    pub takes_waiting: bool,
    /// For whom it is.
    #[serde(default)]
    pub suits: Suits,
    /// The share of a session's window that counts as attended, from 1 to 100, for sessions whose
    /// room is not open yet; as it was when left out.
    #[serde(default)]
    pub attended_percent: Option<i64>,
    /// Who leads it: at least one facilitator of the organisation; as it was when left out.
    #[serde(default)]
    pub facilitator_ids: Option<Vec<StaffId>>,
}

impl GroupEdit {
    fn checked(&self) -> Result<Self, CareError> {
        let mut form = Form::default();
        let name = form.required("name", &self.name, LONGEST_NAME);
        let topic = form.required("topic", &self.topic, LONGEST_NAME);
        let language = form.language("language", &self.language);
        let edit = Self {
            name,
            topic,
            suits: self.suits.checked(&mut form, &language),
            language,
            ..self.clone()
        };
        form.number("capacity", self.capacity, 1..=MOST_PLACES);
        if let Some(percent) = self.attended_percent {
            form.number("attended_percent", percent, 1..=100);
        }
        if self.facilitator_ids.as_ref().is_some_and(Vec::is_empty) {
            form.refuse("facilitator_ids", NO_FACILITATOR);
        }
        form.finish()?;
        Ok(edit)
    }
}

impl Care {
    /// Changes a group of the caller's organisation. Places that this makes free are offered to
    /// whoever waits, a moment later.
    pub async fn edit_group(
        &self,
        caller: &StaffCaller,
        id: GroupId,
        edit: &GroupEdit,
    ) -> Result<(), CareError> {
        let edit = edit.checked()?;
        let mut tx = self.ground.db.write().await?;
        let group = self
            .group_as_seen(&mut tx, caller, id, edit.version)
            .await?;
        let now = self.ground.clock.now();
        store::update(&mut tx, group.id, &edit, caller.staff, now).await?;
        suits_store::replace(&mut tx, group.id, &edit.suits).await?;
        if let Some(facilitators) = &edit.facilitator_ids {
            let led = store::forget_facilitators(&mut tx, group.id).await?;
            lead(&mut tx, caller.organisation, group.id, facilitators, &led).await?;
        }
        self.tell_group(&mut tx, caller, id, "group.changed")
            .await?;
        Ok(tx.commit().await?)
    }

    /// Notes that what is known of a group still holds.
    pub async fn confirm_group(
        &self,
        caller: &StaffCaller,
        id: GroupId,
        version: i64,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let group = self.group_as_seen(&mut tx, caller, id, version).await?;
        store::confirm(&mut tx, group.id, self.ground.clock.now()).await?;
        self.tell_group(&mut tx, caller, id, "group.confirmed")
            .await?;
        Ok(tx.commit().await?)
    }

    /// Shows a group to partner organisations, or no longer.
    pub async fn share_group(
        &self,
        caller: &StaffCaller,
        id: GroupId,
        shared: bool,
    ) -> Result<(), CareError> {
        let mut tx = self.ground.db.write().await?;
        let group = store::lock(&mut tx, caller.organisation, id).await?;
        let group = group.ok_or(CareError::NotFound)?;
        let since = shared.then(|| self.ground.clock.now());
        store::share(&mut tx, group.id, since).await?;
        let action = if shared {
            "group.shared"
        } else {
            "group.unshared"
        };
        self.tell_group(&mut tx, caller, id, action).await?;
        Ok(tx.commit().await?)
    }

    async fn group_as_seen(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        id: GroupId,
        version: i64,
    ) -> Result<LockedGroup, CareError> {
        let group = store::lock(tx, caller.organisation, id).await?;
        let group = group.ok_or(CareError::NotFound)?;
        if group.version == version {
            return Ok(group);
        }
        let by = store::changed_by(tx, id).await?;
        let who = by.unwrap_or_else(|| "Somebody".to_owned());
        Err(CareError::ChangedSince(format!(
            "{who} has changed this group since. It now has {} places.",
            group.capacity
        )))
    }

    async fn tell_group(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        group: GroupId,
        action: &str,
    ) -> Result<(), CareError> {
        let deed = Deed {
            action,
            subject_kind: "group",
            subject: group.into(),
            reason: None,
        };
        self.record(tx, caller, &deed).await?;
        tx.hint(Hint::new(caller.organisation, topic::GROUPS));
        Ok(())
    }
}
