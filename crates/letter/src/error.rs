//! Why a letter could not be written.

/// Why a letter could not be written.
#[derive(Debug, thiserror::Error)]
pub enum LetterError {
    /// No font has these characters.
    #[error("no font of ours can print: {0}")]
    NoGlyph(String),
    /// The link does not fit into a code.
    #[error("the link cannot be made a code: {0}")]
    Code(#[from] qrcode::types::QrError),
    /// A font could not be read.
    #[error("a font could not be read")]
    Font,
    /// The file could not be written as accessible PDF.
    #[error("the letter could not be written: {0}")]
    Pdf(String),
}
