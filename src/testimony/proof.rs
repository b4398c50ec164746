//! Proof of work before a testimony: nothing while few come, dearer with load; for a whole node, and for nobody in particular.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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

/// What one node remembers: how many were stored in this minute and the last, and which challenges were spent. No times, no
/// senders.
#[derive(Clone, Debug, Default)]
pub struct Proofs(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    minute: i64,
    this: Minute,
    last: Minute,
    /// Until when each spent challenge has to be remembered.
    spent: HashMap<String, i64>,
}

/// Testimonies of one minute, and how many more than the free ones it lets pass without work. Nobody knows that number: who
/// keeps just below the line, to see another's testimony step over it, does not know where the line is.
#[derive(Clone, Copy, Debug, Default)]
struct Minute {
    stored: u32,
    spared: u32,
}

/// Leave to store one testimony. It counts once that is stored; dropped before, it was never there, and its proof is unspent.
#[derive(Debug)]
#[must_use]
pub struct Leave {
    proofs: Proofs,
    challenge: Option<String>,
    stored: bool,
}

impl Leave {
    /// Only what was stored counts: what names no campaign or was refused must not tell anybody anything, nor cost others work.
    pub fn stored(mut self, app: &App) {
        self.stored = true;
        let mut state = self.proofs.now(app);
        state.this.stored = state.this.stored.saturating_add(1);
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        if let Some(challenge) = self.challenge.take().filter(|_| !self.stored) {
            let mut state = self.proofs.0.lock().unwrap_or_else(PoisonError::into_inner);
            state.spent.remove(&challenge);
        }
    }
}

/// Why a testimony is not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("so many come that each has to bring a proof of work, unspent and in time")]
pub struct ProofNeeded;

impl Proofs {
    /// Lets one testimony in; it is counted when it is stored.
    pub fn admit(&self, app: &App, proof: Option<&str>) -> Result<Leave, ProofNeeded> {
        let challenge = {
            let mut state = self.now(app);
            state.admit(app.clock.now(), free(app), &key(app), proof)?
        };
        Ok(Leave {
            proofs: self.clone(),
            challenge,
            stored: false,
        })
    }

    /// A challenge as dear as the load of this moment asks for.
    pub fn challenge(&self, app: &App) -> Option<TestimonyChallenge> {
        let price = self.now(app).price(free(app));
        let made = app
            .entropy
            .with(|rng| make(rng, app.clock.now(), price.unwrap_or(1), &key(app)))?;
        Some(TestimonyChallenge {
            needed: price.is_some(),
            algorithm: made.algorithm.to_string(),
            challenge: made.challenge,
            salt: made.salt,
            signature: made.signature,
            maxnumber: made.maxnumber,
        })
    }

    fn now(&self, app: &App) -> MutexGuard<'_, State> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.turn(app.clock.now(), || {
            app.entropy.with(|rng| spared(rng, free(app)))
        });
        state
    }
}

fn free(app: &App) -> u32 {
    app.settings.limits.free_testimonies_a_minute
}

/// Geometric, and twice as many as are free on the average: wherever somebody has come to, the line is as far away as before.
fn spared(rng: &mut impl CryptoRng, free: u32) -> u32 {
    let (sides, most) = (free.saturating_mul(2).saturating_add(1), free.min(50));
    let drawn = (0..most.saturating_mul(20)).take_while(|_| rng.random_range(0..sides) != 0);
    u32::try_from(drawn.count()).unwrap_or_default()
}

impl State {
    /// The spent challenge, where one was needed.
    fn admit(
        &mut self,
        now: DateTime<Utc>,
        free: u32,
        key: &str,
        proof: Option<&str>,
    ) -> Result<Option<String>, ProofNeeded> {
        if self.price(free).is_none() {
            return Ok(None);
        }
        let solved = proof.and_then(|proof| solved(proof, key, now));
        let (challenge, until) = solved.ok_or(ProofNeeded)?;
        if self.spent.contains_key(&challenge) {
            return Err(ProofNeeded);
        }
        self.spent.insert(challenge.clone(), until);
        Ok(Some(challenge))
    }

    fn price(&self, free: u32) -> Option<u64> {
        let load = |minute: Minute| minute.stored.saturating_sub(minute.spared);
        price(load(self.this).max(load(self.last)), free)
    }

