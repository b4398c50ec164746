//! Finds responses of an organization: one, or a campaign's list, newest first.

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};
use uuid::Uuid;

use super::wire::{Response, ResponseList};
use crate::accountability::ResponseId;
use crate::accountability::corrections::{self, Told};
use crate::accountability::deliveries::find::campaign_row;
use crate::accountability::entity::response;
use crate::accountability::entry;
use crate::accountability::trouble::Trouble;
use crate::app::App;
use crate::campaigns::{CampaignId, TargetId};
use crate::db::Tx;
use crate::identity::{Caller, OrganizationId};
use crate::page::Page;

pub async fn row(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    id: ResponseId,
) -> Result<response::Model, Trouble> {
    entry::found(db, response::of(owner).filter(response::Column::Id.eq(id))).await
}

/// The row, held until the transaction ends.
pub(super) async fn locked(
    tx: &Tx,
    owner: OrganizationId,
    id: ResponseId,
) -> Result<response::Model, Trouble> {
    entry::held(tx, response::of(owner).filter(response::Column::Id.eq(id))).await
}

pub async fn get_response(app: &App, caller: &Caller, id: ResponseId) -> Result<Response, Trouble> {
    let row = row(&app.db.read, caller.organization, id).await?;
    Ok(shown(&app.db.read, row).await?)
}

pub async fn shown(db: &impl ConnectionTrait, row: response::Model) -> Result<Response, DbErr> {
    let mut all = described(db, vec![row]).await?;
    all.pop()
        .ok_or_else(|| DbErr::RecordNotFound("response".to_owned()))
}

pub async fn described(
    db: &impl ConnectionTrait,
    rows: Vec<response::Model>,
) -> Result<Vec<Response>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let mut corrections = corrections::of(db, &ids).await?;
    let describe = |row: response::Model| {
        let own = corrections.remove(&row.id.0).unwrap_or_default();
        Response::of(row, own)
    };
    Ok(rows.into_iter().map(describe).collect())
}

pub async fn list_responses(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    target: Option<TargetId>,
    page: &Page,
) -> Result<ResponseList, Trouble> {
    use response::Column as C;
    let (owner, db) = (caller.organization, &app.db.read);
    campaign_row(db, owner, campaign).await?;
    let mut rows = response::of(owner).filter(C::CampaignId.eq(campaign));
    if let Some(target) = target {
        rows = rows.filter(C::TargetId.eq(target));
    }
    let (rows, next) = entry::newest(db, rows, (C::Id, |row| row.id.0), page).await?;
    let items = described(db, rows).await?;
    Ok(ResponseList { items, next })
}

/// What readers of the record are told.
pub fn told(row: &response::Model) -> [Told; 6] {
    [
        ("kind", Some(row.kind.clone())),
        ("received_on", Some(row.received_on.to_string())),
        ("said", row.said.clone()),
        ("source", Some(row.source.clone())),
        ("source_url", row.source_url.clone()),
        (
            "stands",
            row.retracted_on.is_none().then(|| "yes".to_owned()),
        ),
    ]
}
