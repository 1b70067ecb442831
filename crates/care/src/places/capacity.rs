//! How many more people a group can take.

/// The places of a group of `capacity` with `members` active members. Never negative, even when
/// the capacity was lowered below what it holds.
pub(crate) fn free_places(capacity: i64, members: i64) -> i64 {
    capacity.saturating_sub(members).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overfull_group_has_no_free_place() {
        assert_eq!(free_places(3, 2), 1);
        assert_eq!(free_places(3, 3), 0);
        assert_eq!(free_places(3, 5), 0);
    }
}
