//! Patients, what was prescribed for them, and what became of it.

use anyhow::Result;
use uuid::Uuid;

use crate::sheet::{Sheet, row};
use crate::town::{Builder, DAY, Open, Place, WEEK, civil};

/// What of a hundred referrals have come to.
const STATUSES: [(usize, &str); 8] = [
    (56, "completed"),
    (14, "in_progress"),
    (2, "on_hold"),
    (6, "accepted"),
    (5, "requested"),
    (8, "rejected"),
    (5, "cancelled"),
    (4, "failed"),
];
const DOSES: [(usize, i64); 3] = [(60, 6), (25, 8), (15, 12)];
/// Of a hundred patients, for how many was prescribed once more.
const AGAIN: usize = 30;

/// The rows around prescriptions.
struct Records {
    patients: Sheet,
    terms: Sheet,
    prescriptions: Sheet,
    referrals: Sheet,
    history: Sheet,
    consents: Sheet,
    memberships: Sheet,
}

pub(crate) async fn fill(town: &mut Builder<'_>) -> Result<()> {
    let mut records = Records {
        patients: Sheet::new(
            "patients",
            "id, organisation_id, full_name, preferred_name, email, phone, birth_date, created_at",
        ),
        terms: Sheet::new("patient_terms", "organisation_id, patient_id, term"),
        prescriptions: Sheet::new(
            "prescriptions",
            "id, organisation_id, patient_id, prescriber_id, reason, dose_sessions, dose_rhythm, prescribed_at",
        ),
        referrals: Sheet::new(
            "referrals",
            "id, prescription_id, from_organisation_id, to_organisation_id, status, stage, card_full_name, \
             card_preferred_name, card_email, card_phone, card_reason, requested_at, assigned_to, \
             ended_at, search_name, next_contact_on, card_birth_date",
        ),
        history: Sheet::new(
            "referral_history",
            "id, referral_id, status, stage, staff_id, changed_at",
        ),
        consents: Sheet::new(
            "consents",
            "id, prescription_id, question, given, text_version, language, recorded_by, staff_id, recorded_at",
        ),
        memberships: Sheet::new(
            "memberships",
            "id, organisation_id, group_id, referral_id, prescription_id, alias, status, started_at, ended_at",
        ),
    };
    for number in 0..town.town.patients {
        let practice = town.chance.skewed(town.practices.len());
        let created = town.now - town.chance.within(1, 700) * DAY;
        let patient = town.id(created);
        let (name, organisation) = (town.chance.name(), town.practices[practice].id);
        let first = name.split(' ').next().unwrap_or_default().to_owned();
        let (email, phone) = (
            format!("p{number}@example.org"),
            format!("+44 20 7946 {number:06}"),
        );
        let born = civil(town.now - town.chance.within(18, 95) * 365 * DAY).0;
        records.patients.add(row![
            patient,
            organisation,
            name.clone(),
            first.clone(),
            email.clone(),
            phone.clone(),
            born.clone(),
            created
        ]);
        records.find_by(organisation, patient, &name, &email, &phone);
        let times = 1 + usize::from(town.chance.percent(AGAIN));
        for time in 0..times {
            let at = (created + time as i64 * 90 * DAY).min(town.now);
            let who = Who {
                patient,
                name: name.clone(),
                first: first.clone(),
                email: email.clone(),
                phone: phone.clone(),
                born: born.clone(),
            };
            prescribe(town, &mut records, practice, &who, at);
        }
    }
    town.write([
        records.patients,
        records.terms,
        records.prescriptions,
        records.referrals,
        records.history,
        records.consents,
        records.memberships,
    ])
    .await
}

struct Who {
    patient: Uuid,
    name: String,
    first: String,
    email: String,
    phone: String,
    born: String,
}

