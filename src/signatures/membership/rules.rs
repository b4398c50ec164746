//! What may be said of a comparison, so that nobody on the list can be tested, pure.

/// A list of fewer would be about those few.
pub const LIST_MIN: usize = 100;
/// Lists that one petition is compared with, ever: each answer tells a little.
pub const LISTS_MOST: u64 = 3;
/// Numbers are told to this step.
const STEP: u32 = 10;

/// How a number is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    About(u32),
    FewerThan(u32),
    /// Nearly everybody on the list has signed: the number would name them.
    Withheld,
}

/// A draw from the list and the petition's key: nobody can work it out, and the same list has the same one.
#[derive(Clone, Copy, Debug)]
pub struct Draw(u32);

impl Draw {
    pub fn new(bytes: &[u8; 32]) -> Self {
        let number = u64::from_be_bytes(std::array::from_fn(|at| bytes[at]));
        Self(u32::try_from(number % u64::from(STEP)).unwrap_or_default())
    }
}

/// Everything that is told follows from the rounded number, and where rounding turns is drawn: one person more on a list
/// changes the answer in one draw of ten, and in no other way, whoever knows all the others.
pub fn told(matched: usize, listed: usize, confirmed: u64, k: u32, draw: Draw) -> Told {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let confirmed = u32::try_from(confirmed).unwrap_or(u32::MAX);
    let rounded = number(matched).saturating_add(draw.0) / STEP * STEP;
    let least = (k.div_ceil(STEP) * STEP).saturating_add(STEP);
    if rounded < least {
        Told::FewerThan(least)
    } else if number(listed).saturating_sub(rounded) < least {
        Told::Withheld
    } else {
        Told::About(rounded.min(confirmed / STEP * STEP))
    }
}

/// How long a list is, to the step.
pub fn length(listed: usize) -> i32 {
    let step = STEP as usize;
    i32::try_from((listed + step / 2) / step * step).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_is_told_to_the_step_and_never_of_k_or_fewer() {
        let of = |matched, draw| told(matched, 5000, 2304, 10, Draw(draw));
        assert_eq!(of(1204, 0), Told::About(1200));
        assert_eq!(of(1204, 6), Told::About(1210));
        assert_eq!(of(10, 9), Told::FewerThan(20));
        assert_eq!(of(11, 9), Told::About(20));
        assert_eq!(of(19, 0), Told::FewerThan(20));
    }

    #[test]
    fn a_list_of_whom_nearly_all_signed_is_not_counted() {
        assert_eq!(told(95, 100, 400, 10, Draw(0)), Told::Withheld);
        assert_eq!(told(80, 100, 400, 10, Draw(0)), Told::About(80));
    }

    #[test]
    fn no_more_are_told_than_have_signed() {
        assert_eq!(told(34, 200, 35, 10, Draw(9)), Told::About(30));
    }

    proptest! {
        /// Whoever knows all others on the list learns nothing of the last one in nine draws of ten.
        #[test]
        fn one_person_more_changes_one_draw_in_ten(matched in 0usize..300, listed in 301usize..400) {
            let differs = (0..STEP).filter(|draw| {
                let of = |n| told(n, listed, 50_000, 10, Draw(*draw));
                of(matched) != of(matched + 1)
            });
            prop_assert!(differs.count() <= 1);
        }
    }
}
