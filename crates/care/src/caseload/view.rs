//! Ways of looking at the caseload that somebody keeps for another day.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use wellmet_foundation::http::FieldError;
use wellmet_vocabulary::{StaffCaller, ViewId};

use super::search::Filters;
use super::store::views;
use crate::CareError;
use crate::care::Care;
use crate::form::Form;

const LONGEST_NAME: usize = 60;
/// More than fit on a page are a list of their own to search.
const MOST: i64 = 20;

/// A view as somebody keeps it.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NewView {
    pub(crate) name: String,
    pub(crate) filters: Filters,
}

/// A kept view.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct View {
    pub(crate) id: ViewId,
    pub(crate) name: String,
    pub(crate) filters: Filters,
}

impl Care {
    /// Keeps a view for the caller; one of the same name is replaced.
    pub(crate) async fn keep_view(
        &self,
        caller: &StaffCaller,
        view: &NewView,
    ) -> Result<(), CareError> {
        let mut form = Form::default();
        let name = form.required("name", &view.name, LONGEST_NAME);
        form.finish()?;
        let mut tx = self.ground.db.write().await?;
        let now = self.ground.clock.now();
        let id = self.ground.id();
        views::keep(&mut tx, id, caller, &name, &view.filters, now).await?;
        if views::count(&mut tx, caller.staff).await? > MOST {
            let message = format!("You keep {MOST} views already. Remove one first.");
            return Err(CareError::Invalid(vec![FieldError::new("name", message)]));
        }
        Ok(tx.commit().await?)
    }
}
