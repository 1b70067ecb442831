//! The member itself: its ground, its routes, and the trail its readers leave.

use std::sync::Arc;

use uuid::Uuid;
use wellmet_foundation::audit::{self, AuditEntry};
use wellmet_foundation::{DbError, Ground, Tx};
use wellmet_vocabulary::{DoorKey, PublicUrl, StaffCaller};

use crate::people::PeopleSettings;
use crate::places::links::OfferLinks;

/// Patients, prescriptions, referrals, consent, groups and memberships. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Care {
    pub(crate) ground: Ground,
    /// The links by which patients answer offers.
    pub(crate) links: Arc<OfferLinks>,
    /// What the installation decided about the register of patients.
    pub(crate) people: Arc<PeopleSettings>,
}

/// What somebody of staff did, for the audit trail of their organisation.
pub(crate) struct Deed<'a> {
    /// As `subject.verb`.
    pub(crate) action: &'a str,
    pub(crate) subject_kind: &'a str,
    pub(crate) subject: Uuid,
    pub(crate) reason: Option<&'a str>,
}

/// A list that names patients.
#[derive(Debug, Clone, Copy)]
pub(crate) enum List {
    /// Patients of the register that somebody looked for, or that may be one person.
    Patients,
    /// What the caller prescribed.
    Prescriptions,
    /// A page of what the caller's organisation received.
    Caseload,
    /// What the caller has to do.
    Tasks,
}

impl List {
    /// The act of reading it, and its name.
    const fn named(self) -> (&'static str, &'static str) {
        match self {
            Self::Patients => ("patients.read", "patients"),
            Self::Prescriptions => ("prescriptions.read", "own_prescriptions"),
            Self::Caseload => ("referrals.read", "caseload"),
            Self::Tasks => ("tasks.read", "tasks"),
        }
    }
}

impl Care {
    /// Care on `ground`, whose offers are answered at `public_url` by links made of `door_key`.
    pub fn new(ground: Ground, door_key: DoorKey, public_url: PublicUrl) -> Self {
        Self {
            links: Arc::new(OfferLinks::new(door_key, public_url, &ground.clock)),
            ground,
            people: Arc::default(),
        }
    }

    /// The same with other rules for the register of patients.
    #[must_use]
    pub fn with_people_settings(self, people: PeopleSettings) -> Self {
        Self {
            people: Arc::new(people),
            ..self
        }
    }

    /// Appends `deed` to the trail of the caller's organisation, within `tx`.
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        deed: &Deed<'_>,
    ) -> Result<(), DbError> {
        let entry = AuditEntry {
            organisation: caller.organisation.into(),
            actor: caller.actor(),
            action: deed.action,
            subject_kind: deed.subject_kind,
            subject: Some(deed.subject),
            reason: deed.reason,
            items: None,
        };
        audit::record(tx, &self.ground, &entry).await
    }

    /// Appends that personal data was read. A reader gets nothing before this has been written.
    pub(crate) async fn record_reading(
        &self,
        caller: &StaffCaller,
        subject_kind: &str,
        subject: impl Into<Uuid>,
    ) -> Result<(), DbError> {
        let mut tx = self.ground.db.write().await?;
        let deed = Deed {
            action: &format!("{subject_kind}.read"),
            subject_kind,
            subject: subject.into(),
            reason: None,
        };
        self.record(&mut tx, caller, &deed).await?;
        tx.commit().await
    }

    /// Appends that a list with the personal data of `items` patients was read: one line, whoever
    /// they are. A reader gets nothing before this has been written.
    pub(crate) async fn record_listing(
        &self,
        caller: &StaffCaller,
        list: List,
        items: usize,
    ) -> Result<(), DbError> {
        let (action, subject_kind) = list.named();
        let entry = AuditEntry {
            organisation: caller.organisation.into(),
            actor: caller.actor(),
            action,
            subject_kind,
            subject: None,
            reason: None,
            items: i64::try_from(items).ok(),
        };
        let mut tx = self.ground.db.write().await?;
        audit::record(&mut tx, &self.ground, &entry).await?;
        tx.commit().await
    }
}
