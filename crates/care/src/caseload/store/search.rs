//! The caseload, page by page.
//!
//! A page begins after the last row of the one before, by the value it is ordered by and its id
//! (keyset): no page is missed or shown twice because others came in between, and a later page
//! costs no more than the first.

use uuid::Uuid;
use wellmet_foundation::{DbError, Instant, Pii, Tx, on};
use wellmet_vocabulary::{
    OrganisationId, ReferralId, ReferralStage, ReferralStatus, StaffCaller, StaffId, Urgency,
};

use crate::caseload::search::{CaseloadRow, Order, Search, Tab};
use crate::named::Named;

/// So many referrals to a page.
pub(crate) const PAGE: i64 = 50;

/// The text for one order; what has ended is left to an index where nobody asks for it.
macro_rules! select_page {
    ($open:literal, $after:literal) => {
        concat!(
            "SELECT r.id, r.card_full_name, r.from_organisation_id,
                    o.name AS from_organisation_name, r.status, r.stage, p.urgency, r.requested_at,
                    r.assigned_to, s.name AS assigned_name, r.next_contact_on,
                    (SELECT g.name FROM memberships m
                       JOIN groups g ON g.id = m.group_id
                       JOIN referrals of_place ON of_place.id = m.referral_id
                      WHERE m.prescription_id = r.prescription_id AND m.status = 'active'
                        AND (of_place.id = r.id OR of_place.parent_id = r.id)) AS group_name,
                    (SELECT MIN(t.name) FROM referrals h
                       JOIN organisations t ON t.id = h.to_organisation_id
                      WHERE h.parent_id = r.id AND h.ended_at IS NULL)
                        AS handed_on_to,
                    (SELECT COUNT(*) FROM referral_flags f
                      WHERE f.referral_id = r.id AND f.lifted_at IS NULL) AS flags,
                    (SELECT COUNT(*) FROM tasks k
                      WHERE k.referral_id = r.id AND k.done_at IS NULL) AS tasks
               FROM referrals r
               JOIN organisations o ON o.id = r.from_organisation_id
               JOIN prescriptions p ON p.id = r.prescription_id
               LEFT JOIN staff s ON s.id = r.assigned_to
              WHERE r.to_organisation_id = $1 ",
            $open,
            " AND ($2 IN ('open', 'all')
                   OR ($2 = 'new' AND r.status = 'requested')
                   OR ($2 = 'active' AND r.status IN ('accepted', 'in_progress'))
                   OR ($2 = 'on_hold' AND r.status = 'on_hold')
                   OR ($2 = 'ended' AND r.ended_at IS NOT NULL))
                AND ($3 IS NULL OR r.stage = $3)
                AND ($4 IS NULL OR r.assigned_to = $4)
                AND ($5 <> 'nobody' OR r.assigned_to IS NULL)
                AND ($6 IS NULL OR r.next_contact_on <= $6)
                AND ($7 = 0 OR EXISTS (SELECT 1 FROM referral_flags f
                                        WHERE f.referral_id = r.id AND f.lifted_at IS NULL))
                AND ($8 IS NULL OR r.search_name LIKE $8)
                AND ($15 = 0 OR p.urgency IN ('urgent', 'asap')) ",
            $after,
            " LIMIT $13"
        )
    };
}

macro_rules! ordered {
    ($open:literal, $order:expr) => {
        match $order {
            Order::Oldest => select_page!(
                $open,
                "AND (r.requested_at, r.id) > ($9, $12) ORDER BY r.requested_at, r.id"
            ),
            Order::Newest => select_page!(
                $open,
                "AND (r.requested_at, r.id) < ($9, $12) ORDER BY r.requested_at DESC, r.id DESC"
            ),
            Order::Urgency => select_page!(
                $open,
                "AND (CASE p.urgency WHEN 'asap' THEN 0 WHEN 'urgent' THEN 1 ELSE 2 END,
                      r.requested_at, r.id) > ($14, $9, $12)
                 ORDER BY CASE p.urgency WHEN 'asap' THEN 0 WHEN 'urgent' THEN 1 ELSE 2 END,
                          r.requested_at, r.id"
            ),
            Order::Name => select_page!(
                $open,
                "AND (r.search_name, r.id) > ($10, $12) ORDER BY r.search_name, r.id"
            ),
            Order::NextContact => select_page!(
                $open,
                "AND (COALESCE(r.next_contact_on, '9999'), r.id) > ($11, $12)
                 ORDER BY COALESCE(r.next_contact_on, '9999'), r.id"
            ),
        }
    };
}

