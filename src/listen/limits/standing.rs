//! How a client stands against its allowance, in numbers and in headers.

use std::time::Duration;

use poem::http::{HeaderMap, HeaderValue, header::RETRY_AFTER};

use super::{Allowance, Class};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub class: Class,
    pub allowance: Allowance,
    pub remaining: u32,
    /// Until the whole allowance is back, if nothing more is asked.
    pub resets_in: Duration,
    /// Set when this request is refused.
    pub retry_after: Option<Duration>,
}

impl Standing {
    pub(super) fn allowed(class: Class, allowance: Allowance, remaining: u32) -> Self {
        let spent = allowance.requests.get().saturating_sub(remaining);
        let resets_in = allowance.per / allowance.requests.get() * spent;
        Self {
            class,
            allowance,
            remaining,
            resets_in,
            retry_after: None,
        }
    }

    pub(super) fn refused(class: Class, allowance: Allowance, retry_after: Duration) -> Self {
        Self {
            class,
            allowance,
            remaining: 0,
            resets_in: allowance.per,
            retry_after: Some(retry_after),
        }
    }

    pub fn is_allowed(&self) -> bool {
        self.retry_after.is_none()
    }

    /// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers), and `Retry-After` on a refusal.
    pub fn write_to(&self, headers: &mut HeaderMap) {
        let (name, requests) = (self.class.name(), self.allowance.requests);
        set(
            headers,
            "ratelimit-policy",
            &format!("\"{name}\";q={requests};w={}", seconds(self.allowance.per)),
        );
        set(
            headers,
            "ratelimit",
            &format!(
                "\"{name}\";r={};t={}",
                self.remaining,
                seconds(self.resets_in)
            ),
        );
        if let Some(wait) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds(wait).max(1)));
        }
    }
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// Rounded up: who comes back on the second must not be too early.
fn seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
