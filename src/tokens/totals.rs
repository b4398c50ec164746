//! How many tokens of a campaign were issued and spent: true counts, for a release that protects them.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, PaginatorTrait, QueryFilter};

use super::entity::{spent_token, token_epoch};
use super::rules::{EpochState, state};
use crate::campaigns::CampaignId;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub issued: u32,
    pub spent: u32,
}

/// Over the epochs that issue no more: the others still tell of each single worker who is checked.
pub async fn token_totals(
    db: &impl ConnectionTrait,
    campaign: CampaignId,
    today: NaiveDate,
) -> Result<Totals, DbErr> {
    let epochs = token_epoch::for_jobs().filter(token_epoch::Column::CampaignId.eq(campaign));
    let mut totals = Totals::default();
    for epoch in epochs.all(db).await? {
        if state(epoch.opens_on, today) == EpochState::Issuing {
            continue;
        }
        let spent = match epoch.spent {
            Some(spent) => u64::try_from(spent).unwrap_or_default(),
            None => {
                let marks = spent_token::Column::EpochId.eq(epoch.id);
                spent_token::for_jobs().filter(marks).count(db).await?
            }
        };
        totals.issued += u32::try_from(epoch.issued).unwrap_or_default();
        totals.spent += u32::try_from(spent).unwrap_or_default();
    }
    Ok(totals)
}
