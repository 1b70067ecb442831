//! Who works in the caller's organisation.

use wellmet_foundation::http::FieldError;
use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::{OrganisationId, Role, StaffId};

use crate::CareError;
use crate::named::Named;

/// The staff of `organisation` who hold `role` and have not left, by name.
pub(crate) async fn holding(
    tx: &mut Tx,
    organisation: OrganisationId,
    role: Role,
) -> Result<Vec<Named>, DbError> {
    let rows: Vec<(StaffId, String)> = on!(tx, |c| sqlx::query_as(
        "SELECT s.id, s.name FROM staff s JOIN staff_roles r ON r.staff_id = s.id
          WHERE s.organisation_id = $1 AND r.role = $2 AND s.disabled_at IS NULL
          ORDER BY s.name, s.id"
    )
    .bind(organisation)
    .bind(role)
    .fetch_all(c)
    .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Named::new(id, name))
        .collect())
}

/// Refuses work to be given to whoever is none of the staff with `role`; `field` is where they
/// were chosen.
pub(crate) async fn require(
    tx: &mut Tx,
    organisation: OrganisationId,
    role: Role,
    staff: StaffId,
    field: &str,
) -> Result<(), CareError> {
    let found: Option<StaffId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT s.id FROM staff s JOIN staff_roles r ON r.staff_id = s.id
          WHERE s.organisation_id = $1 AND r.role = $2 AND s.disabled_at IS NULL AND s.id = $3"
    )
    .bind(organisation)
    .bind(role)
    .bind(staff)
    .fetch_optional(c)
    .await)?;
    found.map(drop).ok_or_else(|| {
        let whom = match role {
            Role::Prescriber => "prescribers",
            Role::LinkWorker => "link workers",
            Role::Facilitator => "facilitators",
            Role::Administrator => "administrators",
        };
        let message = format!("Choose one of your organisation's {whom}.");
        CareError::Invalid(vec![FieldError::new(field, message)])
    })
}
