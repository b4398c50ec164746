//! Operations of the public record.

use data_encoding::HEXLOWER;
use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::payload::{Json, PlainText};
use poem_openapi::types::ToJSON;
use poem_openapi::{ApiResponse, OpenApi, Tags};

use super::atom::feed;
use super::public::{public_record, public_record_entry};
use super::wire::{PublicRecord, RecordEntry};
use crate::app::App;
use crate::campaigns::{CampaignId, TargetId};
use crate::http::Problem;

/// Where these operations stand in the documentation.
#[derive(Debug, Tags)]
pub enum Tag {
    /// Who was asked, and what they answered: for everybody.
    #[oai(rename = "Public record")]
    PublicRecord,
}

/// Operations of the public record.
#[derive(Debug)]
pub struct RecordApi;

/// A page of any site may read it.
const ANYBODY: &str = "*";
const EXPOSED: &str = "ETag";
/// Five minutes: what is put right is seen soon.
const CACHING: &str = "public, max-age=300";

/// Open to pages of every site.
#[derive(ApiResponse, Debug)]
pub enum Open<T: ToJSON> {
    /// As it stands now.
    #[oai(status = 200)]
    Ok(
        Json<T>,
        /// Of everything that is said.
        #[oai(header = "ETag")]
        String,
        /// `*`: pages of every site may read it (CORS).
        #[oai(header = "Access-Control-Allow-Origin")]
        String,
        /// `ETag`: these pages may read it too, and send it in `If-None-Match`.
        #[oai(header = "Access-Control-Expose-Headers")]
        String,
        /// `public, max-age=300`.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

/// The feed.
#[derive(ApiResponse, Debug)]
pub enum Feed {
    /// Newest first, 200 entries at most.
    #[oai(status = 200, content_type = "application/atom+xml")]
    Ok(
        PlainText<String>,
        /// Of everything that is said.
        #[oai(header = "ETag")]
        String,
        /// `*`: pages of every site may read it (CORS).
        #[oai(header = "Access-Control-Allow-Origin")]
        String,
        /// `ETag`: these pages may read it too, and send it in `If-None-Match`.
        #[oai(header = "Access-Control-Expose-Headers")]
        String,
        /// `public, max-age=300`.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

/// The letter keeps a digest from being taken for a revision.
fn tag_of(said: &str) -> String {
    let digest = crate::packets::sha256(said.as_bytes());
    let digest = HEXLOWER.encode(digest.get(..12).unwrap_or_default());
    format!("\"d{digest}\"")
}

fn open<T: ToJSON>(said: T) -> Open<T> {
    let tag = tag_of(&said.to_json_string());
    let [anybody, exposed, caching] = [ANYBODY, EXPOSED, CACHING].map(str::to_owned);
    Open::Ok(Json(said), tag, anybody, exposed, caching)
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::PublicRecord")]
impl RecordApi {
    /// Read the public record of a campaign
    ///
    /// Per official and per association: asked on, by how many, how many of them in the district or members, delivered on, answered on or silent for
    /// how many days, promises and where they stand, votes. What was put right shows what it said before, and why that changed. For pages of every
    /// site. There is one as soon as a petition of the campaign is public.
    ///
    /// Problems: `not-found`, `rate-limited`.
    #[oai(
        path = "/public/campaigns/:campaign_id/record",
        method = "get",
        operation_id = "get_public_record"
    )]
    async fn get_public_record(
        &self,
        app: Data<&App>,
        /// The campaign.
        campaign_id: Path<CampaignId>,
    ) -> Result<Open<PublicRecord>, Problem> {
        let (_, record) = public_record(&app, campaign_id.0).await?;
        Ok(open(record))
    }

    /// Follow the public record of a campaign
    ///
    /// The same as an Atom feed (RFC 4287): deliveries, answers, promises and their end, votes, corrections, and silence after 14, 30, 45, 60, 90,
    /// 120, 180 and 365 days. Every entry keeps its id.
    ///
    /// Problems: `not-found`, `rate-limited`.
    #[oai(
        path = "/public/campaigns/:campaign_id/record.atom",
        method = "get",
        operation_id = "get_public_record_feed"
    )]
    async fn get_public_record_feed(
        &self,
        app: Data<&App>,
        /// The campaign.
        campaign_id: Path<CampaignId>,
    ) -> Result<Feed, Problem> {
        let (campaign, record) = public_record(&app, campaign_id.0).await?;
        let feed = feed(&app, &campaign, &record)?;
        let tag = tag_of(&feed);
        let [anybody, exposed, caching] = [ANYBODY, EXPOSED, CACHING].map(str::to_owned);
        Ok(Feed::Ok(PlainText(feed), tag, anybody, exposed, caching))
    }

    /// Read what one who was asked did
    ///
    /// One entry of the record, at an address that stays.
    ///
    /// Problems: `not-found`, `rate-limited`.
    #[oai(
        path = "/public/campaigns/:campaign_id/record/:target_id",
        method = "get",
        operation_id = "get_public_record_entry"
    )]
    async fn get_public_record_entry(
        &self,
        app: Data<&App>,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        /// The official or body that was asked.
        target_id: Path<TargetId>,
    ) -> Result<Open<RecordEntry>, Problem> {
        let entry = public_record_entry(&app, campaign_id.0, target_id.0).await?;
        Ok(open(entry))
    }
}
