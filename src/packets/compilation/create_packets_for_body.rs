//! One packet for each official in office of a body, all from the same moment.

use std::collections::HashMap;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, QueryFilter};
use uuid::Uuid;

use super::wire::{Compilation, NewPacketsForBody};
use crate::app::App;
use crate::audit::{self, Action};
use crate::campaigns::entity::target;
use crate::campaigns::{CampaignId, TargetId};
use crate::db::Tx;
use crate::directory::wire::Official;
use crate::directory::{self, BodyId, OfficialId};
use crate::http::Once;
use crate::identity::Caller;
use crate::ids;
use crate::packets::CompilationId;
use crate::packets::create_packet::{CreatePacketError, Wishes, draft, freeze, unchanged};
use crate::packets::entity::{compilation, compilation_packet, packet};
use crate::packets::freeze::addressee::Addressee;
use crate::packets::freeze::facts::{self, Facts};
use crate::packets::vault;

/// More posts than any board has. A larger body is asked packet by packet.
const MOST: usize = 100;

/// Officials who were no targets of the campaign yet become so. What would come out as it stands already is not made again.
pub async fn create_packets_for_body(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewPacketsForBody,
    once: &Once,
) -> Result<Compilation, CreatePacketError> {
    let objects: Vec<Uuid> = (0..MOST).map(|_| ids::timeless(&app.entropy)).collect();
    let objects = &objects;
    vault::answers(app).await?;
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
            quotation: None,
        };
        let mut packets = Vec::new();
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
            let draft = draft(app, &facts, &to, wishes)?;
            let same = match new.anew {
                Some(true) => None,
                _ => unchanged(tx, &target, &draft).await?,
            };
            packets.push(match same {
                Some(row) => (row, true),
                None => {
                    let made = freeze(app, tx, caller, &facts, (&target, &draft), *object);
                    (made.await?, false)
                }
            });
        }
        let made = keep(app, tx, caller, &facts, new.body_id, packets).await?;
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

async fn keep(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    facts: &Facts,
    body: BodyId,
    packets: Vec<(packet::Model, bool)>,
) -> Result<Compilation, CreatePacketError> {
    let row = compilation::ActiveModel {
        id: Set(CompilationId(ids::timely(&app.clock, &app.entropy))),
        organization_id: Set(caller.organization),
        campaign_id: Set(facts.campaign.id),
        petition_id: Set(facts.petition.id),
        body_id: Set(body),
        created_by: Set(caller.member_id()),
        created_at: Set(app.clock.now()),
        cancelled_at: Set(None),
    };
    let row = row.insert(tx).await?;
    for ((packet, is_unchanged), position) in packets.iter().zip(1..) {
        let part = compilation_packet::ActiveModel {
            compilation_id: Set(row.id),
            packet_id: Set(packet.id),
            position: Set(position),
            is_unchanged: Set(*is_unchanged),
        };
        part.insert(tx).await?;
    }
    let entry = Action::new(caller.actor(), "create_packets_for_body", row.id);
    audit::record(app, tx, caller.organization, entry).await?;
    Ok(Compilation::of(row, packets))
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
