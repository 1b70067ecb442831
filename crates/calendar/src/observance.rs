//! The changes of a zone's clocks, gathered by kind, each kind as a yearly rule where one gives exactly its dates.

use jiff::civil::{DateTime, Weekday};
use jiff::tz::Offset;

/// One change of the clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Change {
    /// What they show just before.
    pub(crate) at: DateTime,
    pub(crate) from: Offset,
    pub(crate) to: Offset,
    /// Such as `BST`.
    pub(crate) name: String,
    pub(crate) is_summer: bool,
}

/// Changes of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Observance {
    /// The first of them.
    pub(crate) first: DateTime,
    pub(crate) from: Offset,
    pub(crate) to: Offset,
    pub(crate) name: String,
    pub(crate) is_summer: bool,
    /// The rule of all of them,
    pub(crate) rule: Option<String>,
    /// or the others one by one.
    pub(crate) also: Vec<DateTime>,
}

/// `changes` by kind. Their order is that of each kind's first.
pub(crate) fn observances(changes: &[Change]) -> Vec<Observance> {
    let mut kinds: Vec<Vec<&Change>> = Vec::new();
    for change in changes {
        let kind = kinds
            .iter_mut()
            .find(|kind| kind.first().is_some_and(|first| alike(first, change)));
        match kind {
            Some(kind) => kind.push(change),
            None => kinds.push(vec![change]),
        }
    }
    kinds.iter().filter_map(|kind| observance(kind)).collect()
}

fn alike(one: &Change, other: &Change) -> bool {
    let kind = |change: &Change| (change.from, change.to, change.is_summer);
    kind(one) == kind(other) && one.name == other.name
}

fn observance(kind: &[&Change]) -> Option<Observance> {
    let (first, others) = kind.split_first()?;
    let times: Vec<_> = kind.iter().map(|change| change.at).collect();
    let rule = yearly(&times);
    let also = match rule {
        Some(_) => Vec::new(),
        None => others.iter().map(|change| change.at).collect(),
    };
    Some(Observance {
        first: first.at,
        from: first.from,
        to: first.to,
        name: first.name.clone(),
        is_summer: first.is_summer,
        rule,
        also,
    })
}

/// A rule such as "each last Sunday of March", if `times` are just that, each year once.
fn yearly(times: &[DateTime]) -> Option<String> {
    let (first, others) = times.split_first()?;
    if others.is_empty() {
        return None;
    }
    let regular = times.iter().zip(first.year()..).all(|(time, year)| {
        time.year() == year
            && time.month() == first.month()
            && time.time() == first.time()
            && time.weekday() == first.weekday()
    });
    let same = |place: fn(DateTime) -> i8| times.iter().all(|time| place(*time) == place(*first));
    let place = if same(from_start) {
        from_start(*first)
    } else if same(from_end) {
        from_end(*first)
    } else {
        return None;
    };
    let (month, weekday) = (first.month(), code(first.weekday()));
    regular.then(|| format!("FREQ=YEARLY;BYMONTH={month};BYDAY={place}{weekday}"))
}

/// Which of its weekdays in the month.
fn from_start(time: DateTime) -> i8 {
    (time.day() - 1) / 7 + 1
}

fn from_end(time: DateTime) -> i8 {
    -((time.days_in_month() - time.day()) / 7 + 1)
}

const fn code(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_last_sunday_of_march_is_a_rule_and_ramadan_is_none() {
        let sundays = [(2026, 29), (2027, 28), (2028, 26), (2029, 25)];
        let london: Vec<_> = sundays
            .map(|(year, day)| date(year, 3, day).at(1, 0, 0, 0))
            .to_vec();
        assert_eq!(
            yearly(&london).as_deref(),
            Some("FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU")
        );
        let casablanca = [
            date(2026, 2, 15).at(3, 0, 0, 0),
            date(2027, 2, 7).at(3, 0, 0, 0),
        ];
        assert_eq!(yearly(&casablanca), None);
        assert_eq!(yearly(&london[..1]), None);
        assert_eq!(yearly(&[london[0], london[2]]), None, "a year is left out");
    }
}
