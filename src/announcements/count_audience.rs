//! How many people an announcement would reach: counted once a day, so that nobody sees the number move when one person comes or goes.

use std::collections::BTreeMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::audience::people;
use super::entity::audience_count::{self, Column};
use super::rules::{Audience, Category};
use crate::app::App;
use crate::campaigns::CampaignId;

/// By audiences and category.
type Counts = BTreeMap<String, i64>;

/// As it was when somebody looked first today, at whichever announcement of the campaign.
pub async fn people_today(
    app: &App,
    campaign: CampaignId,
    audiences: &[Audience],
    category: Category,
) -> Result<i64, DbErr> {
    let counts = match counted_today(app, &app.db.read, campaign).await? {
        Some(counts) => counts,
        None => count(app, campaign).await?,
    };
    let number = counts.get(&name(audiences, category)).copied();
    Ok(number.unwrap_or_default())
}

async fn counted_today(
    app: &App,
    db: &impl ConnectionTrait,
    campaign: CampaignId,
) -> Result<Option<Counts>, DbErr> {
    let row = audience_count::for_jobs().filter(Column::CampaignId.eq(campaign));
    let row = row.one(db).await?;
    let row = row.filter(|row| row.counted_on == app.clock.today());
    Ok(row.and_then(|row| serde_json::from_str(&row.counts).ok()))
}

/// All at once: one at a time, each would be a look of its own at another moment.
async fn count(app: &App, campaign: CampaignId) -> Result<Counts, DbErr> {
    use Audience::{Members, Subscribers};
    let mut counts = Counts::new();
    for audiences in [&[Subscribers][..], &[Members], &[Subscribers, Members]] {
        for category in Category::ALL {
            let number = people(app, campaign, audiences, *category).await?;
            counts.insert(name(audiences, *category), number);
        }
    }
    let text = serde_json::to_string(&counts).map_err(|error| DbErr::Json(error.to_string()))?;
    let (counts, text) = (&counts, &text);
    app.db
        .write(|tx| async move {
            // Who looked a moment before has said the number of the day.
            if let Some(first) = counted_today(app, &*tx, campaign).await? {
                return Ok(first);
            }
            let row = audience_count::ActiveModel {
                campaign_id: Set(campaign),
                counted_on: Set(app.clock.today()),
                counts: Set(text.clone()),
            };
            let mut there = OnConflict::column(Column::CampaignId);
            there.update_columns([Column::CountedOn, Column::Counts]);
            audience_count::Entity::insert(row)
                .on_conflict(there)
                .exec_without_returning(&*tx)
                .await?;
            Ok(counts.clone())
        })
        .await
}

fn name(audiences: &[Audience], category: Category) -> String {
    let asked = Audience::ALL.iter().filter(|one| audiences.contains(one));
    let words: Vec<&str> = asked.map(|one| one.as_str()).collect();
    format!("{} {}", words.join("+"), category.as_str())
}
