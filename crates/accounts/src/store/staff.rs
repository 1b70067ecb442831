//! `staff` and `staff_roles`.

use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{OrganisationId, Role, StaffId};

use crate::Newcomer;

/// What signing in needs to know of a person.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Credentials {
    pub(crate) id: StaffId,
    pub(crate) organisation_id: OrganisationId,
    pub(crate) password_hash: Option<String>,
    pub(crate) disabled_at: Option<Instant>,
}

/// Who a signed-in person is.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Profile {
    pub(crate) id: StaffId,
    pub(crate) name: Pii<String>,
    pub(crate) email: Pii<String>,
    pub(crate) organisation_id: OrganisationId,
    pub(crate) organisation_name: String,
}

/// One person in one role.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(crate) struct Member {
    pub(crate) id: StaffId,
    pub(crate) name: Pii<String>,
    pub(crate) email: Pii<String>,
    pub(crate) disabled_at: Option<Instant>,
    pub(crate) role: Role,
}

pub(crate) async fn insert(
    tx: &mut Tx,
    id: StaffId,
    organisation: OrganisationId,
    newcomer: &Newcomer,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO staff (id, organisation_id, name, email, created_at)
         VALUES ($1, $2, $3, $4, $5)"
    )
    .bind(id)
    .bind(organisation)
    .bind(&newcomer.name)
    .bind(&newcomer.email)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

pub(crate) async fn rename(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: StaffId,
    name: &Pii<String>,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE staff SET name = $3 WHERE organisation_id = $1 AND id = $2"
    )
    .bind(organisation)
    .bind(id)
    .bind(name)
    .execute(c)
    .await
    .map(drop))
}

/// Gives `id` these roles and no others.
pub(crate) async fn set_roles(tx: &mut Tx, id: StaffId, roles: &[Role]) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "DELETE FROM staff_roles WHERE staff_id = $1"
    )
    .bind(id)
    .execute(c)
    .await
    .map(drop))?;
    for role in roles {
        on!(tx, |c| sqlx::query(
            "INSERT INTO staff_roles (staff_id, role) VALUES ($1, $2)"
        )
        .bind(id)
        .bind(role)
        .execute(c)
        .await
        .map(drop))?;
    }
    Ok(())
}

pub(crate) async fn roles(tx: &mut Tx, id: StaffId) -> Result<Vec<Role>, DbError> {
    let mut roles: Vec<Role> = on!(tx, |c| sqlx::query_scalar(
        "SELECT role FROM staff_roles WHERE staff_id = $1"
    )
    .bind(id)
    .fetch_all(c)
    .await)?;
    roles.sort_unstable();
    Ok(roles)
}

pub(crate) async fn set_password(tx: &mut Tx, id: StaffId, hash: &str) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE staff SET password_hash = $2 WHERE id = $1"
    )
    .bind(id)
    .bind(hash)
    .execute(c)
    .await
    .map(drop))
}

/// By address, in lowercase, in whichever organisation: nobody is signed in yet.
pub(crate) async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<Credentials>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT id, organisation_id, password_hash, disabled_at FROM staff WHERE email = $1"
    )
    .bind(email)
    .fetch_optional(c)
    .await)
}

/// Whether anybody at all has chosen a password.
pub(crate) async fn anybody_has_a_password(tx: &mut Tx) -> Result<bool, DbError> {
    let one: Option<i64> = on!(tx, |c| sqlx::query_scalar(
        "SELECT created_at FROM staff WHERE password_hash IS NOT NULL LIMIT 1"
    )
    .fetch_optional(c)
    .await)?;
    Ok(one.is_some())
}

pub(crate) async fn profile(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: StaffId,
) -> Result<Option<Profile>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT s.id, s.name, s.email, o.id AS organisation_id, o.name AS organisation_name
           FROM staff s JOIN organisations o ON o.id = s.organisation_id
          WHERE s.organisation_id = $1 AND s.id = $2"
    )
    .bind(organisation)
    .bind(id)
    .fetch_optional(c)
    .await)
}

/// Closes or opens the account of `id`, and says whether there is one in `organisation`.
pub(crate) async fn set_disabled(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: StaffId,
    at: Option<Instant>,
) -> Result<bool, DbError> {
    let found: Option<StaffId> = on!(tx, |c| sqlx::query_scalar(
        "UPDATE staff SET disabled_at = $3 WHERE organisation_id = $1 AND id = $2 RETURNING id"
    )
    .bind(organisation)
    .bind(id)
    .bind(at)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Everybody who works for the organisation, or did, once per role; by name, closed accounts last.
pub(crate) async fn members(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<Member>, DbError> {
    on!(tx, |c| sqlx::query_as(
        "SELECT s.id, s.name, s.email, s.disabled_at, r.role
           FROM staff s JOIN staff_roles r ON r.staff_id = s.id
          WHERE s.organisation_id = $1
          ORDER BY s.disabled_at IS NOT NULL, s.name, s.id, r.role"
    )
    .bind(organisation)
    .fetch_all(c)
    .await)
}
