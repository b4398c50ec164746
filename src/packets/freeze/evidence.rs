//! What others have published, as the packet prints it.

use broadside_press::document::Evidence;

use super::facts::Facts;
use crate::evidence::wire::EvidenceWarning;
use crate::packets::rules::Language;

pub fn evidence(facts: &Facts, say: Language) -> Vec<Evidence> {
    let unnamed = match say {
        Language::En => "Source not given",
        Language::Es => "Fuente no indicada",
    };
    let row = |row: &crate::evidence::wire::Evidence| Evidence {
        statistic: row.statistic.clone(),
        value: row.value.clone(),
        source: row.source.clone().unwrap_or_else(|| unnamed.to_owned()),
        date: row.published.clone(),
        n: row.n.clone(),
        quote: row.quote.clone(),
        link: row.link.clone(),
    };
    facts.evidence.iter().map(row).collect()
}

/// What a reader of these figures will miss, each said once.
pub fn warnings(facts: &Facts) -> Vec<EvidenceWarning> {
    let is_there = |warning: &&EvidenceWarning| {
        let mut rows = facts.evidence.iter();
        rows.any(|row| row.warnings.contains(warning))
    };
    EvidenceWarning::ALL
        .iter()
        .filter(is_there)
        .copied()
        .collect()
}
