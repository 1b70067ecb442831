//! The member itself: its ground and its routes.

use wellmet_foundation::Ground;

/// Series and sessions. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Scheduler {
    pub(crate) ground: Ground,
}

impl Scheduler {
    /// A scheduler on `ground`.
    pub fn new(ground: Ground) -> Self {
        Self { ground }
    }
}
