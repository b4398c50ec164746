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
pub struct Entropy {
    shared: Arc<Mutex<StdRng>>,
    slots: [u8; 32],
}

impl Entropy {
    pub fn system() -> Result<Self, rand::rngs::SysError> {
        let (shared, slots) = (
            StdRng::try_from_rng(&mut SysRng)?,
            StdRng::try_from_rng(&mut SysRng)?,
        );
        Ok(Self::from_rngs(shared, slots))
    }

    pub fn seeded(seed: u64) -> Self {
        Self::from_rngs(StdRng::seed_from_u64(seed), StdRng::seed_from_u64(!seed))
    }

    fn from_rngs(shared: StdRng, mut of_slots: StdRng) -> Self {
        let mut slots = [0; 32];
        of_slots.fill_bytes(&mut slots);
        Self {
            shared: Arc::new(Mutex::new(shared)),
            slots,
        }
    }

    /// Random bytes that are the same for the same `slot` until the process ends: of two of them nobody else can say
    /// which came first.
    pub fn of_slot<const N: usize>(&self, slot: u64) -> [u8; N] {
        let mut seed = self.slots;
        for (byte, of_slot) in seed.iter_mut().zip(slot.to_le_bytes()) {
            *byte ^= of_slot;
        }
        let mut bytes = [0; N];
        StdRng::from_seed(seed).fill_bytes(&mut bytes);
        bytes
    }

    /// Runs `draw` with a generator of its own, forked from the shared one, so that no lock is held.
    pub fn with<T>(&self, draw: impl FnOnce(&mut StdRng) -> T) -> T {
        let mut fork = {
            let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
            StdRng::from_rng(&mut *shared)
        };
        draw(&mut fork)
    }

    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.shared
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
