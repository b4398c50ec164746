//! How many worker tokens were issued and spent, as a release may say it.

use serde::{Deserialize, Serialize};

use super::figure::{Figure, ROUNDED_TO, rounded};
use crate::tokens::totals::Totals;

/// Over all epochs that are open or over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenFigures {
    pub issued: Figure,
    pub spent: Figure,
}

/// Nothing while no epoch has opened. A steward knows everybody who was checked: where fewer than k of them have not spent
/// their token, "spent" would say of each that they testified.
pub(super) fn token_figures(
    totals: Totals,
    k: u32,
    before: Option<TokenFigures>,
) -> Option<TokenFigures> {
    let Totals { issued, spent } = totals;
    if issued == 0 {
        return before;
    }
    let hides = spent >= k && issued.saturating_sub(spent) >= k;
    let issued = match before.map(|before| before.issued) {
        Some(Figure::About(about)) => moved(about, issued, k),
        _ if issued < k => Figure::FewerThan(k),
        _ => Figure::About(rounded(issued, k)),
    };
    let spent = match before.map(|before| before.spent) {
        Some(Figure::About(about)) if hides => moved(about, spent, k),
        Some(Figure::About(about)) => Figure::About(about),
        _ if hides => Figure::About(rounded(spent, k)),
        _ => Figure::Withheld,
    };
    Some(TokenFigures { issued, spent })
}

/// A figure that has moved by less than k carries its old value, whatever it was rounded from.
fn moved(about: u32, now: u32, k: u32) -> Figure {
    if now >= about + ROUNDED_TO / 2 + k {
        Figure::About(rounded(now, k))
    } else {
        Figure::About(about)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(issued: u32, spent: u32, before: Option<TokenFigures>) -> TokenFigures {
        token_figures(Totals { issued, spent }, 10, before).unwrap()
    }

    #[test]
    fn nothing_is_said_before_an_epoch_has_opened() {
        assert_eq!(token_figures(Totals::default(), 10, None), None);
    }

    #[test]
    fn spent_tokens_are_counted_only_where_k_have_and_k_have_not() {
        for (issued, spent) in [(10, 0), (10, 10), (12, 11), (30, 9), (30, 21)] {
            assert_eq!(of(issued, spent, None).spent, Figure::Withheld, "{spent}");
        }
        assert_eq!(of(32, 12, None).issued, Figure::About(30));
        assert_eq!(of(32, 12, None).spent, Figure::About(10));
        let few = token_figures(
            Totals {
                issued: 12,
                spent: 0,
            },
            20,
            None,
        );
        assert_eq!(few.unwrap().issued, Figure::FewerThan(20));
    }

    #[test]
    fn a_total_that_moved_by_less_than_k_stays_as_it_was() {
        let first = of(40, 12, None);
        assert_eq!(of(49, 19, Some(first)), first);
        assert_eq!(of(53, 23, Some(first)).spent, Figure::About(25));
        // Once said, it is not taken back; it only stands still.
        assert_eq!(of(40, 35, Some(first)).spent, first.spent);
    }
}
