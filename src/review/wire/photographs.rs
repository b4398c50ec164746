//! What review says and hears about photographs.

use poem_openapi::Object;

use crate::review::entity::PublishedPhotographId;
use crate::testimony::PhotographId;
use crate::testimony::photograph::Bar;
use crate::testimony::photograph::kept::{Sheet, State};

/// A photograph on the desk of a reviewer.
#[derive(Debug, Object)]
pub struct DeskPhotograph {
    pub id: PhotographId,
    pub state: State,
    /// In pixels, as `open_photograph` shows it: turned upright, the longer side 2,048 at most.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// What is blackened.
    pub black_out: Vec<Bar>,
}

impl From<Sheet> for DeskPhotograph {
    fn from(sheet: Sheet) -> Self {
        Self {
            id: sheet.id,
            state: sheet.state,
            width: sheet.width,
            height: sheet.height,
            black_out: sheet.black_out,
        }
    }
}

/// A decision about a photograph.
#[derive(Debug, Object)]
#[oai(deny_unknown_fields)]
pub struct PhotographDecision {
    /// Whether it is published with the text.
    pub publish: bool,
    /// What is blackened; takes the place of the list before. The pixels below are not in what is published. Faces and
    /// name tags, screens, papers and plates, and whatever reflects.
    #[oai(validator(max_items = 100))]
    pub black_out: Option<Vec<Bar>>,
}

/// A picture that was published with a testimony.
#[derive(Debug, Object)]
pub struct PublishedPicture {
    /// A fresh random id: nothing links it to the file it came of.
    pub id: PublishedPhotographId,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}
