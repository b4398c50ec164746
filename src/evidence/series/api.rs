//! Operations on public records that are counted by workplace.

use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{ApiResponse, OpenApi};

use super::create_series::{change_series, create_series, remove_series};
use super::find::{get_series, list_series};
use super::import_series::import_series;
use super::wire::{EvidenceSeries, EvidenceSeriesList, NewSeries, SeriesReport};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::api::Tag;
use crate::directory::Manner;
use crate::directory::api::Csv;
use crate::evidence::entity::SeriesId;
use crate::http::{
    Checked, Created, Idempotency, IfMatch, Listed, NoContent, Problem, Shown, conditional,
};
use crate::identity::{Action, Caller};
use crate::page::{Page, link};

/// Operations of series.
#[derive(Debug)]
pub struct SeriesApi;

/// What became of the file.
#[derive(ApiResponse, Debug)]
pub enum SeriesImported {
    /// Imported, or with `dry_run` only looked at.
    #[oai(status = 200)]
    Ok(Json<SeriesReport>),
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Campaigns")]
impl SeriesApi {
    /// List a campaign's records by workplace
    ///
    /// In the order in which packets print them, which is that of their adding.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-parameter`, `invalid-cursor`.
    #[oai(
        path = "/campaigns/:campaign_id/evidence-series",
        method = "get",
        operation_id = "list_evidence_series"
    )]
    async fn list_evidence_series(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        /// Where the page before ended.
        #[oai(validator(max_length = 64))]
        cursor: Query<Option<String>>,
        /// How many at most, 1 to 200; 50 when absent.
        limit: Query<Option<u64>>,
    ) -> Result<Listed<EvidenceSeriesList>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let page = Page::new(cursor.0.as_deref(), limit.0)?;
        let found = list_series(&app, caller.organization, campaign_id.0, &page).await?;
        let link = link(found.next.as_deref());
        Ok(Listed::Ok(Json(found), link))
    }

    /// Add a record by workplace
    ///
    /// A public record that is counted workplace by workplace, such as calls to the police or an incident log that was
    /// obtained by request. Its numbers come with `import_evidence_series`. Packets print those of the addressee's own
    /// district in a table of their own, with the source. They are public: no threshold applies. Four of a campaign at most.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `evidence-full`, `idempotency-key-reused`.
    #[oai(
        path = "/campaigns/:campaign_id/evidence-series",
        method = "post",
        operation_id = "create_evidence_series"
    )]
    async fn create_evidence_series(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        idempotency: Idempotency,
        body: Checked<NewSeries>,
    ) -> Result<Created<EvidenceSeries>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let operation = format!("create_evidence_series {}", campaign_id.0);
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = create_series(&app, &caller, campaign_id.0, &body.0, &once).await?;
        let place = format!("/v1/evidence-series/{}", made.id);
        Ok(Created::Ok(Json(made), place))
    }

    /// Get a record by workplace
    ///
    /// What it counts, over which time, and how much altogether, with its version as `ETag`.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/evidence-series/:series_id",
        method = "get",
        operation_id = "get_evidence_series"
    )]
    async fn get_evidence_series(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The record.
        series_id: Path<SeriesId>,
    ) -> Result<Shown<EvidenceSeries>, Problem> {
        caller.may(Action::ReadCampaigns)?;
        let found = get_series(&app, caller.organization, series_id.0).await?;
        let etag = conditional::etag(found.revision);
        Ok(Shown::Ok(Json(found), etag))
    }

    /// Change a record by workplace
    ///
    /// Replaces its words: what is left out is emptied. Its numbers stay. Packets that were frozen before keep what they
    /// say. Send `If-Match` with the `ETag` that you read.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `malformed-json`, `invalid-body`, `precondition-required`, `precondition-failed`.
    #[oai(
        path = "/evidence-series/:series_id",
        method = "put",
        operation_id = "change_evidence_series"
    )]
    async fn change_evidence_series(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The record.
        series_id: Path<SeriesId>,
        if_match: IfMatch,
        body: Checked<NewSeries>,
    ) -> Result<Shown<EvidenceSeries>, Problem> {
        caller.may(Action::EditCampaigns)?;
        let changed = change_series(&app, &caller, series_id.0, &body.0, &if_match).await?;
        let etag = conditional::etag(changed.revision);
        Ok(Shown::Ok(Json(changed), etag))
    }

    /// Remove a record by workplace
    ///
    /// With its numbers. Packets that were frozen before keep it.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/evidence-series/:series_id",
        method = "delete",
        operation_id = "remove_evidence_series"
    )]
    async fn remove_evidence_series(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The record.
        series_id: Path<SeriesId>,
    ) -> Result<NoContent, Problem> {
        caller.may(Action::EditCampaigns)?;
        remove_series(&app, &caller, series_id.0).await?;
        Ok(NoContent::Done)
    }

    /// Import the numbers of a record
    ///
    /// A CSV file in UTF-8 with the columns `workplace` (its key or its name) and `count`, and perhaps `period` (`2025`,
    /// `2025-Q3` or `2025-07`, the same kind in every line). Without `count` each line is one entry of a log and counts
    /// one; `date` (`YYYY-MM-DD`) then tells its month. The file takes the place of all numbers that were there; a refused
    /// line leaves everything as it was, unless such lines are to be skipped.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `unsupported-media-type`, `body-too-large`,
    /// `import-unreadable`, `import-refused`, `invalid-parameter`.
    #[oai(
        path = "/evidence-series/:series_id/numbers",
        method = "post",
        operation_id = "import_evidence_series"
    )]
    async fn import_evidence_series(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The record.
        series_id: Path<SeriesId>,
        /// Import the good lines although others are refused.
        skip_refused: Query<Option<bool>>,
        /// Only say what would become of the file.
        dry_run: Query<Option<bool>>,
        body: Csv,
    ) -> Result<SeriesImported, Problem> {
        caller.may(Action::EditCampaigns)?;
        let manner = Manner {
            skip_refused: skip_refused.0.unwrap_or(false),
            dry_run: dry_run.0.unwrap_or(false),
        };
        let report = import_series(&app, &caller, series_id.0, &body.0, manner).await?;
        Ok(SeriesImported::Ok(Json(report)))
    }
}
