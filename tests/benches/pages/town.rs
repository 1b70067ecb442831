//! How large a town is, and who and what is in it while it is built.

use anyhow::Result;
use uuid::Uuid;
use wellmet_foundation::Db;

use crate::chance::Chance;
use crate::sheet::Sheet;

/// Milliseconds.
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;
pub(crate) const WEEK: i64 = 7 * DAY;

/// What a town counts. Most follows from its patients.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Town {
    pub(crate) patients: usize,
}

impl Default for Town {
    fn default() -> Self {
        Self { patients: 100_000 }
    }
}

impl Town {
    /// Sessions of a group: weekly, for nearly two years.
    pub(crate) const SESSIONS: usize = 100;

    pub(crate) fn practices(self) -> usize {
        (self.patients / 350).max(2)
    }

    pub(crate) fn charities(self) -> usize {
        (self.patients / 1_700).max(1)
    }

    pub(crate) fn groups(self) -> usize {
        (self.patients / 10).max(2)
    }
}

pub(crate) struct Practice {
    pub(crate) id: Uuid,
    pub(crate) prescribers: Vec<Uuid>,
    /// The charity it refers to.
    pub(crate) charity: usize,
}

pub(crate) struct Charity {
    pub(crate) id: Uuid,
    pub(crate) link_workers: Vec<Uuid>,
    pub(crate) facilitators: Vec<Uuid>,
    pub(crate) groups: Vec<Group>,
}

pub(crate) struct Group {
    pub(crate) id: Uuid,
    pub(crate) facilitator: Uuid,
    /// Places that nobody has yet.
    pub(crate) free: i64,
    /// In order.
    pub(crate) sessions: Vec<Meeting>,
}

#[derive(Clone, Copy)]
pub(crate) struct Meeting {
    pub(crate) id: Uuid,
    pub(crate) starts_at: i64,
    /// The register that was confirmed after it, once there is one.
    pub(crate) register: Option<Uuid>,
}

/// Somebody's place, for those who write down what became of it.
pub(crate) struct Place {
    pub(crate) membership: Uuid,
    pub(crate) prescription: Uuid,
    pub(crate) charity: usize,
    pub(crate) group: usize,
    pub(crate) started_at: i64,
    pub(crate) sessions: usize,
}

/// A referral that has not ended, for those who write down what is done about it.
pub(crate) struct Open {
    pub(crate) referral: Uuid,
    pub(crate) charity: usize,
    pub(crate) status: &'static str,
    pub(crate) requested_at: i64,
    /// Who took it over; whoever will, where it is requested only.
    pub(crate) link_worker: Uuid,
}

/// A town that is being built.
pub(crate) struct Builder<'a> {
    pub(crate) town: Town,
    pub(crate) chance: Chance,
    pub(crate) now: i64,
    pub(crate) practices: Vec<Practice>,
    pub(crate) charities: Vec<Charity>,
    pub(crate) places: Vec<Place>,
    pub(crate) open: Vec<Open>,
    pub(crate) rows: usize,
    db: &'a Db,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(town: Town, db: &'a Db, now: i64) -> Self {
        Self {
            town,
            chance: Chance::new(20_261_123),
            now,
            practices: Vec::new(),
            charities: Vec::new(),
            places: Vec::new(),
            open: Vec::new(),
            rows: 0,
            db,
        }
    }

    /// An id as those made at `at` are.
    pub(crate) fn id(&mut self, at: i64) -> Uuid {
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&self.chance.next().to_le_bytes());
        bytes[8..].copy_from_slice(&self.chance.next().to_le_bytes()[..2]);
        uuid::Builder::from_unix_timestamp_millis(at.unsigned_abs(), &bytes).into_uuid()
    }

    /// A group of a charity that has a free place, those founded first far more often.
    pub(crate) fn group_with_room(&mut self, charity: usize) -> Option<usize> {
        let groups = &self.charities[charity].groups;
        let from = self.chance.skewed(groups.len());
        let round = (from..groups.len()).chain(0..from);
        round.into_iter().find(|at| groups[*at].free > 0)
    }

    pub(crate) async fn write<const N: usize>(&mut self, sheets: [Sheet; N]) -> Result<()> {
        for sheet in sheets {
            self.rows += sheet.write(self.db).await?;
        }
        Ok(())
    }
}

/// Date and time of day, in UTC.
pub(crate) fn civil(at: i64) -> (String, String) {
    let at = jiff::Timestamp::from_millisecond(at).unwrap_or_default();
    (
        at.strftime("%Y-%m-%d").to_string(),
        at.strftime("%H:%M").to_string(),
    )
}
