//! Mails a packet when its job runs. Before the first byte leaves it is written down that it may have left.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use zeroize::Zeroizing;

use super::find::recipient;
use super::link::token;
use super::rules::{Channel, Failure, State};
use super::settle::settle;
use super::words;
use crate::accountability::DeliveryId;
use crate::accountability::entity::delivery;
use crate::app::App;
use crate::audit;
use crate::db::Tx;
use crate::identity::entity::organization;
use crate::jobs::entity::job::Model;
use crate::jobs::{self, Outcome};
use crate::mail::{Attachment, Mail};
use crate::packets::NotDeliverable;
use crate::packets::entity::packet;
use crate::packets::handing_over::{addressee_of, documents, may_still_go};

/// How a try ends that never came to the mail server.
enum Stop {
    /// Nothing is to be done, or nothing more.
    Done,
    Later(&'static str),
}

impl From<DbErr> for Stop {
    fn from(_: DbErr) -> Self {
        Self::Later("database")
    }
}

pub async fn send_packet(app: &App, job: &Model) -> Outcome {
    match tried(app, job).await {
        Ok(outcome) => outcome,
        Err(Stop::Done) => Outcome::Done,
        Err(Stop::Later(why)) => Outcome::Retry(why),
    }
}

async fn tried(app: &App, job: &Model) -> Result<Outcome, Stop> {
    let id = DeliveryId(job.subject);
    let row = one(app, id).await?.ok_or(Stop::Done)?;
    // An operator's retry sends nothing twice: whoever wants a second mail asks for a delivery of its own.
    if !waits(&row) {
        return Ok(Outcome::Bury("delivery-has-an-outcome"));
    }
    let Some(files) = files(app, &row).await? else {
        gone(app, id).await?;
        return Err(Stop::Done);
    };
    let mail = mail(app, job, &row).await?;
    if !begin(app, id, &mail.message_id).await? {
        return Err(Stop::Done);
    }
    let outcome = jobs::deliver_with(app, job, &mail, &files).await;
    let (state, failure) = match &outcome {
        Outcome::Done => (State::Sent, None),
        Outcome::Uncertain(_) => (State::Uncertain, None),
        Outcome::Bury(_) => (State::Failed, Some(Failure::Refused)),
        Outcome::Retry(_) | Outcome::Waits(_) | Outcome::Stopped => (State::Queued, None),
    };
    // Where this fails the row says `sending`, and `turn` writes down what the job came to.
    if let Err(error) = end(app, id, state, failure).await {
        tracing::warn!(error = ?crate::db::fault(&error), "a delivery's outcome was not written");
    }
    Ok(outcome)
}

/// A job that runs again while its delivery says `sending` was cut off before its text left: `jobs` sees to it that no other does.
fn waits(row: &delivery::Model) -> bool {
    matches!(row.state.parse(), Ok(State::Queued | State::Sending))
}

async fn one(app: &App, id: DeliveryId) -> Result<Option<delivery::Model>, DbErr> {
    let row = delivery::for_jobs().filter(delivery::Column::Id.eq(id));
    row.one(&app.db.read).await
}

/// Nothing where the packet is no more.
async fn files(app: &App, row: &delivery::Model) -> Result<Option<Vec<Attachment>>, Stop> {
    if row.channel == Channel::Link.as_str() {
        return Ok(Some(Vec::new()));
    }
    let packet = packet::for_jobs().filter(packet::Column::Id.eq(row.packet_id));
    let packet = packet.one(&app.db.read).await?.ok_or(Stop::Done)?;
    match documents(app, &packet, None).await {
        Ok(handed) => {
            let attached = handed.into_iter().map(|file| Attachment {
                name: file.name,
                media_type: "application/pdf",
                bytes: file.bytes,
            });
            Ok(Some(attached.collect()))
        }
        Err(NotDeliverable::Vault(_)) => Err(Stop::Later("store-unavailable")),
        Err(NotDeliverable::Db(_)) => Err(Stop::Later("database")),
        Err(_) => Ok(None),
    }
}

/// From here on the packet counts as having left. False where it may not leave any more.
async fn begin(app: &App, id: DeliveryId, message_id: &str) -> Result<bool, Stop> {
    let begun = app.db.write(|tx| async move {
        let tx = &*tx;
        let row = delivery::for_jobs().filter(delivery::Column::Id.eq(id));
        let Some(row) = row.lock_exclusive().one(tx).await? else {
            return Ok(false);
        };
        if !waits(&row) {
            return Ok(false);
        }
        match may_still_go(tx, row.packet_id).await {
            Ok(()) => {}
            Err(NotDeliverable::Db(error)) => return Err(error),
            Err(_) => {
                ended(app, tx, row, State::Failed, Some(Failure::PacketGone)).await?;
                return Ok(false);
            }
        }
        let revision = row.revision + 1;
        let mut active = row.into_active_model();
        active.state = Set(State::Sending.as_str().to_owned());
        active.left_on = Set(Some(app.clock.today()));
        active.message_id = Set(Some(message_id.to_owned()));
        active.revision = Set(revision);
        let saved = active.update(tx).await?;
        settle(app, tx, (saved.organization_id, saved.packet_id), "system").await?;
        Ok::<_, DbErr>(true)
    });
    Ok(begun.await?)
}

async fn gone(app: &App, id: DeliveryId) -> Result<(), DbErr> {
    end(app, id, State::Failed, Some(Failure::PacketGone)).await
}

/// What became of a mail, for whoever finds out.
pub(super) async fn end(
    app: &App,
    id: DeliveryId,
    state: State,
    failure: Option<Failure>,
) -> Result<(), DbErr> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = delivery::for_jobs().filter(delivery::Column::Id.eq(id));
            match row.lock_exclusive().one(tx).await? {
                Some(row) => ended(app, tx, row, state, failure).await,
                None => Ok(()),
            }
        })
        .await
}

