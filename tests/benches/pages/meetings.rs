//! Groups, their weekly plans and every session of two years: most of them behind us.

use anyhow::Result;
use uuid::Uuid;

use crate::sheet::{Sheet, row};
use crate::town::{Builder, DAY, Group, HOUR, Meeting, Town, WEEK, civil};

pub(crate) const TOPICS: [&str; 10] = [
    "heart",
    "walking",
    "grief",
    "diabetes",
    "carers",
    "singing",
    "gardening",
    "debt",
    "new here",
    "sleep",
];
pub(crate) const LANGUAGES: [(usize, &str); 5] =
    [(80, "en"), (6, "es"), (6, "ur"), (4, "pl"), (4, "ar")];
const FEATURES: [&str; 4] = ["captions", "large_print", "step_free", "quiet"];
/// Weeks that lie ahead.
const AHEAD: i64 = 12;

pub(crate) async fn fill(town: &mut Builder<'_>) -> Result<()> {
    let mut groups = Sheet::new(
        "groups",
        "id, organisation_id, name, topic, language, capacity, created_at, youngest, oldest, \
         shared_at, confirmed_at, search_words",
    );
    let mut suits = Suits::new();
    let mut leads = Sheet::new("group_facilitators", "group_id, staff_id");
    let mut series = Sheet::new(
        "series",
        "id, organisation_id, group_id, first_date, local_time, zone, duration_minutes, rrule, summary, created_at",
    );
    let mut sessions = Sheet::new(
        "sessions",
        "id, organisation_id, group_id, series_id, local_date, recurrence_date, zone, starts_at, ends_at, state, started_at, closed_at",
    );
    for number in 0..town.town.groups() {
        let at = town.chance.skewed(town.charities.len());
        let organisation = town.charities[at].id;
        let facilitator = *town.chance.one(&town.charities[at].facilitators);
        let id = town.id(town.now - 2 * 52 * WEEK);
        let topic = *town.chance.one(&TOPICS);
        let language = town.chance.weighted(&LANGUAGES);
        let (capacity, name) = (town.chance.within(8, 16), format!("{topic} {number}"));
        let search_words = format!("{name} {topic}");
        groups.add(row![
            id,
            organisation,
            name,
            topic,
            language,
            capacity,
            0i64,
            Some(18i64),
            town.chance.percent(20).then_some(75i64),
            town.chance.percent(20).then_some(town.now - 30 * DAY),
            town.now - town.chance.within(1, 200) * DAY,
            search_words
        ]);
        suits.add(town, id);
        leads.add(row![id, facilitator]);
        let plan = town.id(town.now);
        let first = town.first_meeting();
        let (date, time) = civil(first);
        let rule = format!("FREQ=WEEKLY;COUNT={}", Town::SESSIONS);
        series.add(row![
            plan,
            organisation,
            id,
            date,
            time.clone(),
            "Europe/London",
            60i64,
            rule,
            format!("Weekly at {time}"),
            0i64
        ]);
        let mut meetings = Vec::with_capacity(Town::SESSIONS);
        for week in 0..Town::SESSIONS as i64 {
            let starts_at = first + week * WEEK;
            let meeting: Uuid = town.id(starts_at);
            let over = starts_at + HOUR < town.now;
            let ends_at = starts_at + HOUR;
            let (state, began, closed) = match over {
                true => ("closed", Some(starts_at), Some(ends_at)),
                false => ("scheduled", None, None),
            };
            let date = civil(starts_at).0;
            sessions.add(row![
                meeting,
                organisation,
                id,
                plan,
                date.clone(),
                date,
                "Europe/London",
                starts_at,
                ends_at,
                state,
                began,
                closed
            ]);
            meetings.push(Meeting {
                id: meeting,
                starts_at,
                register: None,
            });
        }
        town.charities[at].groups.push(Group {
            id,
            facilitator,
            free: capacity,
            sessions: meetings,
        });
    }
    town.write([groups, leads, series, sessions]).await?;
    town.write([suits.topics, suits.languages, suits.features])
        .await
}

/// For whom groups are, beside what stands in their rows.
struct Suits {
    topics: Sheet,
    languages: Sheet,
    features: Sheet,
}

impl Suits {
    fn new() -> Self {
        Self {
            topics: Sheet::new("group_topics", "group_id, topic"),
            languages: Sheet::new("group_languages", "group_id, language"),
            features: Sheet::new("group_features", "group_id, feature"),
        }
    }

    fn add(&mut self, town: &mut Builder<'_>, group: Uuid) {
        let first = town.chance.below(TOPICS.len());
        for topic in [first, (first + 3) % TOPICS.len()] {
            self.topics.add(row![group, TOPICS[topic]]);
        }
        if town.chance.percent(25) {
            self.languages
                .add(row![group, town.chance.weighted(&LANGUAGES)]);
        }
        for feature in FEATURES {
            if town.chance.percent(40) {
                self.features.add(row![group, feature]);
            }
        }
    }
}

impl Builder<'_> {
    /// Some weekday between nine and eight, so long ago that the last meeting is `AHEAD`.
    fn first_meeting(&mut self) -> i64 {
        let weeks = Town::SESSIONS as i64 - AHEAD;
        let day = self.now / DAY * DAY - weeks * WEEK + self.chance.within(0, 4) * DAY;
        day + self.chance.within(9, 20) * HOUR
    }
}
