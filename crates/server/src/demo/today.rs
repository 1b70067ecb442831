//! Something to join today, whenever the demo is started.

use std::time::Duration;

use anyhow::Result;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use wellmet_foundation::{Ground, Instant};
use wellmet_scheduler::NewSeries;
use wellmet_vocabulary::{GroupId, StaffCaller};

use super::store;
use crate::members::Members;

const ZONE: &str = "Europe/London";
const MINUTES: i64 = 60;
/// Sessions begin at times that look chosen.
const EVEN_TIME: i64 = 5 * 60_000;
/// A session that begins later does not help who wants to look around now.
const SOON: Duration = Duration::from_secs(2 * 3_600);
const FIRST_TIME: &str = "FREQ=WEEKLY;COUNT=6";
const ONCE: &str = "FREQ=DAILY;COUNT=1";

/// Schedules the group's weekly series at the first start, and one more session at any later
/// start that finds nothing to join.
pub(super) async fn meet(
    ground: &Ground,
    members: &Members,
    facilitator: &StaffCaller,
    group: GroupId,
) -> Result<()> {
    let now = ground.clock.now();
    let agenda = store::agenda(ground, group, now, now + SOON).await?;
    if agenda.joinable > 0 {
        return Ok(());
    }
    let rrule = if agenda.series == 0 { FIRST_TIME } else { ONCE };
    let series = plan(begins(now, agenda.busy_until), rrule)?;
    members
        .scheduler
        .schedule(facilitator, group, &series)
        .await?;
    Ok(())
}

/// The even time that has just passed, or the end of what was closed early.
fn begins(now: Instant, busy_until: Option<Instant>) -> Instant {
    let passed = now.as_millis().rem_euclid(EVEN_TIME);
    let even = now - Duration::from_millis(passed.unsigned_abs());
    busy_until.map_or(even, |until| even.max(until))
}

fn plan(begins: Instant, rrule: &str) -> Result<NewSeries> {
    let local = Timestamp::try_from(begins)?.to_zoned(TimeZone::get(ZONE)?);
    Ok(NewSeries {
        first_date: local.date().to_string(),
        local_time: local.strftime("%H:%M").to_string(),
        zone: ZONE.to_owned(),
        duration_minutes: MINUTES,
        rrule: rrule.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_begins_at_the_last_even_time() {
        let at = |minutes: i64| Instant::from_millis(minutes * 60_000);
        assert_eq!(begins(at(13), None), at(10));
        assert_eq!(begins(at(10), None), at(10));
        assert_eq!(begins(at(13), Some(at(45))), at(45));
        assert_eq!(begins(at(13), Some(at(5))), at(10));
    }

    #[test]
    fn it_stands_in_the_plan_at_its_local_time() {
        let july = plan(Instant::from_millis(1_783_000_000_000), ONCE).unwrap();
        assert_eq!(
            (july.first_date.as_str(), july.local_time.as_str()),
            ("2026-07-02", "14:46")
        );
    }
}
