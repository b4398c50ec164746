//! Proof of work before a testimony: nothing while few come, dearer with load; for a whole node, and for nobody in particular.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use altcha_lib_rs::algorithm::AltchaAlgorithm;
use altcha_lib_rs::{Challenge, ChallengeOptions, Payload, create_challenge, verify_solution};
use chrono::{DateTime, Duration, Utc};
use data_encoding::{BASE64, HEXLOWER};
use rand::{CryptoRng, RngExt};

use super::wire::challenge::TestimonyChallenge;
use crate::app::App;
use crate::http::{Problem, catalogue as known};
use crate::secrets::{hmac_sha256, random};

/// How long a challenge can be solved and sent.
const LIFE: Duration = Duration::minutes(10);

/// The work of the first testimony more than are free, in numbers to try at most; half of them on average.
const STEP: u64 = 20_000;

/// The library takes no larger number.
const MOST: u64 = 1_000_000;

/// What one node remembers: how many came in this minute and the last, and which challenges were spent. No times, no senders.
#[derive(Clone, Debug, Default)]
pub struct Proofs(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    minute: i64,
    in_this: u32,
    in_last: u32,
    /// Until when each spent challenge has to be remembered.
    spent: HashMap<String, i64>,
}

/// Why a testimony is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("so many come that each has to bring a proof of work, unspent and in time")]
pub struct ProofNeeded;

impl Proofs {
    /// Lets one testimony in and counts it.
    pub fn admit(&self, app: &App, proof: Option<&str>) -> Result<(), ProofNeeded> {
        let (now, free) = (
            app.clock.now(),
            app.settings.limits.free_testimonies_a_minute,
        );
        self.admit_at(now, free, &key(app), proof)
    }

    /// A challenge as dear as the load of this moment asks for.
    pub fn challenge(&self, app: &App) -> Option<TestimonyChallenge> {
        let (now, free) = (
            app.clock.now(),
            app.settings.limits.free_testimonies_a_minute,
        );
        let price = price(self.lock(now).load(), free);
        let made = app
            .entropy
            .with(|rng| make(rng, now, price.unwrap_or(1), &key(app)))?;
        Some(TestimonyChallenge {
            needed: price.is_some(),
            algorithm: made.algorithm.to_string(),
            challenge: made.challenge,
            salt: made.salt,
            signature: made.signature,
            maxnumber: made.maxnumber,
        })
    }

    fn admit_at(
        &self,
        now: DateTime<Utc>,
        free: u32,
        key: &str,
        proof: Option<&str>,
    ) -> Result<(), ProofNeeded> {
        let mut state = self.lock(now);
        if price(state.load(), free).is_some() {
            let solved = proof.and_then(|proof| solved(proof, key, now));
            let (challenge, until) = solved.ok_or(ProofNeeded)?;
            if state.spent.contains_key(&challenge) {
                return Err(ProofNeeded);
            }
            state.spent.insert(challenge, until);
        }
        state.in_this = state.in_this.saturating_add(1);
        Ok(())
    }

    fn lock(&self, now: DateTime<Utc>) -> std::sync::MutexGuard<'_, State> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.turn(now);
        state
    }
}

impl State {
    fn load(&self) -> u32 {
        self.in_this.max(self.in_last)
    }

    fn turn(&mut self, now: DateTime<Utc>) {
        let (minute, second) = (now.timestamp().div_euclid(60), now.timestamp());
        if minute != self.minute {
            let follows = minute == self.minute + 1;
            self.in_last = if follows { self.in_this } else { 0 };
            (self.minute, self.in_this) = (minute, 0);
            self.spent.retain(|_, until| *until >= second);
        }
    }
}

/// The largest number to try; nothing while fewer than are free have come. It grows fourfold where the load doubles, and
/// not with each testimony: everybody may ask for it, and must not see them come one by one.
fn price(load: u32, free: u32) -> Option<u64> {
    let times = load.checked_div(free).unwrap_or(load.saturating_add(1));
    let doubled = times.checked_ilog2()?;
    Some(4_u64.saturating_pow(doubled).saturating_mul(STEP).min(MOST))
}

/// All nodes of a service know each other's challenges; each remembers for itself which were spent.
fn key(app: &App) -> String {
    HEXLOWER.encode(&hmac_sha256(
        &app.keys.requests,
        "broadside/proof-of-work/v1",
        &[],
    ))
}

fn make(rng: &mut impl CryptoRng, now: DateTime<Utc>, most: u64, key: &str) -> Option<Challenge> {
    let options = ChallengeOptions {
        algorithm: Some(AltchaAlgorithm::Sha256),
        max_number: Some(most),
        salt_length: None,
        hmac_key: key,
        salt: Some(HEXLOWER.encode(&random::<16>(rng))),
        number: Some(rng.random_range(0..=most)),
        expires: Some(now + LIFE),
        params: None,
    };
    create_challenge(options).ok()
}

