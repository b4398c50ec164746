//! Records a vote and how each official voted.

use std::collections::HashSet;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, EntityTrait};

use super::find::shown;
use super::wire::{NewVote, OfficialVote, Vote};
use crate::accountability::deliveries::find::campaign_row;
use crate::accountability::entity::{vote, vote_cast};
use crate::accountability::trouble::Trouble;
use crate::accountability::{VoteId, source};
use crate::app::App;
use crate::audit;
use crate::campaigns::CampaignId;
use crate::db::Tx;
use crate::directory::{BodyId, OfficialId, find_body, find_officials};
use crate::http::{Fields, Invalid, Once};
use crate::identity::{Caller, OrganizationId};
use crate::ids;

pub async fn record_vote(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &NewVote,
    once: &Once,
) -> Result<Vote, Trouble> {
    let clean = &cleaned(app, new)?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let owner = caller.organization;
            campaign_row(tx, owner, campaign).await?;
            if find_body(tx, owner, new.body_id).await?.is_none() {
                let detail = "must be a body of this organization's directory";
                return Err(Invalid::at("/body_id", detail).into());
            }
            must_sit_there(app, tx, owner, new.body_id, &new.votes).await?;
            let row = vote::ActiveModel {
                id: Set(VoteId(ids::timely(&app.clock, &app.entropy))),
                organization_id: Set(owner),
                campaign_id: Set(campaign),
                recorded_by: Set(caller.member_id()),
                created_at: Set(app.clock.now()),
                ..clean.clone()
            };
            let row = row.insert(tx).await?;
            keep_votes(tx, row.id, &new.votes).await?;
            let entry = audit::Action::new(caller.actor(), "record_vote", row.id);
            audit::record(app, tx, owner, entry).await?;
            let made = shown(tx, row).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

/// Each once, and each with a post in that body.
pub(super) async fn must_sit_there(
    app: &App,
    tx: &Tx,
    owner: OrganizationId,
    body: BodyId,
    votes: &[OfficialVote],
) -> Result<(), Trouble> {
    let ids: Vec<OfficialId> = votes.iter().map(|one| one.official_id).collect();
    let found = find_officials(app, tx, owner, &ids).await?;
    let there: HashSet<OfficialId> = found
        .iter()
        .filter(|official| official.body_id == body)
        .map(|official| official.id)
        .collect();
    let (mut fields, mut seen) = (Fields::default(), HashSet::new());
    for (at, id) in ids.iter().enumerate() {
        let pointer = format!("/votes/{at}/official_id");
        if !there.contains(id) {
            fields.refuse(pointer, "must be an official of that body");
        } else if !seen.insert(*id) {
            fields.refuse(pointer, "stands here twice");
        }
    }
    Ok(fields.done()?)
}

pub(super) async fn keep_votes(tx: &Tx, id: VoteId, votes: &[OfficialVote]) -> Result<(), DbErr> {
    if votes.is_empty() {
        return Ok(());
    }
    let rows = votes.iter().map(|one| vote_cast::ActiveModel {
        vote_id: Set(id),
        official_id: Set(one.official_id),
        voted: Set(one.voted.as_str().to_owned()),
    });
    vote_cast::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

fn cleaned(app: &App, new: &NewVote) -> Result<vote::ActiveModel, Invalid> {
    let mut fields = Fields::default();
    let item = fields.line("/item", &new.item, 300);
    let source = source::source(&mut fields, &new.source);
    let source_url = source::url(&mut fields, "/source_url", new.source_url.as_deref());
    if new.held_on > app.clock.today() {
        fields.refuse("/held_on", "must not be to come");
    }
    fields.done()?;
    Ok(vote::ActiveModel {
        body_id: Set(new.body_id),
        item: Set(item),
        held_on: Set(new.held_on),
        outcome: Set(new.outcome.as_str().to_owned()),
        source: Set(source),
        source_url: Set(source_url),
        retracted_on: Set(None),
        revision: Set(1),
        ..Default::default()
    })
}
