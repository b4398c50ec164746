//! Puts a vote right; what it said before stays on the record.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::find::{locked, shown, told};
use super::record_vote::{keep_votes, must_sit_there};
use super::wire::{ChangeVote, Vote};
use crate::accountability::entity::{vote, vote_cast};
use crate::accountability::trouble::Trouble;
use crate::accountability::{VoteId, corrections, entry, source};
use crate::app::App;
use crate::audit;
use crate::http::{Fields, IfMatch, Invalid, SaveError};
use crate::identity::Caller;

pub async fn correct_vote(
    app: &App,
    caller: &Caller,
    id: VoteId,
    new: &ChangeVote,
    if_match: &IfMatch,
) -> Result<Vote, Trouble> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let owner = caller.organization;
            let found = locked(tx, owner, id).await?;
            if_match
                .check(found.revision)
                .map_err(|_| SaveError::Changed)?;
            if found.retracted_on.is_some() {
                return Err(Trouble::Settled);
            }
            let before = shown(tx, found.clone()).await?.votes;
            let after = new.votes.clone().unwrap_or_else(|| before.clone());
            let changed = changed(app, &found, new)?;
            let said = corrections::between(&told(&found, &before), &told(&changed, &after));
            let why = corrections::reason(new.why.as_deref(), &said)?;
            if new.votes.is_some() {
                must_sit_there(app, tx, owner, found.body_id, &after).await?;
                vote_cast::Entity::delete_many()
                    .filter(vote_cast::Column::VoteId.eq(id))
                    .exec(tx)
                    .await?;
                keep_votes(tx, id, &after).await?;
            }
            let mut active = entry::changes(&found, changed);
            active.revision = Set(found.revision + 1);
            let saved = active.update(tx).await?;
            let about = (saved.campaign_id, "vote", id.0);
            corrections::keep(app, tx, caller, about, (said, why)).await?;
            let entry = audit::Action::new(caller.actor(), "correct_vote", id)
                .detail(serde_json::json!({"retracted": saved.retracted_on.is_some()}));
            audit::record(app, tx, owner, entry).await?;
            Ok(shown(tx, saved).await?)
        })
        .await
}

fn changed(app: &App, found: &vote::Model, new: &ChangeVote) -> Result<vote::Model, Invalid> {
    let mut fields = Fields::default();
    let (mut row, today) = (found.clone(), app.clock.today());
    if let Some(item) = &new.item {
        row.item = fields.line("/item", item, 300);
    }
    row.held_on = new.held_on.unwrap_or(row.held_on);
    if row.held_on > today {
        fields.refuse("/held_on", "must not be to come");
    }
    if let Some(outcome) = new.outcome {
        row.outcome = outcome.as_str().to_owned();
    }
    if let Some(raw) = &new.source {
        row.source = source::source(&mut fields, raw);
    }
    if new.source_url.is_some() {
        row.source_url = source::url(&mut fields, "/source_url", new.source_url.as_deref());
    }
    if new.retract == Some(true) {
        row.retracted_on = Some(today);
    }
    fields.done()?;
    Ok(row)
}
