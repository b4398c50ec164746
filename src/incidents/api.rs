//! Operations of statistics.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{OpenApi, Tags};

use super::find::{find_release, list_releases, public_release};
use super::release::release_statistics;
use super::wire::{StatisticsRelease, StatisticsReleaseList};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::http::{Created, Idempotency, Listed, Problem, catalogue as known};
use crate::identity::{Action, Caller};
use crate::page::{self, Page};

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Protected statistics of what approved testimonies leave behind.
    Statistics,
}

/// Operations of incidents.
#[derive(Debug)]
pub struct StatisticsApi;

fn found<T>(found: Option<T>) -> Result<T, Problem> {
    found.ok_or_else(|| Problem::new(known::NOT_FOUND))
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Statistics")]
impl StatisticsApi {
    /// Release statistics
    ///
    /// Makes the next numbered release for the whole campaign, from the generalised facts of published testimonies of
    /// quarters that are over. How fine the tables are is decided at the first release; a figure that moved by less
    /// than k since then carries its old value. Packets quote the last release.
    ///
    /// Problems: `not-found`, `idempotency-key-reused`.
    #[oai(
        path = "/campaigns/:campaign_id/statistics-releases",
        method = "post",
        operation_id = "release_statistics"
    )]
    async fn release_statistics(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        idempotency: Idempotency,
    ) -> Result<Created<StatisticsRelease>, Problem> {
        caller.may(Action::ReleaseStatistics)?;
        let once = idempotency.bind(&app, &caller.actor(), "release_statistics", &campaign_id.0);
        let made = release_statistics(&app, &caller, campaign_id.0, &once).await?;
        let place = format!(
            "/v1/campaigns/{}/statistics-releases/{}",
            made.campaign_id, made.number
        );
        Ok(Created::Ok(Json(made), place))
    }

    /// List statistics releases
    ///
    /// The oldest first.
    ///
    /// Problems: `not-found`, `invalid-cursor`, `invalid-parameter`.
    #[oai(
        path = "/campaigns/:campaign_id/statistics-releases",
        method = "get",
        operation_id = "list_statistics_releases"
    )]
    async fn list_statistics_releases(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        /// From `next` of the page before.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when left out.
        #[oai(validator(minimum(value = "1"), maximum(value = "200")))]
        limit: Query<Option<u64>>,
    ) -> Result<Listed<StatisticsReleaseList>, Problem> {
        caller.may(Action::ReadStatistics)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let list = list_releases(&app, caller.organization, campaign_id.0, page).await?;
        let list = found(list)?;
        let link = page::link(list.next.as_deref());
        Ok(Listed::Ok(Json(list), link))
    }

    /// Get a statistics release
    ///
    /// One release by its number, for members.
    ///
    /// Problems: `not-found`.
    #[oai(
        path = "/campaigns/:campaign_id/statistics-releases/:number",
        method = "get",
        operation_id = "get_statistics_release"
    )]
    async fn get_statistics_release(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        /// The number of the release, from 1.
        #[oai(validator(minimum(value = "1"), maximum(value = "1000000")))]
        number: Path<i32>,
    ) -> Result<Json<StatisticsRelease>, Problem> {
        caller.may(Action::ReadStatistics)?;
        let release = find_release(&app, caller.organization, campaign_id.0, number.0).await?;
        Ok(Json(found(release)?))
    }

    /// Get the public statistics of a campaign
    ///
    /// The last release, for everybody; no sign-in.
    ///
    /// Problems: `not-found`.
    #[oai(
        path = "/campaigns/:campaign_id/statistics",
        method = "get",
        operation_id = "get_public_statistics"
    )]
    async fn get_public_statistics(
        &self,
        app: Data<&App>,
        /// The campaign.
        campaign_id: Path<CampaignId>,
    ) -> Result<Json<StatisticsRelease>, Problem> {
        Ok(Json(found(public_release(&app, campaign_id.0).await?)?))
    }
}
