//! The staff of every story: a practice that prescribes, and a charity that hosts groups.

use anyhow::anyhow;
use wellmet_accounts::{Accounts, Newcomer};
use wellmet_vocabulary::{OrganisationId, Role};

/// Two organisations that trust each other, one that nobody knows, and who works there.
#[derive(Debug)]
pub struct Cast {
    /// Where patients are prescribed for.
    pub practice: OrganisationId,
    /// Where groups meet.
    pub charity: OrganisationId,
    /// An organisation without any business in the others.
    pub stranger: OrganisationId,
}

impl Cast {
    /// Everybody's password.
    pub const PASSWORD: &'static str = "a password of the test cast";
    /// Prescribes, at the practice.
    pub const PRESCRIBER: &'static str = "pia@example.org";
    /// Another prescriber of the same practice, who administers it too.
    pub const OTHER_PRESCRIBER: &'static str = "paul@example.org";
    /// Matches, at the charity.
    pub const LINK_WORKER: &'static str = "lin@example.org";
    /// Runs sessions, at the charity.
    pub const FACILITATOR: &'static str = "finn@example.org";
    /// Runs sessions too.
    pub const SECOND_FACILITATOR: &'static str = "fay@example.org";
    /// Holds every role, elsewhere.
    pub const STRANGER: &'static str = "sam@example.org";

    pub(crate) async fn hire(accounts: &Accounts) -> anyhow::Result<Self> {
        let practice = accounts.add_organisation("Test Practice").await?;
        let charity = accounts.add_organisation("Test Charity").await?;
        let stranger = accounts.add_organisation("Test Stranger").await?;
        accounts.add_partnership(practice, charity).await?;
        let every_role = [
            Role::Prescriber,
            Role::LinkWorker,
            Role::Facilitator,
            Role::Administrator,
        ];
        let staff: [(_, _, _, &[Role]); 6] = [
            (
                practice,
                "Pia Prescriber",
                Self::PRESCRIBER,
                &[Role::Prescriber],
            ),
            (
                practice,
                "Paul Prescriber",
                Self::OTHER_PRESCRIBER,
                &[Role::Prescriber, Role::Administrator],
            ),
            (
                charity,
                "Lin Linkworker",
                Self::LINK_WORKER,
                &[Role::LinkWorker],
            ),
            (
                charity,
                "Finn Facilitator",
                Self::FACILITATOR,
                &[Role::Facilitator, Role::Administrator],
            ),
            (
                charity,
                "Fay Facilitator",
                Self::SECOND_FACILITATOR,
                &[Role::Facilitator],
            ),
            (stranger, "Sam Stranger", Self::STRANGER, &every_role),
        ];
        for (organisation, name, email, roles) in staff {
            let newcomer = Newcomer::new(name, email, roles).map_err(|e| anyhow!("{e:?}"))?;
            accounts
                .add_staff(organisation, &newcomer, Self::PASSWORD)
                .await?;
        }
        Ok(Self {
            practice,
            charity,
            stranger,
        })
    }
}
