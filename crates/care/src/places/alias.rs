//! The name the other members see.
//!
//! Invariant: no two members of a group have the same alias, whatever the case of its letters.

/// `preferred`, made different from every name in `taken` by the smallest number that does it.
pub(crate) fn unique_alias(preferred: &str, taken: &[String]) -> String {
    let is_free = |name: &String| !taken.iter().any(|other| same_name(other, name));
    let numbered = (2..).map(|number: u64| format!("{preferred} {number}"));
    std::iter::once(preferred.to_owned())
        .chain(numbered)
        .find(is_free)
        .unwrap_or_default()
}

fn same_name(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_free_name_is_kept_as_it_is() {
        assert_eq!(unique_alias("Ada", &["Ben".to_owned()]), "Ada");
    }

    #[test]
    fn the_second_ada_is_told_apart_by_a_number() {
        let taken = ["ada".to_owned(), "Ada 2".to_owned()];
        assert_eq!(unique_alias("Ada", &taken), "Ada 3");
    }

    proptest! {
        #[test]
        fn everybody_in_a_group_has_another_alias(names in proptest::collection::vec("[AaBb]{1,2}( [23])?", 0..12)) {
            let mut taken: Vec<String> = Vec::new();
            for name in names {
                let alias = unique_alias(&name, &taken);
                prop_assert!(alias.starts_with(&name));
                prop_assert!(!taken.iter().any(|other| same_name(other, &alias)));
                taken.push(alias);
            }
        }
    }
}
