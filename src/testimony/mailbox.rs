//! The way back: from a receipt to its testimony, its content key and its notes.

use chrono::NaiveDate;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QuerySelect,
    Select,
};

use super::content::Content;
use super::entity::{TestimonyNoteId, testimony, testimony_note};
use super::holds::Holds;
use super::limits::violations;
use super::readers::{address, wrap_of};
use super::receipt::{Auth, Receipt};
use super::rules::{Life, dies_on};
use super::seal::{ContentKey, Place, Purpose, Sealed, open, seal};
use super::told::Told;
use super::wire::{NoteAuthor, PrintedBeside, TEXT_MAX};
use super::wrap::{Recipient, Wrapped, unwrap};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::db::Tx;
use crate::directory::is_at_work;
use crate::http::{Problem, catalogue as known};
use crate::identity::OrganizationId;
use crate::identity::entity::organization;
use crate::ids;
use crate::listen::Nearby;
use crate::secrets::unpack;
use crate::text::clean_text;
use crate::words::UnknownWord;

/// Why a mailbox did not open or did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum MailboxError {
    /// Unknown, mistyped and withdrawn receipts are one and the same.
    #[error("no testimony has this receipt")]
    Unknown,
    #[error("the last day for this has passed")]
    TooLate,
    #[error("the text contains its own receipt")]
    ReceiptInText,
    #[error("the testimony is decided")]
    Decided,
    #[error("the network belongs to the employer")]
    EmployerNetwork,
    #[error("the answer says nothing")]
    NothingSaid,
    #[error("nothing waits for an answer")]
    NothingToAnswer,
    #[error("the text is too long")]
    TooLong,
    #[error("the text cannot be taken")]
    Text(crate::text::TextError),
    #[error("what is stored does not open")]
    CannotOpen,
    #[error("the note has not the form of a sealed one")]
    NotSealed,
    #[error("the link to the published text does not open with this key")]
    NotItsLink,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// A mailbox that its receipt has opened.
#[derive(Debug)]
pub struct Opened {
    pub testimony: testimony::Model,
    pub key: ContentKey,
    pub receipt: Receipt,
}

/// New words from the employer's network are warned of first, once it is known whose mailbox it is.
pub async fn warned(
    db: &impl ConnectionTrait,
    row: &testimony::Model,
    nearby: Nearby,
    accept_risk: Option<bool>,
) -> Result<(), MailboxError> {
    match is_at_work(db, row.organization_id, nearby, accept_risk).await? {
        true => Err(MailboxError::EmployerNetwork),
        false => Ok(()),
    }
}

/// For reading.
pub async fn unlock(
    app: &App,
    db: &impl ConnectionTrait,
    typed: &Told,
) -> Result<Opened, MailboxError> {
    opened(app, db, typed, testimony::for_jobs()).await
}

/// For changing something: until the transaction ends nobody else decides about the testimony.
pub async fn unlock_to_change(app: &App, tx: &Tx, typed: &Told) -> Result<Opened, MailboxError> {
    opened(app, tx, typed, testimony::for_jobs().lock_exclusive()).await
}

/// The row of a client that keeps the receipt to itself, among `rows`. What has not the form of an `auth` is looked up as one
/// that nobody has.
pub async fn by_auth(
    app: &App,
    db: &impl ConnectionTrait,
    auth: &Told,
    rows: Select<testimony::Entity>,
) -> Result<testimony::Model, MailboxError> {
    let auth = unpack::<32>(auth.expose()).unwrap_or_else(|| app.entropy.bytes());
    let verifier = Auth::from_bytes(&auth).verifier(&app.keys.pepper).to_vec();
    let found = rows.filter(testimony::Column::Verifier.eq(verifier));
    found.one(db).await?.ok_or(MailboxError::Unknown)
}

