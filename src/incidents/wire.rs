//! What statistics say over HTTP.

use chrono::NaiveDate;
use poem_openapi::Object;

use super::StatisticsReleaseId;
use super::disclosure::{Figure, Table};
use super::latest::{Released, ThemeTables};
use super::themes::Theme;
use super::vocabulary::STATUTE_NOTE;
use crate::campaigns::CampaignId;

crate::words! {
    /// How a figure is shown.
    FigureShown {
        /// `value`, rounded to 5.
        About = "about",
        /// Fewer than `value` testimonies; none is among the possibilities.
        FewerThan = "fewer_than",
        /// Not shown: too few people work there, or a smaller number could be worked out from it.
        Withheld = "withheld",
        /// Nobody works there in that job group, and nobody testified.
        Nobody = "nobody",
    }
}

/// One number as it may be published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Object)]
#[oai(rename = "StatisticsFigure", skip_serializing_if_is_none)]
pub struct ShownFigure {
    pub shown: FigureShown,
    /// With `about` and `fewer_than`.
    pub value: Option<u32>,
}

impl From<Figure> for ShownFigure {
    fn from(figure: Figure) -> Self {
        let (shown, value) = match figure {
            Figure::About(value) => (FigureShown::About, Some(value)),
            Figure::FewerThan(value) => (FigureShown::FewerThan, Some(value)),
            Figure::Withheld => (FigureShown::Withheld, None),
            Figure::Nobody => (FigureShown::Nobody, None),
        };
        Self { shown, value }
    }
}

/// One table: places in rows, job groups in columns, with totals.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct StatisticsTable {
    /// What is counted: a word of the vocabulary, or a broader one.
    pub kind: String,
    /// A quarter (`2026-Q3`), a year, or all periods.
    pub period: String,
    pub places: Vec<String>,
    pub job_groups: Vec<String>,
    /// A row for each place, in each a figure for each job group.
    pub cells: Vec<Vec<ShownFigure>>,
    pub place_totals: Vec<ShownFigure>,
    pub job_group_totals: Vec<ShownFigure>,
    pub total: ShownFigure,
}

impl From<Table> for StatisticsTable {
    fn from(table: Table) -> Self {
        let shown = |figures: Vec<Figure>| figures.into_iter().map(ShownFigure::from).collect();
        Self {
            kind: table.kind,
            period: table.period,
            places: table.places,
            job_groups: table.job_groups,
            cells: table.cells.into_iter().map(shown).collect(),
            place_totals: shown(table.place_totals),
            job_group_totals: shown(table.job_group_totals),
            total: table.total.into(),
        }
    }
}

/// The tables of one theme.
#[derive(Clone, Debug, PartialEq, Object)]
pub struct StatisticsTheme {
    pub theme: Theme,
    /// How the tables were made coarser; print it beside them.
    pub notes: Vec<String>,
    pub tables: Vec<StatisticsTable>,
}

impl From<ThemeTables> for StatisticsTheme {
    fn from(theme: ThemeTables) -> Self {
        Self {
            theme: theme.theme,
            notes: theme.notes,
            tables: theme
                .tables
                .into_iter()
                .map(StatisticsTable::from)
                .collect(),
        }
    }
}

/// How many workers got a token after a steward had checked them, and how many testimonies were given with one, published or
/// not. Of epochs that are not open yet nothing is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Object)]
pub struct WorkerTokenFigures {
    pub issued: ShownFigure,
    /// Withheld where fewer than k were spent, or fewer than k were not: stewards know whom they checked.
    pub spent: ShownFigure,
}

/// One numbered release of the statistics of a whole campaign. Counts are of published testimonies, each once in a
/// table; below `k` a figure says only that, others are rounded to 5.
#[derive(Clone, Debug, PartialEq, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StatisticsRelease {
    pub id: StatisticsReleaseId,
    pub campaign_id: CampaignId,
    /// From 1, in the order of release.
    pub number: i32,
    /// The least number of testimonies, and of people, that a figure may stand for.
    pub k: u32,
    pub released_on: NaiveDate,
    /// Themes of which something can be published.
    pub themes: Vec<StatisticsTheme>,
    /// Left out while no tokens were issued, or none can be spent yet.
    pub worker_tokens: Option<WorkerTokenFigures>,
    /// Where the words come from.
    pub vocabulary: String,
}

impl From<Released> for StatisticsRelease {
    fn from(released: Released) -> Self {
        let tokens = released.content.worker_tokens;
        let themes = released.content.themes.into_iter();
        Self {
            id: released.id,
            campaign_id: released.campaign,
            number: released.number,
            k: released.content.k,
            released_on: released.released_on,
            themes: themes.map(StatisticsTheme::from).collect(),
            worker_tokens: tokens.map(|tokens| WorkerTokenFigures {
                issued: tokens.issued.into(),
                spent: tokens.spent.into(),
            }),
            vocabulary: STATUTE_NOTE.to_owned(),
        }
    }
}

/// One page of releases, the newest last.
#[derive(Debug, Object)]
#[oai(skip_serializing_if_is_none)]
pub struct StatisticsReleaseList {
    pub items: Vec<StatisticsRelease>,
    /// The cursor of the next page.
    pub next: Option<String>,
}
