//! A file as a body: a photograph or a PDF, by its media type.

use poem::{FromRequest, Request, RequestBody};
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use crate::http::contract::takes;
use crate::testimony::photograph::Format;

/// What a file says that it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    Jpeg,
    Png,
    WebP,
    Pdf,
}

impl Media {
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Jpeg, Self::Png, Self::WebP];

    pub fn of(format: Format) -> Self {
        match format {
            Format::Jpeg => Self::Jpeg,
            Format::Png => Self::Png,
            Format::WebP => Self::WebP,
        }
    }

    pub fn picture(self) -> Option<Format> {
        match self {
            Self::Jpeg => Some(Format::Jpeg),
            Self::Png => Some(Format::Png),
            Self::WebP => Some(Format::WebP),
            Self::Pdf => None,
        }
    }

    pub fn media_type(self) -> &'static str {
        self.picture().map_or("application/pdf", Format::media_type)
    }
}

impl std::str::FromStr for Media {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL
            .into_iter()
            .find(|media| media.media_type() == text)
            .ok_or(())
    }
}

/// A body of one of these types.
pub struct Upload {
    pub media: Media,
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Upload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Upload({} bytes)", self.bytes.len())
    }
}

impl<'a> ApiExtractor<'a> for Upload {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(_: &mut Registry) {}

    fn request_meta() -> Option<MetaRequest> {
        let media = |media: Media| MetaMediaType {
            content_type: media.media_type(),
            schema: MetaSchemaRef::Inline(Box::new(MetaSchema::new_with_format(
                "string", "binary",
            ))),
        };
        Some(MetaRequest {
            description: Some("The file as it is, 10 MiB at most."),
            content: Media::ALL.map(media).into(),
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
        let media = kind.to_ascii_lowercase().parse::<Media>();
        let media = media.map_err(|()| takes(&Media::ALL.map(Media::media_type)))?;
        let bytes = <Vec<u8> as FromRequest>::from_request(request, body).await?;
        Ok(Self { media, bytes })
    }
}
