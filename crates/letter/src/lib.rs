//! Letters as PDF, for people who will not sign in and people without a smartphone.
//!
//! A [`Letter`] is what it says, in order: [`Block`]s. [`Letter::pdf`] lays them out on A4 pages and writes
//! tagged PDF as PDF/UA-1 (ISO 14289-1) asks, so that a screen reader reads a letter in the order of its blocks.
//! Fonts are carried in the binary and only the glyphs used are embedded.
//!
//! In three steps: `setting` makes lines of text, `pages` puts lines and codes on pages, `draw` writes them down.

mod draw;
mod error;
mod fonts;
mod letter;
mod pages;
mod setting;

pub use error::LetterError;
pub use letter::{Block, Letter, Print};
