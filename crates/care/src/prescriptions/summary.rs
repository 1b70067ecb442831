//! The letter at the end of a course, for a prescriber who will not sign in.
//!
//! It says as little as will do: for whom, what was prescribed, that it is over, and the dose if the patient shares
//! it. It names no group, no other member and no reason.

use jiff::Timestamp;
use wellmet_foundation::{Instant, Pii};
use wellmet_letter::{Block, Letter, Print};
use wellmet_vocabulary::{PrescriptionId, ReferralId, ReferralStatus, Rhythm, StaffCaller};

use super::store::summaries::{self, Of};
use crate::{Care, CareError};

/// A course that is over, as the letter tells it.
#[derive(Debug, Clone)]
pub(crate) struct Summary {
    /// Who looked after the patient.
    pub(crate) from: String,
    /// Where the prescriber works.
    pub(crate) to: String,
    pub(crate) prescriber: String,
    pub(crate) patient: Pii<String>,
    pub(crate) prescribed_at: Instant,
    pub(crate) completed_at: Instant,
    pub(crate) sessions: i64,
    pub(crate) rhythm: Rhythm,
    /// `None` when the patient does not share it.
    pub(crate) dose: Option<Counts>,
}

/// Sessions by what came of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Counts {
    pub(crate) attended: i64,
    /// There for a part, however short.
    pub(crate) partly: i64,
    /// Pressed Join, and the technology failed.
    pub(crate) tried: i64,
    pub(crate) missed: i64,
    /// Called off.
    pub(crate) not_counted: i64,
    pub(crate) unknown: i64,
}

impl Care {
    /// The letter on the caller's own prescription, as a PDF file. Reading it is audited.
    pub(crate) async fn summary_of_prescription(
        &self,
        caller: &StaffCaller,
        prescription: PrescriptionId,
    ) -> Result<Vec<u8>, CareError> {
        let letter = self.summary(caller, Of::Prescription(prescription)).await?;
        self.record_reading(caller, "prescription_summary", prescription)
            .await?;
        Ok(letter)
    }

    /// The letter on a referral that the caller's organisation received, to be sent to the prescriber.
    pub(crate) async fn summary_of_referral(
        &self,
        caller: &StaffCaller,
        referral: ReferralId,
    ) -> Result<Vec<u8>, CareError> {
        let letter = self.summary(caller, Of::Referral(referral)).await?;
        self.record_reading(caller, "referral_summary", referral)
            .await?;
        Ok(letter)
    }

    async fn summary(&self, caller: &StaffCaller, of: Of) -> Result<Vec<u8>, CareError> {
        let mut tx = self.ground.db.read().await?;
        let stored = summaries::find(&mut tx, caller, of).await?;
        let stored = stored.ok_or(CareError::NotFound)?;
        let (ReferralStatus::Completed, Some(completed_at)) = (stored.status, stored.completed_at)
        else {
            return Err(CareError::NotCompleted);
        };
        let shares = summaries::shares(&mut tx, stored.prescription).await?;
        let dose = match shares {
            true => Some(summaries::dose(&mut tx, stored.prescription).await?),
            false => None,
        };
        let summary = stored.summary(completed_at, dose);
        Ok(summary.letter(self.ground.clock.now()).pdf()?)
    }
}

impl Summary {
    /// As it is written on the day of `today`.
    pub(crate) fn letter(&self, today: Instant) -> Letter {
        let mut blocks = vec![
            Block::Lines(vec![self.from.clone()]),
            Block::Lines(vec![self.prescriber.clone(), self.to.clone(), date(today)]),
            fact("For", self.patient.as_str().to_owned()),
            fact("Prescribed", self.prescribed()),
            fact("Completed", date(self.completed_at)),
            Block::Heading("Sessions".to_owned()),
        ];
        match self.dose {
            Some(counts) => blocks.extend(counts.facts(self.sessions)),
            None => blocks.push(Block::Paragraph(
                "The patient chose not to share which sessions they came to.".to_owned(),
            )),
        }
        Letter {
            title: "Social prescription completed".to_owned(),
            language: "en".to_owned(),
            print: Print::Standard,
            blocks,
        }
    }

    fn prescribed(&self) -> String {
        let rhythm = match self.rhythm {
            Rhythm::Daily => "daily",
            Rhythm::Weekly => "weekly",
            Rhythm::Fortnightly => "fortnightly",
            Rhythm::Monthly => "monthly",
        };
        let sessions = if self.sessions == 1 {
            "session"
        } else {
            "sessions"
        };
        let on = date(self.prescribed_at);
        format!("{} {rhythm} {sessions}, on {on}", self.sessions)
    }
}

impl Counts {
    /// What came to pass, and of how many prescribed; what did not is left out.
    fn facts(self, prescribed: i64) -> Vec<Block> {
        let others = [
            ("There for a part", self.partly),
            ("Tried to join, and the technology failed", self.tried),
            ("Missed", self.missed),
            ("Called off, and not counted", self.not_counted),
            ("Not known", self.unknown),
        ];
        let attended = format!("{} of {prescribed}", self.attended);
        let came = others.into_iter().filter(|(_, count)| *count > 0);
        let came = came.map(|(name, count)| fact(name, count.to_string()));
        std::iter::once(fact("Attended", attended))
            .chain(came)
            .collect()
    }
}

fn fact(name: &str, value: String) -> Block {
    Block::Fact {
        name: name.to_owned(),
        value,
    }
}

/// The day in UTC: a letter between two houses names no zone.
fn date(at: Instant) -> String {
    let at = Timestamp::from_millisecond(at.as_millis()).unwrap_or_default();
    at.strftime("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(dose: Option<Counts>) -> Summary {
        let at =
            |text: &str| Instant::from_millis(text.parse::<Timestamp>().unwrap().as_millisecond());
        Summary {
            from: "Example Charity".to_owned(),
            to: "Example Practice".to_owned(),
            prescriber: "Pia Example".to_owned(),
            patient: "Ada Example".to_owned().into(),
            prescribed_at: at("2026-09-01T09:00:00Z"),
            completed_at: at("2026-11-20T16:00:00Z"),
            sessions: 6,
            rhythm: Rhythm::Weekly,
            dose,
        }
    }

    fn words(dose: Option<Counts>) -> Vec<String> {
        let letter = summary(dose).letter(Instant::from_millis(0));
        let words = |block: &Block| match block {
            Block::Lines(lines) => lines.join(" / "),
            Block::Heading(text) | Block::Paragraph(text) => text.clone(),
            Block::Fact { name, value } => format!("{name}: {value}"),
            Block::Code { link, .. } => link.clone(),
        };
        letter.blocks.iter().map(words).collect()
    }

    #[test]
    fn the_dose_is_told_by_what_came_of_each_session() {
        let dose = Counts {
            attended: 4,
            partly: 1,
            not_counted: 1,
            ..Counts::default()
        };
        assert_eq!(
            words(Some(dose)),
            [
                "Example Charity",
                "Pia Example / Example Practice / 1 January 1970",
                "For: Ada Example",
                "Prescribed: 6 weekly sessions, on 1 September 2026",
                "Completed: 20 November 2026",
                "Sessions",
                "Attended: 4 of 6",
                "There for a part: 1",
                "Called off, and not counted: 1",
            ]
        );
    }

    #[test]
    fn what_is_not_shared_is_not_counted_either() {
        let words = words(None);
        assert!(words.iter().all(|line| !line.starts_with("Attended")));
        let last = words.last().map(String::as_str);
        assert_eq!(
            last,
            Some("The patient chose not to share which sessions they came to.")
        );
    }
}
