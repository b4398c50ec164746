//! Made-up photographs, and what phones and strangers hide in them.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// Red on the left, blue on the right, and no two rows alike.
pub fn pixels(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let shade = (y % 64) as u8;
        match x < width / 2 {
            true => Rgb([220, shade, 20]),
            false => Rgb([20, shade, 220]),
        }
    })
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, 90);
    pixels(width, height).write_with_encoder(encoder).unwrap();
    bytes
}

pub fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = DynamicImage::ImageRgb8(pixels(width, height));
    picture
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

/// A face that somebody made transparent instead of removing it.
pub fn png_with_something_transparent() -> Vec<u8> {
    let picture = RgbaImage::from_pixel(40, 40, Rgba([200, 10, 10, 0]));
    let mut bytes = Vec::new();
    let picture = DynamicImage::ImageRgba8(picture);
    picture
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

pub fn webp(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = pixels(width, height);
    WebPEncoder::new_lossless(&mut bytes)
        .encode(&picture, width, height, ExtendedColorType::Rgb8)
        .unwrap();
    bytes
}

/// As phones write them: turned by a tag, and with the place and a name in it.
pub fn jpeg_of_a_phone(width: u32, height: u32, turned: u16, told: &str) -> Vec<u8> {
    let plain = jpeg(width, height);
    let mut bytes = plain[..2].to_vec();
    bytes.extend(segment(
        0xe1,
        &[&b"Exif\0\0"[..], &exif(turned, told)].concat(),
    ));
    let packet = format!("http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>{told}</x:xmpmeta>");
    bytes.extend(segment(0xe1, packet.as_bytes()));
    bytes.extend(segment(
        0xe2,
        format!("ICC_PROFILE\0\x01\x01{told}").as_bytes(),
    ));
    bytes.extend(segment(0xfe, told.as_bytes()));
    bytes.extend(&plain[2..]);
    bytes
}

fn segment(marker: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker][..], &length, content].concat()
}

/// TIFF 6.0, little-endian: description, orientation and a GPS directory with the place as text.
fn exif(turned: u16, told: &str) -> Vec<u8> {
    let text = format!("{told}\0").into_bytes();
    let count = u32::try_from(text.len()).unwrap();
    let (first, gps) = (8, 8 + 2 + 3 * 12 + 4);
    let data = gps + 2 + 12 + 4;
    let entry = |tag: u16, kind: u16, count: u32, value: u32| {
        [
            &tag.to_le_bytes()[..],
            &kind.to_le_bytes(),
            &count.to_le_bytes(),
            &value.to_le_bytes(),
        ]
        .concat()
    };
    [
        b"II*\0".to_vec(),
        u32::to_le_bytes(first).to_vec(),
        3u16.to_le_bytes().to_vec(),
        entry(0x010e, 2, count, data),
        entry(0x0112, 3, 1, u32::from(turned)),
        entry(0x8825, 4, 1, gps),
        vec![0; 4],
        1u16.to_le_bytes().to_vec(),
        entry(0x001b, 2, count, data),
        vec![0; 4],
        text,
    ]
    .concat()
}

/// A PNG whose head promises so many pixels; there are none.
pub fn png_that_promises(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = png(8, 8);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32, _| match sum & 1 {
        1 => (sum >> 1) ^ 0xedb8_8320,
        _ => sum >> 1,
    };
    let sum = bytes
        .iter()
        .fold(!0u32, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), step));
    !sum
}

/// The end of an archive in which something else could lie.
pub fn with_an_archive(mut picture: Vec<u8>) -> Vec<u8> {
    picture.extend(b"PK\x05\x06");
    picture.extend([0; 18]);
    picture
}
