//! Where each line and code stands: top to bottom, page after page.

use crate::setting::Role;

/// A4 and its margins, in points.
pub(crate) const PAGE: (f32, f32) = (595.276, 841.89);
pub(crate) const MARGIN: f32 = 62.0;
/// Of the text.
pub(crate) const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const BOTTOM: f32 = PAGE.1 - MARGIN;

/// The room a part takes.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    pub(crate) role: Role,
    /// Free space above, in points; none at the top of a page.
    pub(crate) above: f32,
    /// Of what a page break may part, in points.
    pub(crate) heights: Vec<f32>,
}

/// A line of a part, or all of it where it has none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Placed {
    /// Which part.
    pub(crate) part: usize,
    /// Which line of it.
    pub(crate) line: usize,
    /// Its top, in points from the page's.
    pub(crate) top: f32,
}

/// What stands on each page.
pub(crate) fn pages(parts: &[Room]) -> Vec<Vec<Placed>> {
    let mut pages = vec![Vec::new()];
    let mut top = MARGIN;
    for (number, part) in parts.iter().enumerate() {
        let together = part.kept_together(parts.get(number + 1));
        if top > MARGIN {
            top += part.above;
        }
        if top + together > BOTTOM {
            pages.push(Vec::new());
            top = MARGIN;
        }
        for (line, height) in part.heights.iter().enumerate() {
            if top + height > BOTTOM && top > MARGIN {
                pages.push(Vec::new());
                top = MARGIN;
            }
            let placed = Placed {
                part: number,
                line,
                top,
            };
            if let Some(page) = pages.last_mut() {
                page.push(placed);
            }
            top += height;
        }
    }
    pages
}

impl Room {
    /// The height that belongs on one page: a paragraph may be parted, a heading stays with the beginning
    /// of what it heads.
    fn kept_together(&self, next: Option<&Self>) -> f32 {
        match self.role {
            Role::Paragraph => self.first(),
            Role::Figure => self.heights.iter().sum(),
            Role::Title | Role::Heading => {
                let begun = next.map_or(0.0, |next| next.above + next.first());
                self.heights.iter().sum::<f32>() + begun
            }
        }
    }

    fn first(&self) -> f32 {
        self.heights.first().copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn room() -> impl Strategy<Value = Room> {
        let role = prop_oneof![
            Just(Role::Heading),
            Just(Role::Paragraph),
            Just(Role::Figure)
        ];
        (role, 0.0f32..20.0, 1usize..60, 8.0f32..30.0).prop_map(|(role, above, lines, height)| {
            Room {
                role,
                above,
                heights: match role {
                    Role::Paragraph => vec![height; lines],
                    _ => vec![height * 4.0],
                },
            }
        })
    }

    proptest! {
        #[test]
        fn every_line_stands_once_in_order_and_within_the_margins(
            parts in prop::collection::vec(room(), 1..30),
        ) {
            let pages = pages(&parts);
            let placed: Vec<(usize, usize)> =
                pages.iter().flatten().map(|one| (one.part, one.line)).collect();
            let all: Vec<(usize, usize)> = parts
                .iter()
                .enumerate()
                .flat_map(|(part, room)| (0..room.heights.len()).map(move |line| (part, line)))
                .collect();
            prop_assert_eq!(placed, all);
            for page in &pages {
                let mut below = MARGIN;
                for one in page {
                    prop_assert!(one.top >= below);
                    below = one.top + parts[one.part].heights[one.line];
                    prop_assert!(below <= BOTTOM + 0.01);
                }
            }
        }

        #[test]
        fn no_heading_ends_a_page(parts in prop::collection::vec(room(), 1..30)) {
            let pages = pages(&parts);
            let heads = |at: usize| {
                parts[at].role == Role::Heading && parts.get(at + 1).is_some_and(|of| of.role != Role::Heading)
            };
            for last in pages.iter().filter_map(|page| page.last()) {
                prop_assert!(!heads(last.part));
            }
        }
    }
}
