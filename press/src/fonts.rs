//! The embedded faces: the only ones the press knows, so that a packet looks the same on every machine.

use std::sync::LazyLock;

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

pub(crate) static FONTS: LazyLock<Vec<Font>> = LazyLock::new(|| {
    FILES
        .into_iter()
        .filter_map(|(_, file)| Font::new(Bytes::new(file), 0))
        .collect()
});

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
