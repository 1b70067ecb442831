//! What the demo offers, for people (printed) and for programs (`demo.json`).

use std::io::{self, Write};

use serde::Serialize;
use wellmet_vocabulary::Role;

use super::people::STAFF;

/// Sign-ins, and doors that are open today.
#[derive(Debug, Serialize)]
pub(crate) struct Offer {
    url: String,
    sign_ins: Vec<SignIn>,
    door_links: Vec<String>,
}

#[derive(Debug, Serialize)]
struct SignIn {
    role: Role,
    name: &'static str,
    organisation: &'static str,
    email: &'static str,
    password: &'static str,
}

impl Offer {
    pub(super) fn new(url: String, door_links: Vec<String>) -> Self {
        let sign_ins = STAFF.iter().map(|person| SignIn {
            role: person.role,
            name: person.name,
            organisation: person.workplace.name(),
            email: person.email,
            password: person.password,
        });
        Self {
            url,
            sign_ins: sign_ins.collect(),
            door_links,
        }
    }

    /// Says it in words.
    pub(crate) fn announce(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(out, "\nThe demo is open: {}\n", self.url)?;
        writeln!(out, "Sign in as")?;
        for person in &self.sign_ins {
            let role = words(person.role);
            let SignIn {
                email,
                password,
                organisation,
                ..
            } = person;
            writeln!(
                out,
                "  {role:<14} {email:<34} {password:<28} {organisation}"
            )?;
        }
        if !self.door_links.is_empty() {
            writeln!(out, "\nThe doors of two invented patients")?;
        }
        for link in &self.door_links {
            writeln!(out, "  {link}")?;
        }
        writeln!(
            out,
            "\nCtrl-C closes it. The next start keeps what you did.\n"
        )
    }
}

const fn words(role: Role) -> &'static str {
    match role {
        Role::Prescriber => "prescriber",
        Role::LinkWorker => "link worker",
        Role::Facilitator => "facilitator",
        Role::Administrator => "administrator",
    }
}
