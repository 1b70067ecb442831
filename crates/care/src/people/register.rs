//! The register: patients as lists and pages show them.

use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::{DbError, Instant, Pii, Tx};
use wellmet_vocabulary::{OrganisationId, PatientId, PatientMergeId};

use super::alike::{Draft, reasons};
use super::card::PatientCard;
use super::identifier::Identifier;
use super::settings::PeopleSettings;
use super::store::merges;
use super::store::patients::{self, StoredPatient};
use super::store::search;

/// More cards of one contact, or of one name and birth date, than this tell nobody apart.
const MOST_ALIKE: i64 = 20;

/// A patient in a list: enough to tell them from others of the same name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct PatientRow {
    pub(crate) id: PatientId,
    #[schema(value_type = String)]
    full_name: Pii<String>,
    /// `2011-02-28`.
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_date: Option<Pii<String>>,
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<Pii<String>>,
    #[schema(value_type = Option<String>)]
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<Pii<String>>,
}

impl From<&StoredPatient> for PatientRow {
    fn from(stored: &StoredPatient) -> Self {
        let card = stored.card();
        Self {
            id: stored.id,
            full_name: card.full_name,
            birth_date: card.birth_date,
            email: card.email,
            phone: card.phone,
        }
    }
}

/// Somebody on the register who may be the person of a new card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Alike {
    patient: PatientRow,
    /// Sentences: "Same telephone number."
    reasons: Vec<String>,
}

/// Whoever on the register of `organisation` may be the person of `draft`, the likeliest first.
pub(crate) async fn alike(
    tx: &mut Tx,
    organisation: OrganisationId,
    draft: &Draft,
    settings: &PeopleSettings,
) -> Result<Vec<Alike>, DbError> {
    let mut candidates = Vec::new();
    if let Some(namesakes) = draft.namesakes() {
        candidates.extend(search::find(tx, organisation, &namesakes, MOST_ALIKE).await?);
    }
    for term in draft.own_terms() {
        candidates.extend(search::with_term(tx, organisation, &term, MOST_ALIKE).await?);
    }
    candidates.sort_by_key(|candidate| candidate.id);
    candidates.dedup_by_key(|candidate| candidate.id);
    candidates.retain(|candidate| Some(candidate.id) != draft.patient_id);
    let mut found = Vec::new();
    for candidate in &candidates {
        let identifiers = patients::identifiers(tx, candidate.id).await?;
        let reasons = reasons(draft, &candidate.card(), &identifiers, settings);
        if !reasons.is_empty() {
            let patient = PatientRow::from(candidate);
            found.push(Alike { patient, reasons });
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.reasons.len()));
    Ok(found)
}

/// A patient with all that the register holds of them.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct PatientDetail {
    pub(crate) id: PatientId,
    /// Rises with every change; a change names the version it was made on.
    pub(crate) version: i64,
    pub(crate) card: PatientCard,
    pub(crate) identifiers: Vec<Identifier>,
    /// Cards that were merged into this one, the newest first.
    pub(crate) merged: Vec<Merged>,
    /// What was done to the card, oldest first.
    pub(crate) history: Vec<CardChange>,
}

/// A card that was merged into another, and can be taken out again.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Merged {
    /// The merge's, by which it is undone.
    id: PatientMergeId,
    #[schema(value_type = String)]
    full_name: Pii<String>,
    merged_at: Instant,
}

/// One thing that was done to a card.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CardChange {
    at: Instant,
    /// A sentence.
    what: String,
}

/// All of the card `id` of `organisation`; `None` when it has none, or it was merged into another.
pub(crate) async fn detail(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: PatientId,
) -> Result<Option<PatientDetail>, DbError> {
    let stored = patients::find(tx, organisation, id).await?;
    let Some(stored) = stored.filter(|stored| stored.merged_into.is_none()) else {
        return Ok(None);
    };
    let history = patients::history(tx, id).await?;
    let merged = merges::into_card(tx, id).await?;
    let merged = merged.into_iter().map(|merged| Merged {
        id: merged.id,
        full_name: merged.full_name,
        merged_at: merged.merged_at,
    });
    let line = |change: patients::StoredChange| CardChange {
        at: change.changed_at,
        what: format!("{} by {}.", change.what, change.staff_name),
    };
    Ok(Some(PatientDetail {
        id,
        version: stored.version,
        card: stored.card(),
        identifiers: patients::identifiers(tx, id).await?,
        merged: merged.collect(),
        history: history.into_iter().map(line).collect(),
    }))
}
