//! The hint that a course has moved, to the pages of its prescriber.

use wellmet_foundation::{DbError, Hint, Tx};
use wellmet_vocabulary::topic;

use crate::store;
use crate::store::session::Concerned;

/// Hints the prescriber's organisation under the consent in force. Without it nothing leaves: that
/// a page is told to look again, at that moment, is the refused notice in disguise.
pub(crate) async fn hint_prescriber(tx: &mut Tx, concerned: Concerned) -> Result<(), DbError> {
    if store::consent::may_share(tx, concerned.prescription).await? {
        let course = topic::prescriptions(concerned.prescriber);
        tx.hint(Hint::new(concerned.organisation, course));
    }
    Ok(())
}
