//! What was asked, what testimony tells of and what is taught, set side by side by subject.

use broadside_press::document::TopicRow;

use super::compose::{in_print, number};
use super::facts::Facts;
use super::statistics::shown;
use crate::campaigns::topics::Topic;
use crate::campaigns::wire::Demand;
use crate::events::{entity::event, rules, topics_of};
use crate::incidents::themes::Theme;
use crate::packets::rules::Language;

/// Nothing where nothing would stand beside a demand.
pub fn topics(facts: &Facts, demands: &[Demand], say: Language) -> Vec<TopicRow> {
    let row = |topic: &Topic| TopicRow {
        label: topic.said_in(say == Language::Es).to_owned(),
        demands: numbers(*topic, demands),
        told: told(facts, *topic, say),
        trainings: trainings(facts, *topic, say),
    };
    let rows: Vec<TopicRow> = Topic::ALL.iter().map(row).filter(says).collect();
    let asks = rows.iter().any(|row| !row.demands.is_empty());
    let shows = |row: &TopicRow| !(row.told.is_empty() && row.trainings.is_empty());
    if asks && rows.iter().any(shows) {
        rows
    } else {
        Vec::new()
    }
}

fn says(row: &TopicRow) -> bool {
    !(row.demands.is_empty() && row.told.is_empty() && row.trainings.is_empty())
}

fn numbers(topic: Topic, demands: &[Demand]) -> Vec<u32> {
    let demands = in_print(demands).into_iter().enumerate();
    let here = demands.filter(|(_, demand)| demand.topics.contains(&topic));
    here.map(|(at, _)| number(at)).collect()
}

/// Figures of the last release, over all places, as everybody has them.
fn told(facts: &Facts, topic: Topic, say: Language) -> Vec<String> {
    let Some(release) = &facts.release else {
        return Vec::new();
    };
    let of = |theme: Theme| {
        let tables = release.tables(theme).iter();
        let here = tables.filter(move |table| topics_of(theme, &table.kind).contains(&topic));
        here.filter_map(move |table| {
            let (about, kind) = (say.theme(theme), say.kind(&table.kind));
            let when = say.period(&table.period);
            let when = when.map_or_else(String::new, |period| format!(" ({period})"));
            Some(format!(
                "{about}: {kind}{when}, {}",
                shown(table.total, say)?
            ))
        })
    };
    Theme::ALL.iter().copied().flat_map(of).collect()
}

fn trainings(facts: &Facts, topic: Topic, say: Language) -> Vec<String> {
    let here = facts.trainings.iter();
    let here = here.filter(|one| Topic::of_list(&one.topics).contains(&topic));
    here.map(|one| format!("{}, {}", one.title, say.day(on(one))))
        .collect()
}

/// The day on the wall where it is held.
fn on(one: &event::Model) -> chrono::NaiveDate {
    let zone = rules::zone(&one.zone).unwrap_or_default();
    one.starts_at.with_timezone(&zone).date_naive()
}
