//! Packets and snapshots at rest: encrypted in segments, so that a range is read without the rest.
//!
//! Every segment is sealed under a key of its object's own, at its place, and says whether it is the last: one
//! that is changed, moved, taken from another object or cut off does not open.

use std::ops::Range;

use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use uuid::Uuid;

use crate::app::App;
use crate::secrets::{Key32, SEAL_OVERHEAD, aead_open, aead_seal, hkdf32_salted};
use crate::store;

/// Plaintext of one segment.
pub const SEGMENT: usize = 64 * 1024;
const SEALED: usize = SEGMENT + SEAL_OVERHEAD;

/// Why an object cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    #[error("a stored object is missing or was changed")]
    Damaged,
    #[error("the object store does not answer")]
    Unavailable(#[source] object_store::Error),
}

/// Asked before a transaction begins that writes objects: nobody waits for its lock while a store is down.
pub async fn answers(app: &App) -> Result<(), VaultError> {
    let asked = store::answers(app.store.as_ref()).await;
    asked.map_err(VaultError::Unavailable)
}

/// Stores `bytes` under a name that tells nothing.
pub async fn put(app: &App, object: Uuid, bytes: &[u8]) -> Result<(), VaultError> {
    let key = key_of(app, object);
    let last = last_segment(bytes.len());
    let mut sealed = Vec::with_capacity(bytes.len() + (last + 1) * SEAL_OVERHEAD);
    for (index, segment) in segments(bytes).enumerate() {
        let place = place(object, index, index == last);
        let segment = app
            .entropy
            .with(|rng| aead_seal(rng, &key, &place, segment));
        sealed.extend_from_slice(&segment);
    }
    let path = path_of(object);
    let stored = app.store.put(&path, PutPayload::from(sealed)).await;
    stored.map(drop).map_err(VaultError::Unavailable)
}

/// The whole of an object of `size` bytes.
pub async fn read(app: &App, object: Uuid, size: usize) -> Result<Vec<u8>, VaultError> {
    read_range(app, object, size, 0..size).await
}

/// Part of an object whose whole has `size` bytes; only the segments that hold it are read.
pub async fn read_range(
    app: &App,
    object: Uuid,
    size: usize,
    range: Range<usize>,
) -> Result<Vec<u8>, VaultError> {
    let (from, to) = (range.start.min(size), range.end.min(size));
    let last = last_segment(size);
    let first = (from / SEGMENT).min(last);
    let end = last_segment(to).min(last);
    let sealed_size = size + (last + 1) * SEAL_OVERHEAD;
    let stored = (first * SEALED) as u64..((end + 1) * SEALED).min(sealed_size) as u64;
    let sealed = app.store.get_range(&path_of(object), stored.clone()).await;
    let sealed = sealed.map_err(unread)?;
    if sealed.len() as u64 != stored.end - stored.start {
        return Err(VaultError::Damaged);
    }
    let key = key_of(app, object);
    let mut bytes = Vec::with_capacity((end + 1 - first) * SEGMENT);
    for (index, segment) in (first..).zip(sealed.chunks(SEALED)) {
        let opened = aead_open(&key, &place(object, index, index == last), segment);
        bytes.extend_from_slice(&opened.map_err(|_| VaultError::Damaged)?);
    }
    let start = first * SEGMENT;
    let part = bytes.get(from - start..to.max(from) - start);
    part.map(<[u8]>::to_vec).ok_or(VaultError::Damaged)
}

/// Destroys an object; one that is gone already is no failure.
pub async fn destroy(app: &App, object: Uuid) -> Result<(), VaultError> {
    match app.store.delete(&path_of(object)).await {
        Ok(()) => Ok(()),
        Err(error) if store::is_missing(&error) => Ok(()),
        Err(error) => Err(VaultError::Unavailable(error)),
    }
}

fn unread(error: object_store::Error) -> VaultError {
    use object_store::Error as E;
    match error {
        ref error if store::is_missing(error) => VaultError::Damaged,
        // Both stores call a range beyond the end of a shortened file a generic failure.
        E::Generic { ref source, .. } if is_out_of_range(source.as_ref()) => VaultError::Damaged,
        error => VaultError::Unavailable(error),
    }
}

fn is_out_of_range(error: &(dyn std::error::Error + 'static)) -> bool {
    error.to_string().to_lowercase().contains("range")
}

fn segments(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let empty = bytes.is_empty().then_some(bytes);
    bytes.chunks(SEGMENT).chain(empty)
}

fn last_segment(size: usize) -> usize {
    size.saturating_sub(1) / SEGMENT
}

fn path_of(object: Uuid) -> Path {
    Path::from(format!("packets/{}", object.simple()))
}

fn key_of(app: &App, object: Uuid) -> Key32 {
    hkdf32_salted(
        &app.keys.packets,
        object.as_bytes(),
        b"broadside/packets/object/v1",
    )
}

fn place(object: Uuid, index: usize, is_last: bool) -> Vec<u8> {
    let index = (index as u64).to_be_bytes();
    [
        object.as_bytes(),
        b"|".as_slice(),
        &index,
        b"|",
        &[u8::from(is_last)],
    ]
    .concat()
}
