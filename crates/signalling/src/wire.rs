//! Protobuf's wire format, field by field, without losing those that are not known.

const VARINT: u64 = 0;
const FIXED64: u64 = 1;
const LENGTH: u64 = 2;
const FIXED32: u64 = 5;

/// One field as it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field<'a> {
    pub(crate) number: u32,
    /// With its tag.
    pub(crate) whole: &'a [u8],
    /// Of a length-delimited field.
    pub(crate) contents: Option<&'a [u8]>,
    pub(crate) varint: Option<u64>,
}

/// The fields of a message; `None`, as the last one, for whatever is unreadable.
pub(crate) fn fields(message: &[u8]) -> impl Iterator<Item = Option<Field<'_>>> {
    let mut rest = Some(message).filter(|message| !message.is_empty());
    std::iter::from_fn(move || {
        let read = field(rest?);
        rest = read
            .map(|(_, after)| after)
            .filter(|after| !after.is_empty());
        Some(read.map(|(field, _)| field))
    })
}

/// Messages are nested no deeper than this; what is deeper is no message.
const MAX_DEPTH: usize = 8;

/// Whether a message has at most `most` fields, those of messages inside it included. Two bytes suffice to write a
/// field that takes hundreds to keep, so they are counted before anything is read into structures. Text that happens
/// to look like a message counts as one.
pub(crate) fn has_at_most(most: usize, message: &[u8]) -> bool {
    left_of(most, message, MAX_DEPTH) != Left::Exceeded
}

/// What is left of an allowance of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    Fields(usize),
    /// It is no message, so it has no fields.
    Unreadable,
    Exceeded,
}

fn left_of(most: usize, message: &[u8], depth: usize) -> Left {
    let mut left = most;
    for field in fields(message) {
        let Some(field) = field else {
            return Left::Unreadable;
        };
        let Some(less) = left.checked_sub(1) else {
            return Left::Exceeded;
        };
        let inside = field.contents.filter(|_| depth > 0);
        left = match inside.map(|inside| left_of(less, inside, depth - 1)) {
            Some(Left::Exceeded) => return Left::Exceeded,
            Some(Left::Fields(fewer)) => fewer,
            Some(Left::Unreadable) | None => less,
        };
    }
    Left::Fields(left)
}

fn field(message: &[u8]) -> Option<(Field<'_>, &[u8])> {
    let (tag, after_tag) = varint(message)?;
    let (mut contents, mut number_value) = (None, None);
    let after = match tag & 7 {
        VARINT => {
            let (value, after) = varint(after_tag)?;
            number_value = Some(value);
            after
        }
        FIXED64 => after_tag.get(8..)?,
        FIXED32 => after_tag.get(4..)?,
        LENGTH => {
            let (len, after) = varint(after_tag)?;
            let (inside, after) = after.split_at_checked(usize::try_from(len).ok()?)?;
            contents = Some(inside);
            after
        }
        _ => return None,
    };
    let field = Field {
        number: u32::try_from(tag >> 3).ok().filter(|number| *number > 0)?,
        whole: message.get(..message.len() - after.len())?,
        contents,
        varint: number_value,
    };
    Some((field, after))
}

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0u64;
    for (at, byte) in bytes.iter().take(10).enumerate() {
        value |= u64::from(byte & 0x7F).checked_shl(7 * at as u32)?;
        if byte & 0x80 == 0 {
            return Some((value, bytes.get(at + 1..)?));
        }
    }
    None
}

/// Appends a length-delimited field.
pub(crate) fn put(out: &mut Vec<u8>, number: u32, contents: &[u8]) {
    put_varint(out, u64::from(number) << 3 | LENGTH);
    put_varint(out, contents.len() as u64);
    out.extend_from_slice(contents);
}

fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_counted_inside_of_fields_too() {
        let mut inside = Vec::new();
        (0..10).for_each(|_| put(&mut inside, 1, b""));
        let mut message = Vec::new();
        put(&mut message, 2, &inside);
        put(&mut message, 3, b"v=0");
        assert!(has_at_most(12, &message));
        assert!(!has_at_most(11, &message));
    }

    #[test]
    fn a_message_nested_without_end_is_looked_at_no_deeper_than_messages_are() {
        let mut message = Vec::new();
        for _ in 0..1_000 {
            let inside = std::mem::take(&mut message);
            put(&mut message, 1, &inside);
        }
        assert!(has_at_most(MAX_DEPTH + 1, &message));
    }
}
