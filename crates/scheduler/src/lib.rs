//! Series and sessions: when a group meets.
