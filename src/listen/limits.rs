//! How much one client may ask of us, under a name for it that is forgotten daily.

use std::{
    fmt,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU32, Ordering::Relaxed},
    },
};

use governor::{
    RateLimiter,
    clock::{Clock, DefaultClock},
    middleware::StateInformationMiddleware,
    state::keyed::DashMapStateStore,
};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use super::client_address::{ClientAddress, neighbourhood};

mod quotas;
mod standing;

pub use quotas::{Allowance, Class, Quotas};
pub use standing::Standing;

/// Past this many names in one class, clients share names until the old ones are forgotten.
const MOST_NAMES: usize = 65_536;
const CHECKS_BETWEEN_SWEEPS: u32 = 1024;

/// HMAC(day key, address block), cut short: enough to tell clients apart.
type Name = [u8; 16];

type Limiter<C> = RateLimiter<Name, DashMapStateStore<Name>, C, StateInformationMiddleware>;

/// The key as HMAC wants it: filled up with zeros to one block of SHA-256 (RFC 2104).
type DayKey = Zeroizing<[u8; 64]>;

fn block(key: [u8; 32]) -> DayKey {
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(&key);
    block
}

struct Bucket<C: Clock> {
    class: Class,
    allowance: Allowance,
    limiter: Limiter<C>,
    is_full: AtomicBool,
}

impl<C: Clock> Bucket<C> {
    fn new(class: Class, allowance: Allowance, clock: C) -> Self {
        let limiter = RateLimiter::new(allowance.quota(), DashMapStateStore::default(), clock);
        Self {
            class,
            allowance,
            limiter,
            is_full: AtomicBool::new(false),
        }
    }

    fn check(&self, mut name: Name) -> Standing {
        if self.is_full.load(Relaxed) {
            name[2..].fill(0);
        }
        match self.limiter.check_key(&name) {
            Ok(state) => {
                Standing::allowed(self.class, self.allowance, state.remaining_burst_capacity())
            }
            Err(refusal) => Standing::refused(
                self.class,
                self.allowance,
                refusal.wait_time_from(self.limiter.clock().now()),
            ),
        }
    }

    fn sweep(&self) {
        self.limiter.retain_recent();
        self.is_full
            .store(self.limiter.len() >= MOST_NAMES, Relaxed);
    }
}

/// The counters of this node, in memory only. They hold no address, and after the day no way back to one.
pub struct RateLimits<C: Clock = DefaultClock> {
    day_key: RwLock<DayKey>,
    buckets: [Bucket<C>; 3],
    checks: AtomicU32,
}

impl RateLimits {
    pub fn new(quotas: Quotas, day_key: [u8; 32]) -> Self {
        Self::with_clock(quotas, day_key, DefaultClock::default())
    }
}

impl<C: Clock + Clone> RateLimits<C> {
    pub fn with_clock(quotas: Quotas, day_key: [u8; 32], clock: C) -> Self {
        let bucket = |class, allowance| Bucket::new(class, allowance, clock.clone());
        Self {
            day_key: RwLock::new(block(day_key)),
            buckets: [
                bucket(Class::General, quotas.general),
                bucket(Class::Sign, quotas.sign),
                bucket(Class::SignIn, quotas.sign_in),
            ],
            checks: AtomicU32::new(0),
        }
    }
}

impl<C: Clock> RateLimits<C> {
    /// Counts one request and says how the client stands.
    pub fn check(&self, class: Class, client: ClientAddress) -> Standing {
        if self.checks.fetch_add(1, Relaxed) % CHECKS_BETWEEN_SWEEPS == CHECKS_BETWEEN_SWEEPS - 1 {
            self.sweep();
        }
        let [general, sign, sign_in] = &self.buckets;
        match class {
            Class::General => general,
            Class::Sign => sign,
            Class::SignIn => sign_in,
        }
        .check(self.name(client))
    }

    /// Once a day, with fresh randomness: yesterday's names stop meaning anybody, and everybody starts afresh.
    pub fn forget_the_day(&self, day_key: [u8; 32]) {
        *self.day_key.write().unwrap_or_else(PoisonError::into_inner) = block(day_key);
        self.sweep();
    }

    /// Drops the names of those who have their whole allowance back. Happens by itself as requests come in.
    pub fn sweep(&self) {
        self.buckets.iter().for_each(Bucket::sweep);
    }

    fn name(&self, client: ClientAddress) -> Name {
        let key = self.day_key.read().unwrap_or_else(PoisonError::into_inner);
        let mut mac = Hmac::<Sha256>::new(&(**key).into());
        match neighbourhood(client.reveal()) {
            std::net::IpAddr::V4(address) => mac.update(&address.octets()),
            std::net::IpAddr::V6(address) => mac.update(&address.octets()),
        }
        let mut name = Name::default();
        name.copy_from_slice(&mac.finalize().into_bytes()[..16]);
        name
    }
}

impl<C: Clock> fmt::Debug for RateLimits<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RateLimits(..)")
    }
}

#[cfg(test)]
mod tests;
