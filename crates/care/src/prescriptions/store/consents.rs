//! Answers to the consent question. Rows are only ever added; the newest is in force.

use wellmet_foundation::db::Connection;
use wellmet_foundation::{DbError, Instant, Tx, on};
use wellmet_vocabulary::{
    ConsentId, GroupId, MembershipId, OrganisationId, PrescriptionId, StaffId,
};

use crate::prescriptions::consent::{Answers, Question};

/// Who wrote an answer down.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AnsweredBy {
    /// Staff, as the patient told them.
    Staff(StaffId),
    /// The patient, at the door.
    Patient,
}

/// An answer about to be written.
#[derive(Debug)]
pub(crate) struct Answer<'a> {
    pub(crate) prescription: PrescriptionId,
    pub(crate) question: Question,
    pub(crate) given: bool,
    pub(crate) text_version: &'a str,
    pub(crate) language: &'a str,
    pub(crate) by: AnsweredBy,
    pub(crate) at: Instant,
}

pub(crate) async fn insert(tx: &mut Tx, id: ConsentId, answer: &Answer<'_>) -> Result<(), DbError> {
    let (recorded_by, staff) = match answer.by {
        AnsweredBy::Staff(staff) => ("staff", Some(staff)),
        AnsweredBy::Patient => ("patient", None),
    };
    on!(tx, |c| sqlx::query(
        "INSERT INTO consents (id, prescription_id, question, given, text_version, language,
                               recorded_by, staff_id, recorded_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    )
    .bind(id)
    .bind(answer.prescription)
    .bind(answer.question)
    .bind(answer.given)
    .bind(answer.text_version)
    .bind(answer.language)
    .bind(recorded_by)
    .bind(staff)
    .bind(answer.at)
    .execute(c)
    .await
    .map(drop))
}

/// The prescription a patient at the door is asked about.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct AskedPrescription {
    #[sqlx(rename = "id")]
    pub(crate) prescription: PrescriptionId,
    #[sqlx(rename = "organisation_id")]
    pub(crate) prescribed_by: OrganisationId,
    #[sqlx(rename = "prescriber_id")]
    pub(crate) prescriber: StaffId,
    #[sqlx(rename = "group_id")]
    pub(crate) group: GroupId,
}

/// Locks the prescription of a membership of `organisation`, so that answers come one by one.
pub(crate) async fn lock(
    tx: &mut Tx,
    organisation: OrganisationId,
    membership: MembershipId,
) -> Result<Option<AskedPrescription>, DbError> {
    // SQLite has one writer, so a row read in a write transaction is locked as it is.
    let text = match tx.connection() {
        Connection::Sqlite(_) => {
            "SELECT p.id, p.organisation_id, p.prescriber_id, m.group_id
               FROM memberships m JOIN prescriptions p ON p.id = m.prescription_id
              WHERE m.organisation_id = $1 AND m.id = $2"
        }
        Connection::Postgres(_) => {
            "SELECT p.id, p.organisation_id, p.prescriber_id, m.group_id
               FROM memberships m JOIN prescriptions p ON p.id = m.prescription_id
              WHERE m.organisation_id = $1 AND m.id = $2 FOR UPDATE OF p"
        }
    };
    on!(tx, |c| sqlx::query_as(text)
        .bind(organisation)
        .bind(membership)
        .fetch_optional(c)
        .await)
}

/// The answer in force.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub(crate) struct NewestAnswer {
    pub(crate) given: bool,
    #[sqlx(rename = "recorded_at")]
    pub(crate) at: Instant,
}

/// The answer to `question` that is in force; `None` when nobody was asked.
pub(crate) async fn newest(
    tx: &mut Tx,
    prescription: PrescriptionId,
    question: Question,
) -> Result<Option<NewestAnswer>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT given, recorded_at FROM consents
          WHERE prescription_id = $1 AND question = $2
          ORDER BY recorded_at DESC, id DESC LIMIT 1"
    )
    .bind(prescription)
    .bind(question)
    .fetch_optional(c)
    .await)
}

/// Every answer that was ever given, with who wrote it down, oldest first.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct RecordedAnswer {
    pub(crate) question: Question,
    pub(crate) given: bool,
    pub(crate) text_version: String,
    pub(crate) language: String,
    /// `None` when the patient answered by themselves, at the door.
    pub(crate) staff_name: Option<String>,
    pub(crate) recorded_at: Instant,
}

/// Every answer about `prescription`, oldest first.
pub(crate) async fn all(
    tx: &mut Tx,
    prescription: PrescriptionId,
) -> Result<Vec<RecordedAnswer>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT n.question, n.given, n.text_version, n.language, s.name AS staff_name,
                n.recorded_at
           FROM consents n LEFT JOIN staff s ON s.id = n.staff_id
          WHERE n.prescription_id = $1 ORDER BY n.recorded_at, n.id"
    )
    .bind(prescription)
    .fetch_all(c)
    .await)
}

/// The answers about `prescription` that are in force; what was never asked counts as no.
pub(crate) async fn in_force(
    tx: &mut Tx,
    prescription: PrescriptionId,
) -> Result<Answers, DbError> {
    let all = all(tx, prescription).await?;
    let given = |question| newest_of(&all, question).is_some_and(|answer| answer.given);
    Ok(Answers {
        share_attendance: given(Question::ShareAttendance),
        share_reason: given(Question::ShareReason),
        share_onward: given(Question::ShareOnward),
        contact_by_message: given(Question::ContactByMessage),
    })
}

/// The version of the text to which every answer in force was given, if it is one and no question
/// was left out.
pub(crate) async fn one_text(
    tx: &mut Tx,
    prescription: PrescriptionId,
) -> Result<Option<String>, DbError> {
    let all = all(tx, prescription).await?;
    let mut versions = Question::ALL
        .into_iter()
        .map(|question| newest_of(&all, question).map(|answer| &answer.text_version));
    let first = versions.next().flatten();
    Ok(first
        .filter(|first| versions.all(|version| version == Some(first)))
        .cloned())
}

fn newest_of(all: &[RecordedAnswer], question: Question) -> Option<&RecordedAnswer> {
    all.iter().rev().find(|answer| answer.question == question)
}
