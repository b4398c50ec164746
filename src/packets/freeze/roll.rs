//! The names that a packet prints, in the order of print.

use broadside_press::document::{Roll, RollEntry, RollOrder, Standing};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::compose::day;
use super::facts::{Facts, Signer};
use crate::directory::DivisionId;
use crate::packets::rules::{Kind, Language};
use crate::signatures::counts::Shown;
use crate::signatures::rules::{Page, State, prints_name};

/// Those whose names this kind may print, judged now, in the order of print.
pub fn named(facts: &Facts, own: Option<DivisionId>, kind: Kind) -> Vec<&Signer> {
    if kind == Kind::OnePage {
        return Vec::new();
    }
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
    named.sort_by_cached_key(|signer| (group(facts, own, signer), collated(signer), signer.id));
    named
}

/// The addressee's own division first, then the others, then those of none; one single group for an addressee without one.
fn group(facts: &Facts, own: Option<DivisionId>, signer: &Signer) -> (u8, String) {
    if own.is_none() {
        return (0, String::new());
    }
    let name = signer.division.and_then(|id| facts.division(id));
    match name {
        Some(division) if own == Some(division.id) => (0, String::new()),
        Some(division) => (1, division.name.clone()),
        None => (2, String::new()),
    }
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

pub fn roll(facts: &Facts, own: Option<DivisionId>, named: &[&Signer], say: Language) -> Roll {
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
            division: division.map(|division| say.place(&division.name)),
            signed_on: Some(day(signer.signed_on)),
        }
    };
    Roll {
        signatures: named.iter().map(entry).collect(),
        withheld: facts.confirmed().saturating_sub(named.len() as u64),
        order: if own.is_some() {
            RollOrder::ByDivisionThenName
        } else {
            RollOrder::ByName
        },
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
