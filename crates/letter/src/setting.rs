//! Text set in lines, and codes made of links: the parts of a letter with their sizes.

use std::borrow::Cow;

use parley::style::{FontFamily, FontFamilyName, FontWeight, LineHeight, StyleProperty};
use parley::{Alignment, Layout, LayoutContext};
use qrcode::{Color, EcLevel, QrCode};

use crate::fonts::{FAMILY, Fonts};
use crate::pages::{Room, WIDTH};
use crate::{Block, LetterError};

/// Lines are this much higher than the text.
const LINE_HEIGHT: f32 = 1.4;
/// Headings are this much larger than the text.
const TITLE: f32 = 1.6;
const HEADING: f32 = 1.2;
/// A code's side in points: 45 mm, which an old phone reads at arm's length.
const CODE: f32 = 128.0;
/// Light modules around a code (ISO/IEC 18004 section 6.3.8).
const QUIET: f32 = 4.0;

/// What a part is to one who reads with their ears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Title,
    Heading,
    Paragraph,
    Figure,
}

/// Something that stands below what came before it.
pub(crate) struct Part {
    pub(crate) role: Role,
    /// Free space above, in points.
    pub(crate) above: f32,
    /// Read as it stands here; for a figure, instead of it.
    pub(crate) text: String,
    pub(crate) ink: Ink,
}

/// What is printed.
pub(crate) enum Ink {
    Lines(Box<Layout<()>>),
    Code(Code),
}

/// A code's dark modules.
pub(crate) struct Code {
    modules: usize,
    dark: Vec<bool>,
}

pub(crate) struct Typesetter {
    fonts: Fonts,
    layouts: LayoutContext<()>,
    size: f32,
}

impl Typesetter {
    /// Sets text of `size` points.
    pub(crate) fn new(fonts: Fonts, size: f32) -> Self {
        Self {
            fonts,
            layouts: LayoutContext::new(),
            size,
        }
    }

    pub(crate) fn set(&mut self, title: &str, blocks: &[Block]) -> Result<Vec<Part>, LetterError> {
        let mut parts = Vec::new();
        let mut titled = false;
        for block in blocks {
            // Who sends and whom it is for stand above the title, as in any letter.
            if !titled && !matches!(block, Block::Lines(_)) {
                parts.push(self.text(Role::Title, title, 0));
                titled = true;
            }
            self.block(block, &mut parts)?;
        }
        Ok(parts)
    }

    fn block(&mut self, block: &Block, parts: &mut Vec<Part>) -> Result<(), LetterError> {
        match block {
            Block::Lines(lines) => parts.push(self.text(Role::Paragraph, &lines.join("\n"), 0)),
            Block::Heading(text) => parts.push(self.text(Role::Heading, text, 0)),
            Block::Paragraph(text) => parts.push(self.text(Role::Paragraph, text, 0)),
            Block::Fact { name, value } => {
                let text = format!("{name}: {value}");
                let mut part = self.text(Role::Paragraph, &text, name.len() + 1);
                part.above = self.size * 0.5;
                parts.push(part);
            }
            Block::Code { link, purpose } => {
                parts.push(Part {
                    role: Role::Figure,
                    above: self.size,
                    text: purpose.clone(),
                    ink: Ink::Code(Code::new(link)?),
                });
                parts.push(self.text(Role::Paragraph, link, 0));
            }
        }
        Ok(())
    }

    /// `text`, its first `bold` bytes in bold; headings are bold throughout.
    fn text(&mut self, role: Role, text: &str, bold: usize) -> Part {
        let larger = match role {
            Role::Title => TITLE,
            Role::Heading => HEADING,
            Role::Paragraph | Role::Figure => 1.0,
        };
        let bold = if larger > 1.0 { text.len() } else { bold };
        let family = FontFamilyName::Named(Cow::Borrowed(FAMILY));
        let fonts = &mut self.fonts.context;
        let mut builder = self.layouts.ranged_builder(fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(FontFamily::Single(family)));
        builder.push_default(StyleProperty::FontSize(self.size * larger));
        builder.push_default(LineHeight::FontSizeRelative(LINE_HEIGHT));
        builder.push(StyleProperty::FontWeight(FontWeight::BOLD), 0..bold);
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(WIDTH));
        layout.align(Alignment::Start, parley::AlignmentOptions::default());
        Part {
            role,
            above: self.size * larger,
            text: text.to_owned(),
            ink: Ink::Lines(Box::new(layout)),
        }
    }
}

impl Part {
    /// The room it takes.
    pub(crate) fn room(&self) -> Room {
        let heights = match &self.ink {
            Ink::Lines(layout) => layout
                .lines()
                .map(|line| line.metrics().line_height)
                .collect(),
            Ink::Code(_) => vec![CODE],
        };
        Room {
            role: self.role,
            above: self.above,
            heights,
        }
    }
}

impl Code {
    /// A code that is still read with a quarter of it lost to a fold or a stain.
    fn new(link: &str) -> Result<Self, LetterError> {
        let code = QrCode::with_error_correction_level(link, EcLevel::Q)?;
        let dark = |color: Color| color == Color::Dark;
        Ok(Self {
            modules: code.width(),
            dark: code.to_colors().into_iter().map(dark).collect(),
        })
    }

    /// Left, top and side of each dark module, in points from the code's corner.
    pub(crate) fn squares(&self) -> impl Iterator<Item = (f32, f32, f32)> {
        let side = CODE / (self.modules as f32 + 2.0 * QUIET);
        let at = move |module: usize| (module as f32 + QUIET) * side;
        let modules = self.modules.max(1);
        let dark = self.dark.iter().enumerate().filter(|(_, dark)| **dark);
        dark.map(move |(number, _)| (at(number % modules), at(number / modules), side))
    }
}
