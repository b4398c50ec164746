//! Photographs of stamps and scans of letters: looked at before they are kept, and kept encrypted like packets.

use object_store::path::Path;
use object_store::{ObjectStoreExt, PutPayload};
use uuid::Uuid;

use super::trouble::Trouble;
use super::upload::{Media, Upload};
use crate::app::App;
use crate::http::{Problem, catalogue as known};
use crate::ids;
use crate::secrets::{Key32, aead_open, aead_seal, hkdf32_salted};
use crate::store;
use crate::testimony::photograph::{Fault, Format, develop, looked_at, print};

/// The most bytes of one file.
pub const MOST_BYTES: usize = crate::testimony::photograph::MOST_BYTES;

/// Why a file is not taken, or not given.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("the file is larger than 10 MiB")]
    TooLarge,
    #[error("the file is not what its media type says")]
    Mislabelled,
    #[error("the file is broken, or more than it says")]
    Unreadable,
    #[error("a stored file is missing or was changed")]
    Damaged,
    #[error("the object store does not answer")]
    Unavailable(#[source] object_store::Error),
}

/// A file that lies in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub object: Uuid,
    pub size: i64,
    pub media: Media,
    pub digest: Vec<u8>,
}

/// A picture is encoded anew, without place, time and camera: whoever holds the phone at a counter is a worker.
pub async fn cleaned(upload: Upload) -> Result<(Media, Vec<u8>), FileError> {
    let (media, bytes) = (upload.media, upload.bytes);
    if bytes.len() > MOST_BYTES {
        return Err(FileError::TooLarge);
    }
    let Some(format) = media.picture() else {
        return is_pdf(&bytes)
            .then_some((media, bytes))
            .ok_or(FileError::Mislabelled);
    };
    let picture = develop(move || {
        let end = looked_at(&bytes, format)?;
        Ok(print(bytes.get(..end).unwrap_or_default(), &[])?.jpeg)
    });
    Ok((Media::of(Format::Jpeg), picture.await?))
}

/// ISO 32000: a header, and a mark at the end.
fn is_pdf(bytes: &[u8]) -> bool {
    let tail = bytes.get(bytes.len().saturating_sub(1024)..);
    bytes.starts_with(b"%PDF-")
        && tail.is_some_and(|tail| tail.windows(5).any(|five| five == b"%%EOF"))
}

pub async fn keep(app: &App, upload: Upload) -> Result<Kept, FileError> {
    let (media, bytes) = cleaned(upload).await?;
    let object = ids::timeless(&app.entropy);
    let key = key_of(app, object);
    let sealed = app
        .entropy
        .with(|rng| aead_seal(rng, &key, object.as_bytes(), &bytes));
    let path = path_of(object);
    let stored = app.store.put(&path, PutPayload::from(sealed));
    stored.await.map_err(FileError::Unavailable)?;
    Ok(Kept {
        object,
        size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
        media,
        digest: crate::packets::sha256(&bytes),
    })
}

async fn read(app: &App, object: Uuid) -> Result<Vec<u8>, FileError> {
    let found = app.store.get(&path_of(object)).await;
    let found = match found {
        Ok(found) => found.bytes().await,
        Err(error) => Err(error),
    };
    let sealed = found.map_err(|error| match store::is_missing(&error) {
        true => FileError::Damaged,
        false => FileError::Unavailable(error),
    })?;
    let opened = aead_open(&key_of(app, object), object.as_bytes(), &sealed);
    opened
        .map(|bytes| bytes.to_vec())
        .map_err(|_| FileError::Damaged)
}

/// Nothing points at it any more; one that is gone already is no failure.
async fn discard(app: &App, object: Uuid) {
    let _ = app.store.delete(&path_of(object)).await;
}

/// After the row that points at it was written: what it replaces goes, or it goes itself where the row was refused.
pub async fn settled<T>(
    app: &App,
    kept: &Kept,
    written: Result<(Option<Uuid>, T), Trouble>,
) -> Result<T, Trouble> {
    match written {
        Ok((old, shown)) => {
            if let Some(old) = old {
                discard(app, old).await;
            }
            Ok(shown)
        }
        Err(error) => {
            discard(app, kept.object).await;
            Err(error)
        }
    }
}

/// The file that a row points at, if it does, with its media type.
pub async fn opened(
    app: &App,
    object: Option<Uuid>,
    media: Option<&str>,
) -> Result<(Media, Vec<u8>), Trouble> {
    let media = media.and_then(|media| media.parse().ok());
    let (object, media) = object.zip(media).ok_or(Trouble::NoFile)?;
    Ok((media, read(app, object).await?))
}

fn path_of(object: Uuid) -> Path {
    Path::from(format!("proofs/{}", object.simple()))
}

fn key_of(app: &App, object: Uuid) -> Key32 {
    hkdf32_salted(
        &app.keys.packets,
        object.as_bytes(),
        b"broadside/accountability/file/v1",
    )
}

impl From<Fault> for FileError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::TooLarge => Self::TooLarge,
            Fault::Mislabelled => Self::Mislabelled,
            Fault::Unreadable | Fault::MoreThanAPicture | Fault::TooManyPixels => Self::Unreadable,
        }
    }
}

impl From<FileError> for Problem {
    fn from(error: FileError) -> Self {
        match error {
            FileError::TooLarge => Self::new(known::BODY_TOO_LARGE),
            FileError::Mislabelled => Self::new(known::FILE_MISLABELLED),
            FileError::Unreadable => Self::new(known::FILE_UNREADABLE),
            FileError::Damaged => {
                tracing::error!(part = "files", "a stored file is missing or was changed");
                Self::new(known::FILE_DAMAGED)
            }
            FileError::Unavailable(_) => Self::new(known::STORE_UNAVAILABLE).retry_after(5),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_pdf;

    #[test]
    fn a_pdf_begins_and_ends_like_one() {
        assert!(is_pdf(b"%PDF-1.7\n1 0 obj\n%%EOF\n"));
        assert!(!is_pdf(b"%PDF-1.7\n1 0 obj\n"));
        assert!(!is_pdf(b"MZ%PDF-1.7\n%%EOF"));
    }
}
