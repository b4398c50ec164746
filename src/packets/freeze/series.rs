//! Public records by place: the addressee's own workplaces, or all districts for an addressee without one.

use std::collections::{BTreeMap, BTreeSet};

use broadside_press::document::{Figure, SeriesRow, SeriesTable};

use super::facts::Facts;
use super::translated::foreign;
use super::wording::{MESES, MONTHS};
use crate::directory::{DivisionId, WorkplaceId};
use crate::evidence::series::wire::SeriesText;
use crate::evidence::series::{Grain, Period, Series, Value};
use crate::packets::rules::Language;

/// More columns than that are not read on paper.
const MOST_COLUMNS: usize = 6;

/// One table a record that tells of this division.
pub fn own(facts: &Facts, id: DivisionId, say: Language) -> Vec<SeriesTable> {
    let places: BTreeMap<WorkplaceId, &str> = facts
        .places
        .iter()
        .filter(|place| place.division == Some(id))
        .map(|place| (place.id, place.name.as_str()))
        .collect();
    let table = |series: &Series| {
        let name = |value: &Value| places.get(&value.workplace).map(|name| (*name).to_owned());
        let mut table = Counted::new(series, name, say)?;
        let division = facts.division(id).map(|division| say.place(&division.name));
        let here = series.values.iter();
        let here = here.filter(|value| places.contains_key(&value.workplace));
        if table.rows.len() > 1 {
            let sum = table.row(&division.unwrap_or_default(), here, say);
            table.sums.push(sum);
        }
        let all = table.row(&say.all_districts(), series.values.iter(), say);
        table.sums.push(all);
        Some(table.finish(facts, series, say))
    };
    facts.series.iter().filter_map(table).collect()
}

/// One table a record, with a row a division.
pub fn by_division(facts: &Facts, say: Language) -> Vec<SeriesTable> {
    let divisions: BTreeMap<WorkplaceId, DivisionId> = facts
        .places
        .iter()
        .filter_map(|place| Some((place.id, place.division?)))
        .collect();
    let table = |series: &Series| {
        let name = |value: &Value| {
            let division = divisions.get(&value.workplace).copied();
            let division = division.and_then(|id| facts.division(id));
            Some(division.map_or(say.others(), |division| say.place(&division.name)))
        };
        let mut table = Counted::new(series, name, say)?;
        let all = table.row(&say.all_districts(), series.values.iter(), say);
        table.sums.push(all);
        Some(table.finish(facts, series, say))
    };
    facts.series.iter().filter_map(table).collect()
}

/// The first record of the own division, for the key figures.
pub fn figure(facts: &Facts, id: DivisionId, say: Language) -> Option<Figure> {
    let here = |value: &&Value| {
        let place = facts.place(value.workplace);
        place.is_some_and(|place| place.division == Some(id))
    };
    let with_sum = |series: &&Series| series.values.iter().any(|value| here(&value));
    let series = facts.series.iter().find(with_sum)?;
    let sum: u64 = series
        .values
        .iter()
        .filter(here)
        .map(|value| value.number)
        .sum();
    let place = say.place(&facts.division(id)?.name);
    let covers = covers(series, say);
    let label = [Some(statistic(facts, series, say)), Some(place), covers];
    Some(Figure {
        value: say.number(sum),
        label: label.into_iter().flatten().collect::<Vec<_>>().join(", "),
        source: source(facts, series, say),
    })
}

fn text<'a>(facts: &Facts, series: &'a Series, say: Language) -> Option<&'a SeriesText> {
    let text = series.translated(say.as_str());
    text.filter(|_| foreign(facts, say).is_some())
}

fn statistic(facts: &Facts, series: &Series, say: Language) -> String {
    let text = text(facts, series, say);
    text.map_or(&series.row.statistic, |text| &text.statistic)
        .clone()
}

fn source(facts: &Facts, series: &Series, say: Language) -> String {
    let text = text(facts, series, say);
    let source = text.and_then(|text| text.source.as_ref());
    let source = source.or(series.row.source.as_ref()).cloned();
    source.unwrap_or_else(|| say.no_source())
}

/// A day as the language writes it, where nobody has translated it.
fn date(facts: &Facts, series: &Series, say: Language) -> Option<String> {
    let text = text(facts, series, say);
    let date = text.and_then(|text| text.published.clone());
    date.or_else(|| Some(say.dated(series.row.published.as_deref()?)))
}

fn covers(series: &Series, say: Language) -> Option<String> {
    let periods: BTreeSet<Period> = series
        .values
        .iter()
        .filter_map(|value| value.period)
        .collect();
    Some(say.span(*periods.first()?, *periods.last()?))
}

