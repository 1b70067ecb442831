//! What is wrong with an input, field by field, so that all of it is read at once.

use wellmet_foundation::http::FieldError;

use crate::SchedulerError;

/// What is wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Form(Vec<FieldError>);

impl Form {
    /// Notes that `field` must be changed as `message` says.
    pub(crate) fn refuse(&mut self, field: &str, message: impl Into<String>) {
        self.0.push(FieldError::new(field, message));
    }

    /// The value read from `field`, or a note of what is wrong with it.
    pub(crate) fn take<T>(&mut self, field: &str, read: Result<T, String>) -> Option<T> {
        match read {
            Ok(value) => Some(value),
            Err(message) => {
                self.refuse(field, message);
                None
            }
        }
    }

    /// As [`Self::take`], of a field that may be left out.
    pub(crate) fn maybe<T>(&mut self, field: &str, read: Option<Result<T, String>>) -> Option<T> {
        read.and_then(|read| self.take(field, read))
    }

    /// The refusal of everything noted.
    pub(crate) fn refusal(self) -> SchedulerError {
        SchedulerError::Invalid(self.0)
    }

    /// Refuses the form if anything was wrong.
    pub(crate) fn finish(self) -> Result<(), SchedulerError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(self.refusal())
        }
    }
}
