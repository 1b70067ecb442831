//! Our recurrence beside an independent one: what `generate.py` wrote by python-dateutil and the zones of Python's
//! standard library, for thousands of random rules near the hours at which clocks change.
//!
//! `generate.py SEED COUNT > /tmp/more.txt` and `RECURRENCES=/tmp/more.txt` try others.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::occurrences::{expand, in_zone};
use crate::rule::Rule;

const RANDOM: &str = include_str!("random.txt");

/// One rule, and when it meets.
struct Case<'a> {
    zone: &'a str,
    first: DateTime,
    rule: &'a str,
    /// Minutes since 1970.
    meets: Vec<i64>,
}

fn read(line: &str) -> Case<'_> {
    let [zone, first, rule, steps] = line.split('|').collect::<Vec<_>>()[..] else {
        panic!("{line}");
    };
    let mut at = 0;
    let sums = steps.split(' ').map(|step| {
        at += step.parse::<i64>().unwrap();
        at
    });
    Case {
        zone,
        first: first.parse().unwrap(),
        rule,
        meets: sums.collect(),
    }
}

fn ours(case: &Case<'_>) -> Vec<i64> {
    let zone = TimeZone::get(case.zone).unwrap();
    let rule = Rule::parse(case.rule).unwrap_or_else(|refusal| panic!("{}: {refusal}", case.rule));
    let local = expand(&rule, case.first, &zone)
        .unwrap_or_else(|refusal| panic!("{} from {}: {refusal}", case.rule, case.first));
    let minutes = |at: &DateTime| in_zone(*at, &zone).unwrap().timestamp().as_second() / 60;
    local.iter().map(minutes).collect()
}

#[test]
fn every_rule_meets_when_dateutil_says() {
    let named = std::env::var("RECURRENCES").ok();
    let text = named.map(|file| std::fs::read_to_string(file).unwrap());
    let text = text.as_deref().unwrap_or(RANDOM);
    let wrong: Vec<String> = text
        .lines()
        .map(read)
        .filter(|case| ours(case) != case.meets)
        .map(|case| format!("{} {} from {}", case.rule, case.zone, case.first))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}: {wrong:#?}",
        wrong.len(),
        text.lines().count()
    );
}
