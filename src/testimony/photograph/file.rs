//! Walks through the parts of a picture file without decoding it: what it is, where it ends, and what hangs behind it.

use super::Fault;

/// The formats that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    WebP,
}

/// Scans of one progressive JPEG: cameras make one to twelve, and each is a walk over all pixels.
const MOST_SCANS: usize = 64;
/// Pictures in one file: phones put a brightness map or a depth map behind the first.
const MOST_PICTURES: usize = 8;

impl Format {
    pub fn of_media_type(media: &str) -> Option<Self> {
        match media.to_ascii_lowercase().as_str() {
            "image/jpeg" => Some(Self::Jpeg),
            "image/png" => Some(Self::Png),
            "image/webp" => Some(Self::WebP),
            _ => None,
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::WebP => "image/webp",
        }
    }

    /// What the first bytes say; a picture with anything in front of it is none.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xd8, 0xff, ..] => Some(Self::Jpeg),
            [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some(Self::Png),
            [
                b'R',
                b'I',
                b'F',
                b'F',
                _,
                _,
                _,
                _,
                b'W',
                b'E',
                b'B',
                b'P',
                ..,
            ] => Some(Self::WebP),
            _ => None,
        }
    }
}

/// How many bytes of the file are the picture that it is said to be. What a phone hangs behind a JPEG (another picture, a
/// moving one with sound, its own notes) is to be cut off; whatever else follows makes it a file that is two things.
pub fn looked_at(bytes: &[u8], said: Format) -> Result<usize, Fault> {
    match Format::of(bytes) {
        Some(format) if format == said => {}
        Some(_) => return Err(Fault::Mislabelled),
        None => return Err(Fault::Unreadable),
    }
    match said {
        Format::Jpeg => jpeg(bytes),
        Format::Png => only(bytes, png_end(bytes)?),
        Format::WebP => only(bytes, webp_end(bytes)?),
    }
}

fn only(bytes: &[u8], end: usize) -> Result<usize, Fault> {
    match bytes.len() == end {
        true => Ok(end),
        false => Err(Fault::MoreThanAPicture),
    }
}

fn jpeg(bytes: &[u8]) -> Result<usize, Fault> {
    let first = jpeg_end(bytes)?;
    let mut at = first;
    for _ in 1..MOST_PICTURES {
        let behind = bytes.get(at..).unwrap_or_default();
        let zeros = behind.iter().take_while(|byte| **byte == 0).count();
        let rest = &behind[zeros..];
        match jpeg_end(rest) {
            Ok(length) => at += zeros + length,
            Err(_) if rest.is_empty() || is_from_a_phone(behind) => return Ok(first),
            Err(_) => return Err(Fault::MoreThanAPicture),
        }
    }
    Err(Fault::MoreThanAPicture)
}

/// A film (ISO 14496-12 begins with `ftyp`), or the notes that one maker closes with `SEFT`.
fn is_from_a_phone(rest: &[u8]) -> bool {
    rest.get(4..8) == Some(b"ftyp") || rest.ends_with(b"SEFT")
}

/// ITU T.81, B.1: segments with a length, and scans without one.
fn jpeg_end(bytes: &[u8]) -> Result<usize, Fault> {
    if !bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Err(Fault::Unreadable);
    }
    let (mut at, mut scans) = (2, 0);
    loop {
        if bytes.get(at) != Some(&0xff) {
            return Err(Fault::Unreadable);
        }
        while bytes.get(at) == Some(&0xff) {
            at += 1;
        }
        let marker = bytes.get(at).ok_or(Fault::Unreadable)?;
        at += 1;
        match marker {
            0xd9 => return Ok(at),
            0x00 | 0xd8 => return Err(Fault::Unreadable),
            0x01 | 0xd0..=0xd7 => {}
            0xda => {
                scans += 1;
                if scans > MOST_SCANS {
                    return Err(Fault::TooManyPixels);
                }
                at = end_of_scan(bytes, segment(bytes, at)?)?;
            }
            _ => at = segment(bytes, at)?,
        }
    }
}

fn segment(bytes: &[u8], at: usize) -> Result<usize, Fault> {
    let length: [u8; 2] = read(bytes, at)?;
    let end = at + usize::from(u16::from_be_bytes(length));
    match usize::from(u16::from_be_bytes(length)) >= 2 && end <= bytes.len() {
        true => Ok(end),
        false => Err(Fault::Unreadable),
    }
}

fn end_of_scan(bytes: &[u8], mut at: usize) -> Result<usize, Fault> {
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        at += rest
            .iter()
            .position(|byte| *byte == 0xff)
            .ok_or(Fault::Unreadable)?;
        match bytes.get(at + 1).ok_or(Fault::Unreadable)? {
            0x00 | 0xd0..=0xd7 => at += 2,
            0xff => at += 1,
            _ => return Ok(at),
        }
    }
}

