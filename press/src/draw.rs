//! One page of a packet as a picture, for whoever looks before it is sent.

use serde::{Deserialize, Serialize};
use typst_layout::{Page, PagedDocument};
use typst_render::RenderOptions;

use crate::engine::{refused, sheet_of};
use crate::error::PressError;

/// How wide a picture may be asked for, in pixels: readable at least, and no more than a printer can show.
pub const WIDTHS: std::ops::RangeInclusive<u32> = 200..=2_000;

/// Which page, and how large.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Picture {
    /// From 1.
    pub page: usize,
    /// In pixels; the nearest of `WIDTHS` where it is none of them.
    pub width: u32,
}

/// A page as PNG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub png: Vec<u8>,
    pub report: DrawReport,
}

/// What is worth knowing beside the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DrawReport {
    /// Pages of the whole document.
    pub pages: usize,
}

/// Draws one page of a snapshot as `render` would set it. The same bytes in give the same bytes out.
///
/// In a service, call `draw_in_child` instead: nothing here can be interrupted.
pub fn draw(packet_json: &[u8], picture: Picture) -> Result<Drawn, PressError> {
    let (sheet, _) = sheet_of(packet_json)?;
    let compiled = typst::compile::<PagedDocument>(&sheet);
    comemo::evict(0);
    let document = compiled.output.map_err(|errors| refused(&errors))?;
    let pages = document.pages();
    let page = picture.page.checked_sub(1).and_then(|at| pages.get(at));
    let page = page.ok_or(PressError::NoSuchPage { pages: pages.len() })?;
    Ok(Drawn {
        png: png(page, picture.width)?,
        report: DrawReport { pages: pages.len() },
    })
}

fn png(page: &Page, width: u32) -> Result<Vec<u8>, PressError> {
    let width = width.clamp(*WIDTHS.start(), *WIDTHS.end());
    let options = RenderOptions {
        pixel_per_pt: (f64::from(width) / page.frame.width().to_pt()).into(),
        render_bleed: false,
    };
    let drawn = typst_render::render(page, &options).encode_png();
    drawn.map_err(|_| PressError::Refused {
        diagnostics: vec!["the picture cannot be written as PNG".to_owned()],
    })
}