impl Records {
    /// What a patient is found by, as the register folds it.
    fn find_by(&mut self, practice: Uuid, patient: Uuid, name: &str, email: &str, phone: &str) {
        let digits: String = phone.chars().rev().filter(char::is_ascii_digit).collect();
        let words = name
            .split(' ')
            .map(|word| format!("n:{}", word.to_lowercase()));
        for term in words.chain([format!("p:{digits}"), format!("e:{email}")]) {
            self.terms.add(row![practice, patient, term]);
        }
    }
}

fn has_ended(status: &str) -> bool {
    matches!(status, "completed" | "rejected" | "cancelled" | "failed")
}

fn prescribe(town: &mut Builder<'_>, records: &mut Records, practice: usize, who: &Who, at: i64) {
    let (from, charity) = (
        town.practices[practice].id,
        town.practices[practice].charity,
    );
    let to = town.charities[charity].id;
    let prescribers = town.practices[practice].prescribers.len();
    let prescriber = town.practices[practice].prescribers[town.chance.skewed(prescribers)];
    let link_worker = *town.chance.one(&town.charities[charity].link_workers);
    let (prescription, referral) = (town.id(at), town.id(at));
    let dose = town.chance.weighted(&DOSES);
    // What was prescribed lately is not over yet.
    let status = match (town.now - at) / WEEK {
        0..=1 => "requested",
        2..=4 => "accepted",
        _ => town.chance.weighted(&STATUSES),
    };
    let reason = "Has been alone a great deal since the move, and wants company.";
    records.prescriptions.add(row![
        prescription,
        from,
        who.patient,
        prescriber,
        reason,
        dose,
        "weekly",
        at
    ]);
    let decided = (status != "requested").then_some(at + 2 * DAY);
    let is_worked_on = matches!(status, "accepted" | "in_progress" | "on_hold");
    let next_contact = (is_worked_on && town.chance.percent(60))
        .then(|| civil(town.now + town.chance.within(-10, 20) * DAY).0);
    let stage = match status {
        "completed" => "first_session_attended",
        "in_progress" => "matched",
        "accepted" => "contacted",
        _ => "new",
    };
    records.referrals.add(row![
        referral,
        prescription,
        from,
        to,
        status,
        stage,
        who.name.clone(),
        who.first.clone(),
        who.email.clone(),
        who.phone.clone(),
        reason,
        at,
        decided.map(|_| link_worker),
        decided.filter(|_| has_ended(status)),
        format!("{} {}", who.name, who.first).to_lowercase(),
        next_contact,
        who.born.clone()
    ]);
    if !has_ended(status) {
        town.open.push(Open {
            referral,
            charity,
            status,
            requested_at: at,
            link_worker,
        });
    }
    for (status, stage, at) in [("requested", "new", at), (status, stage, at + 2 * DAY)] {
        let id = town.id(at);
        records
            .history
            .add(row![id, referral, status, stage, link_worker, at]);
    }
    let (consent, shares) = (town.id(at), town.chance.percent(85));
    records.consents.add(row![
        consent,
        prescription,
        "share_attendance",
        shares,
        "2026-01",
        "en",
        "staff",
        prescriber,
        at
    ]);
    let group = match status {
        "completed" => Some(town.chance.below(town.charities[charity].groups.len())),
        "in_progress" => town.group_with_room(charity),
        _ => None,
    };
    let Some(group) = group.filter(|at| *at < town.charities[charity].groups.len()) else {
        return;
    };
    let (membership, started_at) = (town.id(at), at + WEEK);
    let ended = (status == "completed").then_some(started_at + dose * WEEK);
    if ended.is_none() {
        town.charities[charity].groups[group].free -= 1;
    }
    let state = if ended.is_some() { "ended" } else { "active" };
    let group_id = town.charities[charity].groups[group].id;
    records.memberships.add(row![
        membership,
        to,
        group_id,
        referral,
        prescription,
        who.first.clone(),
        state,
        started_at,
        ended
    ]);
    town.places.push(Place {
        membership,
        prescription,
        charity,
        group,
        started_at,
        sessions: dose as usize,
    });
}
