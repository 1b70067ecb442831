//! Changes of a plan that stands.
//!
//! Somebody asks for a change (`asked`) of one session. `single` is a pure function of the plan,
//! the session as it stands and the moment; it gives what becomes of each session (`stroke`) or
//! says why not (`refused`). `words` says it in a sentence, `make` runs it: once as a preview that
//! writes nothing, once for good.
//!
//! Invariant: a session that was opened, or whose time has come, is never touched; and a session
//! keeps its id whatever happens to it, for register, evidence and reminders hang on that.

pub(crate) mod asked;
mod changes;
pub(crate) mod make;
pub(crate) mod outline;
pub(crate) mod refused;
mod single;
pub(crate) mod standing;
pub(crate) mod stroke;
pub(crate) mod timetable;
mod words;
