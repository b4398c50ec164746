//! Statistics releases as they were published.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::StatisticsReleaseId;
use super::called::{districts, employers};
use super::disclosure::Table;
use super::entity::statistics_release::{Column, Model, for_jobs};
use super::names::{Names, PutRight};
use super::themes::Theme;
use super::worker_tokens::TokenFigures;
use crate::campaigns::CampaignId;
use crate::identity::OrganizationId;

/// One release of a campaign: every figure in it may be printed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Released {
    pub id: StatisticsReleaseId,
    pub campaign: CampaignId,
    pub number: i32,
    pub released_on: NaiveDate,
    pub content: Content,
}

/// What stands in a release.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub k: u32,
    /// A theme of which nothing can be published is not there.
    pub themes: Vec<ThemeTables>,
    /// Which districts and employers the names in the tables stand for.
    #[serde(default)]
    pub districts: Names,
    #[serde(default)]
    pub employers: Names,
    /// Where worker tokens were issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker_tokens: Option<TokenFigures>,
}

impl Content {
    /// Under the names of today.
    pub(super) fn put_right(&mut self, names: &PutRight) {
        for theme in &mut self.themes {
            let is_of_employers = theme.theme == Theme::Employers;
            for table in &mut theme.tables {
                names.table(table, is_of_employers);
            }
        }
    }
}

/// The tables of one theme.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ThemeTables {
    pub theme: Theme,
    /// How the tables were made coarser, in sentences to be printed beside them.
    pub notes: Vec<String>,
    pub tables: Vec<Table>,
}

impl Released {
    /// What a stored row says.
    pub fn from_row(row: Model) -> Option<Self> {
        released(row)
    }

    /// The table of a theme, if it is published; kinds as in the vocabulary.
    pub fn tables(&self, theme: Theme) -> &[Table] {
        let themes = self.content.themes.iter();
        let found = themes.into_iter().find(|tables| tables.theme == theme);
        found.map_or(&[], |found| &found.tables)
    }
}

/// The release that packets quote. The caller has checked whose campaign it is.
pub async fn latest_release(
    db: &impl ConnectionTrait,
    campaign: CampaignId,
) -> Result<Option<Released>, DbErr> {
    let rows = for_jobs()
        .filter(Column::CampaignId.eq(campaign))
        .order_by_desc(Column::Number);
    Ok(rows.one(db).await?.and_then(released))
}

/// The same, with districts and employers called as they are today.
pub async fn latest_under_todays_names(
    db: &impl ConnectionTrait,
    owner: OrganizationId,
    campaign: CampaignId,
) -> Result<Option<Released>, DbErr> {
    let Some(mut release) = latest_release(db, campaign).await? else {
        return Ok(None);
    };
    let content = &mut release.content;
    let today = districts(db, owner, [], &content.districts).await?;
    let employed = employers(db, owner, [], &content.employers).await?;
    let names = PutRight {
        places: content.districts.put_right(&today),
        employers: content.employers.put_right(&employed),
    };
    content.put_right(&names);
    (content.districts, content.employers) = (today, employed);
    Ok(Some(release))
}

pub(super) fn released(row: Model) -> Option<Released> {
    Some(Released {
        id: row.id,
        campaign: row.campaign_id,
        number: row.number,
        released_on: row.released_on,
        content: serde_json::from_value(row.content).ok()?,
    })
}
