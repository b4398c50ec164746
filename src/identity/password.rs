//! Passwords: Argon2id, one at a time, so that a flood of sign-ins cannot take the memory.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::app::App;

/// The one permit.
static PERMIT: Semaphore = Semaphore::const_new(1);

pub const MIN_LENGTH: usize = 12;
pub const MAX_LENGTH: usize = 200;

/// Hashing failed, which it does only when memory cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct HashFailed;

/// OWASP's first recommendation for Argon2id: 19 MiB, two passes, one lane.
fn argon2() -> Result<Argon2<'static>, HashFailed> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|_| HashFailed)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

pub async fn hash(app: &App, password: String) -> Result<String, HashFailed> {
    let salt: [u8; 16] = app.entropy.bytes();
    one_at_a_time(move || {
        let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|_| HashFailed)
    })
    .await
}

pub async fn verify(password: String, hash: String) -> Result<bool, HashFailed> {
    one_at_a_time(move || {
        let hash = PasswordHash::new(&hash).map_err(|_| HashFailed)?;
        Ok(argon2()?
            .verify_password(password.as_bytes(), &hash)
            .is_ok())
    })
    .await
}

/// Takes as long as a real check, for addresses that nobody has.
pub async fn verify_nothing(password: String) -> Result<bool, HashFailed> {
    one_at_a_time(move || {
        let salt = [0; 16];
        argon2()?
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map(|_| false)
            .map_err(|_| HashFailed)
    })
    .await
}

/// Runs slow, memory-hungry work under the one permit.
pub async fn one_at_a_time<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, HashFailed> + Send + 'static,
) -> Result<T, HashFailed> {
    let _permit = PERMIT.acquire().await.map_err(|_| HashFailed)?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| HashFailed)?
}
