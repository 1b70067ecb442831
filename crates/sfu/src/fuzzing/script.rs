//! Reads an input as a story of several steps. When it ends, everything else reads as zero or empty.

pub(super) struct Script<'a> {
    rest: &'a [u8],
}

impl<'a> Script<'a> {
    pub(super) fn of(input: &'a [u8]) -> Self {
        Self { rest: input }
    }

    pub(super) fn is_over(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.rest.split_first() else {
            return 0;
        };
        self.rest = rest;
        *first
    }

    pub(super) fn number(&mut self) -> u16 {
        u16::from_be_bytes([self.byte(), self.byte()])
    }

    /// A length of 11 bits, and so many bytes or as many as are left.
    pub(super) fn bytes(&mut self) -> &'a [u8] {
        let len = usize::from(self.number() & 0x07FF).min(self.rest.len());
        let (bytes, rest) = self.rest.split_at(len);
        self.rest = rest;
        bytes
    }
}