/// PNG, third edition, 5.3: length, type, data, check sum.
fn png_end(bytes: &[u8]) -> Result<usize, Fault> {
    let mut at = 8;
    loop {
        let length = u32::from_be_bytes(read(bytes, at)?);
        let kind: [u8; 4] = read(bytes, at + 4)?;
        let end = at.checked_add(12 + usize::try_from(length).map_err(|_| Fault::Unreadable)?);
        at = end
            .filter(|end| *end <= bytes.len())
            .ok_or(Fault::Unreadable)?;
        if &kind == b"IEND" {
            return Ok(at);
        }
    }
}

/// RFC 9649, 2.3: one RIFF file; moving pictures are not taken.
fn webp_end(bytes: &[u8]) -> Result<usize, Fault> {
    let length = |at| {
        let length = u32::from_le_bytes(read(bytes, at)?);
        usize::try_from(length).map_err(|_| Fault::Unreadable)
    };
    let end = length(4)?.checked_add(8).filter(|end| *end <= bytes.len());
    let end = end.ok_or(Fault::Unreadable)?;
    let mut at = 12;
    while at < end {
        let kind: [u8; 4] = read(bytes, at)?;
        if &kind == b"ANIM" || &kind == b"ANMF" {
            return Err(Fault::Unreadable);
        }
        let size = length(at + 4)?;
        at = at
            .checked_add(8 + size + size % 2)
            .ok_or(Fault::Unreadable)?;
    }
    Ok(end)
}

fn read<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], Fault> {
    let found = bytes.get(at..).and_then(|rest| rest.first_chunk());
    found.copied().ok_or(Fault::Unreadable)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Start, one table, one scan with a stuffed byte and a restart, end.
    const SMALL: &[u8] = &[
        0xff, 0xd8, 0xff, 0xdb, 0, 4, 1, 2, 0xff, 0xda, 0, 3, 9, 1, 0xff, 0, 2, 0xff, 0xd0, 3,
        0xff, 0xd9,
    ];

    #[test]
    fn a_jpeg_ends_where_it_says_and_nowhere_before() {
        assert_eq!(looked_at(SMALL, Format::Jpeg), Ok(SMALL.len()));
        for length in 0..SMALL.len() {
            let cut = looked_at(&SMALL[..length], Format::Jpeg);
            assert_eq!(cut, Err(Fault::Unreadable), "{length}");
        }
    }

    #[test]
    fn what_phones_hang_behind_a_picture_is_cut_off_and_anything_else_refused() {
        let behind = |more: &[u8]| looked_at(&[SMALL, more].concat(), Format::Jpeg);
        assert_eq!(behind(SMALL), Ok(SMALL.len()));
        assert_eq!(behind(&[0, 0, 0]), Ok(SMALL.len()));
        assert_eq!(behind(b"\0\0\0\x18ftypmp42"), Ok(SMALL.len()));
        assert_eq!(behind(b"..SEFH....SEFT"), Ok(SMALL.len()));
        for other in [&b"PK\x03\x04"[..], b"<html>", b"%PDF-1.7", b"x"] {
            assert_eq!(behind(other), Err(Fault::MoreThanAPicture));
        }
        assert_eq!(behind(&SMALL.repeat(8)), Err(Fault::MoreThanAPicture));
    }

    #[test]
    fn a_picture_of_more_scans_than_any_camera_makes_is_too_much_work() {
        let scan = &SMALL[8..20];
        let many = [&SMALL[..8], &scan.repeat(65), &[0xff, 0xd9]].concat();
        assert_eq!(looked_at(&many, Format::Jpeg), Err(Fault::TooManyPixels));
    }

    #[test]
    fn a_moving_picture_is_not_taken() {
        let film = b"RIFF\x12\0\0\0WEBPANIM\x06\0\0\0......";
        assert_eq!(looked_at(film, Format::WebP), Err(Fault::Unreadable));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_the_walk_stumble(start in 0usize..3, rest: Vec<u8>) {
            let heads: [(&[u8], Format); 3] = [
                (&[0xff, 0xd8, 0xff], Format::Jpeg),
                (b"\x89PNG\r\n\x1a\n", Format::Png),
                (b"RIFF\x10\0\0\0WEBP", Format::WebP),
            ];
            let (head, format) = heads[start];
            let bytes = [head, &rest].concat();
            if let Ok(end) = looked_at(&bytes, format) {
                assert!(end <= bytes.len());
            }
        }
    }
}
