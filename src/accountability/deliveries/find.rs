//! Finds deliveries of an organization: one, or a campaign's list, newest first.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter};
use uuid::Uuid;

use super::wire::{Delivery, DeliveryList};
use crate::accountability::DeliveryId;
use crate::accountability::corrections::{self, Told};
use crate::accountability::entity::delivery;
use crate::accountability::entry;
use crate::accountability::trouble::Trouble;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::db::Tx;
use crate::http::SaveError;
use crate::identity::entity::organization;
use crate::identity::{Caller, OrganizationId, seal};
use crate::packets::PacketId;
use crate::packets::entity::packet;
use crate::page::Page;

/// Where the sealed address stands.
pub const COLUMN: &str = "delivery.recipient";

pub async fn row(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    id: DeliveryId,
) -> Result<delivery::Model, Trouble> {
    entry::found(db, delivery::of(owner).filter(delivery::Column::Id.eq(id))).await
}

/// The row, held until the transaction ends.
pub(super) async fn locked(
    tx: &Tx,
    owner: OrganizationId,
    id: DeliveryId,
) -> Result<delivery::Model, Trouble> {
    entry::held(tx, delivery::of(owner).filter(delivery::Column::Id.eq(id))).await
}

pub async fn get_delivery(app: &App, caller: &Caller, id: DeliveryId) -> Result<Delivery, Trouble> {
    let row = row(&app.db.read, caller.organization, id).await?;
    Ok(shown(app, &app.db.read, row).await?)
}

pub async fn shown(
    app: &App,
    db: &impl ConnectionTrait,
    row: delivery::Model,
) -> Result<Delivery, DbErr> {
    let mut all = described(app, db, vec![row]).await?;
    all.pop()
        .ok_or_else(|| DbErr::RecordNotFound("delivery".to_owned()))
}

async fn described(
    app: &App,
    db: &impl ConnectionTrait,
    rows: Vec<delivery::Model>,
) -> Result<Vec<Delivery>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let mut corrections = corrections::of(db, &ids).await?;
    let now = app.clock.now();
    let describe = |row: delivery::Model| {
        let recipient = recipient(app, &row);
        let corrections = corrections.remove(&row.id.0).unwrap_or_default();
        Delivery::of(row, recipient, corrections, now)
    };
    Ok(rows.into_iter().map(describe).collect())
}

/// The mail address.
pub fn recipient(app: &App, row: &delivery::Model) -> Option<String> {
    let sealed = row.recipient_sealed.as_deref()?;
    Some(seal::open(app, COLUMN, row.id.0, sealed))
}

pub async fn list_deliveries(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    packet: Option<PacketId>,
    page: &Page,
) -> Result<DeliveryList, Trouble> {
    use delivery::Column as C;
    let (owner, db) = (caller.organization, &app.db.read);
    campaign_row(db, owner, campaign).await?;
    let mut rows = delivery::of(owner).filter(C::CampaignId.eq(campaign));
    if let Some(packet) = packet {
        rows = rows.filter(C::PacketId.eq(packet));
    }
    let (rows, next) = entry::newest(db, rows, (C::Id, |row| row.id.0), page).await?;
    let items = described(app, db, rows).await?;
    Ok(DeliveryList { items, next })
}

pub async fn campaign_row(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    id: CampaignId,
) -> Result<campaign::Model, Trouble> {
    let found = campaign::of(owner).filter(campaign::Column::Id.eq(id));
    Ok(found.one(db).await?.ok_or(SaveError::Unknown)?)
}

/// What readers of the record are told; the address is nobody's business.
pub fn told(row: &delivery::Model) -> [Told; 4] {
    let day = |day: Option<NaiveDate>| day.map(|day| day.to_string());
    let outcome = matches!(row.state.as_str(), "delivered" | "failed");
    [
        ("outcome", outcome.then(|| row.state.clone())),
        ("delivered_on", day(row.delivered_on)),
        ("failure", row.failure.clone()),
        ("answer_due_on", day(row.answer_due_on)),
    ]
}

/// Who sends.
pub async fn organization_name(app: &App, id: OrganizationId) -> Result<String, DbErr> {
    let row = organization::for_jobs().filter(organization::Column::Id.eq(id));
    let row = row.one(&app.db.read).await?;
    Ok(row.map(|row| row.name).unwrap_or_default())
}

/// By when the packet asks for an answer: as it is printed, which a campaign that was changed since does not change.
pub fn asked_for(packet: &packet::Model, campaign: &campaign::Model) -> Option<NaiveDate> {
    let printed = packet.summary.get("answer_by");
    match printed {
        Some(day) => serde_json::from_value(day.clone()).ok().flatten(),
        None => campaign.answer_requested_by,
    }
}
