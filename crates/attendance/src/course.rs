//! The course of a prescription: what its prescriber may read, under the patient's consent.

use wellmet_vocabulary::{PrescriptionId, StaffCaller};

use crate::access::Reading;
use crate::dose::Dose;
use crate::store::course::Sat;
use crate::{Attendance, AttendanceError, access, store};

/// What a prescription has come to.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) dose: Dose,
    /// How many sessions were prescribed.
    pub(crate) of: i64,
    pub(crate) sessions: Vec<Sat>,
}

impl Attendance {
    /// The course of the caller's own prescription; `None` without consent in force.
    pub(crate) async fn course(
        &self,
        caller: &StaffCaller,
        prescription: PrescriptionId,
    ) -> Result<Option<Taken>, AttendanceError> {
        let mut tx = self.ground.db.read().await?;
        let (organisation, staff) = (caller.organisation, caller.staff);
        let prescribed =
            store::course::prescribed_sessions(&mut tx, organisation, staff, prescription).await?;
        let of = prescribed.ok_or(AttendanceError::UnknownPrescription)?;
        let shared = store::consent::may_share(&mut tx, prescription).await?;
        let taken = if shared {
            Some(Taken {
                dose: store::dose::of_prescription(&mut tx, prescription).await?,
                of,
                sessions: store::course::sessions(&mut tx, prescription).await?,
            })
        } else {
            None
        };
        drop(tx);
        let reading = Reading {
            action: "course.read",
            subject_kind: "prescription",
            subject: prescription.into(),
            items: None,
        };
        access::record_reading(&self.ground, caller, reading).await?;
        Ok(taken)
    }
}