/// A table in the making.
struct Counted {
    grain: Grain,
    columns: Vec<Period>,
    rows: Vec<(u64, SeriesRow)>,
    sums: Vec<SeriesRow>,
}

impl Counted {
    /// A row a name, the largest first; nothing where no value has a name.
    fn new(
        series: &Series,
        name: impl Fn(&Value) -> Option<String>,
        say: Language,
    ) -> Option<Self> {
        let mut named: BTreeMap<String, Vec<&Value>> = BTreeMap::new();
        for value in &series.values {
            if let Some(name) = name(value) {
                named.entry(name).or_default().push(value);
            }
        }
        let (grain, columns) = columns(series);
        let mut table = Self {
            grain,
            columns,
            rows: Vec::new(),
            sums: Vec::new(),
        };
        let total = |values: &[&Value]| values.iter().map(|value| value.number).sum::<u64>();
        let most = named.values().map(|values| total(values)).max()?.max(1);
        for (name, values) in named {
            let sum = total(&values);
            let mut row = table.row(&name, values.into_iter(), say);
            row.percent = u8::try_from(sum * 100 / most).ok();
            table.rows.push((sum, row));
        }
        table
            .rows
            .sort_by_key(|(sum, row)| (std::cmp::Reverse(*sum), row.label.clone()));
        Some(table)
    }

    fn row<'a>(
        &self,
        label: &str,
        values: impl Iterator<Item = &'a Value>,
        say: Language,
    ) -> SeriesRow {
        let mut total = 0;
        let mut by_period: BTreeMap<Period, u64> = BTreeMap::new();
        for value in values {
            total += value.number;
            if let Some(period) = value.period {
                *by_period.entry(period.within(self.grain)).or_default() += value.number;
            }
        }
        let shown = |period: &Period| {
            let number = by_period.get(period);
            number.map_or("–".to_owned(), |number| say.number(*number))
        };
        SeriesRow {
            label: label.to_owned(),
            values: self.columns.iter().map(shown).collect(),
            total: say.number(total),
            percent: None,
        }
    }

    fn finish(self, facts: &Facts, series: &Series, say: Language) -> SeriesTable {
        let rows = self.rows.into_iter().map(|(_, row)| row);
        SeriesTable {
            statistic: statistic(facts, series, say),
            covers: covers(series, say),
            columns: self
                .columns
                .iter()
                .map(|period| say.short_period(*period))
                .collect(),
            rows: rows.chain(self.sums).collect(),
            source: source(facts, series, say),
            date: date(facts, series, say),
            link: series.row.link.clone(),
        }
    }
}

/// Months, else quarters, else years, as soon as there is room for all of them; a single one needs no column.
fn columns(series: &Series) -> (Grain, Vec<Period>) {
    let at = |grain: Grain| -> Vec<Period> {
        let periods = series.values.iter().filter_map(|value| value.period);
        let periods: BTreeSet<Period> = periods.map(|period| period.within(grain)).collect();
        periods.into_iter().collect()
    };
    let fits = [Grain::Month, Grain::Quarter, Grain::Year]
        .into_iter()
        .map(|grain| (grain, at(grain)))
        .find(|(_, periods)| periods.len() <= MOST_COLUMNS);
    match fits {
        Some((grain, periods)) if periods.len() > 1 => (grain, periods),
        _ => (Grain::Year, Vec::new()),
    }
}

impl Language {
    /// "Jul 2025", "Q3 2025", "2025".
    fn short_period(self, period: Period) -> String {
        let Period { year, part, grain } = period;
        let month = usize::from(part).saturating_sub(1);
        let short = |names: [&str; 12]| {
            names
                .get(month)
                .and_then(|name| name.get(..3))
                .map(str::to_owned)
        };
        let (english, spanish) = match grain {
            Grain::Year => return year.to_string(),
            Grain::Quarter => (Some(format!("Q{part}")), Some(format!("T{part}"))),
            Grain::Month => (short(MONTHS), short(MESES)),
        };
        let part = self.say(english.unwrap_or_default(), spanish.unwrap_or_default());
        format!("{part} {year}")
    }

    fn span(self, first: Period, last: Period) -> String {
        let name = |period: Period| match period.grain {
            Grain::Month => {
                let month = usize::from(period.part).saturating_sub(1) % 12;
                let year = period.year;
                self.say(
                    format!("{} {year}", MONTHS[month]),
                    format!("{} de {year}", MESES[month]),
                )
            }
            _ => self.short_period(period),
        };
        let (from, to) = (name(first), name(last));
        if from == to {
            return from;
        }
        self.say(format!("{from} to {to}"), format!("de {from} a {to}"))
    }
}
