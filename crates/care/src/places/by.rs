//! Who gives, takes or leaves a place.

use wellmet_foundation::audit::Actor;
use wellmet_vocabulary::{OfferId, StaffCaller, StaffId};

/// Somebody of staff, a patient by the link of their offer, or Wellmet itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct By {
    /// As the trail names them.
    pub(crate) actor: Actor,
    /// Missing where it is nobody of staff.
    pub(crate) staff: Option<StaffId>,
}

impl By {
    /// Whoever was first in line is offered a place by Wellmet itself.
    pub(crate) const WELLMET: Self = Self {
        actor: Actor::System,
        staff: None,
    };

    /// The patient whose offer it is.
    pub(crate) fn patient(offer: OfferId) -> Self {
        Self {
            actor: Actor::Patient(offer.into()),
            staff: None,
        }
    }
}

impl From<&StaffCaller> for By {
    fn from(caller: &StaffCaller) -> Self {
        Self {
            actor: caller.actor(),
            staff: Some(caller.staff),
        }
    }
}
