//! Photographs at rest: file, print and sheet, each sealed under the key of its testimony and bound to its own id.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QuerySelect};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};
use zeroize::Zeroizing;

use super::Bar;
use crate::app::App;
use crate::secrets::hkdf32;
use crate::testimony::entity::testimony_photograph::{Column, Model, for_jobs};
use crate::testimony::entity::{PhotographId, testimony};
use crate::testimony::mailbox::{MailboxError, place};
use crate::testimony::seal::{ContentKey, Purpose, Sealed, open, seal};

crate::words! {
    /// What was decided about a photograph.
    #[oai(rename = "PhotographState")]
    State {
        Undecided = "undecided",
        /// It is published with the text, as blackened.
        Publish = "publish",
        /// It helps the reviewers to understand, and is not published.
        LeaveOut = "leave_out",
        /// The witness took it back under a legal hold: nobody opens it any more, and it is destroyed when the hold ends.
        TakenBack = "taken_back",
    }
}

/// What belongs to one photograph beside its pixels.
#[derive(Clone, Serialize, Deserialize)]
pub struct Sheet {
    pub id: PhotographId,
    pub state: State,
    /// Of the picture as it is shown, in pixels.
    pub width: u32,
    pub height: u32,
    pub black_out: Vec<Bar>,
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sheet(hidden)")
    }
}

/// The same file for the same testimony is the same photograph; without its key the id is a random one.
pub fn id_of(key: &ContentKey, file: &[u8]) -> PhotographId {
    let digest = Sha256::digest(file);
    let info = [&b"broadside/photograph/v1|"[..], &digest].concat();
    let bytes = hkdf32(key.expose(), &info);
    let (first, _) = bytes.expose().split_at(16);
    let mut random = [0; 16];
    random.copy_from_slice(first);
    PhotographId(Builder::from_random_bytes(random).into_uuid())
}

pub fn seal_sheet(
    app: &App,
    key: &ContentKey,
    row: &testimony::Model,
    sheet: &Sheet,
) -> Result<Vec<u8>, MailboxError> {
    let bytes = serde_json::to_vec(sheet).map_err(|_| MailboxError::CannotOpen)?;
    let place = place(Purpose::Sheet, row);
    let sealed = app.entropy.with(|rng| seal(rng, key, &place, &bytes));
    Ok(sealed.map_err(|_| MailboxError::CannotOpen)?.into_bytes())
}

/// The id stands before the bytes: no photograph opens in the place of another, of the same testimony neither.
pub fn seal_bytes(
    app: &App,
    key: &ContentKey,
    row: &testimony::Model,
    (purpose, id): (Purpose, PhotographId),
    bytes: &[u8],
) -> Result<Vec<u8>, MailboxError> {
    let mut content = Zeroizing::new(Vec::with_capacity(16 + bytes.len()));
    content.extend_from_slice(id.0.as_bytes());
    content.extend_from_slice(bytes);
    let place = place(purpose, row);
    let sealed = app.entropy.with(|rng| seal(rng, key, &place, &content));
    Ok(sealed.map_err(|_| MailboxError::TooLong)?.into_bytes())
}

pub fn open_bytes(
    key: &ContentKey,
    row: &testimony::Model,
    (purpose, id): (Purpose, PhotographId),
    sealed: Vec<u8>,
) -> Result<Zeroizing<Vec<u8>>, MailboxError> {
    let content = open(key, &place(purpose, row), &Sealed::from(sealed));
    let mut content = content.map_err(|_| MailboxError::CannotOpen)?;
    if content.get(..16) != Some(id.0.as_bytes()) {
        return Err(MailboxError::CannotOpen);
    }
    content.drain(..16);
    Ok(content)
}

pub fn open_sheet(
    key: &ContentKey,
    row: &testimony::Model,
    id: PhotographId,
    sealed: Vec<u8>,
) -> Result<Sheet, MailboxError> {
    let bytes = open(key, &place(Purpose::Sheet, row), &Sealed::from(sealed));
    let bytes = bytes.map_err(|_| MailboxError::CannotOpen)?;
    let sheet: Sheet = serde_json::from_slice(&bytes).map_err(|_| MailboxError::CannotOpen)?;
    (sheet.id == id)
        .then_some(sheet)
        .ok_or(MailboxError::CannotOpen)
}

/// All sheets of a testimony that came before a day, without the files, in the order of ids.
pub async fn sheets(
    db: &impl ConnectionTrait,
    key: &ContentKey,
    row: &testimony::Model,
    before: Option<NaiveDate>,
) -> Result<Vec<Sheet>, MailboxError> {
    let mut found = for_jobs().filter(Column::TestimonyId.eq(row.id));
    if let Some(before) = before {
        found = found.filter(Column::AddedOn.lt(before));
    }
    let mut rows: Vec<(Uuid, Vec<u8>)> = found
        .select_only()
        .columns([Column::Id, Column::SealedSheet])
        .into_tuple()
        .all(db)
        .await?;
    rows.sort_by_key(|(id, _)| *id);
    let opened = |(id, sealed)| open_sheet(key, row, PhotographId(id), sealed);
    rows.into_iter().map(opened).collect()
}

pub async fn photograph(
    db: &impl ConnectionTrait,
    row: &testimony::Model,
    id: PhotographId,
) -> Result<Option<Model>, DbErr> {
    for_jobs()
        .filter(Column::TestimonyId.eq(row.id))
        .filter(Column::Id.eq(id))
        .one(db)
        .await
}