async fn ended(
    app: &App,
    tx: &Tx,
    row: delivery::Model,
    state: State,
    failure: Option<Failure>,
) -> Result<(), DbErr> {
    if !waits(&row) {
        // Somebody has said more since.
        return Ok(());
    }
    let (revision, never_left) = (row.revision + 1, !state.is_out());
    let mut active = row.into_active_model();
    active.state = Set(state.as_str().to_owned());
    active.failure = Set(failure.map(|why| why.as_str().to_owned()));
    active.revision = Set(revision);
    if never_left {
        active.left_on = Set(None);
        active.message_id = Set(None);
    }
    let saved = active.update(tx).await?;
    settle(app, tx, (saved.organization_id, saved.packet_id), "system").await?;
    if state == State::Queued {
        return Ok(());
    }
    let entry = audit::Action::new("system", "send_packet", saved.id)
        .detail(serde_json::json!({"state": saved.state, "failure": saved.failure}));
    audit::record(app, tx, saved.organization_id, entry).await
}

async fn mail(app: &App, job: &Model, row: &delivery::Model) -> Result<Mail, Stop> {
    let db = &app.db.read;
    let packet = packet::for_jobs().filter(packet::Column::Id.eq(row.packet_id));
    let packet = packet.one(db).await?.ok_or(Stop::Done)?;
    let owner = organization::for_jobs().filter(organization::Column::Id.eq(row.organization_id));
    let owner = owner.one(db).await?.ok_or(Stop::Done)?;
    let base = app.settings.public_base();
    let link = row.link_expires_at.map(|until| {
        let token = token(app, row.id);
        let link = format!("{base}/packet?token={token}&lang={}", job.language);
        (link, until.date_naive())
    });
    let letter = words::Letter {
        addressee: &addressee_of(&packet),
        organization: &owner.name,
        officer: owner.contact_name.as_deref(),
        ways: [&owner.contact_telephone, &owner.contact_email].map(Option::as_deref),
        link,
        check: &format!("{base}/check/{}", packet.id),
        answer_by: row.answer_due_on,
    };
    Ok(Mail {
        to: Zeroizing::new(recipient(app, row).unwrap_or_default()),
        subject: words::subject(&job.language, &owner.name),
        text: Zeroizing::new(letter.text(&job.language)),
        html: None,
        calendar: None,
        message_id: jobs::message_id(app, job),
        language: job.language.clone(),
    })
}
