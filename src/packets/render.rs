//! Sets each frozen volume of a packet as PDF in a process of its own, and keeps the results.

use std::collections::VecDeque;

use broadside_press::{Limits, PressError, Rendered, render_in_child};
use data_encoding::HEXLOWER;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, ExprTrait, QueryFilter};
use tokio::sync::Mutex;
use uuid::Uuid;

use super::bundle::{Bundle, volumes_of};
use super::compilation::zip;
use super::entity::{packet, packet_volume};
use super::forget_testimonies::{forget_one, prints_withdrawn};
use super::manifest::{self, Manifest};
use super::rules::{Failure, RENDER_TRIES, State, failure};
use super::vault::{self, VaultError};
use crate::app::App;
use crate::db::Tx;
use crate::identity::entity::organization;
use crate::identity::signing_key;
use crate::ids;
use crate::jobs::Outcome;
use crate::jobs::entity::job;
use crate::press::{self, Press};

/// What stopped one try.
#[derive(Debug, thiserror::Error)]
enum Stopped {
    #[error("the packet needs no setting any more")]
    Gone,
    #[error("the press gave up")]
    Press(#[from] PressError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn render(app: &App, job: &job::Model) -> Outcome {
    let stopped = match set(app, job.subject).await {
        Ok(()) | Err(Stopped::Gone) => return Outcome::Done,
        Err(stopped) => stopped,
    };
    let (failure, again) = match &stopped {
        Stopped::Press(error) => {
            tracing::warn!(part = "press", %error, "a packet could not be set");
            failure(error)
        }
        Stopped::Vault(VaultError::Damaged) => (Failure::SnapshotDamaged, false),
        Stopped::Vault(VaultError::Unavailable(_)) => (Failure::StoreUnavailable, true),
        Stopped::Db(_) | Stopped::Gone => return Outcome::Retry("database"),
    };
    let from_outside = matches!(failure, Failure::StoreUnavailable);
    let tries = if from_outside {
        job.max_attempts
    } else {
        RENDER_TRIES
    };
    let (state, outcome) = if again && job.attempts < tries {
        (State::Frozen, Outcome::Retry(failure.as_str()))
    } else {
        (State::Failed, Outcome::Bury(failure.as_str()))
    };
    match say(app, job.subject, state, Some(failure)).await {
        Ok(true) => outcome,
        Ok(false) => Outcome::Done,
        Err(_) => Outcome::Retry("database"),
    }
}

async fn set(app: &App, subject: Uuid) -> Result<(), Stopped> {
    let row = packet::for_jobs().filter(packet::Column::Id.eq(subject));
    let row = row.one(&app.db.read).await?.ok_or(Stopped::Gone)?;
    if !is_waiting(&row) {
        return Err(Stopped::Gone);
    }
    if prints_withdrawn(&app.db.read, row.id).await? {
        forget_one(app, row.id).await?;
        return Err(Stopped::Gone);
    }
    if !say(app, subject, State::Rendering, None).await? {
        return Err(Stopped::Gone);
    }
    set_volumes(app, &row).await?;
    let bundle = Bundle::of(&app.db.read, row).await?;
    let signed = signed(app, &bundle).await?;
    finish(app, subject, signed).await.map_err(Stopped::from)
}

/// Two at a time where there are two processors, and each forgotten before the next: a long roll takes no more memory than
/// a short one. What was set before a node went down is not set again.
async fn set_volumes(app: &App, row: &packet::Model) -> Result<(), Stopped> {
    let mut volumes = volumes_of(&app.db.read, &[row.id]).await?;
    volumes.retain(|volume| volume.pdf_object.is_none());
    let left = Mutex::new(VecDeque::from(volumes));
    if std::thread::available_parallelism().is_ok_and(|processors| processors.get() > 1) {
        // Both are waited for, since what is set is kept.
        let (one, other) = tokio::join!(set_from(app, &left), set_from(app, &left));
        one.and(other)
    } else {
        set_from(app, &left).await
    }
}

/// Nothing is begun after a failure.
async fn set_from(app: &App, left: &Mutex<VecDeque<packet_volume::Model>>) -> Result<(), Stopped> {
    loop {
        let Some(volume) = left.lock().await.pop_front() else {
            return Ok(());
        };
        if let Err(stopped) = set_volume(app, &volume).await {
            left.lock().await.clear();
            return Err(stopped);
        }
    }
}

async fn set_volume(app: &App, volume: &packet_volume::Model) -> Result<(), Stopped> {
    let size = usize::try_from(volume.snapshot_size).unwrap_or_default();
    let snapshot = vault::read(app, volume.snapshot_object, size).await?;
    if super::sha256(&snapshot) != volume.snapshot_digest {
        return Err(VaultError::Damaged.into());
    }
    let rendered = in_child(app, snapshot).await?;
    let object = ids::timeless(&app.entropy);
    vault::put(app, object, &rendered.pdf).await?;
    let kept = keep(app, volume, object, &rendered).await;
    if !matches!(kept, Ok(true)) {
        vault::destroy(app, object).await?;
    }
    if kept? { Ok(()) } else { Err(Stopped::Gone) }
}

fn is_waiting(row: &packet::Model) -> bool {
    matches!(
        row.state.parse(),
        Ok(State::Frozen | State::Rendering | State::Failed)
    )
}

pub(super) async fn in_child(app: &App, snapshot: Vec<u8>) -> Result<Rendered, PressError> {
    let press = Press::of(app)?;
    let limits = Limits::default();
    let set = move || render_in_child(&press.binary, &press.arguments(), &snapshot, limits);
    tokio::task::spawn_blocking(set)
        .await
        .unwrap_or_else(|_| Err(press::not_run("the task was cut off".to_owned())))
}

/// False where the packet was cancelled or destroyed meanwhile.
async fn say(app: &App, id: Uuid, state: State, failure: Option<Failure>) -> Result<bool, DbErr> {
    use packet::Column as C;
    app.db
        .write(|tx| async move {
            packet::Entity::update_many()
                .col_expr(C::State, Expr::value(state.as_str()))
                .col_expr(C::Failure, Expr::value(failure.map(Failure::as_str)))
                .col_expr(C::Revision, Expr::col(C::Revision).add(1))
                .filter(C::Id.eq(id))
                .filter(
                    C::State
                        .is_in([State::Frozen, State::Rendering, State::Failed].map(State::as_str)),
                )
                .exec(&*tx)
                .await
                .map(|said| said.rows_affected == 1)
        })
        .await
}

/// The manifest and the organization's signature over it; nothing where its key cannot be opened.
async fn signed(app: &App, bundle: &Bundle) -> Result<Option<(String, Vec<u8>)>, DbErr> {
    let owner = organization::for_jobs()
        .filter(organization::Column::Id.eq(bundle.row.organization_id))
        .one(&app.db.read)
        .await?;
    let Some((owner, seed)) = owner.and_then(|owner| {
        let seed = signing_key(app, &owner)?;
        Some((owner, seed))
    }) else {
        tracing::error!(
            part = "packets",
            "the organization's signing key cannot be opened: a packet stays unsigned"
        );
        return Ok(None);
    };
    let bytes = Manifest::of(bundle, &owner).and_then(|manifest| manifest.to_bytes());
    let bytes = bytes.map_err(|error| DbErr::Json(error.to_string()))?;
    let signature = manifest::sign(&bytes, &seed);
    let text = String::from_utf8(bytes).map_err(|error| DbErr::Json(error.to_string()))?;
    Ok(Some((text, signature)))
}

/// False when the packet was destroyed while it was being set, or another worker has set this volume.
async fn keep(
    app: &App,
    volume: &packet_volume::Model,
    object: Uuid,
    rendered: &Rendered,
) -> Result<bool, DbErr> {
    use packet_volume::Column as C;
    let digest = super::sha256(&rendered.pdf);
    let size = i64::try_from(rendered.pdf.len()).unwrap_or(i64::MAX);
    let crc = i64::from(zip::crc32(&rendered.pdf));
    let table = rendered.report.digests.signatures_csv_sha256.as_ref();
    let table = table.and_then(|digest| HEXLOWER.decode(digest.as_str().as_bytes()).ok());
    let report = serde_json::to_value(&rendered.report);
    let report = report.map_err(|error| DbErr::Json(error.to_string()))?;
    let (digest, table, report) = (&digest, &table, &report);
    app.db
        .write(|tx| async move {
            if !is_being_set(&tx, volume.packet_id.0).await? {
                return Ok(false);
            }
            let kept = packet_volume::Entity::update_many()
                .col_expr(C::PdfObject, Expr::value(object))
                .col_expr(C::PdfDigest, Expr::value(digest.clone()))
                .col_expr(C::PdfSize, Expr::value(size))
                .col_expr(C::PdfCrc, Expr::value(crc))
                .col_expr(C::CsvDigest, Expr::value(table.clone()))
                .col_expr(C::Report, Expr::value(report.clone()))
                .filter(C::PacketId.eq(volume.packet_id))
                .filter(C::Number.eq(volume.number))
                .filter(C::PdfObject.is_null())
                .exec(&*tx)
                .await?;
            Ok(kept.rows_affected == 1)
        })
        .await
}

/// Holds the packet's row, so that a destruction comes before or finds what is kept.
async fn is_being_set(tx: &Tx, id: Uuid) -> Result<bool, DbErr> {
    use packet::Column as C;
    let held = packet::Entity::update_many()
        .col_expr(C::Revision, Expr::col(C::Revision).add(1))
        .filter(C::Id.eq(id))
        .filter(C::State.eq(State::Rendering.as_str()))
        .exec(tx)
        .await?;
    Ok(held.rows_affected == 1)
}

/// Nothing happens where the packet was destroyed meanwhile.
async fn finish(app: &App, id: Uuid, signed: Option<(String, Vec<u8>)>) -> Result<(), DbErr> {
    use packet::Column as C;
    let (manifest, signature) = signed.unzip();
    let (manifest, signature) = (&manifest, &signature);
    app.db
        .write(|tx| async move {
            packet::Entity::update_many()
                .col_expr(C::State, Expr::value(State::Ready.as_str()))
                .col_expr(C::Failure, Expr::value(None::<String>))
                .col_expr(C::Manifest, Expr::value(manifest.clone()))
                .col_expr(C::ManifestSignature, Expr::value(signature.clone()))
                .col_expr(C::RenderedAt, Expr::value(app.clock.now()))
                .col_expr(C::Revision, Expr::col(C::Revision).add(1))
                .filter(C::Id.eq(id))
                .filter(C::State.eq(State::Rendering.as_str()))
                .exec(&*tx)
                .await
                .map(drop)
        })
        .await
}
