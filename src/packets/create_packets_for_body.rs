//! One packet for each official in office of a body, all from the same moment.

use std::collections::HashMap;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, QueryFilter};
use uuid::Uuid;

use super::create_packet::{CreatePacketError, Wishes, freeze};
use super::freeze::addressee::Addressee;
use super::freeze::facts;
use super::vault;
use super::wire::{NewPacketsForBody, PacketList};
use crate::app::App;
use crate::campaigns::entity::target;
use crate::campaigns::{CampaignId, TargetId};
use crate::db::Tx;
use crate::directory::wire::Official;
use crate::directory::{self, OfficialId};
use crate::http::Once;
use crate::identity::Caller;
use crate::ids;

/// More posts than any board has. A larger body is asked packet by packet.
const MOST: usize = 100;

/// Officials who were no targets of the campaign yet become so.
pub async fn create_packets_for_body(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewPacketsForBody,
    once: &Once,
) -> Result<PacketList, CreatePacketError> {
    let objects: Vec<Uuid> = (0..MOST).map(|_| ids::timeless(&app.entropy)).collect();
    let objects = &objects;
    let made = app.db.write_from_one_moment(|tx| async move {
        let tx = &*tx;
        if let Some(first) = once.claim(app, tx).await? {
            return Ok(first);
        }
        let owner = caller.organization;
        let facts = facts::load(app, tx, owner, campaign, new.petition_id).await?;
        let body = directory::find_body(tx, owner, new.body_id).await?;
        let body = body.ok_or(CreatePacketError::Missing)?;
        let in_office = directory::officials_in_office(app, tx, owner, Some(body.id), facts.today);
        let colleagues = in_office.await?;
        if colleagues.is_empty() {
            return Err(CreatePacketError::NobodyInOffice);
        }
        if colleagues.len() > MOST {
            return Err(CreatePacketError::TooManyInOffice);
        }
        let known = targets(tx, caller, campaign).await?;
        let wishes = Wishes {
            kind: new.kind,
            paper: new.paper,
            language: new.language,
        };
        let mut items = Vec::new();
        for (holder, object) in colleagues.iter().zip(objects) {
            let target = match known.get(&holder.id) {
                Some(target) => target.clone(),
                None => add_target(app, tx, caller, campaign, holder).await?,
            };
            let (body, official) = (body.clone(), Some(holder.clone()));
            let to = Addressee {
                body,
                official,
                colleagues: colleagues.clone(),
            };
            items.push(freeze(app, tx, caller, &facts, (&target, &to), wishes, *object).await?);
        }
        let made = PacketList { items, next: None };
        once.keep(app, tx, &made).await?;
        Ok(made)
    });
    let made = made.await;
    if made.is_err() {
        for object in objects {
            let _ = vault::destroy(app, *object).await;
        }
    }
    made
}

async fn targets(
    tx: &Tx,
    caller: &Caller,
    campaign: CampaignId,
) -> Result<HashMap<OfficialId, target::Model>, DbErr> {
    let ours = target::of(caller.organization).filter(target::Column::CampaignId.eq(campaign));
    let rows = ours.all(tx).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| Some((row.official_id?, row)))
        .collect())
}

async fn add_target(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    campaign: CampaignId,
    holder: &Official,
) -> Result<target::Model, DbErr> {
    let row = target::ActiveModel {
        id: Set(TargetId(ids::timely(&app.clock, &app.entropy))),
        organization_id: Set(caller.organization),
        campaign_id: Set(campaign),
        official_id: Set(Some(holder.id)),
        body_id: Set(None),
        created_at: Set(app.clock.now()),
    };
    row.insert(tx).await
}
