//! One number of a table as it is published.

use serde::{Deserialize, Serialize};

/// Others than the small ones are rounded to this.
pub(super) const ROUNDED_TO: u32 = 5;

/// One number as it is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// Rounded to 5.
    About(u32),
    /// Fewer than k testimonies; none is among the possibilities.
    FewerThan(u32),
    /// Not shown: too few people work there, or a smaller number could be worked out from it.
    Withheld,
    /// Nobody works there in that job group, and nobody testified.
    Nobody,
}

impl Figure {
    pub fn is_suppressed(self) -> bool {
        matches!(self, Self::FewerThan(_) | Self::Withheld)
    }

    /// The least that it may stand for, as every reader can work out.
    pub fn least(self, k: u32) -> u32 {
        match self {
            Self::About(about) if rounded(k, k) == about => k,
            Self::About(about) => about - ROUNDED_TO / 2,
            Self::FewerThan(_) | Self::Withheld | Self::Nobody => 0,
        }
    }

    /// The most that it may stand for; nothing where only the numbers beside it could tell.
    pub fn most(self) -> Option<u32> {
        match self {
            Self::About(about) => Some(about + ROUNDED_TO / 2),
            Self::FewerThan(k) => Some(k - 1),
            Self::Nobody => Some(0),
            Self::Withheld => None,
        }
    }
}

/// Never below k: "about 5" beside "fewer than 7" would be exactly 7.
pub(super) fn rounded(testimonies: u32, k: u32) -> u32 {
    let nearest = testimonies.saturating_add(ROUNDED_TO / 2) / ROUNDED_TO * ROUNDED_TO;
    nearest.max(k.div_ceil(ROUNDED_TO) * ROUNDED_TO)
}
