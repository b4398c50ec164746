//! From a file to plain pixels and back: what is encoded here has nothing of the file but what can be seen.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageResult, Limits, Rgb, RgbImage};
use poem_openapi::Object;
use serde::{Deserialize, Serialize};

use super::{Fault, Format};

/// Phones of today make 50 million at most without being asked for more.
const MOST_PIXELS: u64 = 51_000_000;
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// The longer side of what is shown and published; what is finer helps nobody but who wants to recognise somebody.
const LONGER_SIDE: u32 = 2048;
const QUALITY: u8 = 85;

/// A rectangle that is blackened, in pixels of the picture as `open_photograph` shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Object, Serialize, Deserialize)]
#[oai(deny_unknown_fields)]
pub struct Bar {
    /// Pixels between the left edge of the picture and the rectangle.
    #[oai(validator(minimum(value = "0"), maximum(value = "4096")))]
    pub left: u32,
    /// Pixels between the upper edge of the picture and the rectangle.
    #[oai(validator(minimum(value = "0"), maximum(value = "4096")))]
    pub top: u32,
    /// In pixels.
    #[oai(validator(minimum(value = "1"), maximum(value = "4096")))]
    pub width: u32,
    /// In pixels.
    #[oai(validator(minimum(value = "1"), maximum(value = "4096")))]
    pub height: u32,
}

impl Bar {
    /// Whether some of it lies within a picture.
    pub fn touches(&self, width: u32, height: u32) -> bool {
        self.left < width && self.top < height
    }
}

/// A picture encoded anew.
pub struct Print {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
}

impl std::fmt::Debug for Print {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Print({} bytes)", self.jpeg.len())
    }
}

/// Decodes, turns upright, makes smaller, blackens, and encodes. Slow: only within `develop`.
pub fn print(bytes: &[u8], bars: &[Bar]) -> Result<Print, Fault> {
    let format = Format::of(bytes).ok_or(Fault::Unreadable)?;
    let (picture, orientation) = match format {
        Format::Jpeg => decoded(JpegDecoder::new(Cursor::new(bytes))),
        Format::Png => decoded(PngDecoder::with_limits(Cursor::new(bytes), limits())),
        Format::WebP => decoded(WebPDecoder::new(Cursor::new(bytes))),
    }?;
    let picture = without_transparency(picture);
    let larger = picture.width().max(picture.height()) > LONGER_SIDE;
    let mut picture = match larger {
        true => picture.thumbnail(LONGER_SIDE, LONGER_SIDE),
        false => picture,
    };
    picture.apply_orientation(orientation);
    let mut picture = picture.into_rgb8();
    bars.iter().for_each(|bar| blacken(&mut picture, bar));
    encoded(&picture)
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_MEMORY);
    limits
}

fn decoded<D: ImageDecoder>(decoder: ImageResult<D>) -> Result<(DynamicImage, Orientation), Fault> {
    let mut decoder = decoder.map_err(|error| fault(&error))?;
    let (width, height) = decoder.dimensions();
    let is_large = u64::from(width) * u64::from(height) > MOST_PIXELS;
    if is_large || decoder.total_bytes() > MOST_MEMORY {
        return Err(Fault::TooManyPixels);
    }
    decoder
        .set_limits(limits())
        .map_err(|error| fault(&error))?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| fault(&error))?;
    Ok((picture, orientation))
}

fn fault(error: &ImageError) -> Fault {
    match error {
        ImageError::Limits(_) => Fault::TooManyPixels,
        _ => Fault::Unreadable,
    }
}

/// On white: what transparency hides would come to light if only the transparency were dropped.
fn without_transparency(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture;
    }
    let mut picture = picture.into_rgba8();
    for pixel in picture.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0.map(u32::from);
        let over = |colour: u32| ((colour * alpha + 255 * (255 - alpha)) / 255) as u8;
        pixel.0 = [over(red), over(green), over(blue), 255];
    }
    DynamicImage::ImageRgba8(picture)
}

fn blacken(picture: &mut RgbImage, bar: &Bar) {
    let right = bar.left.saturating_add(bar.width).min(picture.width());
    let bottom = bar.top.saturating_add(bar.height).min(picture.height());
    for y in bar.top..bottom {
        for x in bar.left..right {
            picture.put_pixel(x, y, Rgb([0, 0, 0]));
        }
    }
}

fn encoded(picture: &RgbImage) -> Result<Print, Fault> {
    let mut jpeg = Vec::new();
    JpegEncoder::new_with_quality(&mut jpeg, QUALITY)
        .encode_image(picture)
        .map_err(|_| Fault::Unreadable)?;
    Ok(Print {
        jpeg,
        width: picture.width(),
        height: picture.height(),
    })
}
