//! Finds votes of an organization: one, or a campaign's list, newest first.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::rules::Voted;
use super::wire::{OfficialVote, Vote, VoteList};
use crate::accountability::VoteId;
use crate::accountability::corrections::{self, Told};
use crate::accountability::deliveries::find::campaign_row;
use crate::accountability::entity::{vote, vote_cast};
use crate::accountability::entry;
use crate::accountability::trouble::Trouble;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::db::Tx;
use crate::identity::{Caller, OrganizationId};
use crate::page::Page;

pub async fn row(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    id: VoteId,
) -> Result<vote::Model, Trouble> {
    entry::found(db, vote::of(owner).filter(vote::Column::Id.eq(id))).await
}

/// The row, held until the transaction ends.
pub(super) async fn locked(
    tx: &Tx,
    owner: OrganizationId,
    id: VoteId,
) -> Result<vote::Model, Trouble> {
    entry::held(tx, vote::of(owner).filter(vote::Column::Id.eq(id))).await
}

pub async fn get_vote(app: &App, caller: &Caller, id: VoteId) -> Result<Vote, Trouble> {
    let row = row(&app.db.read, caller.organization, id).await?;
    Ok(shown(&app.db.read, row).await?)
}

pub async fn shown(db: &impl ConnectionTrait, row: vote::Model) -> Result<Vote, DbErr> {
    let mut all = described(db, vec![row]).await?;
    all.pop()
        .ok_or_else(|| DbErr::RecordNotFound("vote".to_owned()))
}

pub async fn described(
    db: &impl ConnectionTrait,
    rows: Vec<vote::Model>,
) -> Result<Vec<Vote>, DbErr> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.0).collect();
    let mut corrections = corrections::of(db, &ids).await?;
    let mut casts: HashMap<VoteId, Vec<OfficialVote>> = HashMap::new();
    let cast = vote_cast::for_jobs()
        .filter(vote_cast::Column::VoteId.is_in(ids))
        .order_by_asc(vote_cast::Column::OfficialId);
    for row in cast.all(db).await? {
        casts.entry(row.vote_id).or_default().push(OfficialVote {
            official_id: row.official_id,
            voted: row.voted.parse().unwrap_or(Voted::Absent),
        });
    }
    let describe = |row: vote::Model| {
        let own = corrections.remove(&row.id.0).unwrap_or_default();
        let votes = casts.remove(&row.id).unwrap_or_default();
        Vote::of(row, votes, own)
    };
    Ok(rows.into_iter().map(describe).collect())
}

pub async fn list_votes(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    page: &Page,
) -> Result<VoteList, Trouble> {
    use vote::Column as C;
    let (owner, db) = (caller.organization, &app.db.read);
    campaign_row(db, owner, campaign).await?;
    let rows = vote::of(owner).filter(C::CampaignId.eq(campaign));
    let (rows, next) = entry::newest(db, rows, (C::Id, |row| row.id.0), page).await?;
    let items = described(db, rows).await?;
    Ok(VoteList { items, next })
}

/// What readers of the record are told.
pub fn told(row: &vote::Model, votes: &[OfficialVote]) -> [Told; 7] {
    let mut votes: Vec<String> = votes
        .iter()
        .map(|one| format!("{} {}", one.official_id, one.voted.as_str()))
        .collect();
    votes.sort();
    [
        ("item", Some(row.item.clone())),
        ("held_on", Some(row.held_on.to_string())),
        ("outcome", Some(row.outcome.clone())),
        ("votes", (!votes.is_empty()).then(|| votes.join(", "))),
        ("source", Some(row.source.clone())),
        ("source_url", row.source_url.clone()),
        (
            "stands",
            row.retracted_on.is_none().then(|| "yes".to_owned()),
        ),
    ]
}
