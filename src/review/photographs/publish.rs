//! Publishes the photographs of a testimony, and shows what is published.

use std::collections::HashMap;

use sea_orm::sea_query::SelectStatement;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
};

use super::open::print_of;
use super::trouble::PhotographError;
use crate::app::App;
use crate::db::Tx;
use crate::identity::OrganizationId;
use crate::ids;
use crate::review::desk::Desk;
use crate::review::entity::published_photograph::{
    ActiveModel, Column, Entity, Model, for_jobs, of,
};
use crate::review::entity::{PublishedPhotographId, PublishedTestimonyId, published_testimony};
use crate::review::trouble::ReviewError;
use crate::review::wire::PublishedPicture;
use crate::testimony::entity::testimony_photograph;
use crate::testimony::mailbox::MailboxError;
use crate::testimony::photograph::kept::{State, open_sheet};

/// Copies what the reviewers have seen, under fresh random ids.
pub async fn publish_photographs(
    app: &App,
    tx: &Tx,
    desk: &Desk,
    published: &published_testimony::Model,
) -> Result<Vec<PublishedPicture>, ReviewError> {
    let own = testimony_photograph::Column::TestimonyId.eq(desk.testimony.id);
    let mut made = Vec::new();
    for row in testimony_photograph::for_jobs().filter(own).all(tx).await? {
        let (key, testimony) = (&desk.key, &desk.testimony);
        let sheet = open_sheet(key, testimony, row.id, row.sealed_sheet.clone())?;
        match sheet.state {
            State::Undecided => return Err(ReviewError::PhotographUndecided),
            State::LeaveOut | State::TakenBack => continue,
            State::Publish => {}
        }
        let side = |pixels: u32| i32::try_from(pixels).unwrap_or_default();
        let new = Model {
            id: PublishedPhotographId(ids::timeless(&app.entropy)),
            organization_id: published.organization_id,
            published_id: published.id,
            width: side(sheet.width),
            height: side(sheet.height),
            jpeg: print_of(key, testimony, row).map_err(|_| MailboxError::CannotOpen)?,
        };
        made.push(picture(new.id, new.width, new.height));
        let row = ActiveModel::from(new).reset_all();
        Entity::insert(row).exec_without_returning(tx).await?;
    }
    made.sort_by_key(|picture| picture.id);
    Ok(made)
}

fn picture(id: PublishedPhotographId, width: i32, height: i32) -> PublishedPicture {
    let side = |pixels: i32| u32::try_from(pixels).unwrap_or_default();
    PublishedPicture {
        id,
        width: side(width),
        height: side(height),
    }
}

/// The pictures of published texts, without their bytes. The caller has checked whose they are.
pub async fn published_with(
    app: &App,
    texts: &[PublishedTestimonyId],
) -> Result<HashMap<PublishedTestimonyId, Vec<PublishedPicture>>, DbErr> {
    let mut rows: Vec<(PublishedPhotographId, PublishedTestimonyId, i32, i32)> = for_jobs()
        .filter(Column::PublishedId.is_in(texts.iter().copied()))
        .select_only()
        .columns([
            Column::Id,
            Column::PublishedId,
            Column::Width,
            Column::Height,
        ])
        .into_tuple()
        .all(&app.db.read)
        .await?;
    rows.sort_by_key(|row| row.0);
    let mut found: HashMap<_, Vec<_>> = HashMap::new();
    for (id, text, width, height) in rows {
        found
            .entry(text)
            .or_default()
            .push(picture(id, width, height));
    }
    Ok(found)
}

/// The texts, or facts alone, that were published with a picture.
pub fn with_photographs(owner: OrganizationId) -> SelectStatement {
    let texts = of(owner).select_only().column(Column::PublishedId);
    texts.into_query()
}

pub async fn published_photograph(
    app: &App,
    owner: OrganizationId,
    id: PublishedPhotographId,
) -> Result<Vec<u8>, PhotographError> {
    let found = of(owner)
        .filter(Column::Id.eq(id))
        .one(&app.db.read)
        .await?;
    Ok(found.ok_or(PhotographError::Unknown)?.jpeg)
}
