//! Two cards of one person become one, and two again when that was a mistake.
//!
//! Invariant: nothing is lost. The merged card keeps its row; what hung on it follows to the kept
//! one; and the undo gives back exactly what followed.

use serde::{Deserialize, Serialize};
use wellmet_foundation::{DbError, Hint, Tx};
use wellmet_vocabulary::{PatientId, PatientMergeId, StaffCaller, topic};

use super::card::PatientCard;
use super::change::{check_version, patient_deed};
use super::identifier::Identifier;
use super::patient::CheckedPatient;
use super::store::merges::{self, NewMerge};
use super::store::patients::{self, StoredPatient};
use super::union::{parted, union};
use crate::CareError;
use crate::care::Care;

/// A card with the version its page showed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    pub(crate) patient: PatientId,
    pub(crate) version: i64,
}

/// The kept card as it was.
#[derive(Debug, Serialize, Deserialize)]
struct Before {
    card: PatientCard,
    identifiers: Vec<Identifier>,
}

impl Care {
    /// Merges the card `merged` into `kept`, which gets what it did not say itself.
    pub(crate) async fn merge_patients(
        &self,
        caller: &StaffCaller,
        kept: Seen,
        merged: Seen,
    ) -> Result<PatientMergeId, CareError> {
        if kept.patient == merged.patient {
            return Err(CareError::NotFound);
        }
        let mut tx = self.ground.db.write().await?;
        let (kept, merged) = lock_both(&mut tx, caller, kept, merged).await?;
        let one = with_identifiers(&mut tx, &kept).await?;
        let other = with_identifiers(&mut tx, &merged).await?;
        let organisation = caller.organisation;
        let both = union(&one, &other);
        patients::update(&mut tx, organisation, kept.id, &both).await?;
        patients::set_merged_into(&mut tx, merged.id, Some(kept.id)).await?;
        patients::forget_terms(&mut tx, merged.id).await?;
        let before = Before {
            card: one.card,
            identifiers: one.identifiers,
        };
        let merge = NewMerge {
            id: self.ground.id(),
            organisation,
            kept: kept.id,
            merged: merged.id,
            kept_before: &as_json(&before)?,
            by: caller.staff,
            at: self.ground.clock.now(),
        };
        merges::insert(&mut tx, &merge).await?;
        merges::move_prescriptions(&mut tx, merge.id, merged.id, kept.id).await?;
        self.refresh_cards(&mut tx, organisation, kept.id, &both.card)
            .await?;
        self.tell_of_cards(
            &mut tx,
            caller,
            [kept.id, merged.id],
            "patient.merged",
            "Merged with another card",
        )
        .await?;
        tx.commit().await?;
        Ok(merge.id)
    }

    /// Makes two cards of one again, and says which one was kept. What was prescribed since the
    /// merge stays with the kept card, which loses what it took over and keeps what was corrected.
    pub(crate) async fn undo_merge(
        &self,
        caller: &StaffCaller,
        merge: PatientMergeId,
    ) -> Result<PatientId, CareError> {
        let organisation = caller.organisation;
        let mut tx = self.ground.db.write().await?;
        let merge = merges::lock(&mut tx, organisation, merge).await?;
        let merge = merge.ok_or(CareError::NotFound)?;
        let kept = patients::lock(&mut tx, organisation, merge.kept).await?;
        let kept = kept.ok_or(CareError::NotFound)?;
        let newest = merges::into_card(&mut tx, kept.id).await?;
        if kept.merged_into.is_some() || newest.first().map(|newest| newest.id) != Some(merge.id) {
            return Err(CareError::ChangedSince(
                "These cards were merged with another one later: undo that first.".to_owned(),
            ));
        }
        let before: Before = from_json(&merge.kept_before)?;
        let before = CheckedPatient {
            card: before.card,
            identifiers: before.identifiers,
        };
        let other = self.revive(&mut tx, caller, merge.merged).await?;
        let now = with_identifiers(&mut tx, &kept).await?;
        let apart = parted(&now, &before, &other);
        patients::update(&mut tx, organisation, kept.id, &apart).await?;
        merges::move_back(&mut tx, merge.id, merge.merged).await?;
        for (id, patient) in [(kept.id, &apart), (merge.merged, &other)] {
            self.refresh_cards(&mut tx, organisation, id, &patient.card)
                .await?;
        }
        merges::set_undone(&mut tx, merge.id, caller.staff, self.ground.clock.now()).await?;
        let cards = [kept.id, merge.merged];
        self.tell_of_cards(
            &mut tx,
            caller,
            cards,
            "patient.unmerged",
            "Made two cards again",
        )
        .await?;
        tx.commit().await?;
        Ok(kept.id)
    }

    /// The merged card is on the register again, as it was.
    async fn revive(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        merged: PatientId,
    ) -> Result<CheckedPatient, CareError> {
        patients::set_merged_into(tx, merged, None).await?;
        let stored = patients::find(tx, caller.organisation, merged).await?;
        let stored = stored.ok_or(CareError::NotFound)?;
        let patient = with_identifiers(tx, &stored).await?;
        patients::insert_terms(tx, caller.organisation, merged, &patient).await?;
        Ok(patient)
    }

    async fn tell_of_cards(
        &self,
        tx: &mut Tx,
        caller: &StaffCaller,
        cards: [PatientId; 2],
        action: &str,
        what: &str,
    ) -> Result<(), DbError> {
        for card in cards {
            patients::insert_history(tx, &self.ground, card, caller.staff, what).await?;
            self.record(tx, caller, &patient_deed(action, card)).await?;
        }
        let own = topic::prescriptions(caller.staff);
        tx.hint(Hint::new(caller.organisation, own));
        Ok(())
    }
}

/// Both cards, each still as its page showed it. They are locked in the order of their ids, so that
/// two who merge them the other way round do not wait for each other.
async fn lock_both(
    tx: &mut Tx,
    caller: &StaffCaller,
    kept: Seen,
    merged: Seen,
) -> Result<(StoredPatient, StoredPatient), CareError> {
    let mut seen = [kept, merged];
    seen.sort_unstable_by_key(|seen| seen.patient);
    let [first, second] = seen;
    let one = lock_seen(tx, caller, first).await?;
    let other = lock_seen(tx, caller, second).await?;
    Ok(if one.id == kept.patient {
        (one, other)
    } else {
        (other, one)
    })
}

async fn lock_seen(
    tx: &mut Tx,
    caller: &StaffCaller,
    seen: Seen,
) -> Result<StoredPatient, CareError> {
    let stored = patients::lock(tx, caller.organisation, seen.patient).await?;
    let stored = stored.filter(|stored| stored.merged_into.is_none());
    let stored = stored.ok_or(CareError::NotFound)?;
    check_version(tx, &stored, seen.version).await?;
    Ok(stored)
}

async fn with_identifiers(tx: &mut Tx, stored: &StoredPatient) -> Result<CheckedPatient, DbError> {
    Ok(CheckedPatient {
        card: stored.card(),
        identifiers: patients::identifiers(tx, stored.id).await?,
    })
}

fn as_json(before: &Before) -> Result<String, DbError> {
    serde_json::to_string(before).map_err(|error| DbError::Encode(error.into()))
}

fn from_json(stored: &str) -> Result<Before, DbError> {
    serde_json::from_str(stored).map_err(|error| DbError::Decode(error.into()))
}
