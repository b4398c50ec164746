//! The kinds of requests, and how many of each one client may make.

use std::{num::NonZeroU32, time::Duration};

use governor::Quota;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    General,
    Sign,
    SignIn,
}

impl Class {
    pub fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Sign => "sign",
            Self::SignIn => "sign-in",
        }
    }
}

/// `requests` at once, refilled evenly over `per`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    pub requests: NonZeroU32,
    pub per: Duration,
}

impl Allowance {
    /// At least one request, whatever is asked for.
    pub fn new(requests: u32, per: Duration) -> Self {
        Self {
            requests: NonZeroU32::new(requests).unwrap_or(NonZeroU32::MIN),
            per,
        }
    }

    pub(super) fn quota(self) -> Quota {
        let refill = self.per / self.requests.get();
        Quota::with_period(refill)
            .unwrap_or(Quota::per_second(self.requests))
            .allow_burst(self.requests)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quotas {
    pub general: Allowance,
    pub sign: Allowance,
    pub sign_in: Allowance,
}

impl Default for Quotas {
    /// 300 people who sign and confirm within 15 minutes behind one address are never refused.
    fn default() -> Self {
        let minutes = |count: u64| Duration::from_secs(count * 60);
        Self {
            general: Allowance::new(1800, minutes(1)),
            sign: Allowance::new(900, minutes(15)),
            sign_in: Allowance::new(60, minutes(15)),
        }
    }
}
