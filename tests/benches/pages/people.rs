//! Organisations and their staff. The first of each kind is hired as anybody is, so that they can sign in.

use anyhow::{Result, anyhow};
use uuid::Uuid;
use wellmet_accounts::{Accounts, Newcomer};
use wellmet_vocabulary::Role;

use crate::sheet::{Sheet, row};
use crate::town::{Builder, Charity, Practice};

pub(crate) const PASSWORD: &str = "a password of the bench";
pub(crate) const PRESCRIBER: &str = "prescriber@example.org";
pub(crate) const LINK_WORKER: &str = "link-worker@example.org";
pub(crate) const FACILITATOR: &str = "facilitator@example.org";

const PRESCRIBERS: usize = 6;
const LINK_WORKERS: usize = 8;
const FACILITATORS: usize = 24;

/// The rows of organisations and their staff.
struct Staff {
    organisations: Sheet,
    partnerships: Sheet,
    staff: Sheet,
    roles: Sheet,
}

pub(crate) async fn fill(town: &mut Builder<'_>, accounts: &Accounts) -> Result<()> {
    let practice: Uuid = accounts.add_organisation("Practice 0").await?.into();
    let charity: Uuid = accounts.add_organisation("Charity 0").await?.into();
    accounts
        .add_partnership(practice.into(), charity.into())
        .await?;
    let prescriber = hire(accounts, practice, PRESCRIBER, Role::Prescriber).await?;
    let link_worker = hire(accounts, charity, LINK_WORKER, Role::LinkWorker).await?;
    let facilitator = hire(accounts, charity, FACILITATOR, Role::Facilitator).await?;
    let mut staff = Staff {
        organisations: Sheet::new("organisations", "id, name, created_at"),
        partnerships: Sheet::new(
            "partnerships",
            "from_organisation_id, to_organisation_id, created_at",
        ),
        staff: Sheet::new("staff", "id, organisation_id, name, email, created_at"),
        roles: Sheet::new("staff_roles", "staff_id, role"),
    };
    for number in 0..town.town.charities() {
        let id = match number {
            0 => charity,
            _ => staff.organisation(town, format!("Charity {number}")),
        };
        let mut one = Charity {
            id,
            link_workers: staff.hire(town, id, "link_worker", LINK_WORKERS),
            facilitators: staff.hire(town, id, "facilitator", FACILITATORS),
            groups: Vec::new(),
        };
        // Neighbours share groups with each other.
        if let Some(neighbour) = town.charities.last() {
            staff.partnerships.add(row![neighbour.id, id, town.now]);
        }
        if number == 0 {
            one.link_workers.insert(0, link_worker);
            one.facilitators.insert(0, facilitator);
        }
        town.charities.push(one);
    }
    for number in 0..town.town.practices() {
        let id = match number {
            0 => practice,
            _ => staff.organisation(town, format!("Practice {number}")),
        };
        let near = number % town.charities.len();
        if number > 0 {
            staff
                .partnerships
                .add(row![id, town.charities[near].id, town.now]);
        }
        let mut prescribers = staff.hire(town, id, "prescriber", PRESCRIBERS);
        if number == 0 {
            prescribers.insert(0, prescriber);
        }
        town.practices.push(Practice {
            id,
            prescribers,
            charity: near,
        });
    }
    town.write([
        staff.organisations,
        staff.partnerships,
        staff.staff,
        staff.roles,
    ])
    .await
}

impl Staff {
    fn organisation(&mut self, town: &mut Builder<'_>, name: String) -> Uuid {
        let id = town.id(town.now);
        self.organisations.add(row![id, name, town.now]);
        id
    }

    fn hire(
        &mut self,
        town: &mut Builder<'_>,
        organisation: Uuid,
        role: &'static str,
        count: usize,
    ) -> Vec<Uuid> {
        let hire = |_| {
            let id = town.id(town.now);
            let (name, email) = (town.chance.name(), format!("{id}@example.org"));
            self.staff
                .add(row![id, organisation, name, email, town.now]);
            self.roles.add(row![id, role]);
            id
        };
        (0..count).map(hire).collect()
    }
}

async fn hire(accounts: &Accounts, organisation: Uuid, email: &str, role: Role) -> Result<Uuid> {
    let newcomer = Newcomer::new(email, email, &[role]).map_err(|errors| anyhow!("{errors:?}"))?;
    let staff = accounts
        .add_staff(organisation.into(), &newcomer, PASSWORD)
        .await?;
    Ok(staff.into())
}