/// The challenge that was solved, and until when it could be; nothing when it is not ours, not solved or too old.
fn solved(proof: &str, key: &str, now: DateTime<Utc>) -> Option<(String, i64)> {
    let payload: Payload = serde_json::from_slice(&BASE64.decode(proof.as_bytes()).ok()?).ok()?;
    let is_ours = matches!(payload.algorithm, AltchaAlgorithm::Sha256) && payload.number <= MOST;
    if !is_ours || verify_solution(&payload, key, false).is_err() {
        return None;
    }
    let (_, expires) = payload.salt.split_once("?expires=")?;
    let until = expires.trim_end_matches('&').parse().ok()?;
    (now.timestamp() <= until).then_some((payload.challenge, until))
}

/// A client's part: tries numbers until one fits. The reference client does it here too.
pub fn solve(challenge: &TestimonyChallenge) -> Option<String> {
    let (sought, salt) = (&challenge.challenge, &challenge.salt);
    let most = Some(challenge.maxnumber.min(MOST));
    let algorithm = AltchaAlgorithm::Sha256;
    let number = altcha_lib_rs::solve_challenge(sought, salt, Some(algorithm), most, 0).ok()?;
    let payload = Payload {
        algorithm,
        challenge: challenge.challenge.clone(),
        number,
        salt: challenge.salt.clone(),
        signature: challenge.signature.clone(),
        took: None,
    };
    Some(BASE64.encode(&serde_json::to_vec(&payload).ok()?))
}

impl From<ProofNeeded> for Problem {
    fn from(_: ProofNeeded) -> Self {
        Self::new(known::PROOF_OF_WORK_NEEDED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::testing::Counted;

    const KEY: &str = "a key of tests";
    const FREE: u32 = 5;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_040 + second, 0).unwrap()
    }

    fn challenge(seed: usize, second: i64, key: &str) -> TestimonyChallenge {
        let mut rng = Counted::default();
        for _ in 0..seed {
            random::<32>(&mut rng);
        }
        let made = make(&mut rng, at(second), 50, key).unwrap();
        TestimonyChallenge {
            needed: true,
            algorithm: made.algorithm.to_string(),
            challenge: made.challenge,
            salt: made.salt,
            signature: made.signature,
            maxnumber: made.maxnumber,
        }
    }

    fn under_load() -> Proofs {
        let proofs = Proofs::default();
        for _ in 0..FREE {
            proofs.admit_at(at(0), FREE, KEY, None).unwrap();
        }
        proofs
    }

    #[test]
    fn few_testimonies_a_minute_cost_nothing() {
        let proofs = under_load();
        assert_eq!(proofs.admit_at(at(1), FREE, KEY, None), Err(ProofNeeded));
        // A busy minute is remembered through the next one.
        assert_eq!(proofs.admit_at(at(61), FREE, KEY, None), Err(ProofNeeded));
        assert_eq!(proofs.admit_at(at(121), FREE, KEY, None), Ok(()));
    }

    #[test]
    fn work_gets_dearer_with_load_and_stays_bearable() {
        assert_eq!([price(0, 5), price(4, 5)], [None, None]);
        assert_eq!(price(5, 5), Some(STEP));
        assert!(price(20, 5) > price(10, 5) && price(10, 5) > price(9, 5));
        assert_eq!(price(u32::MAX, 5), Some(MOST));
    }

    #[test]
    fn the_price_tells_nobody_when_one_more_came() {
        let steps = (5..320).filter(|load| price(load + 1, 5) != price(*load, 5));
        assert_eq!(steps.collect::<Vec<_>>(), [9, 19, 39]);
    }

    #[test]
    fn a_solved_challenge_counts_once_and_in_its_time() {
        let proofs = under_load();
        let solution = solve(&challenge(0, 0, KEY)).unwrap();
        let admit = |second, proof: &str| proofs.admit_at(at(second), FREE, KEY, Some(proof));
        assert_eq!(admit(1, &solution), Ok(()));
        assert_eq!(admit(2, &solution), Err(ProofNeeded));
        // Forgotten only when its time is over.
        for second in [61, 301, 599] {
            let mut state = proofs.lock(at(second));
            state.in_this = FREE;
            drop(state);
            assert_eq!(admit(second, &solution), Err(ProofNeeded), "{second}");
        }
        let late = solve(&challenge(1, 0, KEY)).unwrap();
        proofs.lock(at(601)).in_this = FREE;
        assert_eq!(admit(601, &late), Err(ProofNeeded));
    }

    #[test]
    fn what_was_not_asked_here_or_not_solved_counts_for_nothing() {
        let proofs = under_load();
        let admit = |proof: &str| proofs.admit_at(at(1), FREE, KEY, Some(proof));
        let elsewhere = solve(&challenge(0, 0, "another key")).unwrap();
        let mut easier = challenge(1, 0, KEY);
        easier.salt = easier.salt.replace("expires=1", "expires=9");
        assert!(solve(&easier).is_none());
        let unsolved = challenge(2, 0, KEY);
        let unsolved = serde_json::json!({"algorithm": "SHA-256", "challenge": unsolved.challenge,
            "number": 51, "salt": unsolved.salt, "signature": unsolved.signature});
        let unsolved = BASE64.encode(unsolved.to_string().as_bytes());
        for proof in ["", "hello", "e30=", &elsewhere, &unsolved] {
            assert_eq!(admit(proof), Err(ProofNeeded));
        }
    }
}
