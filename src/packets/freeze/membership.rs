//! What an association listens to first: its own members among the signers, as they said it and as a list says it.

use broadside_press::document::{Figure, Labelled, MatchedMembers, Membership, MembershipBasis};

use serde_json::json;

use super::facts::{Facts, total};
use super::places::{grouped, protected};
use crate::packets::rules::{Kind, Language};
use crate::signatures::counts::THRESHOLD_MIN;
use crate::signatures::membership::wire::{ListOrigin, MatchedAs, MatchedNumber, MembershipMatch};

/// A signer's word for being a member of the association that is addressed.
const MEMBER: &str = "association_member";
const FORMER_MEMBER: &str = "former_member";

/// How the signers stand to the association, and which way each figure was made.
pub fn membership(facts: &Facts, kind: Kind, say: Language) -> Option<Membership> {
    if kind != Kind::Association {
        return None;
    }
    let mut rows = protected(grouped(facts.counts.iter()), say);
    let theirs = [MEMBER, FORMER_MEMBER].map(|standing| say.standing(standing));
    rows.sort_by_key(|row| !theirs.contains(&row.label));
    let value = |label: &String| rows.iter().find(|row| row.label == *label);
    let [members, former] = theirs.each_ref().map(value);
    let all = say.number(facts.confirmed());
    let matched_lead = facts.membership.as_ref().and_then(|found| {
        let members = about(&found.members, say)?;
        let former = found.former_members.as_ref();
        let former = former.and_then(|number| about(number, say));
        Some(say.matched_among(&all, &members, former.as_deref()))
    });
    let stated_lead = members.map(|members| {
        let former = former.map(|row| row.value.as_str());
        say.members_among(&all, &members.value, former)
    });
    let is_told = !rows.is_empty() || facts.membership.is_some();
    (is_told && facts.confirmed() > 0).then(|| Membership {
        basis: match matched_lead {
            Some(_) => MembershipBasis::Matched,
            None => MembershipBasis::Stated,
        },
        lead: matched_lead.or(stated_lead),
        rows,
        matched: facts.membership.as_ref().map(|found| matched(found, say)),
    })
}

/// How many of the signers are members, for the public record: as protected as the page tells it, where it does.
pub fn members_told(facts: &Facts) -> Option<serde_json::Value> {
    if let Some(found) = &facts.membership {
        let (told_as, number) = match (found.members.told_as, found.members.number) {
            (MatchedAs::About, Some(n)) => ("about", Some(n)),
            (MatchedAs::FewerThan, Some(n)) => ("fewer_than", Some(n)),
            _ => ("not_shown", None),
        };
        return Some(json!({"by_list": true, "told_as": told_as, "number": number}));
    }
    let say = Language::En;
    let rows = protected(grouped(facts.counts.iter()), say);
    let label = say.standing(MEMBER);
    let stated = rows.iter().find(|row| row.label == label)?;
    let number: u64 = stated.value.replace(',', "").parse().ok()?;
    Some(json!({"by_list": false, "told_as": "exact", "number": number}))
}

fn matched(found: &MembershipMatch, say: Language) -> MatchedMembers {
    let row = |standing: &str, number: &MatchedNumber| Labelled {
        label: say.standing(standing),
        value: shown(number, say),
    };
    let former = found.former_members.as_ref();
    let former = former.map(|number| row(FORMER_MEMBER, number));
    let listed = [found.listed_members, found.listed_former_members];
    let [members, former_members] = listed.map(|n| u64::try_from(n).unwrap_or_default());
    MatchedMembers {
        how: say.matched_how(found.origin, found.matched_on, members, former_members),
        rows: std::iter::once(row(MEMBER, &found.members))
            .chain(former)
            .collect(),
    }
}

fn shown(number: &MatchedNumber, say: Language) -> String {
    match (number.told_as, number.number) {
        (MatchedAs::About, Some(n)) => say.about(n.into()),
        (MatchedAs::FewerThan, Some(n)) => say.fewer_than(n.into()),
        _ => say.not_shown(),
    }
}

fn about(number: &MatchedNumber, say: Language) -> Option<String> {
    (number.told_as == MatchedAs::About).then(|| shown(number, say))
}

/// Members and former members, in front: by the list where it tells them, else by what the signers said.
pub fn figures(facts: &Facts, say: Language) -> Vec<Figure> {
    let found = facts.membership.as_ref();
    let both = [
        (MEMBER, found.map(|found| &found.members)),
        (
            FORMER_MEMBER,
            found.and_then(|found| found.former_members.as_ref()),
        ),
    ];
    let figure = |(standing, number): (&str, Option<&MatchedNumber>)| {
        let by_list = number.and_then(|number| about(number, say)).zip(found);
        by_list
            .map(|(value, found)| Figure {
                value,
                label: say.on_the_list(standing == MEMBER),
                source: say.matched_on(found.matched_on),
            })
            .or_else(|| stated(facts, standing, say))
    };
    both.into_iter().filter_map(figure).collect()
}

/// How many of the signers say that they stand like this to the association.
fn stated(facts: &Facts, standing: &str, say: Language) -> Option<Figure> {
    let here = facts
        .counts
        .iter()
        .filter(|count| count.standing == standing);
    let n = total(here);
    (n >= u64::from(THRESHOLD_MIN)).then(|| Figure {
        value: say.number(n),
        label: if standing == MEMBER {
            say.are_members()
        } else {
            say.were_members()
        },
        source: say.counted_on(facts.today),
    })
}

impl Language {
    fn matched_among(self, all: &str, members: &str, former: Option<&str>) -> String {
        let (english, spanish) = match former {
            Some(former) => (
                format!(", and {former} as former members"),
                format!(" y {former} como antiguos miembros"),
            ),
            None => (String::new(), String::new()),
        };
        self.say(
            format!("Of the {all} signers, {members} stand on the association’s list as members{english}."),
            format!("De las {all} personas firmantes, {members} figuran en la lista de la asociación como miembros{spanish}."),
        )
    }

    fn matched_how(
        self,
        origin: ListOrigin,
        on: chrono::NaiveDate,
        members: u64,
        former: u64,
    ) -> String {
        let day = self.day(on);
        let (whose, de_quien) = match origin {
            ListOrigin::Association => (
                "the list that the association itself provided",
                "la lista que facilitó la propia asociación",
            ),
            ListOrigin::Organization => (
                "a list of members that the sender holds",
                "una lista de miembros que tiene el remitente",
            ),
        };
        let (members, number) = (self.number(members), former);
        let former = self.number(former);
        let (english, spanish) = match number {
            0 => (String::new(), String::new()),
            _ => (
                format!(" and {former} former members"),
                format!(" y {former} antiguos miembros"),
            ),
        };
        self.say(
            format!("Compared on {day} with {whose}: about {members} members{english}."),
            format!("Cotejado el {day} con {de_quien}: alrededor de {members} miembros{spanish}."),
        )
    }

    fn on_the_list(self, as_member: bool) -> String {
        match as_member {
            true => self.say(
                "signers who stand on the association’s list as members",
                "firmantes que figuran en la lista de la asociación como miembros",
            ),
            false => self.say(
                "signers who stand on that list as former members",
                "firmantes que figuran en esa lista como antiguos miembros",
            ),
        }
    }

    fn matched_on(self, on: chrono::NaiveDate) -> String {
        let day = self.day(on);
        self.say(
            format!("Compared with the list by keyed hash, {day}"),
            format!("Cotejo por resumen con clave, {day}"),
        )
    }
}
