//! What a letter says.

use crate::LetterError;
use crate::draw::draw;
use crate::fonts::Fonts;
use crate::pages::pages;
use crate::setting::{Part, Typesetter};

/// A letter.
#[derive(Debug, Clone)]
pub struct Letter {
    /// What a reader calls the document; the first heading.
    pub title: String,
    /// The language of its text (BCP 47).
    pub language: String,
    /// How large it is printed.
    pub print: Print,
    /// What it says, in the order of reading.
    pub blocks: Vec<Block>,
}

/// How large a letter is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Print {
    /// 12 points.
    #[default]
    Standard,
    /// 18 points, for people who need large print (UK Association for Accessible Formats).
    Large,
}

/// A part of a letter. Line breaks in its text are kept.
#[derive(Debug, Clone)]
pub enum Block {
    /// Who sends, whom it is for, the date: lines that belong together.
    Lines(Vec<String>),
    /// What follows is about this.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A fact with its name, such as "When" and "Tuesdays at 15:00".
    Fact {
        /// Its name.
        name: String,
        /// What it is.
        value: String,
    },
    /// A link to be scanned with a camera (ISO/IEC 18004) or typed.
    Code {
        /// The link.
        link: String,
        /// What it does, read out instead of the code.
        purpose: String,
    },
}

impl Print {
    /// Of the text, in points.
    pub(crate) const fn size(self) -> f32 {
        match self {
            Self::Standard => 12.0,
            Self::Large => 18.0,
        }
    }
}

impl Letter {
    /// The letter as a PDF file.
    pub fn pdf(&self) -> Result<Vec<u8>, LetterError> {
        let mut typesetter = Typesetter::new(Fonts::bundled()?, self.print.size());
        let parts = typesetter.set(&self.title, &self.blocks)?;
        let rooms: Vec<_> = parts.iter().map(Part::room).collect();
        let pages = pages(&rooms);
        draw(self, &parts, &pages)
    }
}
