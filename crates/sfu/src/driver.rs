//! WIP
use std::sync::{Arc, mpsc};
use crate::{config::Config, error::StartError, event::Events, sfu::Thread};

pub(crate) fn start(_config: Config) -> Result<(Vec<Thread>, Events), StartError> {
    Err(StartError::NothingAnnounced)
}
