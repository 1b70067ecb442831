//! The demo's people. Their names say what they are, their passwords are no secret.

use anyhow::{Result, anyhow};
use wellmet_accounts::Newcomer;
use wellmet_vocabulary::Role;

/// Where the prescriber works.
pub(super) const PRACTICE: &str = "Elm Lane Practice (demo)";
/// Where the groups meet.
pub(super) const CHARITY: &str = "Larkfield Together (demo)";

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Workplace {
    Practice,
    Charity,
}

impl Workplace {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Practice => PRACTICE,
            Self::Charity => CHARITY,
        }
    }
}

/// One person of the demo's staff.
#[derive(Debug)]
pub(super) struct DemoStaff {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) password: &'static str,
    pub(super) role: Role,
    pub(super) workplace: Workplace,
}

pub(super) const PRESCRIBER: &str = "prescriber@example.org";
pub(super) const LINK_WORKER: &str = "link-worker@example.org";
pub(super) const FACILITATOR: &str = "facilitator@example.org";
const ADMINISTRATOR: &str = "administrator@example.org";
const PRACTICE_ADMINISTRATOR: &str = "practice-administrator@example.org";

/// In the order in which the story needs them.
pub(super) const STAFF: &[DemoStaff] = &[
    DemoStaff {
        name: "Pia Prescriber",
        email: PRESCRIBER,
        password: "demo-prescriber",
        role: Role::Prescriber,
        workplace: Workplace::Practice,
    },
    DemoStaff {
        name: "Lin Linkworker",
        email: LINK_WORKER,
        password: "demo-link-worker",
        role: Role::LinkWorker,
        workplace: Workplace::Charity,
    },
    DemoStaff {
        name: "Finn Facilitator",
        email: FACILITATOR,
        password: "demo-facilitator",
        role: Role::Facilitator,
        workplace: Workplace::Charity,
    },
    DemoStaff {
        name: "Alex Administrator",
        email: ADMINISTRATOR,
        password: "demo-administrator",
        role: Role::Administrator,
        workplace: Workplace::Charity,
    },
    DemoStaff {
        name: "Ava Administrator",
        email: PRACTICE_ADMINISTRATOR,
        password: "demo-practice-administrator",
        role: Role::Administrator,
        workplace: Workplace::Practice,
    },
];

impl DemoStaff {
    pub(super) fn newcomer(&self) -> Result<Newcomer> {
        Newcomer::new(self.name, self.email, &[self.role])
            .map_err(|errors| anyhow!("{} cannot be added: {errors:?}", self.email))
    }
}

/// One person for whom the demo's group was prescribed.
#[derive(Debug)]
pub(super) struct DemoPatient {
    pub(super) name: &'static str,
    pub(super) email: &'static str,
    pub(super) reason: &'static str,
    pub(super) shares_attendance: bool,
}

/// One shares their attendance with the prescriber, one does not.
pub(super) const PATIENTS: &[DemoPatient] = &[
    DemoPatient {
        name: "Dora Demopatient",
        email: "dora@example.org",
        reason: "Wants company for her first walks after a heart attack.",
        shares_attendance: true,
    },
    DemoPatient {
        name: "Theo Trypatient",
        email: "theo@example.org",
        reason: "Moved here in the spring and knows nobody yet.",
        shares_attendance: false,
    },
];
