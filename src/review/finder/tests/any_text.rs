//! Whatever somebody types: what is found is sorted, lies inside the text and does not overlap.

use super::*;

/// A small generator with a fixed beginning: the same texts on every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn text(&mut self) -> String {
        const PIECES: &[&str] = &[
            " ",
            " ",
            ".",
            ", ",
            "\n",
            "'",
            "’",
            "-",
            "@",
            "#",
            "/",
            "Mr. ",
            "Denise",
            "OKAFOR",
            "of",
            "12",
            "555-0199",
            "March",
            "the",
            "only",
            "at",
            "dot",
            "com",
            "\u{301}",
            "😀",
            "ñ",
            "Ж",
            "你好",
            "مرحبا",
            "\u{200d}",
            "ﬁ",
            "İ",
            "ẞ",
            "_",
            "years",
            "\0",
            "１",
        ];
        let length = self.below(60);
        let mut text = String::new();
        for _ in 0..length {
            match self.below(4) {
                0 => text.extend(char::from_u32(
                    u32::try_from(self.below(0x11_0000)).unwrap_or(0),
                )),
                _ => text.push_str(
                    PIECES[usize::try_from(self.below(PIECES.len() as u64)).unwrap_or(0)],
                ),
            }
        }
        text
    }
}

#[test]
fn any_text_gives_sorted_findings_inside_it_that_do_not_overlap() {
    let (mut chance, directory) = (Chance(7), directory());
    for _ in 0..3_000 {
        let text = chance.text();
        let length = u32::try_from(text.chars().count()).unwrap();
        let all = find(&text, &directory);
        assert!(
            all.iter()
                .all(|one| one.start < one.end && one.end <= length),
            "{text:?}"
        );
        assert!(
            all.windows(2).all(|pair| pair[0].end <= pair[1].start),
            "{text:?}"
        );
        for span in spans(&text, &directory) {
            assert!(text.get(span.start..span.end).is_some(), "{text:?}");
        }
    }
}
