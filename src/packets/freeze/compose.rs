//! Facts and an addressee in, the snapshot out: pure, so that the same facts always say the same.

use std::collections::BTreeSet;

use broadside_press::document::{
    Addressee as To, Day, Demand, Methods, Officer, Paragraphs, Petition, Roll, RollEntry,
    RollOrder, Sender, Sha256Hex, Standing, Summary, Verification,
};
use broadside_press::{Packet, document};
use chrono::{Datelike, NaiveDate};
use data_encoding::HEXLOWER;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::addressee::{Addressee, title};
use super::facts::{Facts, Signer};
use super::{evidence, places, statistics, voices};
use crate::packets::PacketId;
use crate::packets::rules::{Kind, Language, Paper};
use crate::petitions::entity::petition_text;
use crate::review::PublishedTestimonyId;
use crate::signatures::SignatureId;
use crate::signatures::counts::Shown;
use crate::signatures::rules::{Page, State, prints_name};
use crate::testimony::keys::fingerprint;

/// What was asked for, all defaults decided.
#[derive(Clone, Debug)]
pub struct Terms {
    pub id: PacketId,
    pub kind: Kind,
    pub language: Language,
    pub paper: Paper,
    /// Where anyone can check this packet.
    pub verify_url: String,
}

/// A snapshot, whose names it prints, and which testimonies.
#[derive(Debug)]
pub struct Frozen {
    pub packet: Packet,
    /// How many names the roll prints.
    pub named: usize,
    pub personal: Vec<SignatureId>,
    pub told: Vec<PublishedTestimonyId>,
}

pub fn compose(facts: &Facts, to: &Addressee, terms: &Terms) -> Frozen {
    let say = terms.language;
    let named = named(facts, terms.kind);
    let exhibits = voices::exhibits(facts, to.division(), say);
    let told = exhibits
        .iter()
        .filter_map(|exhibit| exhibit.id.parse().ok());
    let told = told.collect();
    let quoted = statistics::statistics(facts, say);
    let confirmed = facts.confirmed();
    let text = text_in(facts, say);
    let packet = Packet {
        packet_id: terms.id.to_string(),
        kind: kind(terms.kind),
        language: language(say),
        paper: paper(terms.paper),
        fictional: facts.organization.is_demo,
        dated_on: day(facts.today),
        sender: sender(facts),
        addressee: addressee(to),
        campaign: facts.campaign.name.clone(),
        re: text
            .map_or(&facts.campaign.name, |text| &text.title)
            .clone(),
        agenda_item: facts.campaign.agenda_item.clone(),
        answer_requested_on: facts.campaign.answer_requested_by.map(day),
        letter: Paragraphs::default(),
        demands: demands(facts),
        figures: places::figures(facts, to.division(), terms.kind, say),
        quotation: voices::quotation(facts, &exhibits, to.division(), say),
        summary: Summary {
            paragraphs: Paragraphs::from(facts.campaign.summary.as_str()).paragraphs,
            key_figures: places::key_figures(facts, quoted.as_ref(), say),
        },
        petition: petition(facts, text, confirmed),
        membership: places::membership(facts, terms.kind, say),
        own_division: to.division().and_then(|id| places::own(facts, id, say)),
        divisions: places::divisions(facts, to, say),
        elsewhere: places::elsewhere(facts, say),
        texts_language: texts_language(facts, say),
        further_exhibits: voices::printable(facts) > exhibits.len(),
        exhibits,
        comments: voices::comments(facts, to.division(), &named, say),
        evidence: evidence::evidence(facts, say),
        methods: methods(facts, say),
        roll: roll(facts, &named, confirmed),
        statistics: quoted,
        verification: Verification {
            audit_head: audit_head(facts),
            verify_url: Some(terms.verify_url.clone()),
            key_fingerprint: <[u8; 32]>::try_from(facts.organization.public_key.as_slice())
                .ok()
                .map(|key| fingerprint(&key)),
        },
    };
    Frozen {
        packet,
        named: named.len(),
        personal: personal(facts, &named),
        told,
    }
}

/// Everybody whose name or own words stand in the packet: whoever takes them back takes the packet with them.
fn personal(facts: &Facts, named: &[&Signer]) -> Vec<SignatureId> {
    let spoke = facts
        .signers
        .iter()
        .filter(|signer| signer.comment.is_some());
    let all: BTreeSet<_> = named
        .iter()
        .copied()
        .chain(spoke)
        .map(|signer| signer.id)
        .collect();
    all.into_iter().collect()
}

