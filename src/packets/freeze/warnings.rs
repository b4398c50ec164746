//! What a reader of a packet will miss or ask: for its makers, while it can still be mended.

use std::collections::HashSet;

use broadside_press::Packet;

use super::addressee::Addressee;
use super::divisions::Number;
use super::facts::Facts;
use super::{statistics, translated};
use crate::evidence::wire::EvidenceWarning;
use crate::packets::preview::wire::{PacketWarning as W, PacketWarningAbout};
use crate::packets::rules::{Language, Warning};

pub fn warnings(
    facts: &Facts,
    to: &Addressee,
    packet: &Packet,
    say: Language,
) -> Vec<PacketWarningAbout> {
    let mut out = letter(facts, to);
    out.extend(districts(facts, to));
    let untranslated = translated::warnings(packet, facts, say);
    out.extend(
        untranslated
            .into_iter()
            .filter_map(left_in_another_language),
    );
    // What one page has no room for needs no source.
    if !packet.evidence.is_empty() {
        out.extend(evidence(facts));
    }
    out
}

fn left_in_another_language(warning: Warning) -> Option<PacketWarningAbout> {
    let warning = match warning {
        Warning::PetitionUntranslated => W::PetitionUntranslated,
        Warning::DemandsUntranslated => W::DemandsUntranslated,
        Warning::CampaignUntranslated => W::CampaignUntranslated,
        Warning::EvidenceUntranslated => W::EvidenceUntranslated,
        _ => return None,
    };
    Some(of(warning, None))
}

fn of(warning: W, about: Option<&str>) -> PacketWarningAbout {
    PacketWarningAbout {
        warning,
        about: about.map(str::to_owned),
    }
}

fn letter(facts: &Facts, to: &Addressee) -> Vec<PacketWarningAbout> {
    let official = to.official.as_ref().filter(|_| !to.in_office());
    let gone = official.map(|official| of(W::OfficialNotInOffice, Some(&official.name)));
    let date = match facts.campaign.answer_requested_by {
        None => Some(W::NoAnswerDate),
        Some(day) if day < facts.today => Some(W::AnswerDatePassed),
        Some(_) => None,
    };
    let nobody = facts.organization.contact_name.is_none();
    gone.into_iter()
        .chain(date.map(|warning| of(warning, None)))
        .chain(nobody.then(|| of(W::NoContact, None)))
        .collect()
}

fn districts(facts: &Facts, to: &Addressee) -> Vec<PacketWarningAbout> {
    let held: HashSet<_> = to
        .colleagues
        .iter()
        .filter_map(|official| official.division_id)
        .collect();
    let mut out = Vec::new();
    for division in &facts.divisions {
        let number = facts.by_division.of(division.id);
        // A district that nobody has signed from is no warning, unless it is the addressee's own.
        let is_own = to.division() == Some(division.id);
        let few = match number {
            Number::Exact(n) => n == 0 && is_own,
            Number::TooFew | Number::Hidden => true,
        };
        let told = statistics::tells_of(facts, statistics::called(facts, division), Language::En);
        let all = [
            (
                !held.is_empty() && !held.contains(&division.id),
                W::DistrictWithoutOfficial,
            ),
            (few, W::FewSignatures),
            (is_own && !told, W::FewTestimonies),
        ];
        let stands = all.into_iter().filter(|(stands, _)| *stands);
        out.extend(stands.map(|(_, warning)| of(warning, Some(&division.name))));
    }
    out
}

fn evidence(facts: &Facts) -> Vec<PacketWarningAbout> {
    let of_row = |row: &crate::evidence::wire::Evidence| {
        let said = row.warnings.iter().map(|warning| match warning {
            EvidenceWarning::WithoutN => W::EvidenceWithoutN,
            EvidenceWarning::WithoutSource => W::EvidenceWithoutSource,
        });
        said.map(|warning| of(warning, Some(&row.statistic)))
            .collect::<Vec<_>>()
    };
    facts.evidence.iter().flat_map(of_row).collect()
}
