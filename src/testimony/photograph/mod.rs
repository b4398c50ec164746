//! Photographs of a witness: looked at as files, turned into plain pixels, and encoded anew.

mod darkroom;
mod file;
pub mod kept;
mod pixels;

pub use darkroom::develop;
pub use file::{Format, looked_at};
pub use pixels::{Bar, Print, print};

use crate::http::{Problem, catalogue as known};

/// The most bytes of one photograph.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// The most photographs of one testimony.
pub const MOST: usize = 5;

/// Why a file is not taken. Nothing of the file is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the file is larger than 10 MiB")]
    TooLarge,
    #[error("the file is broken, cut short, or no picture")]
    Unreadable,
    #[error("the file is another picture format than it is said to be")]
    Mislabelled,
    #[error("something follows the picture in the file")]
    MoreThanAPicture,
    #[error("the picture has too many pixels or takes too much work")]
    TooManyPixels,
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::new(match fault {
            Fault::TooLarge => known::BODY_TOO_LARGE,
            Fault::Unreadable => known::PHOTOGRAPH_UNREADABLE,
            Fault::Mislabelled => known::PHOTOGRAPH_MISLABELLED,
            Fault::MoreThanAPicture => known::PHOTOGRAPH_WITH_MORE,
            Fault::TooManyPixels => known::PHOTOGRAPH_TOO_MANY_PIXELS,
        })
    }
}
