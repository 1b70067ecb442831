//! Working together with other organisations.

mod accept_partner;
mod end_partnership;
mod invite_partner;
mod join_as_partner;
mod list_partners;
mod list_partnerships;
mod look_at_invitation;
mod withdraw_invitation;

#[cfg(test)]
mod tests;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::Accounts;

/// The routes of this room.
pub(super) fn routes() -> OpenApiRouter<Accounts> {
    OpenApiRouter::new()
        .routes(routes!(list_partners::list_partners))
        .routes(routes!(list_partnerships::list_partnerships))
        .routes(routes!(end_partnership::end_partnership))
        .routes(routes!(invite_partner::invite_partner))
        .routes(routes!(withdraw_invitation::withdraw_invitation))
        .routes(routes!(look_at_invitation::look_at_invitation))
        .routes(routes!(accept_partner::accept_partner))
        .routes(routes!(join_as_partner::join_as_partner))
}
