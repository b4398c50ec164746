//! One packet for each official in office of a body, all from the same moment.

use std::collections::HashMap;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, QueryFilter};

use super::wire::{Compilation, NewPacketsForBody};
use crate::app::App;
use crate::audit::{self, Action};
use crate::campaigns::entity::target;
use crate::campaigns::{CampaignId, TargetId};
use crate::db::Tx;
use crate::directory::entity::body;
use crate::directory::wire::Official;
use crate::directory::{self, BodyId, OfficialId};
use crate::http::Once;
use crate::identity::Caller;
use crate::ids;
use crate::packets::bundle::Bundle;
use crate::packets::create_packet::{CreatePacketError, TRIES, Wishes, draft, unchanged};
use crate::packets::entity::{compilation, compilation_packet, packet};
use crate::packets::freeze::addressee::Addressee;
use crate::packets::freeze::facts::{self, Facts};
use crate::packets::freeze::signers;
use crate::packets::keep_packet::Stored;
use crate::packets::rules::State;
use crate::packets::vault;
use crate::packets::{CompilationId, PacketId};
use crate::sheets;

/// More posts than any board has. A larger body is asked packet by packet.
const MOST: usize = 100;

/// What becomes of one official's packet.
enum Part {
    /// It stands already, and a new one would say the same.
    Standing(PacketId),
    /// Its bytes are stored; for this official.
    New(Box<(Stored, Official)>),
}

/// Officials who were no targets of the campaign yet become so. What would come out as it stands already is not made again.
/// All are of one moment; the bytes go before the rows, as in `create_packet`.
pub async fn create_packets_for_body(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewPacketsForBody,
    once: &Once,
) -> Result<Compilation, CreatePacketError> {
    if let Some(first) = once.first(&app.db.read).await? {
        return Ok(first);
    }
    vault::answers(app).await?;
    sheets::find_twins_of(app, caller.organization, campaign).await?;
    for _ in 0..TRIES {
        let moment = look(app, caller, campaign, new).await?;
        let mut parts = Vec::new();
        let stored = store(app, caller, &moment, new, &mut parts).await;
        let (facts, known, all) = (&moment.facts, &moment.known, &parts);
        let made = match stored {
            Err(error) => Err(error),
            Ok(()) => {
                let made = app.db.write(|tx| async move {
                    let tx = &*tx;
                    if let Some(first) = once.claim(app, tx).await? {
                        return Ok((first, false));
                    }
                    let packets = keep_all(app, tx, caller, (facts, known, all)).await?;
                    let made = keep(app, tx, caller, facts, new.body_id, packets).await?;
                    once.keep(app, tx, &made).await?;
                    Ok((made, true))
                });
                made.await
            }
        };
        if !matches!(made, Ok((_, true))) {
            discard(app, &parts).await;
        }
        match made {
            Err(CreatePacketError::Moved) => {}
            made => return made.map(|(made, _)| made),
        }
    }
    Err(CreatePacketError::Moved)
}

/// What all packets are made of.
struct Moment {
    facts: Facts,
    body: body::Model,
    colleagues: Vec<Official>,
    known: HashMap<OfficialId, target::Model>,
}

async fn look(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewPacketsForBody,
) -> Result<Moment, CreatePacketError> {
    let read = app.db.read_from_one_moment(|tx| async move {
        let (tx, owner) = (&*tx, caller.organization);
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
        Ok(Moment {
            known: targets(tx, caller, campaign).await?,
            facts,
            body,
            colleagues,
        })
    });
    read.await
}

/// `parts` holds what was stored, also where the next could not be.
async fn store(
    app: &App,
    caller: &Caller,
    moment: &Moment,
    new: &NewPacketsForBody,
    parts: &mut Vec<Part>,
) -> Result<(), CreatePacketError> {
    let wishes = Wishes {
        kind: new.kind,
        paper: new.paper,
        language: new.language,
        quotation: None,
        signatures_csv: new.signatures_csv.unwrap_or_default(),
    };
    for holder in &moment.colleagues {
        let to = Addressee {
            body: moment.body.clone(),
            official: Some(holder.clone()),
            colleagues: moment.colleagues.clone(),
        };
        let draft = draft(app, &moment.facts, &to, wishes)?;
        let same = match moment.known.get(&holder.id) {
            Some(target) if new.anew != Some(true) => {
                unchanged(&app.db.read, target, &draft).await?
            }
            _ => None,
        };
        parts.push(match same {
            Some(row) => Part::Standing(row.id),
            None => {
                let stored = Stored::put(app, caller, &moment.facts, draft).await?;
                Part::New(Box::new((stored, holder.clone())))
            }
        });
    }
    Ok(())
}

async fn discard(app: &App, parts: &[Part]) {
    for part in parts {
        if let Part::New(new) = part {
            new.0.discard(app).await;
        }
    }
}

async fn keep_all(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    (facts, known, parts): (&Facts, &HashMap<OfficialId, target::Model>, &[Part]),
) -> Result<Vec<(Bundle, bool)>, CreatePacketError> {
    let standing = signers::standing(tx, &facts.petition).await?;
    let mut packets = Vec::new();
    for part in parts {
        packets.push(match part {
            Part::Standing(id) => (still_there(tx, caller, *id).await?, true),
            Part::New(new) => {
                let (stored, holder) = &**new;
                let target = match known.get(&holder.id) {
                    Some(target) => target.clone(),
                    None => add_target(app, tx, caller, facts.campaign.id, holder).await?,
                };
                let made = stored.keep(app, tx, caller, (&target, &standing));
                (made.await?, false)
            }
        });
    }
    Ok(packets)
}

/// A packet that was to be used again may have been destroyed or replaced while the others were stored.
async fn still_there(tx: &Tx, caller: &Caller, id: PacketId) -> Result<Bundle, CreatePacketError> {
    use packet::Column as C;
    let row = packet::of(caller.organization).filter(C::Id.eq(id));
    let row = row
        .filter(C::SupersededBy.is_null())
        .filter(C::State.is_not_in(State::GONE.map(State::as_str)))
        .one(tx)
        .await?;
    let row = row.ok_or(CreatePacketError::Moved)?;
    Ok(Bundle::of(tx, row).await?)
}

async fn keep(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    facts: &Facts,
    body: BodyId,
    packets: Vec<(Bundle, bool)>,
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
            packet_id: Set(packet.row.id),
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
