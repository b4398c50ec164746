//! Facts and an addressee in, the snapshot out: pure, so that the same facts always say the same.

use std::collections::BTreeSet;

use broadside_press::document::{
    Addressee as To, Day, Demand, Exhibit, Methods, Officer, Paragraphs, Petition, Sender,
    Sha256Hex, Summary, Verification,
};
use broadside_press::{Packet, document};
use chrono::{Datelike, NaiveDate};
use data_encoding::HEXLOWER;

use super::addressee::{Addressee, title};
use super::facts::{Facts, Signer};
use super::redactions::redactions;
use super::{
    evidence, membership, notices, places, roll, series, statistics, topics, translated, voices,
};
use crate::campaigns::wire;
use crate::packets::PacketId;
use crate::packets::rules::{Kind, Language, Paper, default_kind};
use crate::petitions::entity::petition_text;
use crate::review::PublishedTestimonyId;
use crate::signatures::SignatureId;
use crate::signatures::rules::State;
use crate::testimony::keys::fingerprint;

/// What was asked for, all defaults decided.
#[derive(Clone, Debug)]
pub struct Terms {
    pub id: PacketId,
    pub kind: Kind,
    pub language: Language,
    pub paper: Paper,
    /// The testimony to quote on page 2, where somebody chose one.
    pub quotation: Option<PublishedTestimonyId>,
    /// Whether the printed names are attached as a table.
    pub signatures_csv: bool,
    /// Where anyone can check this packet.
    pub verify_url: String,
}

impl Terms {
    /// Names are to be attached to a kind that prints none.
    pub fn names_nobody(&self) -> bool {
        self.kind == Kind::OnePage && self.signatures_csv
    }

    /// Whose case it makes: a packet that follows another makes that of the first.
    pub fn case_for(&self, to: &Addressee) -> Kind {
        match self.kind {
            Kind::FollowUp => default_kind(&to.body.kind),
            kind => kind,
        }
    }
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
    let case = terms.case_for(to);
    let own = to.division();
    let named = roll::named(facts, own, terms.kind);
    let exhibits = voices::exhibits(facts, own, say);
    let place = own.and_then(|id| facts.division(id));
    let place = place.map(|division| statistics::called(facts, division));
    let (quotation, quoted) =
        voices::quotation(facts, &exhibits, (own, terms.quotation), say).unzip();
    let quoted = quoted.flatten();
    let told = told(&exhibits, quoted);
    let confirmed = facts.confirmed();
    let text = text_in(facts, say);
    let own_words = translated::own_words(facts, say);
    let asked = translated::demands(facts, say);
    let (late, signed_in) = asked.late.unzip();
    let packet = Packet {
        packet_id: terms.id.to_string(),
        kind: kind(terms.kind),
        language: language(say),
        paper: paper(terms.paper),
        fictional: facts.organization.is_demo,
        dated_on: day(facts.today),
        sender: sender(facts, say),
        annex: false,
        volume: None,
        volumes: Vec::new(),
        attach_signatures: terms.signatures_csv,
        addressee: addressee(to, say),
        campaign: own_words.name.to_owned(),
        re: text
            .map_or(own_words.name, |text| text.title.as_str())
            .to_owned(),
        agenda_item: own_words.agenda_item.map(str::to_owned),
        answer_requested_on: facts.campaign.answer_requested_by.map(day),
        letter: Paragraphs::default(),
        topics: topics::topics(facts, &asked.demands, say),
        demands: demands(&asked.demands),
        figures: places::figures(facts, to.division(), case, say),
        follow_up: None,
        quotation,
        summary: Summary {
            paragraphs: Paragraphs::from(own_words.summary).paragraphs,
            language: own_words.summary_language,
            key_figures: places::key_figures(facts, own, case, say),
        },
        petition: petition(facts, text, confirmed),
        membership: membership::membership(facts, case, say),
        own_division: to.division().and_then(|id| places::own(facts, id, say)),
        divisions: places::divisions(facts, to, say),
        elsewhere: places::elsewhere(facts, say),
        series: match own {
            Some(_) => Vec::new(),
            None => series::by_division(facts, say),
        },
        texts_language: asked.language,
        demands_added_on: late.map(day),
        demands_signed_in: signed_in,
        further_exhibits: voices::printable(facts) > exhibits.len(),
        redactions: redactions(&exhibits, say),
        exhibits,
        comments: voices::comments(facts, to.division(), &named, say),
        evidence: evidence::evidence(facts, say),
        methods: methods(facts, say),
        roll: roll::roll(facts, own, &named, say),
        statistics: statistics::statistics(facts, place, say),
        layoff_notices: notices::notices(facts, say),
        verification: Verification {
            audit_head: audit_head(facts),
            verify_url: Some(terms.verify_url.clone()),
            key_fingerprint: <[u8; 32]>::try_from(facts.organization.public_key.as_slice())
                .ok()
                .map(|key| fingerprint(&key)),
        },
    };
    let mut frozen = Frozen {
        packet,
        named: named.len(),
        personal: personal(facts, &named),
        told,
    };
    if terms.kind == Kind::OnePage {
        keep_one_page(&mut frozen, quoted);
    }
    frozen
}

