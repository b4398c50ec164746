//! Counts the connections, all together and by address, while they last.

use std::{
    collections::HashMap,
    fmt, io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use ipnet::IpNet;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{accept::Limits, client_address::neighbourhood};

pub(super) struct Admission {
    seats: Arc<Semaphore>,
    all: usize,
    per_address: usize,
    exempt: Vec<IpNet>,
    present: Mutex<HashMap<IpAddr, usize>>,
}

/// A place that is given back when it is dropped.
pub(super) struct Seat {
    pub(super) peer: SocketAddr,
    counted: Option<(IpAddr, Arc<Admission>)>,
    _free: OwnedSemaphorePermit,
}

impl Admission {
    pub(super) fn new(limits: &Limits) -> Self {
        let all = limits.connections.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            seats: Arc::new(Semaphore::new(all)),
            all,
            per_address: limits.connections_per_address.max(1),
            exempt: limits.exempt.clone(),
            present: Mutex::default(),
        }
    }

    pub(super) async fn free_seat(&self) -> io::Result<OwnedSemaphorePermit> {
        self.seats
            .clone()
            .acquire_owned()
            .await
            .map_err(io::Error::other)
    }

    /// `None` when this address holds all it may.
    pub(super) fn take(
        self: &Arc<Self>,
        free: OwnedSemaphorePermit,
        peer: SocketAddr,
    ) -> Option<Seat> {
        let address = peer.ip().to_canonical();
        if self.exempt.iter().any(|net| net.contains(&address)) {
            return Some(Seat {
                peer,
                counted: None,
                _free: free,
            });
        }
        let address = neighbourhood(address);
        let mut present = self.present();
        let held = present.entry(address).or_default();
        if *held >= self.per_address {
            return None;
        }
        *held += 1;
        Some(Seat {
            peer,
            counted: Some((address, self.clone())),
            _free: free,
        })
    }

    /// When three of four seats are taken, nobody keeps one between requests.
    pub(super) fn is_crowded(&self) -> bool {
        self.seats.available_permits() < self.all / 4
    }

    fn present(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.present.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some((address, admission)) = self.counted.take() else {
            return;
        };
        let mut present = admission.present();
        if let Some(held) = present.get_mut(&address) {
            *held -= 1;
            if *held == 0 {
                present.remove(&address);
            }
        }
    }
}

impl fmt::Debug for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seat(..)")
    }
}
