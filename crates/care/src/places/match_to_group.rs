//! Giving a patient a place in a group.

use wellmet_foundation::Pii;
use wellmet_vocabulary::{GroupId, MembershipId, ReferralId, StaffCaller};

use crate::CareError;
use crate::care::Care;

/// A patient's place in a group.
#[derive(Debug, Clone)]
pub struct Place {
    /// The membership.
    pub membership: MembershipId,
    /// The group.
    pub group: GroupId,
    /// Whose place it is.
    pub patient_name: Pii<String>,
}

impl Care {
    /// Gives the patient of the accepted `referral` a place in `group`.
    pub async fn match_to_group(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
        group: GroupId,
    ) -> Result<Place, CareError> {
        let mut tx = self.ground.db.write().await?;
        let seat = self
            .seat(&mut tx, caller.organisation, referral, group)
            .await?;
        seat.must_be_looking(&mut tx).await?;
        let membership = self.take_place(&mut tx, caller.into(), &seat).await?;
        tx.commit().await?;
        Ok(Place {
            membership,
            group,
            patient_name: seat.referral.full_name,
        })
    }
}
