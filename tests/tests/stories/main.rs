//! Stories: the whole house, from prescription to dose, with real sockets and real media on a
//! mock clock.

#![expect(
    clippy::indexing_slicing,
    reason = "a story that reads an answer without what it looks for has failed"
)]

mod bad_company;
mod broken_line;
mod crash;
mod scene;
mod the_loop;
mod who_may_what;