/// A page of what `caller` searches, and one row more if there is a further page.
pub(crate) async fn page(
    tx: &mut Tx,
    caller: &StaffCaller,
    search: &Search,
) -> Result<Vec<CaseloadRow>, DbError> {
    let filters = &search.filters;
    let Some(after) = place(tx, caller.organisation, search).await? else {
        return Ok(Vec::new());
    };
    let text = match filters.tab {
        Tab::Ended | Tab::All => ordered!("", filters.order),
        Tab::Open | Tab::New | Tab::Active | Tab::OnHold => {
            ordered!("AND r.ended_at IS NULL", filters.order)
        }
    };
    let rows: Vec<StoredRow> = on!(tx, |c| sqlx::query_as(text)
        .bind(caller.organisation)
        .bind(filters.tab)
        .bind(filters.stage)
        .bind(search.assigned_to(caller.staff))
        .bind(filters.whose)
        .bind(&search.due_by)
        .bind(i64::from(filters.flagged))
        .bind(&search.pattern)
        .bind(after.requested_at)
        .bind(&after.search_name)
        .bind(&after.next_contact_on)
        .bind(after.id)
        .bind(PAGE + 1)
        .bind(after.rank)
        .bind(i64::from(filters.urgent))
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(CaseloadRow::from).collect())
}

/// A row by everything that rows are ordered by.
#[derive(Debug, sqlx::FromRow)]
struct Place {
    requested_at: Instant,
    search_name: String,
    next_contact_on: String,
    /// 0 is wanted as soon as possible.
    rank: i64,
    id: Uuid,
}

impl Place {
    /// Before every row.
    fn start(order: Order) -> Self {
        let from_the_end = order == Order::Newest;
        let (at, id) = if from_the_end {
            (i64::MAX, Uuid::max())
        } else {
            (i64::MIN, Uuid::nil())
        };
        Self {
            requested_at: Instant::from_millis(at),
            search_name: String::new(),
            next_contact_on: String::new(),
            rank: -1,
            id,
        }
    }
}

/// Where the page begins; `None` when the row it should follow is none of the organisation's.
async fn place(
    tx: &mut Tx,
    organisation: OrganisationId,
    search: &Search,
) -> Result<Option<Place>, DbError> {
    let Some(after) = search.after else {
        return Ok(Some(Place::start(search.filters.order)));
    };
    on!(tx, |c| sqlx::query_as(
        "SELECT r.requested_at, r.search_name,
                COALESCE(r.next_contact_on, '9999') AS next_contact_on,
                CAST(CASE p.urgency WHEN 'asap' THEN 0 WHEN 'urgent' THEN 1 ELSE 2 END
                     AS BIGINT) AS rank,
                r.id
           FROM referrals r JOIN prescriptions p ON p.id = r.prescription_id
          WHERE r.to_organisation_id = $1 AND r.id = $2"
    )
    .bind(organisation)
    .bind(after)
    .fetch_optional(c)
    .await)
}

#[derive(Debug, sqlx::FromRow)]
struct StoredRow {
    id: ReferralId,
    card_full_name: Pii<String>,
    from_organisation_id: OrganisationId,
    from_organisation_name: String,
    status: ReferralStatus,
    stage: ReferralStage,
    urgency: Urgency,
    requested_at: Instant,
    assigned_to: Option<StaffId>,
    assigned_name: Option<String>,
    next_contact_on: Option<String>,
    group_name: Option<String>,
    handed_on_to: Option<String>,
    flags: i64,
    tasks: i64,
}

impl From<StoredRow> for CaseloadRow {
    fn from(stored: StoredRow) -> Self {
        let assigned = stored.assigned_to.zip(stored.assigned_name);
        Self {
            id: stored.id,
            patient_name: stored.card_full_name,
            from_organisation: Named::new(
                stored.from_organisation_id,
                stored.from_organisation_name,
            ),
            status: stored.status,
            stage: stored.stage,
            urgency: stored.urgency,
            requested_at: stored.requested_at,
            assigned_to: assigned.map(|(id, name)| Named::new(id, name)),
            next_contact_on: stored.next_contact_on,
            group_name: stored.group_name,
            handed_on_to: stored.handed_on_to,
            flags: stored.flags,
            tasks: stored.tasks,
        }
    }
}
