//! Operations of compilations.

use poem::Body;
use poem::web::Data;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::{ApiResponse, OpenApi};

use super::cancel_compilation::cancel_compilation;
use super::create_packets_for_body::create_packets_for_body;
use super::download_compilation::{Taken, download_compilation};
use super::read_compilation::get_compilation;
use super::wire::{Compilation, NewPacketsForBody};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::http::{Accepted, Checked, Idempotency, IfNoneMatch, Problem};
use crate::identity::{Action, Caller};
use crate::packets::CompilationId;
use crate::packets::api::Tag;

/// Operations of compilations.
#[derive(Debug)]
pub struct CompilationsApi;

/// An archive, or the part of it that was asked for.
#[derive(ApiResponse, Debug)]
pub enum DownloadedArchive {
    /// The whole archive.
    #[oai(status = 200, content_type = "application/zip")]
    Whole(
        Binary<Body>,
        /// Its size in bytes.
        #[oai(header = "Content-Length")]
        String,
        /// `attachment`, with a file name.
        #[oai(header = "Content-Disposition")]
        String,
        /// In quotes; the same for as long as the same packets are in it.
        #[oai(header = "ETag")]
        String,
        /// `bytes`: ranges can be asked for.
        #[oai(header = "Accept-Ranges")]
        String,
        /// `private, no-store`.
        #[oai(header = "Cache-Control")]
        String,
    ),
    /// The range that was asked for.
    #[oai(status = 206, content_type = "application/zip")]
    Part(
        Binary<Body>,
        /// The size of the range in bytes.
        #[oai(header = "Content-Length")]
        String,
        /// `attachment`, with a file name.
        #[oai(header = "Content-Disposition")]
        String,
        /// Of the whole archive.
        #[oai(header = "ETag")]
        String,
        /// `bytes`: ranges can be asked for.
        #[oai(header = "Accept-Ranges")]
        String,
        /// `private, no-store`.
        #[oai(header = "Cache-Control")]
        String,
        /// Which bytes these are, of how many.
        #[oai(header = "Content-Range")]
        String,
    ),
    /// You hold this archive already.
    #[oai(status = 304)]
    Held(
        /// Of the archive.
        #[oai(header = "ETag")]
        String,
    ),
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Packets")]
impl CompilationsApi {
    /// Compile packets for a whole body
    ///
    /// One packet for each official who holds a post of this body today, all frozen at the same moment; each is set
    /// as PDF in the background. Ask `get_compilation` how far it has come. A packet that would come out as the
    /// official's present one, but for its date, is not made again, unless you ask for it. For 100 officials at most.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `invalid-body`, `malformed-json`, `packet-empty`, `no-public-address`, `official-not-in-office`, `too-many-officials`, `kind-without-names`, `follow-up-needs-first`, `busy`, `store-unavailable`, `idempotency-key-reused`.
    #[oai(
        path = "/campaigns/:campaign_id/packets/for-body",
        method = "post",
        operation_id = "create_packets_for_body"
    )]
    async fn create_packets_for_body(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The campaign.
        campaign_id: Path<CampaignId>,
        idempotency: Idempotency,
        body: Checked<NewPacketsForBody>,
    ) -> Result<Accepted<Compilation>, Problem> {
        caller.may(Action::CompilePackets)?;
        let operation = format!("create_packets_for_body {}", campaign_id.0);
        let once = idempotency.bind(&app, &caller.actor(), &operation, &body.0);
        let made = create_packets_for_body(&app, &caller, campaign_id.0, &body.0, &once).await?;
        Ok(Accepted::Ok(Json(made)))
    }

    /// Read how far a compilation has come
    ///
    /// Counts, and each packet in the order of the posts. A node that goes down loses nothing: another, or the same one
    /// when it is back, goes on with what waits.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/compilations/:compilation_id",
        method = "get",
        operation_id = "get_compilation"
    )]
    async fn get_compilation(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The compilation.
        compilation_id: Path<CompilationId>,
    ) -> Result<Json<Compilation>, Problem> {
        caller.may(Action::ReadPackets)?;
        let found = get_compilation(&app, caller.organization, compilation_id.0).await?;
        Ok(Json(found))
    }

    /// Cancel a compilation
    ///
    /// What is not set yet will not be, and the packets that it was to replace stand again. What is set stays. Where
    /// nothing waits any more, nothing happens; repeating it is harmless.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`.
    #[oai(
        path = "/compilations/:compilation_id/cancellation",
        method = "post",
        operation_id = "cancel_compilation"
    )]
    async fn cancel_compilation(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The compilation.
        compilation_id: Path<CompilationId>,
    ) -> Result<Json<Compilation>, Problem> {
        caller.may(Action::CompilePackets)?;
        let cancelled = cancel_compilation(&app, &caller, compilation_id.0).await?;
        Ok(Json(cancelled))
    }

    /// Download a compilation
    ///
    /// Its packets as one ZIP archive, all volumes of each with its manifest and signature beside them, so that `broadside verify *.pdf`
    /// checks them all. Single ranges are served. What was cancelled, destroyed or could not be set is not in it. It may hold names, so it
    /// takes a session with a second factor, and the audit list says who took it.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `second-factor-required`, `not-found`, `packet-not-ready`, `compilation-empty`, `packet-damaged`, `range-not-satisfiable`.
    #[oai(
        path = "/compilations/:compilation_id/archive",
        method = "get",
        operation_id = "download_compilation"
    )]
    async fn download_compilation(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The compilation.
        compilation_id: Path<CompilationId>,
        /// One range of bytes, such as `bytes=0-65535` (RFC 9110).
        #[oai(name = "Range", validator(max_length = 200))]
        range: Header<Option<String>>,
        /// The `ETag` of what you have the beginning of: where it is another archive by now, the whole comes.
        #[oai(name = "If-Range", validator(max_length = 200))]
        if_range: Header<Option<String>>,
        held: IfNoneMatch,
    ) -> Result<DownloadedArchive, Problem> {
        caller.may(Action::ExportPackets)?;
        let id = compilation_id.0;
        let wanted = (range.0.as_deref(), if_range.0.as_deref());
        let (tag, taken) = download_compilation(&app, &caller, id, wanted, &held).await?;
        let name = format!("attachment; filename=\"packets-{id}.zip\"");
        let (ranges, caching) = ("bytes".to_owned(), "private, no-store".to_owned());
        let stream = |part: super::download_compilation::Download| {
            let size = part.size().to_string();
            let bytes = Body::from_bytes_stream(part.bytes(app.0.clone()));
            (Binary(bytes), size)
        };
        Ok(match taken {
            Taken::Held => DownloadedArchive::Held(tag),
            Taken::Whole(whole) => {
                let (bytes, size) = stream(whole);
                DownloadedArchive::Whole(bytes, size, name, tag, ranges, caching)
            }
            Taken::Part(part, which) => {
                let (bytes, size) = stream(part);
                DownloadedArchive::Part(bytes, size, name, tag, ranges, caching, which)
            }
        })
    }
}
