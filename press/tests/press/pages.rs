//! How pages end: no heading without its text, no table head without a row, no last page that looks forgotten.

use broadside_press::Packet;

use super::kit::{FIXTURES, packet, set, through};
use super::sound::documents;

/// One line of a page: everything that stands at the same height.
struct Line {
    bottom: i32,
    /// Sizes of the bold sans-serif words, in the units of `pdftohtml`; those of headings, captions and table heads.
    bold: Vec<i32>,
    /// Whether something else stands there too.
    has_text: bool,
    words: String,
}

struct Page {
    height: i32,
    lines: Vec<Line>,
}

/// Margins, at the 108 pixels an inch of `pdftohtml`.
const TOP: i32 = 108;
const BOTTOM: i32 = 103;

/// Sizes of headings of the first two levels, rounded as `pdftohtml` does.
const HEADINGS: [i32; 4] = [22, 23, 16, 17];

impl Line {
    fn is_heading(&self) -> bool {
        self.bold.iter().any(|size| HEADINGS.contains(size))
    }
}

/// What stands between the running head and the foot of each page.
fn pages(packet: &Packet) -> Option<Vec<Page>> {
    let arguments = ["-xml", "-i", "-stdout", "{}"];
    let xml = through("pdftohtml", &arguments, &set(packet).pdf)?;
    let mut fonts: Vec<(i32, bool)> = Vec::new();
    let mut pages: Vec<Page> = Vec::new();
    for line in xml.lines().map(str::trim) {
        if line.starts_with("<page ") {
            let height = number(line, "height");
            pages.push(Page {
                height,
                lines: Vec::new(),
            });
        } else if line.starts_with("<fontspec ") {
            fonts.push((number(line, "size"), line.contains("+NotoSans\"")));
        } else if line.starts_with("<text ")
            && let Some(page) = pages.last_mut()
        {
            read(page, line, &fonts);
        }
    }
    pages.iter_mut().for_each(|page| {
        page.lines.sort_by_key(|line| line.bottom);
    });
    Some(pages)
}

fn read(page: &mut Page, line: &str, fonts: &[(i32, bool)]) {
    let (top, height) = (number(line, "top"), number(line, "height"));
    // Running head and foot.
    if !(TOP - 18..page.height - BOTTOM + 8).contains(&top) {
        return;
    }
    let (_, inside) = line.split_once('>').expect("an element");
    let words = inside.trim_end_matches("</text>");
    if words.trim().is_empty() {
        return;
    }
    let (size, is_sans) = fonts[usize::try_from(number(line, "font")).expect("a font")];
    let is_bold = is_sans && words.starts_with("<b>");
    let bottom = top + height;
    let same = |line: &&mut Line| (line.bottom - bottom).abs() < 7;
    match page.lines.iter_mut().find(same) {
        Some(line) => {
            line.bold.extend(is_bold.then_some(size));
            line.has_text |= !is_bold;
            line.words += words;
        }
        None => page.lines.push(Line {
            bottom,
            bold: is_bold.then_some(size).into_iter().collect(),
            has_text: !is_bold,
            words: words.to_owned(),
        }),
    }
}

fn number(line: &str, name: &str) -> i32 {
    let (_, value) = line.split_once(&format!(" {name}=\"")).expect(name);
    let (value, _) = value.split_once('"').expect("a closed value");
    value.parse().expect("a number")
}

/// The same packets with more and less to say, so that pages end somewhere else in each.
fn many() -> Vec<(String, Packet)> {
    let mut all = Vec::new();
    for fixture in FIXTURES {
        for more in 0..9 {
            let mut packet = packet(fixture);
            let line = |n| format!("Line {n} of what we ask.");
            packet.petition.paragraphs.extend((0..more).map(line));
            if let Some(exhibit) = packet.exhibits.first_mut() {
                let said = "Another sentence was said here, and one more, until it was longer than a line of this page.";
                exhibit.paragraphs.extend(vec![said.to_owned(); more * 2]);
            }
            packet.roll.signatures.truncate(more * 17);
            all.push((format!("{} with {more} more", packet.packet_id), packet));
        }
    }
    let other = documents().into_iter();
    all.extend(other.map(|(name, packet)| (name.to_owned(), packet)));
    all
}

#[test]
fn no_heading_stands_in_the_last_three_lines_of_a_page() {
    let mut headings = 0;
    for (name, packet) in many() {
        let Some(pages) = pages(&packet) else {
            return;
        };
        for (at, page) in pages.iter().enumerate() {
            // A part that ends here with the page may be shorter than three lines: a heading or a caption comes next.
            let next = pages.get(at + 1).and_then(|page| page.lines.first());
            let ends_here = next.is_none_or(|line| !line.has_text);
            for (from, line) in page.lines.iter().enumerate() {
                let below = page.lines.len() - 1 - from;
                headings += usize::from(line.is_heading());
                assert!(
                    !line.is_heading() || below >= 3 || (ends_here && below > 0),
                    "{name}, page {}: {}",
                    at + 1,
                    line.words
                );
            }
        }
    }
    assert!(headings > 300, "{headings}");
}

#[test]
fn no_page_ends_with_the_head_of_a_table() {
    for (name, packet) in many() {
        let Some(pages) = pages(&packet) else {
            return;
        };
        // The last line of the last page may be an address in bold.
        for page in &pages[..pages.len() - 1] {
            let last = page.lines.last().expect("a page with something on it");
            assert!(last.has_text, "{name}: {}", last.words);
        }
    }
}

#[test]
fn no_last_page_is_half_empty() {
    for (name, packet) in many() {
        let Some(pages) = pages(&packet) else {
            return;
        };
        let page = pages.last().expect("a page");
        let last = page.lines.last().expect("a page with something on it");
        let filled = (last.bottom - TOP) * 100 / (page.height - TOP - BOTTOM);
        assert!(filled >= 50, "{name}: {filled} % of {} pages", pages.len());
    }
}
