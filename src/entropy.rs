//! Where randomness comes from: the operating system, or a seed in tests.

use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::StdRng;
#[expect(
    clippy::disallowed_types,
    reason = "the one place that draws from the system"
)]
use rand::rngs::SysRng;
use rand::{Rng, SeedableRng};

/// A shared generator, seeded once from the system unless a test gives the seed.
#[derive(Clone)]
pub struct Entropy(Arc<Mutex<StdRng>>);

impl Entropy {
    pub fn system() -> Result<Self, rand::rngs::SysError> {
        StdRng::try_from_rng(&mut SysRng).map(Self::from_rng)
    }

    pub fn seeded(seed: u64) -> Self {
        Self::from_rng(StdRng::seed_from_u64(seed))
    }

    fn from_rng(rng: StdRng) -> Self {
        Self(Arc::new(Mutex::new(rng)))
    }

    /// Runs `draw` with a generator of its own, forked from the shared one, so that no lock is held.
    pub fn with<T>(&self, draw: impl FnOnce(&mut StdRng) -> T) -> T {
        let mut fork = {
            let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            StdRng::from_rng(&mut *shared)
        };
        draw(&mut fork)
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .fill_bytes(&mut bytes);
        bytes
    }
}

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entropy")
    }
}
