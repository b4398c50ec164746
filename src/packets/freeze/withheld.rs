//! What a packet leaves out of what there is, and why: for its makers, so that nobody is surprised by a blank.

use super::compose::{Frozen, Terms};
use super::divisions::Number;
use super::facts::Facts;
use super::{statistics, voices};
use crate::packets::preview::wire::{Part, Reason, Withheld};
use crate::packets::rules::Kind;
use crate::signatures::counts::Shown;
use crate::signatures::rules::Visibility;

/// Comments that no packet has seen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unread {
    pub waiting: u64,
    pub refused: u64,
}

pub fn withheld(facts: &Facts, terms: &Terms, frozen: &Frozen, unread: &Unread) -> Vec<Withheld> {
    let mut out = names(facts, terms.kind, frozen.named as u64);
    out.extend(numbers(facts));
    out.extend(comments(facts, frozen, unread));
    out.extend(testimonies(facts, terms.kind, frozen));
    out.extend(figures(facts, terms));
    out
}

fn some(part: Part, reason: Reason, number: u64) -> Option<Withheld> {
    (number > 0).then(|| Withheld {
        part,
        reason,
        number: i64::try_from(number).ok(),
        about: None,
    })
}

fn about(part: Part, reason: Reason, name: &str) -> Withheld {
    Withheld {
        part,
        reason,
        number: None,
        about: Some(name.to_owned()),
    }
}

/// Every confirmed signature is printed by name or stands in exactly one of these.
fn names(facts: &Facts, kind: Kind, printed: u64) -> Vec<Withheld> {
    let chose = |visibility| {
        let those = facts
            .signers
            .iter()
            .filter(|row| row.visibility == visibility);
        those.count() as u64
    };
    let (public, recipients) = (chose(Visibility::Public), chose(Visibility::Recipients));
    let not_here = match kind {
        Kind::OnePage => public + recipients,
        Kind::Full => 0,
        Kind::PublicRecordSafe | Kind::Association | Kind::FollowUp => recipients,
    };
    let few = (public + recipients)
        .saturating_sub(not_here)
        .saturating_sub(printed);
    let counted = facts.confirmed().saturating_sub(public + recipients);
    [
        some(Part::Names, Reason::CountedOnly, counted),
        some(Part::Names, Reason::NotInThisKind, not_here),
        some(Part::Names, Reason::BelowThreshold, few),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn numbers(facts: &Facts) -> Vec<Withheld> {
    let districts = facts.divisions.iter().filter_map(|division| {
        let reason = match facts.by_division.of(division.id) {
            Number::Exact(_) => return None,
            Number::TooFew => Reason::BelowThreshold,
            Number::Hidden => Reason::KeptBack,
        };
        Some(about(Part::DistrictNumber, reason, &division.name))
    });
    let workplaces = facts.places.iter().filter_map(|place| {
        let reason = match place.shown {
            Shown::Exact(_) | Shown::NearlyAll => return None,
            Shown::FewerThan(_) => Reason::BelowThreshold,
            Shown::Hidden => Reason::KeptBack,
        };
        Some(about(Part::WorkplaceNumber, reason, &place.name))
    });
    districts.chain(workplaces).collect()
}

fn comments(facts: &Facts, frozen: &Frozen, unread: &Unread) -> Vec<Withheld> {
    let approved = facts.signers.iter().filter(|row| row.comment.is_some());
    let no_room = approved
        .count()
        .saturating_sub(frozen.packet.comments.len());
    [
        some(Part::Comments, Reason::NotReviewed, unread.waiting),
        some(Part::Comments, Reason::Refused, unread.refused),
        some(Part::Comments, Reason::NoRoom, no_room as u64),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Whether anything waits for reviewers is not said: a call for testimony is reason enough to print this line.
fn testimonies(facts: &Facts, kind: Kind, frozen: &Frozen) -> Vec<Withheld> {
    let called = facts.campaign.testimony_open || facts.campaign.testimony_opened_on.is_some();
    let unpublished = called.then_some(Withheld {
        part: Part::Testimonies,
        reason: Reason::NotPublished,
        number: None,
        about: None,
    });
    let with_text = voices::printable(facts);
    // What a report has no room for is in further volumes; one page has none.
    let left = match kind {
        Kind::OnePage => with_text.saturating_sub(frozen.packet.exhibits.len()) as u64,
        _ => 0,
    };
    // Not how many: an exact number would undo the rounding of the figures.
    let facts_alone = (facts.testimonies.len() > with_text).then_some(Withheld {
        part: Part::Testimonies,
        reason: Reason::WithoutText,
        number: None,
        about: None,
    });
    [
        unpublished,
        some(Part::Testimonies, Reason::NotInThisKind, left),
        facts_alone,
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Of every district by itself; without a release, of all of them at once.
fn figures(facts: &Facts, terms: &Terms) -> Vec<Withheld> {
    if facts.release.is_none() {
        let none = Withheld {
            part: Part::Statistics,
            reason: Reason::NotReleased,
            number: None,
            about: None,
        };
        return vec![none];
    }
    let silent = facts.divisions.iter().filter(|division| {
        let called = statistics::called(facts, division);
        !statistics::tells_of(facts, called, terms.language)
    });
    silent
        .map(|division| about(Part::Statistics, Reason::BelowK, &division.name))
        .collect()
}
