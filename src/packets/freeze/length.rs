//! How long a report will be, judged from its words: on the safe side, since volumes are decided before anything is set.

use broadside_press::document::{
    DivisionSection, Exhibit, Labelled, Packet, Paper, RollEntry, RollOrder, SeriesTable, Standing,
    Statistics,
};

/// What an aide reads in one sitting.
pub const MOST_PAGES: f64 = 12.0;
/// Headings stay with their text and short tables in one piece, so that pages end early.
const FILLED: f64 = 0.9;
/// Testimony flows on to the next page.
const FLOWS: f64 = 0.96;
/// Text of 10.5 points: a line, and the space between paragraphs.
const LINE: f64 = 13.4;
const BETWEEN: f64 = 10.0;
/// The average character, in parts of the size of its text; scripts of wide characters take a whole one.
const CHARACTER: f64 = 0.455;
const SECTION: f64 = 50.0;
const HEADING: f64 = 32.0;
/// Caption, head and the space around a table or chart.
const TABLE: f64 = 48.0;
const ROW: f64 = 16.0;
const BAR: f64 = 17.0;
/// Sections that are the same in every report: contents with the table of key figures, and how it was collected.
const CONTENTS: f64 = 350.0;
const METHODS: f64 = 445.0;
/// How to check it stands in one piece: the part of a page that it takes.
const CHECK: f64 = 0.6;

/// The page that the text has, in points.
struct Sheet {
    width: f64,
    height: f64,
}

impl Sheet {
    fn of(paper: Paper) -> Self {
        match paper {
            Paper::Letter => Self {
                width: 468.0,
                height: 651.0,
            },
            Paper::A4 => Self {
                width: 451.0,
                height: 701.0,
            },
        }
    }

    fn lines(&self, text: &str, part: f64) -> f64 {
        (width(text, 10.5) / (self.width * part)).ceil().max(1.0)
    }

    fn paragraph(&self, text: &str) -> f64 {
        self.lines(text, 1.0) * LINE + BETWEEN
    }

    fn paragraphs(&self, texts: &[String]) -> f64 {
        texts.iter().map(|text| self.paragraph(text)).sum()
    }

    /// A row whose longest cell takes this part of the page.
    fn row(&self, text: &str, part: f64) -> f64 {
        ROW + (self.lines(text, part) - 1.0) * 12.0
    }
}

/// In points, at this size.
fn width(text: &str, size: f64) -> f64 {
    let of = |c: char| if c >= '\u{1100}' { 1.0 } else { CHARACTER };
    text.chars().map(of).sum::<f64>() * size
}

/// The pages of a report, with its roll, and with so many further volumes to list.
pub fn pages(packet: &Packet, volumes: usize) -> f64 {
    let sheet = Sheet::of(packet.paper);
    let front = (letter(packet, &sheet) / sheet.height).ceil();
    let glance = glance(packet, &sheet);
    let body = body(packet, &sheet) / FILLED + exhibits(packet, &sheet) / FLOWS;
    let rest = if charted(packet) > 1 {
        (glance / sheet.height).ceil() + body / sheet.height
    } else {
        (glance + body) / sheet.height
    };
    let roll = roll(packet, &sheet) / sheet.height;
    let volumes = match volumes {
        0 => 0.0,
        n => (60.0 + n as f64 * ROW) / sheet.height,
    };
    front + (rest + roll + CHECK + volumes).ceil()
}

fn letter(packet: &Packet, sheet: &Sheet) -> f64 {
    let demands: f64 = packet
        .demands
        .iter()
        .filter(|demand| demand.alternative_to.is_none())
        .map(|demand| sheet.paragraph(&demand.text))
        .sum();
    330.0 + sheet.paragraphs(&packet.letter.paragraphs) + demands
}

/// The bars of the chart on page 2, which is there from two on.
fn charted(packet: &Packet) -> usize {
    let own = packet.own_division.iter();
    let rows = own.flat_map(|own| &own.workplaces);
    rows.filter(|row| row.density_percent.is_some()).count()
}

