//! A list as every list is answered.

use serde::Serialize;
use utoipa::ToSchema;

/// A list.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::routes) struct Items<T> {
    pub(in crate::routes) items: Vec<T>,
}

impl<T> Items<T> {
    /// Every one of `items`, as its page reads it.
    pub(in crate::routes) fn from_each<S: Into<T>>(items: Vec<S>) -> Self {
        Self {
            items: items.into_iter().map(Into::into).collect(),
        }
    }
}
