//! What people told: approved testimony as exhibits, one of them quoted in front, and reviewed comments.

use broadside_press::document::{Comment, Exhibit, Paragraphs, Quotation};

use super::facts::{Facts, Signer};
use crate::directory::DivisionId;
use crate::packets::rules::{Language, letter};
use crate::review::PublishedTestimony;
use crate::signatures::counts::THRESHOLD_MIN;

/// The report stays within twelve pages; what does not fit is counted as not printed here.
const MOST_EXHIBITS: usize = 10;
const MOST_EXHIBIT_CHARACTERS: usize = 12_000;
const MOST_COMMENTS: usize = 12;
const LONGEST_QUOTATION: usize = 280;

/// The addressee's own district comes first in the choice; the letters follow the testimonies' fixed ids.
pub fn exhibits(facts: &Facts, own: Option<DivisionId>, say: Language) -> Vec<Exhibit> {
    let told = facts
        .testimonies
        .iter()
        .filter(|row| !row.text.as_str().is_empty());
    let mut chosen: Vec<&PublishedTestimony> = told.collect();
    chosen.sort_by_key(|row| (own.is_some() && row.division != own, row.id));
    let mut room = MOST_EXHIBIT_CHARACTERS;
    chosen.truncate(MOST_EXHIBITS);
    chosen.retain(|row| {
        let length = row.text.as_str().chars().count();
        let fits = length <= room;
        room -= if fits { length } else { 0 };
        fits
    });
    chosen.sort_by_key(|row| row.id);
    chosen
        .into_iter()
        .enumerate()
        .map(|(at, row)| exhibit(facts, at, row, say))
        .collect()
}

/// Those with a text; some witnesses told facts alone.
pub fn printable(facts: &Facts) -> usize {
    let told = facts.testimonies.iter();
    told.filter(|row| !row.text.as_str().is_empty()).count()
}

fn exhibit(facts: &Facts, at: usize, row: &PublishedTestimony, say: Language) -> Exhibit {
    let division = row.division.and_then(|id| facts.division(id));
    Exhibit {
        letter: letter(at),
        id: row.id.to_string(),
        title: None,
        district: division.map(|division| division.name.clone()),
        quarter: row.quarter.as_deref().map(|quarter| say.quarter(quarter)),
        job_group: row.job_group.as_deref().map(|group| say.job_group(group)),
        language: row.language.clone(),
        verified_worker: row.verified,
        paragraphs: Paragraphs::from(row.text.as_str()).paragraphs,
    }
}

/// The first sentences of an exhibit of this district, or a reviewed comment.
pub fn quotation(
    facts: &Facts,
    exhibits: &[Exhibit],
    own: Option<DivisionId>,
    say: Language,
) -> Option<Quotation> {
    let district = own
        .and_then(|id| facts.division(id))
        .map(|division| &division.name);
    let here = |exhibit: &&Exhibit| district.is_none() || exhibit.district.as_ref() == district;
    let told = exhibits.iter().filter(here).chain(exhibits);
    let mut quotable =
        told.filter_map(|exhibit| Some((first_sentences(exhibit.paragraphs.first()?)?, exhibit)));
    if let Some((text, exhibit)) = quotable.next() {
        let about = [exhibit.job_group.clone(), exhibit.district.clone()];
        let about: Vec<String> = about.into_iter().flatten().collect();
        let attribution = (!about.is_empty()).then(|| about.join(", "));
        return Some(Quotation {
            text,
            exhibit: Some(exhibit.letter.clone()),
            attribution,
        });
    }
    let comment = comments(facts, own, &[], say).into_iter().next()?;
    Some(Quotation {
        text: comment.text,
        exhibit: None,
        attribution: comment.attribution,
    })
}

/// Whole sentences from the beginning, as many as fit.
fn first_sentences(text: &str) -> Option<String> {
    if text.chars().count() <= LONGEST_QUOTATION {
        return Some(text.to_owned());
    }
    let mut end = None;
    for (count, (at, c)) in text.char_indices().enumerate() {
        if count >= LONGEST_QUOTATION {
            break;
        }
        let next = text[at + c.len_utf8()..].chars().next();
        if matches!(c, '.' | '!' | '?' | '。') && next.is_none_or(char::is_whitespace) {
            end = Some(at + c.len_utf8());
        }
    }
    end.map(|end| text[..end].to_owned())
}

/// Reviewed comments, those from the addressee's own district first. A name stands beside one only where the roll prints it.
pub fn comments(
    facts: &Facts,
    own: Option<DivisionId>,
    named: &[&Signer],
    say: Language,
) -> Vec<Comment> {
    let mut spoke: Vec<&Signer> = facts
        .signers
        .iter()
        .filter(|signer| signer.comment.is_some())
        .collect();
    spoke.sort_by_key(|signer| (own.is_some() && signer.division != own, signer.id));
    let comment = |signer: &Signer| {
        let printed = named.iter().any(|named| named.id == signer.id);
        let name = signer
            .name
            .as_ref()
            .filter(|_| printed)
            .map(|name| name.to_string());
        Some(Comment {
            text: signer.comment.as_ref()?.to_string(),
            attribution: name.or_else(|| general(facts, signer, say)),
        })
    };
    spoke
        .into_iter()
        .take(MOST_COMMENTS)
        .filter_map(comment)
        .collect()
}

/// "Patron, District 1", where at least five people answer to it.
fn general(facts: &Facts, signer: &Signer, say: Language) -> Option<String> {
    let division = signer.division?;
    let alike = facts
        .counts
        .iter()
        .filter(|count| count.division_key == division.0 && count.standing == signer.standing);
    if super::facts::total(alike) < u64::from(THRESHOLD_MIN) {
        return None;
    }
    let standing = say.one_standing(&signer.standing)?;
    Some(format!("{standing}, {}", facts.division(division)?.name))
}
