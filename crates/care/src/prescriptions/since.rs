//! What happened to a prescription since a page showed it.

use super::store::crossed::StoredChange;
use crate::referrals::history::{Change, for_prescriber};

/// So many changes are told one by one; the newest matter most.
const TOLD: usize = 3;

/// What `orders` and `referrals` say that happened after `version`, in words for the prescriber;
/// `to` received the referral.
///
/// A page's version is the prescription's and its referral's together. Both only rise, so walking
/// through both histories by time tells at which version each line was written.
pub(super) fn since(
    orders: &[StoredChange],
    referrals: &[Change],
    version: i64,
    to: &str,
) -> String {
    let of_order = orders.iter().map(|change| Line {
        at: change.changed_at,
        order: Some(change.version),
        referral: None,
        what: Some(change.in_words()),
    });
    let of_referral = referrals.iter().map(|change| Line {
        at: change.at,
        order: None,
        referral: Some(change.version),
        what: for_prescriber(change, to),
    });
    let mut lines: Vec<Line> = of_order.chain(of_referral).collect();
    lines.sort_by_key(|line| line.at);
    let (mut order, mut referral) = (1, 1);
    let mut told = Vec::new();
    for line in lines {
        order = line.order.unwrap_or(order);
        referral = line.referral.unwrap_or(referral);
        if order + referral > version {
            told.extend(line.what);
        }
    }
    let newest = told.split_off(told.len().saturating_sub(TOLD));
    if newest.is_empty() {
        format!("Since you opened this page, {to} has gone on working with it.")
    } else {
        format!("Since you opened this page: {}", newest.join(" "))
    }
}

struct Line {
    at: wellmet_foundation::Instant,
    order: Option<i64>,
    referral: Option<i64>,
    /// Missing where it does not concern the prescriber.
    what: Option<String>,
}

#[cfg(test)]
mod tests {
    use wellmet_foundation::Instant;
    use wellmet_vocabulary::{ReferralStage, ReferralStatus};

    use super::*;
    use crate::prescriptions::changed::Changed;
    use crate::referrals::store::NotedKind;

    fn noted(kind: NotedKind, version: i64, at: i64) -> Change {
        Change {
            kind,
            version,
            status: ReferralStatus::Accepted,
            stage: ReferralStage::New,
            staff_name: None,
            by_sender: false,
            about_name: None,
            order: None,
            reason: None,
            at: Instant::from_millis(at),
        }
    }

    #[test]
    fn only_what_came_after_the_page_is_told() {
        let order = StoredChange {
            version: 2,
            changed: Changed::try_from(r#"{ "partner": true }"#.to_owned()).unwrap(),
            changed_at: Instant::from_millis(2),
            who: "You".to_owned(),
        };
        let accepted = noted(NotedKind::Status, 2, 3);
        let given = noted(NotedKind::Assigned, 3, 4);
        let (orders, referrals) = ([order], [accepted, given]);
        let told = |version| since(&orders, &referrals, version, "Example Charity");
        assert_eq!(
            told(2),
            "Since you opened this page: You changed the partner. Example Charity accepted."
        );
        assert_eq!(
            told(3),
            "Since you opened this page: Example Charity accepted."
        );
        assert_eq!(
            told(4),
            "Since you opened this page, Example Charity has gone on working with it."
        );
    }
}
