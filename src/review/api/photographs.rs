//! Operations on photographs: the witness's, the reviewers', and what is published.

use poem::web::Data;
use poem::{Body, Request, RequestBody};
use poem_openapi::param::{Header, Path, Query};
use poem_openapi::payload::{Binary, Json};
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ApiResponse, ExtractParamOptions, OpenApi};

use super::super::photographs::{
    add_photograph, decide_photograph, open_original_photograph, open_own_photograph,
    open_photograph, published_photograph, remove_photograph,
};
use super::super::wire::{HeldBack, OpenedTestimony, PhotographDecision};
use super::published::TakenBack;
use super::{Tag, open, shown};
use crate::app::App;
use crate::http::contract::takes;
use crate::http::{Checked, IfMatch, Shown};
use crate::identity::{Action, Caller};
use crate::listen::Nearby;
use crate::review::PublishedPhotographId;
use crate::testimony::photograph::Format;
use crate::testimony::told::Told;
use crate::testimony::wire::{PhotographKey, TakenPhotograph};
use crate::testimony::{PhotographId, TestimonyId, intake};

const FORMATS: [Format; 3] = [Format::Jpeg, Format::Png, Format::WebP];

/// A picture as a body; read once it is known whose it is.
pub struct Picture {
    format: Format,
    body: Body,
}

impl<'a> ApiExtractor<'a> for Picture {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(_: &mut Registry) {}

    fn request_meta() -> Option<MetaRequest> {
        let media = |format: Format| MetaMediaType {
            content_type: format.media_type(),
            schema: MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format(
                "string", "binary",
            ))),
        };
        Some(MetaRequest {
            description: Some("The file as it is, 10 MiB at most."),
            content: FORMATS.map(media).into(),
            required: true,
        })
    }

    async fn from_request(
        request: &'a Request,
        body: &mut RequestBody,
        _: ExtractParamOptions<()>,
    ) -> poem::Result<Self> {
        let kind = request.content_type().unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        let format = Format::of_media_type(kind);
        Ok(Self {
            format: format.ok_or_else(|| takes(&FORMATS.map(Format::media_type)))?,
            body: body.take()?,
        })
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Picture(hidden)")
    }
}

/// A photograph that was taken.
#[derive(ApiResponse, Debug)]
pub enum Added {
    /// Sealed, and safe on disk.
    #[oai(status = 201)]
    Ok(Json<TakenPhotograph>),
}

/// A picture of plain pixels.
#[derive(ApiResponse, Debug)]
pub enum Pixels {
    /// The picture, encoded anew: no EXIF, no XMP, no colour profile, no preview.
    #[oai(status = 200, content_type = "image/jpeg")]
    Jpeg(Binary<Vec<u8>>),
}

/// A file of a witness.
#[derive(ApiResponse, Debug)]
pub enum File {
    /// The file, with everything that stands in it.
    #[oai(status = 200, content_type = "application/octet-stream")]
    Original(
        Binary<Vec<u8>>,
        /// `attachment`, with a file name that says nothing but the format.
        #[oai(header = "Content-Disposition")]
        String,
    ),
}

/// Operations on photographs.
#[derive(Debug)]
pub struct PhotographsApi;

