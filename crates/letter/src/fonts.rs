//! The fonts letters are set in.

use std::collections::HashMap;
use std::sync::Arc;

use krilla::text::Font;
use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions};

use crate::LetterError;

/// The family all text is set in.
pub(crate) const FAMILY: &str = "DejaVu Sans";

/// Finds fonts for text, and hands them to the file.
pub(crate) struct Fonts {
    pub(crate) context: FontContext,
}

impl Fonts {
    /// Those carried in the binary, whatever the machine has.
    pub(crate) fn bundled() -> Result<Self, LetterError> {
        let options = CollectionOptions {
            shared: false,
            system_fonts: false,
        };
        let mut collection = Collection::new(options);
        for bytes in [dejavu::sans::regular(), dejavu::sans::bold()] {
            let blob = Blob::new(Arc::new(bytes));
            if collection.register_fonts(blob, None).is_empty() {
                return Err(LetterError::Font);
            }
        }
        let context = FontContext {
            collection,
            ..FontContext::default()
        };
        Ok(Self { context })
    }
}

/// Fonts as the file holds them, by the identity of their bytes.
#[derive(Default)]
pub(crate) struct Embedded(HashMap<u64, Font>);

impl Embedded {
    pub(crate) fn font(&mut self, data: &parley::FontData) -> Result<Font, LetterError> {
        let (bytes, id) = data.data.clone().into_raw_parts();
        if let Some(font) = self.0.get(&id) {
            return Ok(font.clone());
        }
        let font = Font::new(bytes.into(), data.index).ok_or(LetterError::Font)?;
        self.0.insert(id, font.clone());
        Ok(font)
    }
}
