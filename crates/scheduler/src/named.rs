//! Something by its id and its name.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An organisation or a person of staff, as a page shows and links it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Named {
    id: Uuid,
    name: String,
}

impl Named {
    /// The thing `id` that is called `name`.
    pub(crate) fn new(id: impl Into<Uuid>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
        }
    }
}
