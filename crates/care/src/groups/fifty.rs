//! Reading what hangs on the groups of one page in one text, however many they are.

use wellmet_vocabulary::GroupId;

/// So many groups to a page.
pub(crate) const PAGE: usize = 50;

/// `$1` to `$50`, for the list of an `IN`.
macro_rules! fifty {
    () => {
        "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
         $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38,
         $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50"
    };
}
pub(crate) use fifty;

/// The values of [`fifty!`]: the first fifty of `ids`, and NULL, which is no group, for the rest.
pub(crate) fn padded(ids: &[GroupId]) -> impl Iterator<Item = Option<GroupId>> {
    let ids = ids.iter().copied().map(Some);
    ids.chain(std::iter::repeat(None)).take(PAGE)
}

/// Binds every one of `$ids` to `$query`.
macro_rules! bind_fifty {
    ($query:expr, $ids:expr) => {{
        let mut query = $query;
        for id in $crate::groups::fifty::padded($ids) {
            query = query.bind(id);
        }
        query
    }};
}
pub(crate) use bind_fifty;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_page_is_padded_and_a_long_one_cut() {
        let ids: Vec<GroupId> = (0..60).map(|n| uuid::Uuid::from_u128(n).into()).collect();
        assert_eq!(padded(&ids[..2]).flatten().count(), 2);
        assert_eq!(padded(&ids).flatten().count(), PAGE);
        assert_eq!(padded(&[]).count(), PAGE);
        let last = fifty!().rsplit_once('$').map(|(_, number)| number);
        assert_eq!(last, Some("50"));
    }
}
