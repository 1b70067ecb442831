//! Reads of big-endian numbers that answer `None` past the end, for every parser of network input.

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|chunk| u16::from_be_bytes(*chunk))
}

pub(crate) fn u24_at(bytes: &[u8], at: usize) -> Option<u32> {
    let [a, b, c] = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes([0, *a, *b, *c]))
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|chunk| u32::from_be_bytes(*chunk))
}

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes
        .get(at..)?
        .first_chunk()
        .map(|chunk| u64::from_be_bytes(*chunk))
}

/// Writes forward into a fixed buffer; a write that does not fit fails and leaves the rest unwritten.
pub(crate) struct Writer<'a> {
    buffer: &'a mut [u8],
    len: usize,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(buffer: &'a mut [u8]) -> Self {
        Self { buffer, len: 0 }
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) -> Option<()> {
        self.buffer
            .get_mut(self.len..self.len + bytes.len())?
            .copy_from_slice(bytes);
        self.len += bytes.len();
        Some(())
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn written(&self) -> &[u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }

    /// Overwrites two bytes already written.
    pub(crate) fn patch_u16(&mut self, at: usize, value: u16) -> Option<()> {
        self.buffer
            .get_mut(at..at + 2)?
            .copy_from_slice(&value.to_be_bytes());
        Some(())
    }
}
