//! `GET /api/prescribing`: what the page on which one prescribes needs to know.

use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use wellmet_foundation::http::{Json, Problem, Who};
use wellmet_vocabulary::{OrganisationId, Role, StaffCaller};

use crate::Care;
use crate::people::IdentifierSystem;
use crate::prescriptions::prescription::Dose;
use crate::prescriptions::store::usual;

/// What a form for prescriptions and cards starts from.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Prescribing {
    /// Younger patients need a guardian who agreed; in whole years.
    guardian_below: u8,
    /// The numbers a patient may be known by elsewhere.
    identifier_systems: Vec<IdentifierSystem>,
    /// How the caller prescribed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    usual: Option<UsualOrder>,
}

/// How somebody prescribed last.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UsualOrder {
    dose: Dose,
    to_organisation_id: OrganisationId,
}

/// What the caller's next prescription starts from. It names no patient.
#[utoipa::path(
    get,
    path = "/api/prescribing",
    tag = "care",
    responses((status = 200, body = Prescribing))
)]
pub(super) async fn prescribing(
    State(care): State<Care>,
    Who(caller): Who<StaffCaller>,
) -> Result<Json<Prescribing>, Problem> {
    caller.require(Role::Prescriber)?;
    let mut tx = care.ground.db.read().await?;
    let usual = usual::of_prescriber(&mut tx, &caller).await?;
    Ok(Json(Prescribing {
        guardian_below: care.people.guardian_below,
        identifier_systems: care.people.identifier_systems.clone(),
        usual: usual.map(|usual| UsualOrder {
            dose: usual.dose(),
            to_organisation_id: usual.to_organisation_id,
        }),
    }))
}
