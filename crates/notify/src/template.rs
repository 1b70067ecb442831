//! The words of each mail, and how they are filled in. Pure: the same facts give the same text.

use std::sync::LazyLock;

use minijinja::{AutoEscape, Environment, context};

/// What a mail tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(type_name = "text", rename_all = "snake_case")]
pub(crate) enum Template {
    /// To link workers: a referral has come.
    ReferralArrived,
    /// To a patient: their door link.
    DoorLink,
    /// To a patient: a place is kept for them until they answer.
    PlaceOffered,
    /// To a prescriber: something is new. What it is stands behind the sign-in.
    PatientJoined,
    /// To a prescriber, in the same words: nobody who reads over a shoulder learns which it was.
    AttendanceFinalised,
}

/// A worded mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wording {
    pub(crate) subject: &'static str,
    pub(crate) text: String,
    pub(crate) html: String,
}

impl Template {
    /// Whether a second copy would be worse than none.
    pub(crate) const fn at_most_once(self) -> bool {
        matches!(self, Self::PatientJoined)
    }

    const fn subject(self) -> &'static str {
        match self {
            Self::ReferralArrived => "A new referral has arrived",
            Self::DoorLink => "Your personal link",
            Self::PlaceOffered => "A place is kept for you",
            Self::PatientJoined | Self::AttendanceFinalised => {
                "A social prescription has an update"
            }
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::ReferralArrived => "referral_arrived",
            Self::DoorLink => "door_link",
            Self::PlaceOffered => "place_offered",
            Self::PatientJoined | Self::AttendanceFinalised => "update",
        }
    }

    /// Words the mail. `url` is the one address in it: the house's, or a patient's door link.
    pub(crate) fn word(self, url: &str) -> Result<Wording, minijinja::Error> {
        let fill = |kind: &str| -> Result<String, minijinja::Error> {
            let name = format!("{}.{kind}", self.file());
            TEXTS.get_template(&name)?.render(context! { url })
        };
        Ok(Wording {
            subject: self.subject(),
            text: fill("txt")?,
            html: fill("html")?,
        })
    }
}

static TEXTS: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut texts = Environment::new();
    texts.set_auto_escape_callback(|name| {
        if name.ends_with(".html") {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    for (name, text) in SOURCES {
        if let Err(error) = texts.add_template(name, text) {
            tracing::error!(name, %error, "a mail text is malformed");
        }
    }
    texts
});

const SOURCES: [(&str, &str); 8] = [
    (
        "referral_arrived.txt",
        include_str!("templates/referral_arrived.txt"),
    ),
    (
        "referral_arrived.html",
        include_str!("templates/referral_arrived.html"),
    ),
    ("door_link.txt", include_str!("templates/door_link.txt")),
    ("door_link.html", include_str!("templates/door_link.html")),
    (
        "place_offered.txt",
        include_str!("templates/place_offered.txt"),
    ),
    (
        "place_offered.html",
        include_str!("templates/place_offered.html"),
    ),
    ("update.txt", include_str!("templates/update.txt")),
    ("update.html", include_str!("templates/update.html")),
];

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Template; 5] = [
        Template::ReferralArrived,
        Template::DoorLink,
        Template::PlaceOffered,
        Template::PatientJoined,
        Template::AttendanceFinalised,
    ];

    #[test]
    fn every_mail_has_a_subject_a_text_and_a_page_with_its_address() {
        for template in ALL {
            let wording = template.word("https://meet.example.org/?a&b").unwrap();
            assert!(!wording.subject.is_empty());
            assert!(wording.text.contains("https://meet.example.org/?a&b"));
            assert!(wording.html.contains("meet.example.org"));
            assert!(!wording.html.contains("a&b"), "escaped");
        }
    }

    #[test]
    fn a_prescriber_cannot_tell_the_two_notices_apart() {
        let url = "https://meet.example.org";
        let joined = Template::PatientJoined.word(url).unwrap();
        assert_eq!(joined, Template::AttendanceFinalised.word(url).unwrap());
        assert_eq!(
            joined.text,
            "A social prescription has an update. Sign in.\nhttps://meet.example.org"
        );
    }
}
