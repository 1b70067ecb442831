//! The binary `wellmet`.
