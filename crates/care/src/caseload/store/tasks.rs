//! What has to be done.

use uuid::Uuid;
use wellmet_foundation::{DbError, Ground, Hint, Instant, Pii, Tx, on};
use wellmet_vocabulary::{OrganisationId, ReferralId, StaffCaller, StaffId, TaskId, topic};

use crate::caseload::task::{HandMade, MadeTask, Task, TaskKind, TaskReferral};
use crate::named::Named;

/// So many open tasks to a page.
pub(crate) const PAGE: i64 = 50;

/// So many tasks of one referral are listed at most.
const MOST_OF_ONE: i64 = 100;

/// When a task falls due, as it sorts: what an event made is due at once unless it names a day, and
/// what somebody wrote down without a day can wait.
macro_rules! due {
    ($task:literal) => {
        concat!(
            "COALESCE(",
            $task,
            ".due_on, CASE ",
            $task,
            ".kind WHEN 'by_hand' THEN '9999' ELSE '' END)"
        )
    };
}

/// Writes a task of the caller's organisation.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: TaskId,
    caller: &StaffCaller,
    task: &HandMade,
    now: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "INSERT INTO tasks (id, organisation_id, referral_id, kind, words, due_on, assigned_to,
                            made_by, made_at)
         VALUES ($1, $2, $3, 'by_hand', $4, $5, $6, $7, $8)"
    )
    .bind(id)
    .bind(caller.organisation)
    .bind(task.referral)
    .bind(&task.words)
    .bind(&task.due_on)
    .bind(task.assigned_to)
    .bind(caller.staff)
    .bind(now)
    .execute(c)
    .await
    .map(drop))
}

/// Writes a task that something made which happened, once.
pub(crate) async fn make(tx: &mut Tx, ground: &Ground, task: &MadeTask) -> Result<(), DbError> {
    let id: TaskId = ground.id();
    on!(tx, |c| sqlx::query(
        "INSERT INTO tasks (id, organisation_id, referral_id, kind, due_on, assigned_to, source_id,
                            made_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (source_id) DO NOTHING"
    )
    .bind(id)
    .bind(task.organisation)
    .bind(task.referral)
    .bind(task.kind)
    .bind(&task.due_on)
    .bind(task.assigned_to)
    .bind(task.source)
    .bind(ground.clock.now())
    .execute(c)
    .await
    .map(drop))?;
    tx.hint(Hint::new(task.organisation, topic::REFERRALS));
    Ok(())
}

/// Whether a referral ever had a task of this kind.
pub(crate) async fn ever(
    tx: &mut Tx,
    referral: ReferralId,
    kind: TaskKind,
) -> Result<bool, DbError> {
    let found: Option<TaskId> = on!(tx, |c| sqlx::query_scalar(
        "SELECT id FROM tasks WHERE referral_id = $1 AND kind = $2 LIMIT 1"
    )
    .bind(referral)
    .bind(kind)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Says that a task is done, by whom and when, or that it is open again. Says whether there is
/// such a task in `organisation`.
pub(crate) async fn settle(
    tx: &mut Tx,
    organisation: OrganisationId,
    id: TaskId,
    done: Option<(StaffId, Instant)>,
) -> Result<bool, DbError> {
    let (by, at) = done.unzip();
    let found: Option<TaskId> = on!(tx, |c| sqlx::query_scalar(
        "UPDATE tasks SET done_by = $1, done_at = $2 WHERE organisation_id = $3 AND id = $4
         RETURNING id"
    )
    .bind(by)
    .bind(at)
    .bind(organisation)
    .bind(id)
    .fetch_optional(c)
    .await)?;
    Ok(found.is_some())
}

/// Says that the task that `source` made is done, if it made one that is open.
pub(crate) async fn settle_source(
    tx: &mut Tx,
    source: Uuid,
    by: StaffId,
    at: Instant,
) -> Result<(), DbError> {
    on!(tx, |c| sqlx::query(
        "UPDATE tasks SET done_by = $1, done_at = $2 WHERE source_id = $3 AND done_at IS NULL"
    )
    .bind(by)
    .bind(at)
    .bind(source)
    .execute(c)
    .await
    .map(drop))
}

macro_rules! select_tasks {
    ($($filter:expr),+ $(,)?) => {
        concat!(
            "SELECT t.id, t.kind, t.words, t.due_on, t.done_at, t.referral_id,
                    r.card_full_name AS patient_name, t.assigned_to, s.name AS assigned_name,
                    g.name AS group_name
               FROM tasks t
               LEFT JOIN offers f ON f.id = t.source_id AND t.kind = 'offer_expired'
               LEFT JOIN groups g ON g.id = f.group_id
               LEFT JOIN referrals r ON r.id = t.referral_id
               LEFT JOIN staff s ON s.id = t.assigned_to
              WHERE t.organisation_id = $1",
            $($filter),+
        )
    };
}

/// What `caller` has to do, and what is anybody's to do: what is due first comes first, and the
/// page begins after the task `after`.
pub(crate) async fn to_do(
    tx: &mut Tx,
    caller: &StaffCaller,
    after: Option<TaskId>,
) -> Result<Vec<Task>, DbError> {
    let rows: Vec<StoredTask> = on!(tx, |c| sqlx::query_as(select_tasks!(
        " AND t.done_at IS NULL AND (t.assigned_to = $2 OR t.assigned_to IS NULL)
          AND ($3 IS NULL OR (",
        due!("t"),
        ", t.made_at, t.id) > (SELECT ",
        due!("l"),
        ", l.made_at, l.id FROM tasks l WHERE l.organisation_id = $1 AND l.id = $3))
          ORDER BY ",
        due!("t"),
        ", t.made_at, t.id LIMIT $4"
    ))
    .bind(caller.organisation)
    .bind(caller.staff)
    .bind(after)
    .bind(PAGE)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Task::from).collect())
}

/// What has to be done about a referral, and what was done: the open ones first.
pub(crate) async fn about(
    tx: &mut Tx,
    organisation: OrganisationId,
    referral: ReferralId,
) -> Result<Vec<Task>, DbError> {
    let rows: Vec<StoredTask> = on!(tx, |c| sqlx::query_as(select_tasks!(
        " AND t.referral_id = $2
          ORDER BY t.done_at IS NOT NULL, t.done_at DESC, ",
        due!("t"),
        ", t.made_at, t.id LIMIT $3"
    ))
    .bind(organisation)
    .bind(referral)
    .bind(MOST_OF_ONE)
    .fetch_all(c)
    .await)?;
    Ok(rows.into_iter().map(Task::from).collect())
}

#[derive(Debug, sqlx::FromRow)]
struct StoredTask {
    id: TaskId,
    kind: TaskKind,
    words: Option<Pii<String>>,
    due_on: Option<String>,
    done_at: Option<Instant>,
    referral_id: Option<ReferralId>,
    patient_name: Option<Pii<String>>,
    assigned_to: Option<StaffId>,
    assigned_name: Option<String>,
    group_name: Option<String>,
}

impl From<StoredTask> for Task {
    fn from(stored: StoredTask) -> Self {
        let about = stored.referral_id.zip(stored.patient_name);
        let assigned = stored.assigned_to.zip(stored.assigned_name);
        Self {
            id: stored.id,
            kind: stored.kind,
            words: stored.words,
            group_name: stored.group_name,
            due_on: stored.due_on,
            referral: about.map(|(id, patient_name)| TaskReferral { id, patient_name }),
            assigned_to: assigned.map(|(id, name)| Named::new(id, name)),
            done_at: stored.done_at,
        }
    }
}