    /// One draw for each minute: a second look at the same number would tell more of it.
    fn turn(&mut self, now: DateTime<Utc>, spared: impl FnOnce() -> u32) {
        let (minute, second) = (now.timestamp().div_euclid(60), now.timestamp());
        if minute != self.minute {
            let follows = minute == self.minute + 1;
            self.last = if follows {
                self.this
            } else {
                Minute::default()
            };
            self.minute = minute;
            self.this = Minute {
                stored: 0,
                spared: spared(),
            };
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

    /// A minute that spares nobody, and in which as many as are free have been stored.
    fn under_load() -> State {
        let mut state = State::default();
        state.turn(at(0), || 0);
        state.this.stored = FREE;
        state
    }

    fn admit(state: &mut State, second: i64, proof: Option<&str>) -> Result<(), ProofNeeded> {
        state.turn(at(second), || 0);
        state.admit(at(second), FREE, KEY, proof).map(drop)
    }

    #[test]
    fn few_testimonies_a_minute_cost_nothing() {
        let mut state = under_load();
        assert_eq!(admit(&mut state, 1, None), Err(ProofNeeded));
        // A busy minute is remembered through the next one.
        assert_eq!(admit(&mut state, 61, None), Err(ProofNeeded));
        assert_eq!(admit(&mut state, 121, None), Ok(()));
    }

    #[test]
    fn none_below_the_free_ones_ever_costs_anything_and_nobody_knows_what_the_next_costs() {
        let mut rng = Counted::default();
        let mut lines = Vec::new();
        for minute in 0..200 {
            let mut state = State::default();
            state.turn(at(60 * minute), || spared(&mut rng, FREE));
            while state.price(FREE).is_none() {
                state.this.stored += 1;
            }
            lines.push(state.this.stored);
        }
        assert!(lines.iter().all(|line| *line >= FREE), "{lines:?}");
        let at_once = lines.iter().filter(|line| **line == FREE).count();
        assert!((1..=40).contains(&at_once), "{at_once}");
        lines.sort_unstable();
        lines.dedup();
        assert!(lines.len() > 15, "{lines:?}");
        assert_eq!(spared(&mut rng, 0), 0);
    }

    /// The line of a minute that is over stays where it was.
    #[test]
    fn a_minute_is_drawn_for_once() {
        let mut state = State::default();
        state.turn(at(0), || 3);
        state.this.stored = FREE + 2;
        state.turn(at(1), || 0);
        state.turn(at(60), || 0);
        assert_eq!(state.price(FREE), None);
        assert_eq!((state.last.spared, state.this.spared), (3, 0));
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
        let mut state = under_load();
        let solution = solve(&challenge(0, 0, KEY)).unwrap();
        assert_eq!(admit(&mut state, 1, Some(&solution)), Ok(()));
        assert_eq!(admit(&mut state, 2, Some(&solution)), Err(ProofNeeded));
        // Forgotten only when its time is over.
        for second in [61, 301, 599] {
            state.turn(at(second), || 0);
            state.this.stored = FREE;
            let again = admit(&mut state, second, Some(&solution));
            assert_eq!(again, Err(ProofNeeded), "{second}");
        }
        let late = solve(&challenge(1, 0, KEY)).unwrap();
        state.turn(at(601), || 0);
        state.this.stored = FREE;
        assert_eq!(admit(&mut state, 601, Some(&late)), Err(ProofNeeded));
    }

    #[test]
    fn what_was_not_asked_here_or_not_solved_counts_for_nothing() {
        let mut state = under_load();
        let elsewhere = solve(&challenge(0, 0, "another key")).unwrap();
        let mut easier = challenge(1, 0, KEY);
        easier.salt = easier.salt.replace("expires=1", "expires=9");
        assert!(solve(&easier).is_none());
        let unsolved = challenge(2, 0, KEY);
        let unsolved = serde_json::json!({"algorithm": "SHA-256", "challenge": unsolved.challenge,
            "number": 51, "salt": unsolved.salt, "signature": unsolved.signature});
        let unsolved = BASE64.encode(unsolved.to_string().as_bytes());
        for proof in ["", "hello", "e30=", &elsewhere, &unsolved] {
            assert_eq!(admit(&mut state, 1, Some(proof)), Err(ProofNeeded));
        }
    }

    #[test]
    fn the_proof_of_what_was_not_stored_is_not_spent() {
        let proofs = Proofs::default();
        let leave = |stored| Leave {
            proofs: proofs.clone(),
            challenge: Some("a challenge".to_owned()),
            stored,
        };
        let is_spent = || proofs.0.lock().unwrap().spent.contains_key("a challenge");
        let remember = || {
            let mut state = proofs.0.lock().unwrap();
            state.spent.insert("a challenge".to_owned(), 1);
        };
        remember();
        drop(leave(false));
        assert!(!is_spent());
        remember();
        drop(leave(true));
        assert!(is_spent());
    }
}
