//! Operations of previews.

use broadside_press::Picture;
use poem::web::Data;
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, OpenApi};

use super::draw_page::{Shown, WIDTH, etag, preview_page};
use super::dry_run::preview_packet;
use super::wire::PacketPreview;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::http::{Checked, IfNoneMatch, Problem};
use crate::identity::{Action, Caller};
use crate::packets::PacketId;
use crate::packets::api::Tag;
use crate::packets::bundle::REPORT;
use crate::packets::read_packets::get_packet;
use crate::packets::wire::NewPacket;

/// Operations of previews.
#[derive(Debug)]
pub struct PreviewsApi;

/// A page as a picture.
#[derive(ApiResponse, Debug)]
pub enum PageShown {
    /// The page.
    #[oai(status = 200, content_type = "image/png")]
    Page(
        Binary<Vec<u8>>,
        /// How many pages the document has.
        #[oai(header = "Page-Count")]
        String,
        /// Of this picture, in quotes.
        #[oai(header = "ETag")]
        String,
        /// `private, no-store`.
        #[oai(header = "Cache-Control")]
        String,
    ),
    /// You hold this picture already.
    #[oai(status = 304)]
    Held(
        /// Of this picture, in quotes.
        #[oai(header = "ETag")]
        String,
    ),
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Packets")]
impl PreviewsApi {
    /// Preview a packet
    ///
    /// A dry run: what `create_packet` would put into a packet at this moment with the same body, what would be left out and
    /// why, what a reader will miss, and whether it would be refused. Nothing is frozen and nothing is kept.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-body`, `malformed-json`, `packet-empty`.
    #[oai(
        path = "/campaigns/:campaign_id/packet-previews",
        method = "post",
        operation_id = "preview_packet"
    )]
    async fn preview_packet(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        body: Checked<NewPacket>,
    ) -> Result<Json<PacketPreview>, Problem> {
        caller.may(Action::CompilePackets)?;
        Ok(Json(
            preview_packet(&app, &caller, campaign_id.0, &body.0).await?,
        ))
    }

    /// Look at a page of a packet
    ///
    /// The page as PNG, drawn from what was frozen by the template of this version, also while the document is still being
    /// set. For those who read a packet before it is sent: reviewers and organizers. It may show names, so it takes a session
    /// with a second factor; where the packet is of the kind `full`, the audit list says who looked.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `invalid-parameter`, `page-not-there`, `packet-failed`, `packet-destroyed`, `packet-cancelled`, `packet-damaged`, `store-unavailable`.
    #[oai(
        path = "/packets/:packet_id/pages/:page",
        method = "get",
        operation_id = "preview_packet_page"
    )]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is a part of the request with a documentation of its own"
    )]
    async fn preview_packet_page(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The packet.
        packet_id: Path<PacketId>,
        /// From 1.
        #[oai(validator(minimum(value = "1"), maximum(value = "10000")))]
        page: Path<u32>,
        /// The volume, as `get_packet` numbers them; 1, the report, when absent.
        #[oai(validator(minimum(value = "1"), maximum(value = "10000")))]
        volume: Query<Option<i32>>,
        /// Width of the picture in pixels, 200 to 2000; 1000 when absent.
        #[oai(validator(minimum(value = "200"), maximum(value = "2000")))]
        width: Query<Option<u32>>,
        held: IfNoneMatch,
    ) -> Result<PageShown, Problem> {
        caller.may(Action::PreviewPackets)?;
        let bundle = get_packet(&app, caller.organization, packet_id.0).await?;
        let number = volume.0.unwrap_or(REPORT);
        let picture = Picture {
            page: usize::try_from(page.0).unwrap_or(usize::MAX),
            width: width.0.unwrap_or(WIDTH),
        };
        let tag = bundle.volume(number).map(|volume| etag(volume, picture));
        let tag = tag.unwrap_or_default();
        Ok(
            match preview_page(&app, &caller, (&bundle, number), picture, &held).await? {
                Shown::Page { png, pages } => {
                    let caching = "private, no-store".to_owned();
                    PageShown::Page(Binary(png), pages.to_string(), tag, caching)
                }
                Shown::Held => PageShown::Held(tag),
            },
        )
    }
}
