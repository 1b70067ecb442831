//! Protobuf's wire format, field by field, without losing those that are not known.

const VARINT: u64 = 0;
const FIXED64: u64 = 1;
const LENGTH: u64 = 2;
const FIXED32: u64 = 5;

/// One field as it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    pub(super) number: u32,
    /// With its tag.
    pub(super) whole: &'a [u8],
    /// Of a length-delimited field.
    pub(super) contents: Option<&'a [u8]>,
    pub(super) varint: Option<u64>,
}

/// The fields of a message; `None`, as the last one, for whatever is unreadable.
pub(super) fn fields(message: &[u8]) -> impl Iterator<Item = Option<Field<'_>>> {
    let mut rest = Some(message).filter(|message| !message.is_empty());
    std::iter::from_fn(move || {
        let read = field(rest?);
        rest = read
            .map(|(_, after)| after)
            .filter(|after| !after.is_empty());
        Some(read.map(|(field, _)| field))
    })
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
pub(super) fn put(out: &mut Vec<u8>, number: u32, contents: &[u8]) {
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