/// The same steps for every receipt: what cannot be one is looked up as one that nobody has.
async fn opened(
    app: &App,
    db: &impl ConnectionTrait,
    typed: &Told,
    rows: Select<testimony::Entity>,
) -> Result<Opened, MailboxError> {
    let receipt = Receipt::parse(typed.expose());
    let receipt = receipt.unwrap_or_else(|_| app.entropy.with(Receipt::generate));
    let verifier = receipt.auth().verifier(&app.keys.pepper).to_vec();
    let mailbox = receipt.mailbox();
    let found = rows.filter(testimony::Column::Verifier.eq(verifier));
    let testimony = found.one(db).await?.ok_or(MailboxError::Unknown)?;
    let wrap = wrap_of(db, testimony.id, Recipient::Mailbox).await?;
    let wrap = wrap.ok_or(MailboxError::Unknown)?;
    let address = address(testimony.organization_id, testimony.id, Recipient::Mailbox);
    let key = unwrap(&Wrapped::from(wrap.wrapped), &mailbox, &address);
    let key = key.map_err(|_| match testimony.sealed_by_client {
        // A client can wrap to a mailbox what opens for nobody; that is no failure of ours.
        true => MailboxError::Unknown,
        false => MailboxError::CannotOpen,
    })?;
    Ok(Opened {
        testimony,
        key,
        receipt,
    })
}

/// The original; gone once it has been destroyed.
pub fn open_original(key: &ContentKey, row: &testimony::Model) -> Option<Content> {
    let sealed = Sealed::from(row.sealed.clone());
    let bytes = open(key, &place(Purpose::Testimony, row), &sealed).ok()?;
    let content = Content::read(&bytes).ok()?;
    // What a client sealed was read by nobody until now.
    let is_checked = !row.sealed_by_client || violations(&content, row.received_on).is_empty();
    is_checked.then_some(content)
}

pub fn place(purpose: Purpose, row: &testimony::Model) -> Place {
    Place {
        purpose,
        organization: row.organization_id.0.into_bytes(),
        testimony: row.id.0.into_bytes(),
    }
}

/// What the notes of an author are sealed as.
pub fn purpose(author: NoteAuthor) -> Purpose {
    match author {
        NoteAuthor::Witness => Purpose::Addition,
        NoteAuthor::Reviewer => Purpose::Question,
        NoteAuthor::Wording => Purpose::Note,
        NoteAuthor::Correction => Purpose::Answer,
        NoteAuthor::Beside => Purpose::Beside,
    }
}

/// One note in the open.
#[derive(Debug)]
pub struct OpenNote {
    pub from: NoteAuthor,
    pub text: Told,
    pub written_on: NaiveDate,
}

pub async fn notes(
    db: &impl ConnectionTrait,
    key: &ContentKey,
    row: &testimony::Model,
) -> Result<Vec<OpenNote>, DbErr> {
    let found = testimony_note::for_jobs().filter(testimony_note::Column::TestimonyId.eq(row.id));
    let mut rows = found.all(db).await?;
    // Ids are random: of one day there is no order.
    rows.sort_by_key(|note| (note.added_on, note.id));
    let opened = rows.into_iter().filter_map(|note| {
        let from: NoteAuthor = note.author.parse().ok()?;
        let sealed = Sealed::from(note.sealed);
        let bytes = open(key, &place(purpose(from), row), &sealed).ok()?;
        // What a client sealed was read by nobody until now.
        let text = Told::try_from(bytes).ok()?;
        let text = Told::from(clean_text(text.expose(), TEXT_MAX).ok()?);
        Some(OpenNote {
            from,
            text,
            written_on: note.added_on,
        })
    });
    Ok(opened.collect())
}

/// Seals one more note; a new wording or correction takes the place of the one before.
pub async fn write_note(
    app: &App,
    tx: &Tx,
    key: &ContentKey,
    row: &testimony::Model,
    from: NoteAuthor,
    text: &str,
) -> Result<(), MailboxError> {
    let place = place(purpose(from), row);
    let sealed = app
        .entropy
        .with(|rng| seal(rng, key, &place, text.as_bytes()))
        .map_err(|_| MailboxError::TooLong)?;
    Ok(put_note(app, tx, row, from, sealed).await?)
}

