//! Imports of spreadsheets.

use poem::error::ReadBodyError;
use poem::web::Data;
use poem::{Request, RequestBody};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ApiResponse, ExtractParamOptions, OpenApi};

use super::Tag;
use crate::app::App;
use crate::directory::import_file::{Manner, import_file};
use crate::directory::wire::{ImportKind, ImportReport};
use crate::http::contract::takes;
use crate::http::{Problem, catalogue as known};
use crate::identity::{Action, Caller};

/// Imports.
#[derive(Debug)]
pub struct ImportsApi;

/// A body of `text/csv` (RFC 4180), as it came.
#[derive(Debug)]
pub struct Csv(pub Vec<u8>);

impl<'a> ApiExtractor<'a> for Csv {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(_: &mut Registry) {}

    fn request_meta() -> Option<MetaRequest> {
        let schema = MetaSchemaRef::Inline(Box::new(MetaSchema::new("string")));
        let media = MetaMediaType {
            content_type: "text/csv",
            schema,
        };
        Some(MetaRequest {
            description: Some("The file, in UTF-8, with a header line."),
            content: vec![media],
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
        if !kind.eq_ignore_ascii_case("text/csv") {
            return Err(takes(&["text/csv"]).into());
        }
        let app: &App = request
            .data::<App>()
            .ok_or_else(|| Problem::new(known::INTERNAL))?;
        let read = body
            .take()?
            .into_bytes_limit(app.settings.limits.import_bytes);
        match read.await {
            Ok(bytes) => Ok(Self(bytes.to_vec())),
            Err(ReadBodyError::PayloadTooLarge) => Err(Problem::new(known::BODY_TOO_LARGE).into()),
            Err(error) => Err(error.into()),
        }
    }
}

/// What became of the file.
#[derive(ApiResponse, Debug)]
pub enum Imported {
    /// Imported, or with `dry_run` only looked at.
    #[oai(status = 200)]
    Ok(Json<ImportReport>),
}

#[OpenApi(prefix_path = "/v1", tag = "Tag::Directory")]
impl ImportsApi {
    /// Import a spreadsheet
    ///
    /// A CSV file in UTF-8 whose header names the columns; commas, semicolons and tabs all separate. Rows that are
    /// known already are changed, others made; an empty cell changes nothing. Refused lines take everything back,
    /// unless they are to be skipped; sending a file twice changes nothing the second time. Divisions come first:
    /// officials, workplaces and postal codes name them by their Open Civic Data id. A `roster` alone takes the place of
    /// the one before.
    ///
    /// Problems: `unauthenticated`, `forbidden`, `not-found`, `unsupported-media-type`, `body-too-large`,
    /// `import-unreadable`, `import-refused`, `invalid-parameter`.
    #[oai(path = "/imports/:kind", method = "post", operation_id = "import_file")]
    async fn import_file(
        &self,
        app: Data<&App>,
        caller: Caller,
        /// What the rows are.
        kind: Path<ImportKind>,
        /// Import the good lines although others are refused.
        skip_refused: Query<Option<bool>>,
        /// Only say what would become of the file.
        dry_run: Query<Option<bool>>,
        body: Csv,
    ) -> Result<Imported, Problem> {
        caller.may(Action::EditDirectory)?;
        let manner = Manner {
            skip_refused: skip_refused.0.unwrap_or(false),
            dry_run: dry_run.0.unwrap_or(false),
        };
        let report = import_file(&app, &caller, kind.0, &body.0, manner).await?;
        Ok(Imported::Ok(Json(report)))
    }
}
