//! Everybody who might ask.

use anyhow::Context as _;
use serde_json::{Value, json};
use wellmet_tests::{Browser, Cast, House, Patient};

/// Somebody at a browser, signed in or not.
pub(super) struct Caller {
    pub(super) name: &'static str,
    pub(super) browser: Browser,
}

impl Caller {
    /// Whether they have no business with either organisation.
    pub(super) fn is_outside(&self) -> bool {
        matches!(self.name, "nobody" | "stranger")
    }
}

/// Who is invited beside the cast, by whose administrator, and as what.
const INVITED: [(&str, &str, &str); 6] = [
    (
        "practice's link worker",
        Cast::OTHER_PRESCRIBER,
        "link_worker",
    ),
    (
        "practice's facilitator",
        Cast::OTHER_PRESCRIBER,
        "facilitator",
    ),
    (
        "practice's administrator",
        Cast::OTHER_PRESCRIBER,
        "administrator",
    ),
    ("charity's prescriber", Cast::FACILITATOR, "prescriber"),
    (
        "charity's other facilitator",
        Cast::FACILITATOR,
        "facilitator",
    ),
    (
        "charity's administrator",
        Cast::FACILITATOR,
        "administrator",
    ),
];

/// In the order of the columns.
pub(super) async fn callers(house: &House, patient: Patient) -> anyhow::Result<Vec<Caller>> {
    let known = |name, email| async move {
        let browser = house.signed_in(email).await?;
        anyhow::Ok(Caller { name, browser })
    };
    let mut callers = vec![
        Caller {
            name: "nobody",
            browser: house.browser(),
        },
        Caller {
            name: "patient",
            browser: patient.browser,
        },
        known("stranger", Cast::STRANGER).await?,
        known("prescriber", Cast::PRESCRIBER).await?,
        known("charity's link worker", Cast::LINK_WORKER).await?,
        known("the group's facilitator", Cast::SECOND_FACILITATOR).await?,
    ];
    for (name, administrator, role) in INVITED {
        let browser = invite(house, name, administrator, role).await?;
        callers.push(Caller { name, browser });
    }
    Ok(callers)
}

async fn invite(
    house: &House,
    name: &str,
    administrator: &str,
    role: &str,
) -> anyhow::Result<Browser> {
    let email = name.replace("'s ", "-").replace(' ', "-");
    let newcomer = json!({
        "name": name, "email": format!("{email}@example.org"), "roles": [role],
    });
    let invited = house
        .signed_in(administrator)
        .await?
        .post("/api/staff", newcomer)
        .await?
        .ok()?;
    let url = invited.get("invitation_url").and_then(Value::as_str);
    let token = url
        .and_then(|url| url.split('#').next_back())
        .context("no invitation")?;
    let browser = house.browser();
    let acceptance = json!({ "token": token, "password": Cast::PASSWORD });
    browser
        .post("/api/invitations/accept", acceptance)
        .await?
        .ok()?;
    Ok(browser)
}
