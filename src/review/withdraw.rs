//! The witness takes a testimony back: the sealed rows are deleted, and what was published is published no more.

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter,
};
use uuid::Uuid;

use super::entity::{published_photograph, published_testimony, review};
use super::publish::month;
use super::tombstones::{Fate, bury};
use crate::app::App;
use crate::campaigns::rules::can_be_taken_back;
use crate::db::Tx;
use crate::incidents::entity::incident;
use crate::layoffs::PublishedTestimonyId;
use crate::layoffs::entity::layoff;
use crate::secrets::Key32;
use crate::testimony::TestimonyId;
use crate::testimony::entity::{testimony, testimony_note, testimony_photograph, testimony_wrap};
use crate::testimony::holds::holds_of;
use crate::testimony::mailbox::{
    MailboxError, place, take_wording_back, unlock_to_change, withdraw_until,
};
use crate::testimony::seal::{ContentKey, Purpose, Sealed, open};
use crate::testimony::told::Told;
use crate::testimony::wire::State;

/// Withdraws; false when a legal hold keeps the sealed original for now.
pub async fn withdraw_testimony(app: &App, receipt: &Told) -> Result<bool, MailboxError> {
    app.db
        .write_intake(|tx| async move {
            let tx = &*tx;
            let opened = unlock_to_change(app, tx, receipt).await?;
            let link_key = opened.key.for_link();
            take_back(app, tx, opened.testimony, Some(&link_key)).await
        })
        .await
}

/// The same for a row that was found without its receipt; with the key of its link where something is published.
pub(super) async fn take_back(
    app: &App,
    tx: &Tx,
    row: testimony::Model,
    link_key: Option<&ContentKey>,
) -> Result<bool, MailboxError> {
    let (pepper, today) = (&app.keys.pepper, app.clock.today());
    let until = withdraw_until(tx, row.campaign_id).await?;
    if !can_be_taken_back(until, today) {
        return Err(MailboxError::TooLate);
    }
    if let Some(link) = &row.link_sealed {
        let published = link_key.and_then(|key| published(key, &row, link));
        unpublish(
            tx,
            pepper,
            today,
            published.ok_or(MailboxError::NotItsLink)?,
        )
        .await?;
    }
    let holds = holds_of(tx, row.organization_id).await?;
    if holds.cover(row.campaign_id, row.id) {
        set_aside(tx, pepper, today, row).await?;
        return Ok(false);
    }
    destroy(tx, pepper, &[row.id]).await?;
    Ok(true)
}

/// What two owners have ordered to be kept stays sealed, and is used for nothing. It dies in the night after the hold ends.
pub(super) async fn set_aside(
    tx: &Tx,
    pepper: &Key32,
    today: NaiveDate,
    row: testimony::Model,
) -> Result<(), DbErr> {
    bury(tx, pepper, Fate::SetAside, [row.id.0].into_iter()).await?;
    review::Entity::delete_many()
        .filter(review::Column::TestimonyId.eq(row.id))
        .exec(tx)
        .await?;
    take_wording_back(tx, &row).await?;
    let mut row = row.into_active_model();
    row.state = Set(State::Withdrawn.as_str().to_owned());
    row.decided_on = Set(Some(today));
    row.link_sealed = Set(None);
    row.update(tx).await.map(drop)
}

/// Which published text came of it; only the key of the testimony knows.
fn published(
    key: &ContentKey,
    row: &testimony::Model,
    link: &[u8],
) -> Option<PublishedTestimonyId> {
    let place = place(Purpose::Decisions, row);
    let bytes = open(key, &place, &Sealed::from(link.to_vec())).ok()?;
    Uuid::from_slice(&bytes).ok().map(PublishedTestimonyId)
}

/// The row stays as a mark for packets that quote it, with the month; its words and facts go.
pub(super) async fn unpublish(
    tx: &Tx,
    pepper: &Key32,
    today: NaiveDate,
    id: PublishedTestimonyId,
) -> Result<(), DbErr> {
    use published_testimony::{Column, Entity};
    bury(tx, pepper, Fate::Unpublished, [id.0].into_iter()).await?;
    Entity::update_many()
        .col_expr(Column::WithdrawnOn, month(today).into())
        .col_expr(Column::Text, "".into())
        .col_expr(Column::Language, Expr::value(None::<String>))
        .col_expr(Column::DivisionId, Expr::value(None::<Uuid>))
        .col_expr(Column::Quarter, Expr::value(None::<String>))
        .col_expr(Column::JobGroup, Expr::value(None::<String>))
        .col_expr(Column::VerifiedWorker, false.into())
        .col_expr(Column::TakedownAskedBy, Expr::value(None::<Uuid>))
        .col_expr(Column::TakedownAskedOn, Expr::value(None::<NaiveDate>))
        .filter(Column::Id.eq(id))
        .exec(tx)
        .await?;
    incident::Entity::delete_many()
        .filter(incident::Column::PublishedId.eq(id))
        .exec(tx)
        .await?;
    layoff::Entity::delete_many()
        .filter(layoff::Column::PublishedId.eq(id))
        .exec(tx)
        .await?;
    published_photograph::Entity::delete_many()
        .filter(published_photograph::Column::PublishedId.eq(id))
        .exec(tx)
        .await?;
    Ok(())
}

/// Deletes testimonies whole; without its wraps no copy of one opens again, but for the mailbox's in a backup.
pub(super) async fn destroy(tx: &Tx, pepper: &Key32, ids: &[TestimonyId]) -> Result<(), DbErr> {
    bury(tx, pepper, Fate::Destroyed, ids.iter().map(|id| id.0)).await?;
    let ids = || ids.iter().copied();
    testimony_wrap::Entity::delete_many()
        .filter(testimony_wrap::Column::TestimonyId.is_in(ids()))
        .exec(tx)
        .await?;
    testimony_note::Entity::delete_many()
        .filter(testimony_note::Column::TestimonyId.is_in(ids()))
        .exec(tx)
        .await?;
    testimony_photograph::Entity::delete_many()
        .filter(testimony_photograph::Column::TestimonyId.is_in(ids()))
        .exec(tx)
        .await?;
    review::Entity::delete_many()
        .filter(review::Column::TestimonyId.is_in(ids()))
        .exec(tx)
        .await?;
    testimony::Entity::delete_many()
        .filter(testimony::Column::Id.is_in(ids()))
        .exec(tx)
        .await?;
    Ok(())
}
