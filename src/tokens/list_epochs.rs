//! Shows everybody the same keys of a campaign's tokens, and when they can be spent.

use data_encoding::BASE64URL_NOPAD;
use sea_orm::{ColumnTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::token_epoch;
use super::issue_token::{IssueTokenError, owner};
use super::rules::{last_day, state};
use super::wire::{TokenEpoch, TokenEpochs};
use crate::app::App;
use crate::campaigns::CampaignId;

const MOST: u64 = 100;

pub async fn list_token_epochs(
    app: &App,
    campaign: CampaignId,
) -> Result<TokenEpochs, IssueTokenError> {
    let owner = owner(app, campaign).await?;
    let today = app.clock.today();
    let rows = token_epoch::for_jobs()
        .filter(token_epoch::Column::CampaignId.eq(campaign))
        .order_by_desc(token_epoch::Column::Number)
        .limit(MOST);
    let epochs = rows.all(&app.db.read).await?.into_iter();
    let epochs = epochs.map(|row| TokenEpoch {
        epoch: u32::try_from(row.number).unwrap_or_default(),
        state: state(row.opens_on, today),
        public_key: BASE64URL_NOPAD.encode(&row.public_key),
        signature: BASE64URL_NOPAD.encode(&row.signature),
        opens_on: row.opens_on,
        spendable_until: row.opens_on.map(last_day),
    });
    Ok(TokenEpochs {
        organization_id: owner.id,
        organization_key: BASE64URL_NOPAD.encode(&owner.public_key),
        epochs: epochs.collect(),
    })
}
