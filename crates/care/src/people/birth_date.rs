//! When somebody was born, and how old that makes them.

use jiff::civil::Date;
use wellmet_foundation::Instant;

use crate::form::Form;

/// Nobody on record was older (Jeanne Calment, 122).
const OLDEST: i16 = 125;

/// The day of `now` in UTC: an age is right to within the hours by which a zone differs.
pub(crate) fn today(now: Instant) -> Date {
    let moment = jiff::Timestamp::try_from(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// The birth date of a form, as `2011-02-28`.
pub(crate) fn check_birth_date(
    form: &mut Form,
    field: &str,
    text: Option<&str>,
    today: Date,
) -> Option<Date> {
    let text = form.optional(field, text, 10)?;
    let Ok(date) = text.parse::<Date>() else {
        form.refuse(
            field,
            "Give the date of birth as year, month and day, such as 1958-04-23.",
        );
        return None;
    };
    if date > today {
        form.refuse(field, "This day lies ahead.");
    } else if date.year() < today.year() - OLDEST {
        form.refuse(field, "This is too long ago.");
    }
    Some(date)
}

/// Whole years from `born` to `today`. Who was born on 29 February turns older on 1 March.
pub(crate) fn age(born: Date, today: Date) -> i16 {
    let had_birthday = (today.month(), today.day()) >= (born.month(), born.day());
    today.year() - born.year() - i16::from(!had_birthday)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_birthday_makes_older_on_the_day() {
        assert_eq!(age(date(2010, 12, 2), date(2026, 12, 1)), 15);
        assert_eq!(age(date(2010, 12, 1), date(2026, 12, 1)), 16);
        assert_eq!(age(date(2008, 2, 29), date(2026, 2, 28)), 17);
        assert_eq!(age(date(2008, 2, 29), date(2026, 3, 1)), 18);
    }

    #[test]
    fn days_that_never_were_or_lie_ahead_are_refused() {
        for text in ["2026-12-02", "1900-01-01", "2026-02-30", "yesterday"] {
            let mut form = Form::default();
            check_birth_date(&mut form, "birth_date", Some(text), date(2026, 12, 1));
            assert!(form.finish().is_err(), "{text}");
        }
    }
}
