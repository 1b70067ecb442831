//! What every member stands on.

use uuid::Uuid;

use crate::{Bus, Clock, Db, Rng};

/// Database, clock, randomness and bus, handed to each member at start. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Where truth is kept.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Where keys, tokens and ids come from.
    pub rng: Rng,
    /// Who wants to know that something changed.
    pub bus: Bus,
}

impl Ground {
    /// A new identifier for a thing made now.
    pub fn id<T: From<Uuid>>(&self) -> T {
        self.rng.uuid(self.clock.now()).into()
    }
}
