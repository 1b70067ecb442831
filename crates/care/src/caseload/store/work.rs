//! Everything open that is somebody's.

use wellmet_foundation::{DbError, Tx, on};
use wellmet_vocabulary::{GroupId, OrganisationId, PrescriptionId, ReferralId, StaffId};

use crate::caseload::hand_over::Work;
use crate::named::Named;

/// What is `staff`'s to do, whether or not they have left already; `None` for a stranger.
pub(crate) async fn of(
    tx: &mut Tx,
    organisation: OrganisationId,
    staff: StaffId,
) -> Result<Option<Work>, DbError> {
    let found: Option<StoredWork> = on!(tx, |c| sqlx::query_as(
        "SELECT s.name,
                (SELECT COUNT(*) FROM referrals r
                  WHERE r.assigned_to = s.id AND r.to_organisation_id = s.organisation_id
                    AND r.ended_at IS NULL) AS referrals,
                (SELECT COUNT(*) FROM referrals r
                  WHERE r.assigned_to = s.id AND r.to_organisation_id = s.organisation_id
                    AND r.ended_at IS NULL AND r.next_contact_on IS NOT NULL) AS next_contacts,
                (SELECT COUNT(*) FROM tasks t
                  WHERE t.assigned_to = s.id AND t.organisation_id = s.organisation_id
                    AND t.done_at IS NULL) AS tasks,
                (SELECT COUNT(*) FROM prescriptions p
                  WHERE p.prescriber_id = s.id AND p.organisation_id = s.organisation_id)
                    AS prescriptions
           FROM staff s WHERE s.organisation_id = $1 AND s.id = $2"
    )
    .bind(organisation)
    .bind(staff)
    .fetch_optional(c)
    .await)?;
    let Some(found) = found else {
        return Ok(None);
    };
    Ok(Some(Work {
        of: Named::new(staff, found.name),
        referrals: found.referrals,
        next_contacts: found.next_contacts,
        tasks: found.tasks,
        prescriptions: found.prescriptions,
        groups: led(tx, organisation, staff).await?,
    }))
}

#[derive(Debug, sqlx::FromRow)]
struct StoredWork {
    name: String,
    referrals: i64,
    next_contacts: i64,
    tasks: i64,
    prescriptions: i64,
}

async fn led(
    tx: &mut Tx,
    organisation: OrganisationId,
    staff: StaffId,
) -> Result<Vec<Named>, DbError> {
    let rows: Vec<(GroupId, String)> = on!(tx, |c| sqlx::query_as(
        "SELECT g.id, g.name FROM groups g JOIN group_facilitators f ON f.group_id = g.id
          WHERE g.organisation_id = $1 AND f.staff_id = $2 ORDER BY g.name, g.id"
    )
    .bind(organisation)
    .bind(staff)
    .fetch_all(c)
    .await)?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| Named::new(id, name))
        .collect())
}

/// Gives the open referrals of one person to another, or to nobody, and says which they were.
pub(crate) async fn give_referrals(
    tx: &mut Tx,
    organisation: OrganisationId,
    of: StaffId,
    to: Option<StaffId>,
) -> Result<Vec<ReferralId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "UPDATE referrals SET assigned_to = $1, version = version + 1
          WHERE to_organisation_id = $2 AND assigned_to = $3 AND ended_at IS NULL
          RETURNING id"
    )
    .bind(to)
    .bind(organisation)
    .bind(of)
    .fetch_all(c)
    .await)
}

/// Gives the open tasks of one person to another, or to nobody.
pub(crate) async fn give_tasks(
    tx: &mut Tx,
    organisation: OrganisationId,
    of: StaffId,
    to: Option<StaffId>,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE tasks SET assigned_to = $1
          WHERE organisation_id = $2 AND assigned_to = $3 AND done_at IS NULL"
    )
    .bind(to)
    .bind(organisation)
    .bind(of)
    .execute(c)
    .await
    .map(drop))
}

/// Gives the prescriptions of one prescriber to another, and says which they were.
pub(crate) async fn give_prescriptions(
    tx: &mut Tx,
    organisation: OrganisationId,
    of: StaffId,
    to: StaffId,
) -> Result<Vec<PrescriptionId>, DbError> {
    on!(tx, |c| sqlx::query_scalar(
        "UPDATE prescriptions SET prescriber_id = $1, version = version + 1
          WHERE organisation_id = $2 AND prescriber_id = $3
          RETURNING id"
    )
    .bind(to)
    .bind(organisation)
    .bind(of)
    .fetch_all(c)
    .await)
}

/// Lets one facilitator lead what another led.
pub(crate) async fn give_groups(
    tx: &mut Tx,
    organisation: OrganisationId,
    of: StaffId,
    to: StaffId,
) -> Result<(), DbError> {
    for text in [
        "INSERT INTO group_facilitators (group_id, staff_id)
         SELECT f.group_id, $1 FROM group_facilitators f JOIN groups g ON g.id = f.group_id
          WHERE g.organisation_id = $2 AND f.staff_id = $3
         ON CONFLICT (group_id, staff_id) DO NOTHING",
        "DELETE FROM group_facilitators
          WHERE staff_id = $3 AND staff_id <> $1
            AND group_id IN (SELECT g.id FROM groups g WHERE g.organisation_id = $2)",
    ] {
        on!(tx, |c| sqlx::query(text)
            .bind(to)
            .bind(organisation)
            .bind(of)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}
