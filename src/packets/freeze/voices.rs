//! What people told: approved testimony as exhibits, one of them quoted in front, and reviewed comments.

use std::collections::{BTreeMap, HashSet};

use broadside_press::document::{Comment, Exhibit, Paragraphs, Quotation};

use super::facts::{Facts, Signer};
use super::redactions::in_language;
use super::translated::is_in;
use crate::directory::DivisionId;
use crate::packets::rules::{Language, letter};
use crate::review::{PublishedTestimony, PublishedTestimonyId};
use crate::signatures::counts::THRESHOLD_MIN;

/// The report stays within twelve pages; what does not fit is counted as not printed here.
const MOST_EXHIBITS: usize = 10;
const MOST_EXHIBIT_CHARACTERS: usize = 12_000;
const MOST_COMMENTS: usize = 12;
const LONGEST_QUOTATION: usize = 280;
const SHORTEST_QUOTATION: usize = 60;

/// The addressee's own district first, then in the order of the testimonies' fixed ids.
pub fn exhibits(facts: &Facts, own: Option<DivisionId>, say: Language) -> Vec<Exhibit> {
    let mut room = MOST_EXHIBIT_CHARACTERS;
    let mut chosen = in_order(facts, own);
    chosen.truncate(MOST_EXHIBITS);
    chosen.retain(|row| {
        let length = row.text.as_str().chars().count();
        let fits = length <= room;
        room -= if fits { length } else { 0 };
        fits
    });
    let lettered = chosen.into_iter().enumerate();
    lettered
        .map(|(at, row)| exhibit(facts, at, row, say))
        .collect()
}

/// Those that the report had no room for; their letters go on from its last.
pub fn further(
    facts: &Facts,
    own: Option<DivisionId>,
    printed: &[Exhibit],
    say: Language,
) -> Vec<Exhibit> {
    let before: HashSet<&str> = printed.iter().map(|exhibit| exhibit.id.as_str()).collect();
    let others = in_order(facts, own)
        .into_iter()
        .filter(|row| !before.contains(row.id.to_string().as_str()));
    others
        .enumerate()
        .map(|(at, row)| exhibit(facts, printed.len() + at, row, say))
        .collect()
}

fn in_order(facts: &Facts, own: Option<DivisionId>) -> Vec<&PublishedTestimony> {
    let told = facts.testimonies.iter();
    let mut told: Vec<&PublishedTestimony> =
        told.filter(|row| !row.text.as_str().is_empty()).collect();
    told.sort_by_key(|row| (own.is_some() && row.division != own, row.id));
    told
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
        district: division.map(|division| say.place(&division.name)),
        quarter: row.quarter.as_deref().map(|quarter| say.quarter(quarter)),
        job_group: row.job_group.as_deref().map(|group| say.job_group(group)),
        language: row.language.clone(),
        verified_worker: row.verified,
        paragraphs: Paragraphs::from(in_language(row.text.as_str(), say).as_str()).paragraphs,
    }
}

/// One voice for page 2, with the testimony that it is taken from: the one that was asked for, else the first sentences
/// of an exhibit of this district, else a reviewed comment.
pub fn quotation(
    facts: &Facts,
    exhibits: &[Exhibit],
    (own, asked): (Option<DivisionId>, Option<PublishedTestimonyId>),
    say: Language,
) -> Option<(Quotation, Option<PublishedTestimonyId>)> {
    let asked = asked.and_then(|id| facts.testimonies.iter().find(|row| row.id == id));
    let chosen = asked.and_then(|row| {
        let told = exhibit(facts, 0, row, say);
        let printed = exhibits.iter().find(|exhibit| exhibit.id == told.id);
        let letter = printed.map(|exhibit| exhibit.letter.clone());
        Some((first_sentences(told.paragraphs.first()?)?, told, letter))
    });
    let found = chosen.or_else(|| {
        let (text, told) = most_quotable(facts, exhibits, own, say)?;
        Some((text, told.clone(), Some(told.letter.clone())))
    });
    if let Some((text, told, letter)) = found {
        let group = told.job_group.as_deref();
        let about = [
            group.map(|group| say.in_group(group)),
            told.district.clone(),
        ];
        let about: Vec<String> = about.into_iter().flatten().collect();
        let quoted = Quotation {
            text,
            exhibit: letter,
            attribution: (!about.is_empty()).then(|| about.join(", ")),
            language: told.language,
        };
        return Some((quoted, told.id.parse().ok()));
    }
    let comment = comments(facts, own, &[], say).into_iter().next()?;
    let quoted = Quotation {
        text: comment.text,
        exhibit: None,
        attribution: comment.attribution,
        language: None,
    };
    Some((quoted, None))
}

