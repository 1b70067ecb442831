//! A person about to get an account.

use wellmet_foundation::Pii;
use wellmet_foundation::http::FieldError;
use wellmet_vocabulary::Role;

const LONGEST_NAME: usize = 200;
/// RFC 5321 section 4.5.3.1.3, less the angle brackets.
pub(crate) const LONGEST_EMAIL: usize = 254;

/// Who gets an account, as which roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Newcomer {
    pub(crate) name: Pii<String>,
    pub(crate) email: Pii<String>,
    pub(crate) roles: Vec<Role>,
}

impl Newcomer {
    /// Trims what was entered and puts the address in lowercase; says which fields cannot be used.
    pub fn new(name: &str, email: &str, roles: &[Role]) -> Result<Self, Vec<FieldError>> {
        let newcomer = Self {
            name: name.trim().to_owned().into(),
            email: normal_email(email).into(),
            roles: distinct(roles),
        };
        let errors = newcomer.errors();
        if errors.is_empty() {
            Ok(newcomer)
        } else {
            Err(errors)
        }
    }

    fn errors(&self) -> Vec<FieldError> {
        let mut errors = Vec::new();
        if self.name.is_empty() || self.name.chars().count() > LONGEST_NAME {
            errors.push(FieldError::new(
                "name",
                "Enter a name of up to 200 characters.",
            ));
        }
        if !is_email(&self.email) {
            let message = "Enter an email address, such as sam@example.org.";
            errors.push(FieldError::new("email", message));
        }
        errors.extend(checked_roles(&self.roles).err());
        errors
    }
}

/// Each role once; nobody works without any.
pub(crate) fn checked_roles(roles: &[Role]) -> Result<Vec<Role>, FieldError> {
    let roles = distinct(roles);
    if roles.is_empty() {
        return Err(FieldError::new("roles", "Choose at least one role."));
    }
    Ok(roles)
}

/// An address as it is stored and looked up.
pub(crate) fn normal_email(email: &str) -> String {
    email.trim().to_lowercase()
}

fn distinct(roles: &[Role]) -> Vec<Role> {
    let mut roles = roles.to_vec();
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// Whether a mail server may be asked about it; only a delivered mail shows that it exists.
fn is_email(text: &str) -> bool {
    let printable = text.chars().all(|c| !c.is_whitespace() && !c.is_control());
    let parts = text.split_once('@');
    printable
        && text.len() <= LONGEST_EMAIL
        && parts.is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_entered_is_trimmed_and_put_in_lowercase() {
        let roles = [Role::Facilitator, Role::Prescriber, Role::Facilitator];
        let newcomer = Newcomer::new("  Sam Example ", " Sam@Example.org", &roles).unwrap();
        assert_eq!(*newcomer.name, "Sam Example");
        assert_eq!(*newcomer.email, "sam@example.org");
        assert_eq!(newcomer.roles, [Role::Prescriber, Role::Facilitator]);
    }

    #[test]
    fn each_field_that_cannot_be_used_is_named() {
        let errors = Newcomer::new(" ", "sam example.org", &[]).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(fields, ["name", "email", "roles"]);
    }

    #[test]
    fn an_address_has_one_at_sign_and_no_space() {
        for text in ["", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\nc"] {
            assert!(!is_email(text), "{text:?}");
        }
        assert!(is_email("o'brien+wellmet@example.org"));
        assert!(!is_email(&format!("{}@example.org", "a".repeat(254))));
    }
}
