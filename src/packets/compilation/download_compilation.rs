//! Hands out a compilation's packets as one archive, whole or a range of it, made while it is read.

use std::io;
use std::ops::Range;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use futures_util::{Stream, stream};
use sea_orm::DbErr;
use sha2::{Digest, Sha256};

use super::read_compilation::{ReadCompilationError, find, packets_of};
use super::zip::{Archive, Content, Entry, TooLarge, crc32};
use crate::app::App;
use crate::audit;
use crate::http::{IfNoneMatch, Problem, catalogue as known};
use crate::identity::Caller;
use crate::packets::CompilationId;
use crate::packets::bundle::Bundle;
use crate::packets::download::{file_name, unsatisfied, volume_ending};
use crate::packets::download_manifest::signed_manifest;
use crate::packets::forget_testimonies::{forget_one, prints_withdrawn};
use crate::packets::range::{Part, content_range, part};
use crate::packets::rules::State;
use crate::packets::vault::{self, VaultError};

/// What is read of a stored file at once.
const AT_ONCE: usize = 16 * vault::SEGMENT;

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
pub enum DownloadCompilationError {
    #[error(transparent)]
    Read(#[from] ReadCompilationError),
    #[error("some of its packets are not set yet")]
    NotReady,
    #[error("none of its packets can be downloaded")]
    Nothing,
    #[error(transparent)]
    TooLarge(#[from] TooLarge),
    #[error("nothing of the archive lies in that range")]
    OutOfRange { size: usize },
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// What a reader gets.
#[derive(Debug)]
pub enum Taken {
    /// The reader holds these bytes already.
    Held,
    Whole(Download),
    /// With what `Content-Range` says.
    Part(Download, String),
}

/// An archive, and what of it is wanted.
#[derive(Debug)]
pub struct Download {
    archive: Archive,
    range: Range<usize>,
}

pub async fn download_compilation(
    app: &App,
    caller: &Caller,
    id: CompilationId,
    (range, if_range): (Option<&str>, Option<&str>),
    held: &IfNoneMatch,
) -> Result<(String, Taken), DownloadCompilationError> {
    let row = find(&app.db.read, caller.organization, id).await?;
    let rows = packets_of(&app.db.read, &row).await?;
    let archive = archive(app, rows.into_iter().map(|(bundle, _)| bundle).collect()).await?;
    let tag = etag(&archive);
    if held.holds(&tag) {
        return Ok((tag, Taken::Held));
    }
    // Part of another version than the reader has the beginning of would be worth nothing.
    let range = range.filter(|_| if_range.is_none_or(|known| known == tag));
    let size = archive.size;
    let taken = match part(range, size) {
        Part::Whole => {
            note(app, caller, id).await?;
            let range = 0..size;
            Taken::Whole(Download { archive, range })
        }
        Part::Of(range) => {
            if range.start == 0 {
                note(app, caller, id).await?;
            }
            let said = content_range(&range, size);
            Taken::Part(Download { archive, range }, said)
        }
        Part::Unsatisfiable => return Err(DownloadCompilationError::OutOfRange { size }),
    };
    Ok((tag, taken))
}

/// Every packet that is ready: all its volumes, with its manifest and signature. What was cancelled, destroyed or not set is left out.
async fn archive(app: &App, packets: Vec<Bundle>) -> Result<Archive, DownloadCompilationError> {
    let mut entries = Vec::new();
    for (bundle, position) in packets.into_iter().zip(1..) {
        let row = &bundle.row;
        match row.state.parse() {
            Ok(State::Frozen | State::Rendering) => return Err(DownloadCompilationError::NotReady),
            Ok(State::Ready) => {}
            _ => continue,
        }
        if row.delivered_on.is_none() && prints_withdrawn(&app.db.read, row.id).await? {
            forget_one(app, row.id).await?;
            continue;
        }
        entries.extend(files_of(bundle, position).ok_or(VaultError::Damaged)?);
    }
    if entries.is_empty() {
        return Err(DownloadCompilationError::Nothing);
    }
    Ok(Archive::of(entries)?)
}

fn files_of(bundle: Bundle, position: usize) -> Option<Vec<Entry>> {
    let Bundle { row, volumes } = bundle;
    let addressee = row.summary.get("addressee")?.as_str()?;
    let plain = file_name(addressee, |c| c.is_ascii_alphanumeric());
    let name = format!("{position:02}-{plain}");
    let on = row.created_at.date_naive();
    let mut files = Vec::new();
    for volume in volumes {
        files.push(Entry {
            name: format!("{name}.{}", volume_ending(volume.number)),
            on,
            crc: u32::try_from(volume.pdf_crc?).ok()?,
            content: Content::Stored {
                object: volume.pdf_object?,
                size: usize::try_from(volume.pdf_size?).ok()?,
            },
        });
    }
    if let Ok((manifest, signature)) = signed_manifest(row) {
        for (ending, bytes) in [
            ("manifest.json", manifest),
            ("manifest.json.sig", signature.into_bytes()),
        ] {
            files.push(Entry {
                name: format!("{name}.{ending}"),
                on,
                crc: crc32(&bytes),
                content: Content::Bytes(bytes),
            });
        }
    }
    Some(files)
}

/// Names, sizes and sums of all files, and whole manifests with the digest of each document.
fn etag(archive: &Archive) -> String {
    let mut digest = Sha256::new();
    for piece in archive.frame() {
        digest.update(piece);
    }
    format!("\"{}\"", HEXLOWER.encode(&digest.finalize()))
}

async fn note(app: &App, caller: &Caller, id: CompilationId) -> Result<(), DbErr> {
    app.db
        .write(|tx| async move {
            let entry = audit::Action::new(caller.actor(), "download_compilation", id);
            audit::record(app, &tx, caller.organization, entry).await
        })
        .await
}

impl Download {
    pub fn size(&self) -> usize {
        self.range.len()
    }

    /// Ends early where a stored file cannot be read: the reader then has fewer bytes than were announced.
    pub fn bytes(self, app: App) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        let pieces = self.archive.parts(&self.range).into_iter();
        let chunks: Vec<_> = pieces.flat_map(in_chunks).collect();
        stream::unfold((chunks.into_iter(), app), |(mut chunks, app)| async move {
            let (content, range) = chunks.next()?;
            let read = read(&app, content, range).await;
            if let Err(error) = &read {
                tracing::error!(part = "vault", %error, "an archive ends early");
            }
            let failed = read.is_err();
            let rest = if failed { vec![].into_iter() } else { chunks };
            Some((read.map_err(io::Error::other), (rest, app)))
        })
    }
}

fn in_chunks((content, range): (Content, Range<usize>)) -> Vec<(Content, Range<usize>)> {
    let starts = range.clone().step_by(AT_ONCE);
    let chunk = |from: usize| {
        let to = range.end.min(from + AT_ONCE);
        (content.clone(), from..to)
    };
    starts.map(chunk).collect()
}

async fn read(app: &App, content: Content, range: Range<usize>) -> Result<Bytes, VaultError> {
    match content {
        Content::Bytes(bytes) => {
            let part = bytes.get(range).map(Bytes::copy_from_slice);
            part.ok_or(VaultError::Damaged)
        }
        Content::Stored { object, size } => {
            let bytes = vault::read_range(app, object, size, range).await?;
            Ok(Bytes::from(bytes))
        }
    }
}

impl From<DownloadCompilationError> for Problem {
    fn from(error: DownloadCompilationError) -> Self {
        use DownloadCompilationError as E;
        use poem::http::header::CONTENT_RANGE;
        match error {
            E::Read(error) => error.into(),
            E::NotReady => Self::new(known::PACKET_NOT_READY).retry_after(2),
            E::Nothing => Self::new(known::COMPILATION_EMPTY),
            E::TooLarge(error) => Self::broken("packets", &error),
            E::OutOfRange { size } => {
                Self::new(known::RANGE_NOT_SATISFIABLE).header(CONTENT_RANGE, unsatisfied(size))
            }
            E::Vault(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
