//! Hands out a finished document, whole or one range of it.

use data_encoding::HEXLOWER;
use sea_orm::DbErr;
use serde_json::json;

use super::bundle::{Bundle, REPORT};
use super::entity::{packet, packet_volume};
use super::forget_testimonies::{forget_one, prints_withdrawn};
use super::range::{Part, content_range, part};
use super::rules::State;
use super::vault::{self, VaultError};
use crate::app::App;
use crate::audit;
use crate::http::{IfNoneMatch, Problem, catalogue as known};
use crate::identity::Caller;

/// What a reader gets.
#[derive(Debug)]
pub enum Document {
    Whole(Vec<u8>),
    Part(Vec<u8>, String),
    /// The reader holds these bytes already.
    Held,
}

/// Why there is no document to hand out.
#[derive(Debug, thiserror::Error)]
pub enum DownloadError {
    #[error("the packet has no such volume")]
    NoVolume,
    #[error("the packet is not set yet")]
    NotReady,
    #[error("the packet could not be set")]
    Failed,
    #[error("the packet's document was destroyed")]
    Destroyed,
    #[error("the packet's compilation was cancelled")]
    Cancelled,
    #[error("nothing of the document lies in that range")]
    OutOfRange { size: usize },
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// The digest in quotes: the same bytes for ever.
pub fn etag(volume: &packet_volume::Model) -> String {
    format!(
        "\"{}\"",
        HEXLOWER.encode(volume.pdf_digest.as_deref().unwrap_or_default())
    )
}

pub async fn download_packet(
    app: &App,
    caller: &Caller,
    (bundle, number): (&Bundle, i32),
    range: Option<&str>,
    held: &IfNoneMatch,
) -> Result<Document, DownloadError> {
    let (row, volume) = (&bundle.row, bundle.volume(number));
    let volume = volume.ok_or(DownloadError::NoVolume)?;
    let stored = volume
        .pdf_object
        .zip(volume.pdf_size.and_then(|size| usize::try_from(size).ok()));
    let (object, size) = match (row.state.parse(), stored) {
        (Ok(State::Ready), Some(stored)) => stored,
        (Ok(State::Failed), _) => return Err(DownloadError::Failed),
        (Ok(State::Destroyed), _) => return Err(DownloadError::Destroyed),
        (Ok(State::Cancelled), _) => return Err(DownloadError::Cancelled),
        _ => return Err(DownloadError::NotReady),
    };
    if row.delivered_on.is_none() && prints_withdrawn(&app.db.read, row.id).await? {
        forget_one(app, row.id).await?;
        return Err(DownloadError::Destroyed);
    }
    if held.holds(&etag(volume)) {
        return Ok(Document::Held);
    }
    match part(range, size) {
        Part::Whole => {
            let bytes = whole(app, volume, object, size).await?;
            note(app, caller, volume).await?;
            Ok(Document::Whole(bytes))
        }
        Part::Of(range) => {
            // One entry for a reader who asks for a document piece by piece.
            if range.start == 0 {
                note(app, caller, volume).await?;
            }
            let said = content_range(&range, size);
            Ok(Document::Part(
                vault::read_range(app, object, size, range).await?,
                said,
            ))
        }
        Part::Unsatisfiable => Err(DownloadError::OutOfRange { size }),
    }
}

/// Who took a document out is for the owners to read.
async fn note(app: &App, caller: &Caller, volume: &packet_volume::Model) -> Result<(), DbErr> {
    app.db
        .write(|tx| async move {
            let entry = audit::Action::new(caller.actor(), "download_packet", volume.packet_id);
            let entry = entry.detail(json!({"volume": volume.number}));
            audit::record(app, &tx, caller.organization, entry).await
        })
        .await
}

async fn whole(
    app: &App,
    volume: &packet_volume::Model,
    object: uuid::Uuid,
    size: usize,
) -> Result<Vec<u8>, VaultError> {
    let bytes = vault::read(app, object, size).await?;
    if volume.pdf_digest.as_ref() == Some(&super::sha256(&bytes)) {
        Ok(bytes)
    } else {
        Err(VaultError::Damaged)
    }
}

/// `attachment` under a name that every system takes, and the addressee's own name for those that can.
/// The files of one packet are called alike, so that `broadside verify` finds them beside each other.
pub fn disposition(row: &packet::Model, ending: &str) -> String {
    let addressee = row
        .summary
        .get("addressee")
        .and_then(|name| name.as_str())
        .unwrap_or_default();
    let day = row.created_at.date_naive();
    let plain = file_name(addressee, |c| c.is_ascii_alphanumeric());
    let full = percent_encoded(&file_name(addressee, char::is_alphanumeric));
    format!(
        "attachment; filename=\"packet-{plain}-{day}.{ending}\"; filename*=UTF-8''packet-{full}-{day}.{ending}"
    )
}

/// What a volume's file is called behind the packet's own name; the report bears that alone.
pub fn volume_ending(number: i32) -> String {
    if number == REPORT {
        "pdf".to_owned()
    } else {
        format!("volume-{number}.pdf")
    }
}

/// Whatever is no letter or digit becomes one hyphen.
pub fn file_name(name: &str, keep: impl Fn(char) -> bool) -> String {
    let mut out = String::new();
    for c in name.chars().take(80) {
        if keep(c) {
            out.push(c);
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    let trimmed = out.trim_end_matches('-');
    if trimmed.is_empty() {
        "addressee".to_owned()
    } else {
        trimmed.to_owned()
    }
}

/// RFC 8187: what is not a plain letter or digit goes byte by byte.
fn percent_encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// `bytes */2000`.
pub fn unsatisfied(size: usize) -> String {
    format!("bytes */{size}")
}

impl From<DownloadError> for Problem {
    fn from(error: DownloadError) -> Self {
        use poem::http::header::CONTENT_RANGE;
        match error {
            DownloadError::NoVolume => Self::new(known::NOT_FOUND),
            DownloadError::NotReady => Self::new(known::PACKET_NOT_READY).retry_after(2),
            DownloadError::Failed => Self::new(known::PACKET_FAILED),
            DownloadError::Destroyed => Self::new(known::PACKET_DESTROYED),
            DownloadError::Cancelled => Self::new(known::PACKET_CANCELLED),
            DownloadError::OutOfRange { size } => {
                Self::new(known::RANGE_NOT_SATISFIABLE).header(CONTENT_RANGE, unsatisfied(size))
            }
            DownloadError::Vault(error) => error.into(),
            DownloadError::Db(error) => error.into(),
        }
    }
}

impl From<VaultError> for Problem {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Damaged => {
                tracing::error!(part = "vault", "a stored object is missing or was changed");
                Self::new(known::PACKET_DAMAGED)
            }
            VaultError::Unavailable(_) => Self::new(known::STORE_UNAVAILABLE).retry_after(5),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_holds_nothing_that_a_header_or_a_system_could_trip_over() {
        let ascii = |name| file_name(name, |c| c.is_ascii_alphanumeric());
        assert_eq!(ascii("Dolores Hartigan-Yoo"), "Dolores-Hartigan-Yoo");
        assert_eq!(
            ascii("../../etc/passwd\"\r\nSet-Cookie: x"),
            "etc-passwd-Set-Cookie-x"
        );
        assert_eq!(ascii("阮文"), "addressee");
        assert_eq!(
            percent_encoded(&file_name("Peña 阮", char::is_alphanumeric)),
            "Pe%C3%B1a-%E9%98%AE"
        );
    }
}
