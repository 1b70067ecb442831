//! What came of the sessions: a register for each that had members, an outcome for each member, doses.

use anyhow::Result;

use crate::sheet::{Sheet, row};
use crate::town::{Builder, HOUR};

const VERDICTS: [(usize, &str); 6] = [
    (72, "attended"),
    (6, "partial"),
    (2, "brief"),
    (2, "tried"),
    (6, "cancelled_by_patient"),
    (12, "no_show"),
];

pub(crate) async fn fill(town: &mut Builder<'_>) -> Result<()> {
    let mut registers = Sheet::new(
        "registers",
        "id, session_id, version, confirmed_by, confirmed_at",
    );
    let mut outcomes = Sheet::new(
        "outcomes",
        "register_id, session_id, membership_id, verdict, dwell_ms, window_ms, rule_version, explanation, summary",
    );
    let mut joined = Sheet::new(
        "joined_notices",
        "session_id, membership_id, prescription_id, joined_at",
    );
    let mut doses = Sheet::new(
        "doses",
        "membership_id, prescription_id, attended, partial, brief, tried, missed, not_counted",
    );
    for place in std::mem::take(&mut town.places) {
        let group = &town.charities[place.charity].groups[place.group];
        let first = group
            .sessions
            .partition_point(|one| one.starts_at < place.started_at);
        let facilitator = group.facilitator;
        let mut counts = [0i64; 6];
        let last = (first + place.sessions).min(group.sessions.len());
        for at in first..last {
            let meeting = town.charities[place.charity].groups[place.group].sessions[at];
            let ended = meeting.starts_at + HOUR;
            if ended > town.now {
                break;
            }
            let register = match meeting.register {
                Some(register) => register,
                None => {
                    let register = town.id(ended);
                    registers.add(row![register, meeting.id, 1i64, facilitator, ended]);
                    town.charities[place.charity].groups[place.group].sessions[at].register =
                        Some(register);
                    register
                }
            };
            let verdict = town.chance.weighted(&VERDICTS);
            let which = VERDICTS.iter().position(|(_, one)| *one == verdict);
            counts[which.unwrap_or(0)] += 1;
            let dwell = if verdict == "attended" {
                HOUR - 300_000
            } else {
                0
            };
            outcomes.add(row![
                register,
                meeting.id,
                place.membership,
                verdict,
                dwell,
                HOUR,
                1i64,
                "Media 14:02-14:55, one reconnect, rule 1.",
                "The rule of the group was met."
            ]);
            if verdict == "attended" {
                joined.add(row![
                    meeting.id,
                    place.membership,
                    place.prescription,
                    meeting.starts_at + 60_000
                ]);
            }
        }
        let [attended, partial, brief, tried, cancelled, missed] = counts;
        doses.add(row![
            place.membership,
            place.prescription,
            attended,
            partial,
            brief,
            tried,
            missed,
            cancelled
        ]);
    }
    town.write([registers, outcomes, joined, doses]).await
}