/// The testimonies that stand in a packet, the quoted one among them: whoever takes one back takes the packet with it.
pub(super) fn told(
    exhibits: &[Exhibit],
    quoted: Option<PublishedTestimonyId>,
) -> Vec<PublishedTestimonyId> {
    let ids = exhibits
        .iter()
        .filter_map(|exhibit| exhibit.id.parse().ok());
    let ids: BTreeSet<PublishedTestimonyId> = ids.chain(quoted).collect();
    ids.into_iter().collect()
}

/// What one page has no room for is not in its snapshot either; of the testimonies only the quoted one is told.
fn keep_one_page(frozen: &mut Frozen, quoted: Option<PublishedTestimonyId>) {
    frozen.told = told(&[], quoted);
    let packet = &mut frozen.packet;
    if let Some(quotation) = &mut packet.quotation {
        quotation.exhibit = None;
    }
    packet.exhibits.clear();
    packet.redactions.clear();
    packet.further_exhibits = false;
    packet.comments.clear();
    packet.divisions.clear();
    packet.elsewhere = None;
    packet.series.clear();
    if let Some(own) = &mut packet.own_division {
        own.series.clear();
    }
    packet.statistics = None;
    packet.topics.clear();
    packet.layoff_notices = None;
    packet.summary = Summary::default();
    packet.evidence.clear();
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
        Kind::OnePage => document::Kind::OnePage,
        Kind::FollowUp => document::Kind::FollowUp,
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

fn sender(facts: &Facts, say: Language) -> Sender {
    let from = &facts.organization;
    let officer = from.contact_name.clone().map(|name| Officer {
        name,
        title: translated::title(from, say).unwrap_or_default(),
        telephone: from.contact_telephone.clone(),
        email: from.contact_email.clone(),
    });
    Sender {
        organization: from.name.clone(),
        postal_lines: Vec::new(),
        officer,
    }
}

fn addressee(to: &Addressee, say: Language) -> To {
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
        division: holder.division.as_deref().map(|name| say.place(name)),
        postal_lines: Vec::new(),
    }
}

/// In the order of print: alternatives behind what all ask.
pub(super) fn in_print(rows: &[wire::Demand]) -> Vec<&wire::Demand> {
    let originals = rows.iter().filter(|row| row.alternative_to.is_none());
    let alternatives = rows.iter().filter(|row| row.alternative_to.is_some());
    originals.chain(alternatives).collect()
}

pub(super) fn number(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or_default()
}

fn demands(rows: &[wire::Demand]) -> Vec<Demand> {
    let ordered = in_print(rows);
    let place = |asked: i32| ordered.iter().position(|row| row.position == asked);
    let demand = |(at, row): (usize, &&wire::Demand)| Demand {
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

fn petition(facts: &Facts, text: Option<&petition_text::Model>, signatures: u64) -> Petition {
    let original = facts.texts.iter().find(|text| text.is_original);
    let translated = text.is_some_and(|text| !text.is_original);
    let late = text.and_then(|text| text.added_on);
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
        translated_on: late.map(day),
        signed_title: original
            .filter(|_| late.is_some())
            .map(|text| text.title.clone()),
        opened_on: row.opens_at.map(|at| day(at.date_naive())),
        closed_on: row.closed_at.map(|at| day(at.date_naive())),
        signatures,
        to_other_versions: facts.to_other_versions,
        on_paper: facts.on_paper(),
    }
}

fn methods(facts: &Facts, say: Language) -> Methods {
    let tally = |state: &str| facts.tallies.get(state).copied().filter(|n| *n > 0);
    let now = u32::try_from(facts.organization.k).unwrap_or_default();
    // The figures keep the threshold under which they were released.
    let k = facts
        .release
        .as_ref()
        .map_or(now, |release| release.content.k);
    let entry = facts
        .audit_head
        .as_ref()
        .map(|head| say.audit_entry(head.sequence));
    let (tokens_issued, tokens_spent) = statistics::tokens(facts, say);
    Methods {
        k: k.max(crate::campaigns::rules::K_MIN),
        workplace_threshold: facts.threshold(),
        signatures_confirmed: facts.confirmed(),
        duplicates_removed: None,
        quarantined: tally(State::Quarantined.as_str()),
        withdrawn: tally(State::Withdrawn.as_str()),
        testimonies_published: statistics::published(facts, say),
        tokens_issued,
        tokens_spent,
        notes: entry.into_iter().collect(),
    }
}

fn audit_head(facts: &Facts) -> Option<Sha256Hex> {
    let head = facts.audit_head.as_ref()?;
    Sha256Hex::try_from(HEXLOWER.encode(&head.hash)).ok()
}
