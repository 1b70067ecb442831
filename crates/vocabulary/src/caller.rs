//! Who calls a route.

use async_trait::async_trait;
use http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::DbError;
use wellmet_foundation::audit::Actor;
use wellmet_foundation::http::{Identified, Problem};

use crate::{DoorSessionId, MembershipId, OrganisationId, StaffId, StaffSessionId};

/// What a person of staff may do. One person may hold several.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    ToSchema,
    sqlx::Type,
)]
#[serde(rename_all = "snake_case")]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub enum Role {
    /// Prescribes, and reads their own patients' outcomes.
    Prescriber,
    /// Receives prescriptions and matches patients to groups.
    LinkWorker,
    /// Schedules and runs sessions, and confirms the register.
    Facilitator,
    /// Looks after the organisation's staff and audit trail.
    Administrator,
}

/// A signed-in person of staff.
#[derive(Debug, Clone)]
pub struct StaffCaller {
    /// Who.
    pub staff: StaffId,
    /// Of which organisation; every query names it.
    pub organisation: OrganisationId,
    /// In which roles.
    pub roles: Vec<Role>,
    /// By which sign-in.
    pub session: StaffSessionId,
}

impl StaffCaller {
    /// Refuses who does not hold `role`.
    pub fn require(&self, role: Role) -> Result<(), Problem> {
        self.require_any(&[role])
    }

    /// Refuses who holds none of `roles`.
    pub fn require_any(&self, roles: &[Role]) -> Result<(), Problem> {
        let allowed = roles.iter().any(|role| self.roles.contains(role));
        if allowed {
            Ok(())
        } else {
            Err(Problem::not_allowed())
        }
    }

    /// As the audit trail names them.
    pub fn actor(&self) -> Actor {
        Actor::Staff(self.staff.into())
    }
}

impl Identified for StaffCaller {
    fn unknown() -> Problem {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "sign-in-required",
            "Please sign in",
            "You are not signed in, or your sign-in has ended.",
        )
    }
}

/// A patient on one device, known by the cookie their door link gave.
#[derive(Debug, Clone)]
pub struct PatientCaller {
    /// Which patient in which group.
    pub membership: MembershipId,
    /// The organisation that hosts the group.
    pub organisation: OrganisationId,
    /// Which device.
    pub door_session: DoorSessionId,
}

impl PatientCaller {
    /// As the audit trail names them.
    pub fn actor(&self) -> Actor {
        Actor::Patient(self.membership.into())
    }
}

impl Identified for PatientCaller {
    fn unknown() -> Problem {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "door-required",
            "Please open your link again",
            "Open the link in your message or letter, then press Join.",
        )
    }
}

/// Finds out who a cookie belongs to: accounts for staff, door for patients.
#[async_trait]
pub trait Authenticate<C>: Send + Sync {
    /// The caller to whom `cookie` was given; `None` when it is unknown, expired or revoked.
    async fn authenticate(&self, cookie: &str) -> Result<Option<C>, DbError>;
}