#[OpenApi(prefix_path = "/v1")]
impl PhotographsApi {
    /// Add a photograph
    ///
    /// JPEG, PNG or WebP; five of a testimony at most. It is sealed like the testimony and read by nobody but its
    /// reviewers. What may be published later is encoded anew and has nothing of the file but what can be seen: no place,
    /// no time, no camera. What a phone hangs behind a picture (a film with sound, say) is cut off before anything is
    /// stored, and no file name is kept. It ends an approval that was given before. The same file again is the same
    /// photograph, so that repeating a request that got no answer is harmless. Black out what you can yourself: whoever
    /// takes the file from your phone finds everything in it.
    ///
    /// Problems: `receipt-unknown`, `already-decided`, `employer-network`, `too-many-photographs`, `photograph-unreadable`,
    /// `photograph-mislabelled`, `photograph-with-more`, `photograph-too-many-pixels`, `body-too-large`,
    /// `unsupported-media-type`, `busy`.
    #[oai(
        path = "/mailbox/photographs",
        method = "post",
        operation_id = "add_photograph",
        tag = "Tag::Testimony"
    )]
    async fn add_photograph(
        &self,
        app: Data<&App>,
        /// The receipt, in any case and grouping. A header, since it must never stand in an address.
        #[oai(name = "X-Receipt", validator(max_length = 64))]
        receipt: Header<Option<String>>,
        /// `true` when a first try was answered `employer-network` and the witness wants to send it all the same.
        #[oai(name = "X-Accept-Risk")]
        accept_risk: Header<Option<bool>>,
        nearby: Nearby,
        picture: Picture,
    ) -> poem::Result<Added> {
        let _room = intake::room()?;
        let receipt = Told::from(receipt.0.unwrap_or_default());
        let id = add_photograph(
            &app,
            &receipt,
            (picture.format, picture.body),
            (nearby, accept_risk.0),
        )
        .await?;
        Ok(Added::Ok(Json(TakenPhotograph { id })))
    }

    /// Look at an own photograph
    ///
    /// As it would be published, with what the reviewers have blackened so far. Gone once the testimony is decided.
    ///
    /// Problems: `receipt-unknown`, `not-found`, `invalid-body`, `busy`.
    #[oai(
        path = "/mailbox/photographs/open",
        method = "post",
        operation_id = "open_own_photograph",
        tag = "Tag::Testimony"
    )]
    async fn open_own_photograph(
        &self,
        app: Data<&App>,
        body: Checked<PhotographKey>,
    ) -> poem::Result<Pixels> {
        let _room = intake::room()?;
        let jpeg = open_own_photograph(&app, &body.0.receipt, body.0.photograph_id).await?;
        Ok(Pixels::Jpeg(Binary(jpeg)))
    }

    /// Take a photograph back
    ///
    /// Deletes it, and ends an approval that was given before. Not possible once the testimony is decided: withdraw it
    /// then. Under a legal hold nobody opens the photograph any more, but the sealed file must be kept until the hold
    /// ends: the answer is then 202.
    ///
    /// Problems: `receipt-unknown`, `not-found`, `already-decided`, `invalid-body`, `busy`.
    #[oai(
        path = "/mailbox/photographs/remove",
        method = "post",
        operation_id = "remove_photograph",
        tag = "Tag::Testimony"
    )]
    async fn remove_photograph(
        &self,
        app: Data<&App>,
        body: Checked<PhotographKey>,
    ) -> poem::Result<TakenBack> {
        let _room = intake::room()?;
        let gone = remove_photograph(&app, &body.0.receipt, body.0.photograph_id).await?;
        Ok(match gone {
            true => TakenBack::Gone,
            false => TakenBack::Held(Json(HeldBack::default())),
        })
    }

    /// Look at a photograph
    ///
    /// As it would be published: turned upright, the longer side 2,048 pixels at most, blackened as decided. The audit
    /// keeps who looked, and the day.
    ///
    /// Problems: `review-locked`, `not-sealed-to-you`, `does-not-open`, `already-decided`, `not-found`.
    #[oai(
        path = "/review/testimonies/:testimony_id/photographs/:photograph_id/open",
        method = "post",
        operation_id = "open_photograph",
        tag = "Tag::Review"
    )]
    async fn open_photograph(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The testimony.
        testimony_id: Path<TestimonyId>,
        /// The photograph.
        photograph_id: Path<PhotographId>,
        /// True: without what is blackened.
        without_bars: Query<Option<bool>>,
        /// From `unlock_review`.
        #[oai(name = "X-Unlock-Token", validator(max_length = 64))]
        token: Header<Option<String>>,
    ) -> poem::Result<Pixels> {
        let by = open(&app, &caller, &token).await?;
        let which = (testimony_id.0, photograph_id.0);
        let without_bars = without_bars.0.unwrap_or_default();
        let jpeg = open_photograph(&app, &by, which, without_bars).await?;
        Ok(Pixels::Jpeg(Binary(jpeg)))
    }

    /// Download the file of a photograph
    ///
    /// The file as the witness sent it. It may say where, when and with which camera it was made: open it on no device
    /// that others read, and keep no copy. The audit keeps who took it, and the day.
    ///
    /// Problems: `review-locked`, `not-sealed-to-you`, `does-not-open`, `already-decided`, `not-found`.
    #[oai(
        path = "/review/testimonies/:testimony_id/photographs/:photograph_id/original",
        method = "post",
        operation_id = "download_photograph",
        tag = "Tag::Review"
    )]
    async fn download_photograph(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The testimony.
        testimony_id: Path<TestimonyId>,
        /// The photograph.
        photograph_id: Path<PhotographId>,
        /// From `unlock_review`.
        #[oai(name = "X-Unlock-Token", validator(max_length = 64))]
        token: Header<Option<String>>,
    ) -> poem::Result<File> {
        let by = open(&app, &caller, &token).await?;
        let which = (testimony_id.0, photograph_id.0);
        let file = open_original_photograph(&app, &by, which).await?;
        let name = match file.format {
            Format::Jpeg => "photograph.jpg",
            Format::Png => "photograph.png",
            Format::WebP => "photograph.webp",
        };
        let disposition = format!("attachment; filename=\"{name}\"");
        Ok(File::Original(Binary(file.bytes), disposition))
    }

    /// Decide about a photograph
    ///
    /// Publish it or not, and what is blackened in it. It ends an approval that was given before, and claims the
    /// testimony. Nothing is approved while a photograph is undecided.
    ///
    /// Problems: `review-locked`, `not-sealed-to-you`, `claimed-by-another`, `already-decided`, `precondition-failed`,
    /// `precondition-required`, `invalid-body`, `not-found`.
    #[oai(
        path = "/review/testimonies/:testimony_id/photographs/:photograph_id",
        method = "put",
        operation_id = "decide_photograph",
        tag = "Tag::Review"
    )]
    #[expect(clippy::too_many_arguments, reason = "each is documented by itself")]
    async fn decide_photograph(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The testimony.
        testimony_id: Path<TestimonyId>,
        /// The photograph.
        photograph_id: Path<PhotographId>,
        /// From `unlock_review`.
        #[oai(name = "X-Unlock-Token", validator(max_length = 64))]
        token: Header<Option<String>>,
        if_match: IfMatch,
        body: Checked<PhotographDecision>,
    ) -> poem::Result<Shown<OpenedTestimony>> {
        let by = open(&app, &caller, &token).await?;
        let which = (testimony_id.0, photograph_id.0);
        Ok(shown(
            decide_photograph(&app, &by, which, &body.0, &if_match).await?,
        ))
    }

    /// Show a published photograph
    ///
    /// For members of the organization; no packet prints it yet.
    ///
    /// Problems: `not-found`.
    #[oai(
        path = "/published-photographs/:photograph_id",
        method = "get",
        operation_id = "get_published_photograph",
        tag = "Tag::Review"
    )]
    async fn get_published_photograph(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// The photograph.
        photograph_id: Path<PublishedPhotographId>,
    ) -> poem::Result<Pixels> {
        caller.may(Action::ReadCampaigns)?;
        let jpeg = published_photograph(&app, caller.organization, photograph_id.0).await?;
        Ok(Pixels::Jpeg(Binary(jpeg)))
    }
}
