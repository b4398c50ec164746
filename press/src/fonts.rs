//! The embedded faces, so that a packet looks the same on every machine; behind them those of a folder, for further scripts.

use std::path::Path;
use std::sync::{LazyLock, OnceLock};
use std::{fs, io};

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

macro_rules! face {
    ($name:literal) => {
        ($name, include_bytes!(concat!("../fonts/", $name)) as &[u8])
    };
}

pub(crate) const FILES: [(&str, &[u8]); 9] = [
    face!("LibertinusSerif-Regular.otf"),
    face!("LibertinusSerif-Italic.otf"),
    face!("LibertinusSerif-Bold.otf"),
    face!("NotoSans-Regular.ttf"),
    face!("NotoSans-Bold.ttf"),
    face!("NotoNaskhArabic-Regular.ttf"),
    face!("NotoSerifDevanagari-Regular.ttf"),
    face!("NotoSerifThai-Regular.ttf"),
    face!("NotoSerifCJKsc-Regular.otf"),
];

/// Those of a folder.
static MORE: OnceLock<Vec<Font>> = OnceLock::new();

pub(crate) static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let own = FILES.into_iter();
    let own = own.filter_map(|(_, file)| Font::new(Bytes::new(file), 0));
    own.chain(MORE.get().into_iter().flatten().cloned())
        .collect()
});

/// Reads the faces of a folder, in the order of their files' names; they stand in where no embedded face has a character.
/// Once, and before anything is set: afterwards it changes nothing. What is no font there is passed over.
pub fn more_fonts_from(folder: &Path) -> io::Result<usize> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.retain(|file| file.is_file());
    files.sort();
    let mut faces = Vec::new();
    for file in files {
        faces.extend(Font::iter(Bytes::new(fs::read(file)?)));
    }
    let number = faces.len();
    let _ = MORE.set(faces);
    Ok(number)
}

pub(crate) static BOOK: LazyLock<LazyHash<FontBook>> =
    LazyLock::new(|| LazyHash::new(FontBook::from_fonts(FONTS.iter())));

/// Whether a single face has every character of this cluster: a mark cannot be borrowed from another face.
pub(crate) fn one_has_all_of(cluster: &str) -> bool {
    if cluster.is_ascii() {
        return true;
    }
    let shown = |c: &char| !matches!(c, '\u{200C}' | '\u{200D}');
    FONTS.iter().any(|font| {
        cluster
            .chars()
            .filter(shown)
            .all(|c| font.info().coverage.contains(u32::from(c)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_file_is_a_font() {
        assert_eq!(FONTS.len(), FILES.len());
    }
}
