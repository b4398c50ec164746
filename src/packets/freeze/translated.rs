//! The campaign's own words in the packet's language, or as they were written, and what a reader of it will miss.

use broadside_press::Packet;
use chrono::NaiveDate;

use super::evidence::series_of;
use super::facts::Facts;
use crate::campaigns::wire::{CampaignText, Demand, closest};
use crate::identity::entity::organization;
use crate::identity::titles_of;
use crate::packets::rules::{Language, Warning};

/// What the organizers say of their campaign, in front of a packet.
#[derive(Debug)]
pub struct OwnWords<'a> {
    pub name: &'a str,
    pub summary: &'a str,
    /// Where the summary is not in the packet's language.
    pub summary_language: Option<String>,
    pub agenda_item: Option<&'a str>,
}

pub fn own_words(facts: &Facts, say: Language) -> OwnWords<'_> {
    let campaign = &facts.campaign;
    let text = translation(facts, say);
    let summary = text.and_then(|text| text.summary.as_deref());
    let name = text.and_then(|text| text.name.as_deref());
    let agenda_item = text.and_then(|text| text.agenda_item.as_deref());
    OwnWords {
        name: name.unwrap_or(&campaign.name),
        summary: summary.unwrap_or(&campaign.summary),
        summary_language: foreign(facts, say).filter(|_| summary.is_none()),
        agenda_item: agenda_item.or(campaign.agenda_item.as_deref()),
    }
}

/// All demands in the packet's language, or all as they were written, with that language: a list in two languages is read by nobody.
pub fn demands(facts: &Facts, say: Language) -> Asked {
    let original = |language| Asked {
        demands: facts.demands.clone(),
        language,
        late: None,
    };
    let Some(written_in) = foreign(facts, say).filter(|_| !facts.demands.is_empty()) else {
        return original(None);
    };
    let texts = facts.demands.iter();
    let texts = texts.map(|demand| demand.translated(say.as_str()));
    let Some(texts) = texts.collect::<Option<Vec<_>>>() else {
        return original(Some(written_in));
    };
    let last = texts.iter().filter_map(|text| text.added_on).max();
    let said = facts.demands.iter().cloned();
    Asked {
        late: last.map(|day| (day, written_in)),
        demands: said.map(|demand| demand.said_in(say.as_str())).collect(),
        language: None,
    }
}

/// The demands as a packet prints them.
#[derive(Debug)]
pub struct Asked {
    pub demands: Vec<Demand>,
    /// Where it is not the packet's.
    pub language: Option<String>,
    /// The day on which this translation was added, where people had signed before, and the language of what they signed.
    pub late: Option<(NaiveDate, String)>,
}

/// What the officer who signs is called, in the packet's language where somebody said it in that.
pub fn title(from: &organization::Model, say: Language) -> Option<String> {
    let own = from.contact_title.clone();
    if is_in(&from.language, say) {
        return own;
    }
    let mut titles = titles_of(from);
    let tags: Vec<&str> = titles.iter().map(|title| title.language.as_str()).collect();
    match closest(&tags, say.as_str()) {
        Some(at) => Some(titles.swap_remove(at).title),
        None => own,
    }
}

/// The language of the campaign's own words, where it is another than the packet's.
pub fn foreign(facts: &Facts, say: Language) -> Option<String> {
    let written = &facts.campaign.language;
    let is_other = !is_in(written, say);
    let is_tag = written.parse::<language_tags::LanguageTag>().is_ok();
    (is_other && is_tag).then(|| written.clone())
}

pub fn is_in(tag: &str, say: Language) -> bool {
    tag.split('-').next() == Some(say.as_str())
}

fn translation(facts: &Facts, say: Language) -> Option<&CampaignText> {
    foreign(facts, say)?;
    let tags: Vec<&str> = facts
        .campaign_texts
        .iter()
        .map(|text| text.language.as_str())
        .collect();
    facts.campaign_texts.get(closest(&tags, say.as_str())?)
}

/// What a packet prints in another language than its own, each said once.
pub fn warnings(packet: &Packet, facts: &Facts, say: Language) -> Vec<Warning> {
    let foreign = foreign(facts, say).is_some();
    let text = translation(facts, say);
    let has_agenda_item = facts.campaign.agenda_item.is_some();
    let agenda_item = has_agenda_item && text.is_none_or(|text| text.agenda_item.is_none());
    let summary = packet.summary.language.is_some() && !packet.summary.paragraphs.is_empty();
    let language = say.as_str();
    let (mut figures, mut series) = (facts.evidence.iter(), series_of(packet, facts).iter());
    let untranslated = (!packet.evidence.is_empty()
        && figures.any(|row| row.translated(language).is_none()))
        || series.any(|series| series.translated(language).is_none());
    let missing = [
        (
            !is_in(&packet.petition.language, say),
            Warning::PetitionUntranslated,
        ),
        (
            packet.texts_language.is_some(),
            Warning::DemandsUntranslated,
        ),
        (
            foreign && (agenda_item || summary),
            Warning::CampaignUntranslated,
        ),
        (foreign && untranslated, Warning::EvidenceUntranslated),
    ];
    let missing = missing.into_iter().filter(|(missing, _)| *missing);
    missing.map(|(_, warning)| warning).collect()
}