pub(super) fn day(day: NaiveDate) -> Day {
    let narrow = |n: u32| u8::try_from(n).unwrap_or_default();
    let year = u16::try_from(day.year()).unwrap_or_default();
    Day {
        year,
        month: narrow(day.month()),
        day: narrow(day.day()),
    }
}

fn kind(kind: Kind) -> document::Kind {
    match kind {
        Kind::PublicRecordSafe => document::Kind::PublicRecordSafe,
        Kind::Full => document::Kind::Full,
        Kind::Association => document::Kind::Association,
    }
}

fn language(language: Language) -> document::Language {
    match language {
        Language::En => document::Language::En,
        Language::Es => document::Language::Es,
    }
}

fn paper(paper: Paper) -> document::Paper {
    match paper {
        Paper::Letter => document::Paper::Letter,
        Paper::A4 => document::Paper::A4,
    }
}

fn sender(facts: &Facts) -> Sender {
    let from = &facts.organization;
    let officer = from.contact_name.clone().map(|name| Officer {
        name,
        title: from.contact_title.clone().unwrap_or_default(),
        telephone: from.contact_telephone.clone(),
        email: from.contact_email.clone(),
    });
    Sender {
        organization: from.name.clone(),
        postal_lines: Vec::new(),
        officer,
    }
}

fn addressee(to: &Addressee) -> To {
    let Some(holder) = &to.official else {
        // The name is the body's own; a second line would only repeat it.
        let (name, body) = (to.body.name.clone(), String::new());
        return To {
            name,
            post: String::new(),
            body,
            division: None,
            postal_lines: Vec::new(),
        };
    };
    To {
        name: holder.name.clone(),
        post: title(&holder.post, holder.division.as_deref()),
        body: to.body.name.clone(),
        division: holder.division.clone(),
        postal_lines: Vec::new(),
    }
}

fn demands(facts: &Facts) -> Vec<Demand> {
    let number = |at: usize| u32::try_from(at + 1).unwrap_or_default();
    let rows = &facts.demands;
    let originals = rows.iter().filter(|row| row.alternative_to.is_none());
    let alternatives = rows.iter().filter(|row| row.alternative_to.is_some());
    let ordered: Vec<_> = originals.chain(alternatives).collect();
    let place = |asked: i32| ordered.iter().position(|row| row.position == asked);
    let demand = |(at, row): (usize, &&crate::campaigns::wire::Demand)| Demand {
        number: number(at),
        text: row.text.clone(),
        alternative_to: row.alternative_to.and_then(place).map(number),
        reason: None,
        supporters: None,
    };
    ordered.iter().enumerate().map(demand).collect()
}

/// The text in the packet's language, or as it was written.
fn text_in(facts: &Facts, language: Language) -> Option<&petition_text::Model> {
    let spoken =
        |text: &&petition_text::Model| text.language.split('-').next() == Some(language.as_str());
    let original = |text: &&petition_text::Model| text.is_original;
    let texts = || facts.texts.iter();
    texts()
        .find(spoken)
        .or_else(|| texts().find(original))
        .or_else(|| texts().next())
}

/// Where the campaign's own words, which are not translated, are of another language than the packet.
fn texts_language(facts: &Facts, language: Language) -> Option<String> {
    let written = &facts.campaign.language;
    let is_other = written.split('-').next() != Some(language.as_str());
    let is_tag = written.parse::<language_tags::LanguageTag>().is_ok();
    (is_other && is_tag).then(|| written.clone())
}

fn petition(facts: &Facts, text: Option<&petition_text::Model>, signatures: u64) -> Petition {
    let original = facts.texts.iter().find(|text| text.is_original);
    let translated = text.is_some_and(|text| !text.is_original);
    let row = &facts.petition;
    Petition {
        title: text.map(|text| text.title.clone()).unwrap_or_default(),
        paragraphs: text
            .map(|text| Paragraphs::from(text.body.as_str()).paragraphs)
            .unwrap_or_default(),
        version: u32::try_from(row.current_version).unwrap_or_default(),
        language: text.map_or("en", |text| &text.language).to_owned(),
        translated_from: original
            .filter(|_| translated)
            .map(|text| text.language.clone()),
        opened_on: row.opens_at.map(|at| day(at.date_naive())),
        closed_on: row.closed_at.map(|at| day(at.date_naive())),
        signatures,
        to_other_versions: facts.to_other_versions,
    }
}