fn glance(packet: &Packet, sheet: &Sheet) -> f64 {
    let quotation = packet.quotation.as_ref();
    let quotation = quotation.map_or(0.0, |quoted| sheet.lines(&quoted.text, 0.55) * 22.0 + 50.0);
    let demands = packet.demands.iter();
    let demands = demands.map(|demand| sheet.lines(&demand.text, 0.85).min(4.0) * LINE + 8.0);
    let chart = chart(charted(packet).min(8));
    SECTION + 150.0 + quotation + demands.sum::<f64>() + chart + 70.0
}

fn body(packet: &Packet, sheet: &Sheet) -> f64 {
    CONTENTS
        + membership(packet, sheet)
        + sheet.paragraphs(&packet.summary.paragraphs)
        + chart(packet.divisions.len().min(10))
        + told_chart(packet.statistics.as_ref())
        + SECTION
        + sheet.paragraphs(&packet.petition.paragraphs)
        + packet
            .own_division
            .as_ref()
            .map_or(0.0, |own| division(own, sheet))
        + divisions(packet, sheet)
        + packet.series.iter().map(series).sum::<f64>()
        + packet
            .statistics
            .as_ref()
            .map_or(0.0, |it| statistics(it, sheet))
        + demands(packet, sheet)
        + comments(packet, sheet)
        + evidence(packet, sheet)
        + METHODS
        + sheet.paragraphs(&packet.methods.notes)
}

fn chart(rows: usize) -> f64 {
    if rows < 2 {
        0.0
    } else {
        TABLE + rows as f64 * BAR
    }
}

fn told_chart(statistics: Option<&Statistics>) -> f64 {
    let themes = statistics.map_or(&[][..], |it| &it.themes);
    let longest = themes.iter().map(|theme| theme.rows.len()).max();
    chart(longest.unwrap_or_default().min(8))
}

fn rows(rows: &[Labelled]) -> f64 {
    if rows.is_empty() {
        0.0
    } else {
        TABLE + rows.len() as f64 * ROW
    }
}

fn membership(packet: &Packet, sheet: &Sheet) -> f64 {
    let Some(it) = &packet.membership else {
        return 0.0;
    };
    let matched = it.matched.as_ref();
    let matched = matched.map_or(0.0, |it| rows(&it.rows) + sheet.paragraph(&it.how) + 60.0);
    SECTION + 60.0 + rows(&it.rows) + matched
}

fn division(own: &DivisionSection, sheet: &Sheet) -> f64 {
    let places = own.workplaces.iter();
    let places: f64 = places.map(|row| sheet.row(&row.name, 0.3)).sum();
    let note = own.workplaces_note.as_deref().unwrap_or_default();
    SECTION
        + 20.0
        + TABLE
        + places
        + sheet.paragraph(note)
        + 60.0
        + own.series.iter().map(series).sum::<f64>()
}

fn series(table: &SeriesTable) -> f64 {
    HEADING + TABLE + 55.0 + table.rows.len() as f64 * ROW
}

fn divisions(packet: &Packet, sheet: &Sheet) -> f64 {
    if packet.divisions.is_empty() {
        return 0.0;
    }
    let longest = |label: &str, official: Option<&str>| {
        let official = official.map_or(0.0, |name| sheet.row(name, 0.25));
        sheet.row(label, 0.2).max(official)
    };
    let all = packet.divisions.iter();
    let all = all.map(|row| longest(&row.label, row.official.as_deref()));
    SECTION + TABLE + 80.0 + all.sum::<f64>() + 2.0 * ROW
}

fn statistics(it: &Statistics, sheet: &Sheet) -> f64 {
    let rows = it.themes.iter().flat_map(|theme| &theme.rows);
    let rows: f64 = rows.map(|row| sheet.row(&row.label, 0.3)).sum();
    let notes = [&it.note, &it.own_note].into_iter().flatten();
    let notes: f64 = notes.map(|note| sheet.paragraph(note)).sum();
    HEADING + 45.0 + 2.0 * TABLE + rows + notes
}

