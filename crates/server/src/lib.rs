//! The binary `wellmet`: it opens the house.
//!
//! [`Settings`] say how; [`DataFolder`] keeps the database and the keys; [`Members`] introduces the
//! members to one another; [`App`] puts the edge around their routes, serves them together with
//! the pages inside this binary, and closes everything again. `commands` are what can be typed;
//! `demo` fills an empty house with invented people.
//!
//! Invariant: no token reaches a log. Requests are traced by their route's template.

mod app;
mod commands;
mod data_folder;
mod demo;
mod edge;
mod guards;
mod live;
mod media;
mod members;
mod network;
mod openapi;
mod operations;
mod secrets;
mod settings;
mod web;

pub use app::{App, Parts, Running};
pub use commands::main;
pub use data_folder::{DataFolder, DataFolderError};
pub use edge::Patience;
pub use members::Members;
pub use network::{BadNetwork, Network};
pub use openapi::document;
pub use secrets::{Secrets, SecretsError};
pub use settings::{Refusal, Settings};