fn methods(facts: &Facts, say: Language) -> Methods {
    let tally = |state: &str| facts.tallies.get(state).copied().filter(|n| *n > 0);
    let k = u32::try_from(facts.organization.k).unwrap_or_default();
    let entry = facts
        .audit_head
        .as_ref()
        .map(|head| say.audit_entry(head.sequence));
    Methods {
        k: k.max(crate::campaigns::rules::K_MIN),
        workplace_threshold: facts.threshold(),
        signatures_confirmed: facts.confirmed(),
        duplicates_removed: None,
        quarantined: tally(State::Quarantined.as_str()),
        withdrawn: tally(State::Withdrawn.as_str()),
        testimonies_published: statistics::published(facts, say),
        tokens_issued: None,
        tokens_spent: None,
        notes: entry.into_iter().collect(),
    }
}

fn audit_head(facts: &Facts) -> Option<Sha256Hex> {
    let head = facts.audit_head.as_ref()?;
    Sha256Hex::try_from(HEXLOWER.encode(&head.hash)).ok()
}

/// Those whose names this kind may print, judged now, in the order of print.
fn named(facts: &Facts, kind: Kind) -> Vec<&Signer> {
    let page = if kind == Kind::Full {
        Page::ForTheTarget
    } else {
        Page::ForEverybody
    };
    let printed = |signer: &&Signer| {
        let at_workplace = signer
            .workplace
            .map(|id| facts.place(id).map_or(0, |place| place.signed));
        let may = prints_name(
            State::Confirmed,
            signer.visibility,
            page,
            at_workplace,
            facts.threshold(),
        );
        may && signer.name.is_some()
    };
    let mut named: Vec<&Signer> = facts.signers.iter().filter(printed).collect();
    named.sort_by_cached_key(|signer| (collated(signer), signer.id));
    named
}

fn collated(signer: &Signer) -> String {
    folded(signer.name.as_ref().map_or("", |name| name.as_str()))
}

/// Nguyễn stands with Nguyen, whatever the case.
fn folded(name: &str) -> String {
    name.nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(plain)
        .flat_map(char::to_lowercase)
        .collect()
}

/// Letters with a stroke or joined ones, which no decomposition takes apart: Đặng stands with Dang, Łucja with Lucja.
fn plain(c: char) -> impl Iterator<Item = char> {
    let plain = match c {
        'Đ' | 'đ' | 'Ð' | 'ð' => "d",
        'Ł' | 'ł' => "l",
        'Ø' | 'ø' => "o",
        'Ħ' | 'ħ' => "h",
        'Ŧ' | 'ŧ' => "t",
        'ı' => "i",
        'Æ' | 'æ' => "ae",
        'Œ' | 'œ' => "oe",
        'Þ' | 'þ' => "th",
        'ß' | 'ẞ' => "ss",
        _ => "",
    };
    plain.chars().chain(plain.is_empty().then_some(c))
}

fn roll(facts: &Facts, named: &[&Signer], confirmed: u64) -> Roll {
    let entry = |signer: &&Signer| {
        let place = signer.workplace.and_then(|id| facts.place(id));
        // Beside a hidden number a list of names would say that it is past the threshold.
        let place = place.filter(|place| matches!(place.shown, Shown::Exact(_) | Shown::NearlyAll));
        let division = signer.division.and_then(|id| facts.division(id));
        RollEntry {
            name: signer
                .name
                .as_ref()
                .map(|name| name.to_string())
                .unwrap_or_default(),
            standing: standing(&signer.standing),
            workplace: place.map(|place| place.name.clone()),
            division: division.map(|division| division.name.clone()),
            signed_on: Some(day(signer.signed_on)),
        }
    };
    Roll {
        signatures: named.iter().map(entry).collect(),
        withheld: confirmed.saturating_sub(named.len() as u64),
        order: RollOrder::ByName,
    }
}

fn standing(word: &str) -> Option<Standing> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn names_stand_where_a_reader_of_the_plain_alphabet_looks_for_them() {
        let mut names = [
            "Eva Lind",
            "Đặng Thị Mai",
            "Dang Van An",
            "Łucja Nowak",
            "Luz Ortiz",
        ];
        names.sort_by_key(|name| folded(name));
        assert_eq!(
            names,
            [
                "Đặng Thị Mai",
                "Dang Van An",
                "Eva Lind",
                "Łucja Nowak",
                "Luz Ortiz"
            ]
        );
        assert_eq!(folded("Æsa Þórsdóttir Groß"), "aesa thorsdottir gross");
    }
}