/// In the reader's language before another, from this district before others; a text with holes in it reads badly by
/// itself, and so does a scrap.
fn most_quotable<'a>(
    facts: &Facts,
    exhibits: &'a [Exhibit],
    own: Option<DivisionId>,
    say: Language,
) -> Option<(String, &'a Exhibit)> {
    let district = own
        .and_then(|id| facts.division(id))
        .map(|division| say.place(&division.name));
    let quotable = exhibits
        .iter()
        .filter_map(|exhibit| Some((first_sentences(exhibit.paragraphs.first()?)?, exhibit)));
    quotable.min_by_key(|(text, exhibit)| {
        let elsewhere = district.is_some() && exhibit.district != district;
        let is_scrap = text.chars().count() < SHORTEST_QUOTATION;
        let language = exhibit.language.as_deref();
        let is_foreign = language.is_some_and(|tag| !is_in(tag, say));
        (is_foreign, elsewhere, text.contains('['), is_scrap)
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

/// Reviewed comments: words of somebody's own first, those from the addressee's own district before others; then what several
/// wrote alike, once and with their number. A name stands beside one only where the roll prints it.
pub fn comments(
    facts: &Facts,
    own: Option<DivisionId>,
    named: &[&Signer],
    say: Language,
) -> Vec<Comment> {
    let mut alike: BTreeMap<String, Vec<(&Signer, &str)>> = BTreeMap::new();
    for signer in &facts.signers {
        if let Some(words) = &signer.comment {
            let same = alike.entry(folded(words)).or_default();
            same.push((signer, words.as_str()));
        }
    }
    let mut spoke: Vec<Vec<(&Signer, &str)>> = alike.into_values().collect();
    spoke.sort_by_key(|same| {
        let others = if same.len() > 1 { same.len() } else { 0 };
        let (signer, _) = same[0];
        let elsewhere = own.is_some() && others == 0 && signer.division != own;
        (others > 0, std::cmp::Reverse(others), elsewhere, signer.id)
    });
    let comment = |same: Vec<(&Signer, &str)>| {
        let (signer, words) = *same.first()?;
        let printed = named.iter().any(|named| named.id == signer.id);
        let name = signer.name.as_ref().filter(|_| printed);
        let name = name.map(|name| name.to_string());
        let attribution = name.or_else(|| general(facts, signer, say));
        Some(Comment {
            text: words.to_owned(),
            attribution: attribution.filter(|_| same.len() == 1),
            times: u32::try_from(same.len()).unwrap_or(u32::MAX),
        })
    };
    spoke
        .into_iter()
        .take(MOST_COMMENTS)
        .filter_map(comment)
        .collect()
}

/// Alike whatever the case, the spaces and the sign at the end.
fn folded(words: &str) -> String {
    let spaced = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let end =
        |c: char| c.is_ascii_punctuation() || c.is_whitespace() || matches!(c, '…' | '¡' | '¿');
    spaced.to_lowercase().trim_matches(end).to_owned()
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
    let place = say.place(&facts.division(division)?.name);
    Some(format!("{standing}, {place}"))
}
