//! What a witness says of a layoff, in ranges that identify less than figures.

use std::fmt;

use poem_openapi::Object;
use serde::{Deserialize, Serialize};

use crate::directory::BodyId;

crate::words! {
    /// How long before the last day the notice came. The federal WARN Act asks larger employers for 60 days.
    NoticeGiven {
        None = "none",
        LessThanTwoWeeks = "less_than_two_weeks",
        TwoToEightWeeks = "two_to_eight_weeks",
        /// 60 days or more.
        SixtyDaysOrMore = "sixty_days_or_more",
        NotKnown = "not_known",
        PreferNotToSay = "prefer_not_to_say",
    }
}

crate::words! {
    /// How many people lost their work at that place at the same time, the witness included.
    PeopleAffected {
        One = "one",
        TwoToNine = "two_to_nine",
        TenToFortyNine = "ten_to_forty_nine",
        FiftyOrMore = "fifty_or_more",
        NotKnown = "not_known",
        PreferNotToSay = "prefer_not_to_say",
    }
}

/// A layoff. Every field may be left out.
#[derive(Clone, Default, PartialEq, Eq, Object, Serialize, Deserialize)]
#[oai(deny_unknown_fields, skip_serializing_if_is_none)]
pub struct LayoffFacts {
    /// Who laid off: a body of the directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub employer_id: Option<BodyId>,
    /// How long before the last day the notice came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice_given: Option<NoticeGiven>,
    /// How many people lost their work there at the same time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub people_affected: Option<PeopleAffected>,
}

impl LayoffFacts {
    /// Whether nothing at all is said.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Debug for LayoffFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LayoffFacts(hidden)")
    }
}
