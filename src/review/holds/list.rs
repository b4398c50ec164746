//! What owners read about legal holds.

use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use super::HoldError;
use super::wire::{LegalHold, LegalHoldList};
use crate::app::App;
use crate::identity::OrganizationId;
use crate::page::Page;
use crate::testimony::LegalHoldId;
use crate::testimony::entity::legal_hold::{Column, of};

pub async fn list_legal_holds(
    app: &App,
    owner: OrganizationId,
    page: &Page,
) -> Result<LegalHoldList, HoldError> {
    let mut rows = of(owner).order_by_asc(Column::Id).limit(page.fetch());
    if let Some(after) = page.after {
        rows = rows.filter(Column::Id.gt(after));
    }
    let (rows, next) = page.cut(rows.all(&app.db.read).await?, |row| row.id.0);
    let items = rows
        .into_iter()
        .filter_map(|row| LegalHold::try_from(row).ok());
    Ok(LegalHoldList {
        items: items.collect(),
        next,
    })
}

pub async fn get_legal_hold(
    app: &App,
    owner: OrganizationId,
    id: LegalHoldId,
) -> Result<LegalHold, HoldError> {
    let row = of(owner)
        .filter(Column::Id.eq(id))
        .one(&app.db.read)
        .await?;
    let row = row.ok_or(HoldError::NotFound)?;
    LegalHold::try_from(row).map_err(|_| HoldError::NotFound)
}
