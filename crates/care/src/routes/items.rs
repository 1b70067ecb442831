//! A list as every list is answered.

use serde::Serialize;
use utoipa::ToSchema;

/// A list.
#[derive(Debug, Serialize, ToSchema)]
pub(in crate::routes) struct Items<T> {
    pub(in crate::routes) items: Vec<T>,
}
