//! What others have published, as the packet prints it.

use broadside_press::Packet;
use broadside_press::document::Evidence;

use super::facts::Facts;
use super::translated::foreign;
use crate::evidence::series::Series;
use crate::evidence::wire::EvidenceWarning;
use crate::packets::rules::{Language, Warning};

pub fn evidence(facts: &Facts, say: Language) -> Vec<Evidence> {
    let foreign = foreign(facts, say).is_some();
    let row = |row: &crate::evidence::wire::Evidence| {
        let text = row.translated(say.as_str()).filter(|_| foreign);
        let value = text.and_then(|text| text.value.as_ref());
        let n = text.and_then(|text| text.n.as_ref());
        let source = text.and_then(|text| text.source.as_ref());
        let source = source.or(row.source.as_ref()).cloned();
        let date = text.and_then(|text| text.published.clone());
        Evidence {
            statistic: text.map_or(&row.statistic, |text| &text.statistic).clone(),
            value: value.unwrap_or(&row.value).clone(),
            source: source.unwrap_or_else(|| say.no_source()),
            date: date.or_else(|| Some(say.dated(row.published.as_deref()?))),
            n: n.or(row.n.as_ref()).cloned(),
            quote: row.quote.clone(),
            link: row.link.clone(),
        }
    };
    facts.evidence.iter().map(row).collect()
}

/// The records that this packet prints, if it prints any.
pub fn series_of<'a>(packet: &Packet, facts: &'a Facts) -> &'a [Series] {
    let own = packet.own_division.as_ref();
    let prints = own.is_some_and(|own| !own.series.is_empty()) || !packet.series.is_empty();
    if prints { &facts.series } else { &[] }
}

/// What a reader of these figures will miss, each said once.
pub fn warnings(packet: &Packet, facts: &Facts) -> Vec<Warning> {
    let is_there = |warning: &EvidenceWarning| {
        let mut rows = facts.evidence.iter();
        let figures = !packet.evidence.is_empty() && rows.any(|row| row.warnings.contains(warning));
        let mut series = series_of(packet, facts).iter();
        let records = series.any(|series| series.row.source.is_none());
        figures || (records && *warning == EvidenceWarning::WithoutSource)
    };
    let all = [
        (EvidenceWarning::WithoutN, Warning::WithoutN),
        (EvidenceWarning::WithoutSource, Warning::WithoutSource),
    ];
    let there = all.into_iter().filter(|(warning, _)| is_there(warning));
    there.map(|(_, said)| said).collect()
}
