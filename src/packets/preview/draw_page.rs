//! Draws one page of a frozen packet as a picture, in the same limited process that sets packets.

use std::time::Duration;

use broadside_press::{Drawn, Limits, Picture, PressError, TEMPLATE_VERSION, draw_in_child};
use data_encoding::HEXLOWER;
use sea_orm::DbErr;
use serde_json::json;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::audit;
use crate::http::{IfNoneMatch, Problem, catalogue as known};
use crate::identity::Caller;
use crate::packets::bundle::Bundle;
use crate::packets::entity::packet_volume;
use crate::packets::forget_testimonies::{forget_one, prints_withdrawn};
use crate::packets::rules::{Kind, State};
use crate::packets::vault::{self, VaultError};
use crate::press;

/// How wide a picture is unless somebody says otherwise, in pixels: a page fills a screen.
pub const WIDTH: u32 = 1_000;
/// A reader waits for it.
const PATIENCE: Duration = Duration::from_secs(60);
/// Each is a process of its own beside the workers'.
static ROOM: Semaphore = Semaphore::const_new(2);

/// What a reader gets.
#[derive(Debug)]
pub enum Shown {
    Page {
        png: Vec<u8>,
        pages: usize,
    },
    /// The reader holds this picture already.
    Held,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
pub enum PreviewPageError {
    #[error("the packet's document was destroyed")]
    Destroyed,
    #[error("the packet's compilation was cancelled")]
    Cancelled,
    #[error("the packet has no such volume")]
    NoVolume,
    #[error("the document has only {pages} pages")]
    NoSuchPage { pages: usize },
    #[error("the press could not draw the page")]
    Press(PressError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// The same snapshot, template and size give the same picture.
pub fn etag(volume: &packet_volume::Model, picture: Picture) -> String {
    let digest = HEXLOWER.encode(&volume.snapshot_digest);
    let Picture { page, width } = picture;
    format!("\"{digest}-{TEMPLATE_VERSION}-{page}-{width}\"")
}

pub async fn preview_page(
    app: &App,
    caller: &Caller,
    (bundle, number): (&Bundle, i32),
    picture: Picture,
    held: &IfNoneMatch,
) -> Result<Shown, PreviewPageError> {
    let (row, volume) = (&bundle.row, bundle.volume(number));
    let volume = volume.ok_or(PreviewPageError::NoVolume)?;
    match row.state.parse() {
        Ok(State::Destroyed) => return Err(PreviewPageError::Destroyed),
        Ok(State::Cancelled) => return Err(PreviewPageError::Cancelled),
        _ => {}
    }
    if row.delivered_on.is_none() && prints_withdrawn(&app.db.read, row.id).await? {
        forget_one(app, row.id).await?;
        return Err(PreviewPageError::Destroyed);
    }
    if held.holds(&etag(volume, picture)) {
        return Ok(Shown::Held);
    }
    let size = usize::try_from(volume.snapshot_size).unwrap_or_default();
    let snapshot = vault::read(app, volume.snapshot_object, size).await?;
    if crate::packets::sha256(&snapshot) != volume.snapshot_digest {
        return Err(VaultError::Damaged.into());
    }
    let drawn = drawn(app, snapshot, picture).await?;
    if row.kind == Kind::Full.as_str() {
        note(app, caller, volume).await?;
    }
    Ok(Shown::Page {
        png: drawn.png,
        pages: drawn.report.pages,
    })
}

async fn drawn(app: &App, snapshot: Vec<u8>, picture: Picture) -> Result<Drawn, PressError> {
    let press = press::Press::of(app)?;
    let closed = |_| press::not_run("the queue was closed".to_owned());
    let seat = ROOM.acquire().await.map_err(closed)?;
    let limits = Limits {
        wall_clock: PATIENCE,
        ..Limits::default()
    };
    let draw = move || {
        // Kept until the process has ended, also when the reader is gone by then.
        let _seat = seat;
        draw_in_child(
            &press.binary,
            &press.arguments(),
            &snapshot,
            picture,
            limits,
        )
    };
    tokio::task::spawn_blocking(draw)
        .await
        .unwrap_or_else(|_| Err(press::not_run("the task was cut off".to_owned())))
}

/// Such a page may hold names that were given for one reader's eyes: who looked is for the owners to read.
async fn note(app: &App, caller: &Caller, volume: &packet_volume::Model) -> Result<(), DbErr> {
    app.db
        .write(|tx| async move {
            let entry = audit::Action::new(caller.actor(), "preview_packet_page", volume.packet_id);
            let entry = entry.detail(json!({"volume": volume.number}));
            audit::record(app, &tx, caller.organization, entry).await
        })
        .await
}

impl From<PressError> for PreviewPageError {
    fn from(error: PressError) -> Self {
        match error {
            PressError::NoSuchPage { pages } => Self::NoSuchPage { pages },
            other => Self::Press(other),
        }
    }
}

impl From<PreviewPageError> for Problem {
    fn from(error: PreviewPageError) -> Self {
        use PreviewPageError as E;
        match error {
            E::Destroyed => Self::new(known::PACKET_DESTROYED),
            E::Cancelled => Self::new(known::PACKET_CANCELLED),
            E::NoVolume => Self::new(known::NOT_FOUND),
            E::NoSuchPage { pages } => {
                let detail = format!("Its last page is {pages}.");
                Self::new(known::PAGE_NOT_THERE).because(detail)
            }
            E::Press(error) => {
                tracing::warn!(part = "press", %error, "a page could not be drawn");
                Self::new(known::PACKET_FAILED)
            }
            E::Vault(error) => error.into(),
            E::Db(error) => error.into(),
        }
    }
}
