//! Personal data that must not reach a log.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// A personal value: a name, an address, a reason for care.
///
/// Its `Debug` form is `[personal]`, so that a struct holding it can be traced without leaking
/// it. Serialising it is on purpose possible: a response body is where it belongs.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(transparent)]
#[sqlx(transparent)]
pub struct Pii<T>(T);

impl<T> Pii<T> {
    /// Marks `value` as personal.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Takes the value out, to be written where it belongs.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Pii<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Pii<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Pii<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[personal]")
    }
}

impl<T: utoipa::PartialSchema> utoipa::PartialSchema for Pii<T> {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        T::schema()
    }
}

impl<T: utoipa::ToSchema> utoipa::ToSchema for Pii<T> {
    fn name() -> std::borrow::Cow<'static, str> {
        T::name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_personal_value_is_hidden_from_debug_output() {
        let name = Pii::new("Ada Example".to_owned());
        assert_eq!(format!("{name:?}"), "[personal]");
        assert_eq!(serde_json::to_string(&name).unwrap(), "\"Ada Example\"");
    }
}