/// Stores what is sealed already.
pub async fn put_note(
    app: &App,
    tx: &Tx,
    row: &testimony::Model,
    from: NoteAuthor,
    sealed: Sealed,
) -> Result<(), DbErr> {
    use testimony_note::{ActiveModel, Column, Entity, Model};
    if !matches!(from, NoteAuthor::Witness | NoteAuthor::Reviewer) {
        Entity::delete_many()
            .filter(Column::TestimonyId.eq(row.id))
            .filter(Column::Author.eq(from.as_str()))
            .exec(tx)
            .await?;
    }
    let note = Model {
        id: TestimonyNoteId(ids::timeless(&app.entropy)),
        testimony_id: row.id,
        author: from.as_str().to_owned(),
        sealed: sealed.into_bytes(),
        added_on: app.clock.today(),
    };
    let note = ActiveModel::from(note).reset_all();
    Entity::insert(note)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// A wording that was answered, or that has changed since, no longer waits in the mailbox.
pub async fn take_wording_back(tx: &Tx, row: &testimony::Model) -> Result<(), DbErr> {
    use testimony_note::{Column, Entity};
    Entity::delete_many()
        .filter(Column::TestimonyId.eq(row.id))
        .filter(Column::Author.eq(NoteAuthor::Wording.as_str()))
        .exec(tx)
        .await
        .map(drop)
}

/// The last day on which a witness may withdraw, as the campaign states it.
pub async fn withdraw_until(
    db: &impl ConnectionTrait,
    campaign: CampaignId,
) -> Result<Option<NaiveDate>, DbErr> {
    let found = campaign::for_jobs().filter(campaign::Column::Id.eq(campaign));
    let campaign = found.one(db).await?;
    Ok(campaign.and_then(|campaign| campaign.testimony_withdraw_until))
}

/// What lies in the mailbox as what would be printed beside the wording.
pub fn printed_beside(notes: &[OpenNote]) -> Option<PrintedBeside> {
    let note = notes.iter().find(|note| note.from == NoteAuthor::Beside)?;
    serde_json::from_str(note.text.expose()).ok()
}

/// How long an original is kept, and whether a hold keeps it longer.
#[derive(Clone, Copy, Debug)]
pub struct Keeping {
    pub legal_hold: bool,
    /// From when on the original is destroyed; nothing under a hold, or when it is gone already.
    pub destroyed_from: Option<NaiveDate>,
}

pub fn keeping(
    row: &testimony::Model,
    setting: i32,
    holds: &Holds,
) -> Result<Keeping, UnknownWord> {
    let legal_hold = holds.cover(row.campaign_id, row.id);
    let life = Life {
        state: row.state.parse()?,
        received_on: row.received_on,
        decided_on: row.decided_on,
        keep_days: row.keep_days,
    };
    let is_kept = legal_hold || row.sealed.is_empty();
    Ok(Keeping {
        legal_hold,
        destroyed_from: (!is_kept).then(|| dies_on(life, setting)),
    })
}

/// The organization's setting: how many days an original outlives its decision.
pub async fn retention_days(db: &impl ConnectionTrait, id: OrganizationId) -> Result<i32, DbErr> {
    let found = organization::for_jobs().filter(organization::Column::Id.eq(id));
    let row = found.one(db).await?;
    row.map(|row| row.retention_days)
        .ok_or_else(|| DbErr::RecordNotFound("organization".to_owned()))
}

impl From<MailboxError> for Problem {
    fn from(error: MailboxError) -> Self {
        use MailboxError as E;
        match error {
            E::Unknown => Self::new(known::RECEIPT_UNKNOWN),
            E::TooLate => Self::new(known::WITHDRAWAL_CLOSED),
            E::EmployerNetwork => Self::new(known::EMPLOYER_NETWORK),
            E::Decided => Self::new(known::ALREADY_DECIDED),
            E::NothingSaid => Self::invalid(vec![crate::http::Violation::new(
                "",
                "must approve or give another text",
            )]),
            E::ReceiptInText => Self::new(known::RECEIPT_IN_TEXT),
            E::NothingToAnswer => Self::new(known::NOTHING_TO_ANSWER),
            E::TooLong => Self::new(known::TESTIMONY_TOO_LONG),
            E::Text(error) => Self::invalid(vec![crate::http::Violation::new(
                "/text",
                error.to_string(),
            )]),
            E::NotSealed => Self::invalid(vec![crate::http::Violation::new(
                "/sealed",
                error.to_string(),
            )]),
            E::NotItsLink => Self::invalid(vec![crate::http::Violation::new(
                "/link_key",
                error.to_string(),
            )]),
            E::CannotOpen => Self::broken("mailbox", &error),
            E::Db(error) => error.into(),
        }
    }
}
