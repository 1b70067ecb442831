//! Calendar files (iCalendar, RFC 5545) and calendar messages (iTIP, RFC 5546), written only.
//!
//! A [`Series`] is a rule on the clock of a zone, with what really takes place of it; it becomes [`Event`]s: one that
//! repeats, and one for each time that differs from the rule. A [`Calendar`] writes events down with the zones they
//! name (`zone`), in lines of content (`line`). What every event says of itself is its [`About`].
//!
//! Invariant: whoever reads the file without knowing any zone, by its own rules alone, finds exactly the meetings that
//! were put into it. Text of others can end no line and begin no property.

mod about;
mod calendar;
mod error;
mod event;
mod line;
mod observance;
mod series;
mod zone;

pub use about::{About, Link, Person};
pub use calendar::{Calendar, Method};
pub use error::CalendarError;
pub use event::{Event, Repeats};
pub use series::{Meeting, Series};
