//! What a campaign may be set to, when it takes testimony, and how its demands relate.

use chrono::NaiveDate;

crate::words! {
    /// Where a campaign stands.
    #[oai(rename = "CampaignState")]
    State {
        /// Being prepared; only members see it.
        Draft = "draft",
        /// Under way.
        Running = "running",
        /// Over; what was published stays.
        Ended = "ended",
    }
}

/// Distinct testimonies below which nothing is counted; an owner may set it down to 5.
pub const K_DEFAULT: u32 = 10;
pub const K_MIN: u32 = 5;
/// Days that a sealed original outlives its publication or rejection.
pub const RETENTION_DAYS_DEFAULT: u32 = 90;
pub const RETENTION_DAYS_MAX: u32 = 365;
/// Days after which an undecided original dies.
pub const UNDECIDED_DAYS: u32 = 180;

/// Why a setting, a demand or a change of state is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    #[error("k cannot be below {K_MIN}")]
    KTooLow,
    #[error("originals are kept between 1 and {RETENTION_DAYS_MAX} days")]
    RetentionOutOfRange,
    #[error("a demand cannot be an alternative to itself")]
    AlternativeToItself,
    #[error("an alternative belongs to a demand that is not itself an alternative")]
    AlternativeToAnAlternative,
    #[error("the demand that this is an alternative to is not part of the campaign")]
    NoSuchDemand,
    #[error("a campaign that is {} cannot become {}", from.as_str(), to.as_str())]
    NotFromHere { from: State, to: State },
    #[error("the last day for taking testimony back may be moved later, not earlier")]
    WithdrawalCutShort,
    #[error("the campaign itself is in this language: its own words are changed with it")]
    NotATranslation,
}

pub fn check_k(k: u32) -> Result<u32, RuleError> {
    if k >= K_MIN {
        Ok(k)
    } else {
        Err(RuleError::KTooLow)
    }
}

pub fn check_retention(days: u32) -> Result<u32, RuleError> {
    if (1..=RETENTION_DAYS_MAX).contains(&days) {
        Ok(days)
    } else {
        Err(RuleError::RetentionOutOfRange)
    }
}

pub fn check_change(from: State, to: State) -> Result<(), RuleError> {
    match (from, to) {
        (State::Draft, State::Running)
        | (State::Draft | State::Running, State::Ended)
        | (State::Ended, State::Running) => Ok(()),
        _ => Err(RuleError::NotFromHere { from, to }),
    }
}

/// Whether testimony can be given; an ended campaign takes none, whatever its switch says.
pub fn takes_testimony(state: State, testimony_open: bool) -> bool {
    state == State::Running && testimony_open
}

/// Whether a witness may still take testimony back: through the whole of the day that the campaign stated.
pub fn can_be_taken_back(until: Option<NaiveDate>, today: NaiveDate) -> bool {
    until.is_none_or(|until| today <= until)
}

/// A witness was told a day; it is not taken away again.
pub fn check_withdrawal_day(
    told: Option<NaiveDate>,
    new: Option<NaiveDate>,
    has_testimony: bool,
) -> Result<(), RuleError> {
    let cuts_short = match (told, new) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(told), Some(new)) => new < told,
    };
    if has_testimony && cuts_short {
        Err(RuleError::WithdrawalCutShort)
    } else {
        Ok(())
    }
}

/// Demands and their alternatives are two levels: packets print each demand with its alternatives below it.
pub fn check_alternative<Id: Copy + PartialEq>(
    demand: Option<Id>,
    to: Id,
    demands: &[(Id, Option<Id>)],
) -> Result<(), RuleError> {
    if demand == Some(to) {
        return Err(RuleError::AlternativeToItself);
    }
    let (_, above) = demands
        .iter()
        .find(|(id, _)| *id == to)
        .ok_or(RuleError::NoSuchDemand)?;
    let has_alternatives =
        demand.is_some_and(|demand| demands.iter().any(|(_, above)| *above == Some(demand)));
    if above.is_some() || has_alternatives {
        Err(RuleError::AlternativeToAnAlternative)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, d).unwrap()
    }

    #[test]
    fn k_is_never_below_five() {
        assert_eq!(check_k(4), Err(RuleError::KTooLow));
        assert_eq!(check_k(5), Ok(5));
    }

    #[test]
    fn originals_are_kept_a_day_to_a_year() {
        assert_eq!(
            [0, 1, 365, 366].map(|days| check_retention(days).is_ok()),
            [false, true, true, false]
        );
    }

    #[test]
    fn only_a_running_campaign_takes_testimony() {
        assert!(takes_testimony(State::Running, true));
        assert!(
            !takes_testimony(State::Ended, true)
                && !takes_testimony(State::Draft, true)
                && !takes_testimony(State::Running, false)
        );
    }

    #[test]
    fn testimony_can_be_taken_back_through_the_stated_day() {
        assert!(can_be_taken_back(Some(day(23)), day(23)) && can_be_taken_back(None, day(23)));
        assert!(!can_be_taken_back(Some(day(23)), day(24)));
    }

    #[test]
    fn a_day_that_witnesses_were_told_is_not_moved_earlier() {
        assert_eq!(
            check_withdrawal_day(Some(day(23)), Some(day(22)), true),
            Err(RuleError::WithdrawalCutShort)
        );
        assert_eq!(
            check_withdrawal_day(None, Some(day(22)), true),
            Err(RuleError::WithdrawalCutShort)
        );
        assert_eq!(
            check_withdrawal_day(Some(day(23)), Some(day(22)), false),
            Ok(())
        );
        assert_eq!(check_withdrawal_day(Some(day(23)), None, true), Ok(()));
    }

    #[test]
    fn an_alternative_belongs_to_one_demand_of_the_campaign() {
        let demands = [(1, None), (2, Some(1)), (3, None)];
        assert_eq!(check_alternative(None, 1, &demands), Ok(()));
        assert_eq!(
            check_alternative(None, 2, &demands),
            Err(RuleError::AlternativeToAnAlternative)
        );
        assert_eq!(
            check_alternative(Some(1), 3, &demands),
            Err(RuleError::AlternativeToAnAlternative)
        );
        assert_eq!(
            check_alternative(Some(3), 3, &demands),
            Err(RuleError::AlternativeToItself)
        );
        assert_eq!(
            check_alternative(None, 9, &demands),
            Err(RuleError::NoSuchDemand)
        );
    }

    #[test]
    fn a_campaign_ends_and_may_be_taken_up_again_but_is_never_a_draft_again() {
        assert!(
            check_change(State::Draft, State::Running).is_ok()
                && check_change(State::Ended, State::Running).is_ok()
        );
        assert!(check_change(State::Running, State::Draft).is_err());
    }
}
