//! Writes laid out parts as tagged PDF.

use std::num::NonZeroU16;

use krilla::configure::{Accessibility, ConfigurationBuilder, ValidationError};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::surface::Surface;
use krilla::tagging::{ContentTag, Identifier, SpanTag, Tag, TagGroup, TagKind, TagTree};
use krilla::text::{GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};
use parley::{Layout, Run};

use crate::fonts::Embedded;
use crate::pages::{MARGIN, PAGE, Placed};
use crate::setting::{Code, Ink, Part, Role};
use crate::{Letter, LetterError};

const PRODUCER: &str = "Wellmet";

/// The file with `parts` as they stand on `pages`.
pub(crate) fn draw(
    letter: &Letter,
    parts: &[Part],
    pages: &[Vec<Placed>],
) -> Result<Vec<u8>, LetterError> {
    let mut document = Document::new_with(settings()?);
    let mut pen = Pen {
        fonts: Embedded::default(),
        parts,
        marked: parts.iter().map(|_| Vec::new()).collect(),
    };
    let mut outline = Outline::new();
    for (number, placed) in pages.iter().enumerate() {
        let size = PageSettings::from_wh(PAGE.0, PAGE.1)
            .ok_or_else(|| LetterError::Pdf("no page has this size".to_owned()))?;
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for together in placed.chunk_by(|one, other| one.part == other.part) {
            pen.part(&mut surface, together)?;
        }
        surface.finish();
        page.finish();
        for heading in headings(parts, placed) {
            outline.push_child(heading.outlined(number));
        }
    }
    document.set_tag_tree(tags(parts, pen.marked));
    document.set_outline(outline);
    document.set_metadata(metadata(letter));
    document.finish().map_err(|error| refused(&error))
}

struct Pen<'a> {
    fonts: Embedded,
    parts: &'a [Part],
    /// What was drawn of each part.
    marked: Vec<Vec<Identifier>>,
}

impl Pen<'_> {
    /// What stands together of one part.
    fn part(&mut self, surface: &mut Surface<'_>, placed: &[Placed]) -> Result<(), LetterError> {
        let Some(first) = placed.first() else {
            return Ok(());
        };
        let Some(part) = self.parts.get(first.part) else {
            return Ok(());
        };
        let tag = match part.ink {
            Ink::Lines(_) => ContentTag::Span(SpanTag::empty()),
            Ink::Code(_) => ContentTag::Other,
        };
        let mark = surface.start_tagged(tag);
        for placed in placed {
            match &part.ink {
                Ink::Lines(layout) => self.line(surface, layout, &part.text, *placed)?,
                Ink::Code(code) => squares(surface, code, placed.top),
            }
        }
        surface.end_tagged();
        if let Some(marks) = self.marked.get_mut(first.part) {
            marks.push(mark);
        }
        Ok(())
    }

    fn line(
        &mut self,
        surface: &mut Surface<'_>,
        layout: &Layout<()>,
        text: &str,
        placed: Placed,
    ) -> Result<(), LetterError> {
        let Some(line) = layout.lines().nth(placed.line) else {
            return Ok(());
        };
        let metrics = line.metrics();
        let y = placed.top + metrics.baseline - metrics.block_min_coord;
        let mut x = MARGIN + metrics.offset;
        for run in line.runs() {
            let (glyphs, advance) = glyphs(&run);
            let font = self.fonts.font(run.font())?;
            surface.draw_glyphs(Point { x, y }, &glyphs, font, text, run.font_size(), false);
            x += advance;
        }
        Ok(())
    }
}

/// The glyphs of a run from left to right, and how far they reach.
fn glyphs(run: &Run<'_, ()>) -> (Vec<KrillaGlyph>, f32) {
    let (size, mut reach) = (run.font_size(), 0.0);
    let mut drawn: Vec<KrillaGlyph> = Vec::new();
    for cluster in run
        .visual_clusters()
        .filter(|one| !one.is_hard_line_break())
    {
        if cluster.is_ligature_continuation() {
            if let Some(before) = drawn.last_mut() {
                before.text_range.end = before.text_range.end.max(cluster.text_range().end);
            }
            continue;
        }
        for glyph in cluster.glyphs() {
            reach += glyph.advance;
            drawn.push(KrillaGlyph::new(
                GlyphId::new(glyph.id),
                glyph.advance / size,
                glyph.x / size,
                glyph.y / size,
                0.0,
                cluster.text_range(),
                None,
            ));
        }
    }
    (drawn, reach)
}

fn squares(surface: &mut Surface<'_>, code: &Code, top: f32) {
    let mut path = PathBuilder::new();
    for (x, y, side) in code.squares() {
        if let Some(square) = Rect::from_xywh(MARGIN + x, top + y, side, side) {
            path.push_rect(square);
        }
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// A heading, for the outline readers jump by.
struct Heading<'a> {
    text: &'a str,
    top: f32,
}

fn headings<'a>(parts: &'a [Part], placed: &[Placed]) -> Vec<Heading<'a>> {
    let heading = |placed: &Placed| {
        let part = parts.get(placed.part)?;
        let heads = matches!(part.role, Role::Title | Role::Heading) && placed.line == 0;
        heads.then_some(Heading {
            text: &part.text,
            top: placed.top,
        })
    };
    placed.iter().filter_map(heading).collect()
}

impl Heading<'_> {
    fn outlined(&self, page: usize) -> OutlineNode {
        let at = Point {
            x: MARGIN,
            y: self.top,
        };
        OutlineNode::new(self.text.to_owned(), XyzDestination::new(page, at))
    }
}

/// What was drawn, in the order of reading.
fn tags(parts: &[Part], marked: Vec<Vec<Identifier>>) -> TagTree {
    let mut tree = TagTree::new();
    for (part, marks) in parts.iter().zip(marked) {
        let heading = |level| Tag::Hn(level, Some(part.text.clone())).into();
        let kind: TagKind = match part.role {
            Role::Title => heading(NonZeroU16::MIN),
            Role::Heading => heading(NonZeroU16::MIN.saturating_add(1)),
            Role::Paragraph => Tag::P.into(),
            Role::Figure => Tag::Figure(Some(part.text.clone())).into(),
        };
        let mut group = TagGroup::new(kind);
        marks.into_iter().for_each(|mark| group.push(mark));
        tree.push(group);
    }
    tree
}

fn metadata(letter: &Letter) -> Metadata {
    Metadata::new()
        .title(letter.title.clone())
        .language(letter.language.clone())
        .producer(PRODUCER.to_owned())
}

fn settings() -> Result<SerializeSettings, LetterError> {
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| LetterError::Pdf(format!("{error:?}")))?;
    Ok(SerializeSettings {
        configuration,
        ..SerializeSettings::default()
    })
}

/// In what way the file refuses its content. What it cannot print is named, for whoever wrote it.
fn refused(error: &KrillaError) -> LetterError {
    if let KrillaError::Validation(failures) = error {
        let missing = failures.iter().filter_map(|(failure, _)| match failure {
            ValidationError::ContainsNotDefGlyph(_, _, text) => Some(text.as_str()),
            _ => None,
        });
        let missing: Vec<&str> = missing.collect();
        if !missing.is_empty() {
            return LetterError::NoGlyph(missing.concat());
        }
    }
    LetterError::Pdf(format!("{error:?}"))
}