fn demands(packet: &Packet, sheet: &Sheet) -> f64 {
    let all = packet.demands.iter();
    let all = all.map(|demand| HEADING + sheet.paragraph(&demand.text) + 5.0);
    SECTION + 45.0 + all.sum::<f64>() + topics(packet, sheet)
}

fn topics(packet: &Packet, sheet: &Sheet) -> f64 {
    if packet.topics.is_empty() {
        return 0.0;
    }
    let lines = |texts: &[String]| {
        let lines = texts.iter().map(|text| sheet.lines(text, 0.31));
        lines.sum::<f64>()
    };
    let all = packet.topics.iter();
    let all = all.map(|row| {
        let label = sheet.lines(&row.label, 0.2);
        let most = label.max(lines(&row.told)).max(lines(&row.trainings));
        ROW + (most - 1.0) * 12.0
    });
    TABLE + 40.0 + all.sum::<f64>()
}

fn exhibits(packet: &Packet, sheet: &Sheet) -> f64 {
    let marks = packet.redactions.iter();
    let marks: f64 = marks.map(|row| sheet.row(&row.reason, 0.55)).sum();
    let all = packet.exhibits.iter().map(|it| exhibit(it, sheet));
    SECTION + 75.0 + all.sum::<f64>() + TABLE + marks
}

fn exhibit(it: &Exhibit, sheet: &Sheet) -> f64 {
    HEADING + 16.0 + sheet.paragraphs(&it.paragraphs)
}

fn comments(packet: &Packet, sheet: &Sheet) -> f64 {
    if packet.comments.is_empty() {
        return 0.0;
    }
    let all = packet.comments.iter();
    let all = all.map(|it| sheet.lines(&it.text, 0.95) * LINE + 20.0);
    SECTION + 40.0 + all.sum::<f64>()
}

fn evidence(packet: &Packet, sheet: &Sheet) -> f64 {
    if packet.evidence.is_empty() {
        return 0.0;
    }
    let one = |it: &broadside_press::document::Evidence| {
        let quote = it.quote.as_deref();
        let quote = quote.map_or(0.0, |quote| sheet.lines(quote, 0.95) * LINE + 22.0);
        let link = it.link.as_deref().unwrap_or_default();
        let source = sheet.lines(&format!("{} {link}", it.source), 1.0) * 11.0 + 4.0;
        sheet.row(&it.statistic, 0.5) + source + quote
    };
    SECTION + TABLE + 45.0 + packet.evidence.iter().map(one).sum::<f64>()
}

fn roll(packet: &Packet, sheet: &Sheet) -> f64 {
    let names = &packet.roll.signatures;
    if names.is_empty() {
        return SECTION;
    }
    let column = (sheet.width - 19.0) / 2.0;
    let grouped = packet.roll.order == RollOrder::ByDivisionThenName;
    let height = |entry: &RollEntry| 12.7 + (entry_width(entry, grouped) / column).floor() * 11.6;
    let all: f64 = names.iter().map(height).sum();
    let turns = names
        .windows(2)
        .filter(|two| two[0].division != two[1].division);
    let groups = if grouped {
        (turns.count() + 1) as f64 * 26.0
    } else {
        0.0
    };
    SECTION + 70.0 + (all + groups) / 2.0 + 20.0
}

/// The name in the size of the text, the rest smaller, on lines of which the second is set in.
fn entry_width(entry: &RollEntry, grouped: bool) -> f64 {
    // Beside its name at the head of a group a division is not repeated.
    let division = entry.division.as_ref().filter(|_| !grouped);
    let words = [entry.workplace.as_ref(), division].into_iter().flatten();
    let words: f64 = words.map(|word| width(word, 8.0) + 8.0).sum();
    let standing = match entry.standing {
        None => 0.0,
        Some(Standing::Employee) => 48.0,
        Some(_) => 80.0,
    };
    let day = if entry.signed_on.is_some() { 45.0 } else { 0.0 };
    width(&entry.name, 10.5) + words + standing + day
}
