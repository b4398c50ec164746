//! The figures by place: the addressee's own division in front, the others in one table.

use std::collections::BTreeMap;

use broadside_press::document::{DivisionRow, DivisionSection, Figure, Labelled, WorkplaceRow};

use super::addressee::Addressee;
use super::divisions::Number;
use super::facts::Facts;
use super::workplaces::Place;
use super::{membership, series, statistics};
use crate::directory::DivisionId;
use crate::packets::rules::{Kind, Language};
use crate::signatures::counts::{Shown, THRESHOLD_MIN};
use crate::signatures::entity::signature_count;

/// The addressee's own division; only its workplaces stand here.
pub fn own(facts: &Facts, id: DivisionId, say: Language) -> Option<DivisionSection> {
    let division = facts.division(id)?;
    let (workplaces, workplaces_note) = workplaces(facts, id, say);
    Some(DivisionSection {
        label: say.place(&division.name),
        signatures: facts.confirmed_in(id),
        by_standing: by_standing(facts, id, say),
        workplaces,
        workplaces_note,
        series: series::own(facts, id, say),
    })
}

/// High risk first; a table with over half its numbers hidden lists those it can show, and says so.
fn workplaces(facts: &Facts, id: DivisionId, say: Language) -> (Vec<WorkplaceRow>, Option<String>) {
    let mut here: Vec<&Place> = in_division(facts, id).collect();
    here.sort_by_key(|place| rank(&place.risk));
    let (told, untold): (Vec<&Place>, Vec<&Place>) =
        here.iter().copied().partition(|place| is_told(place));
    let row = |place: &&Place| workplace(place, say);
    if untold.len() * 2 > here.len() && here.len() > 2 {
        let note = say.rolled_up(untold.len(), facts.threshold());
        return (told.iter().map(row).collect(), Some(note));
    }
    (here.iter().map(row).collect(), None)
}

fn in_division(facts: &Facts, id: DivisionId) -> impl Iterator<Item = &Place> {
    facts
        .places
        .iter()
        .filter(move |place| place.division == Some(id))
}

fn is_told(place: &Place) -> bool {
    matches!(place.shown, Shown::Exact(_) | Shown::NearlyAll)
}

fn rank(risk: &str) -> u8 {
    match risk {
        "high" => 0,
        "medium" => 1,
        "low" => 2,
        _ => 3,
    }
}

fn workplace(place: &Place, say: Language) -> WorkplaceRow {
    let percent = percent(place);
    WorkplaceRow {
        name: place.name.clone(),
        risk: say.risk(&place.risk),
        signed: say.shown(place.shown),
        staff: place.staff.filter(|staff| *staff > 0).map(u64::from),
        density: percent.map(|percent| format!("{percent}%")),
        density_percent: percent,
    }
}

/// Of what is shown only; a headcount older than the signatures gives no more than all.
fn percent(place: &Place) -> Option<u8> {
    let staff = place.staff.filter(|staff| *staff > 0)?;
    match place.shown {
        Shown::Exact(signed) if signed <= staff => {
            let percent = (u64::from(signed) * 200 + u64::from(staff)) / (u64::from(staff) * 2);
            u8::try_from(percent).ok()
        }
        _ => None,
    }
}

/// By the signers' relation to the target. Small groups go together, and none is alone: the sum stands above.
fn by_standing(facts: &Facts, id: DivisionId, say: Language) -> Vec<Labelled> {
    if !facts.tells_standings_of(id) {
        return Vec::new();
    }
    let here = facts
        .counts
        .iter()
        .filter(|count| count.division_key == id.0);
    protected(grouped(here), say)
}

pub(super) fn grouped<'a>(
    counts: impl Iterator<Item = &'a signature_count::Model>,
) -> BTreeMap<&'a str, u64> {
    let mut groups: BTreeMap<&str, u64> = BTreeMap::new();
    for count in counts {
        *groups.entry(&count.standing).or_default() +=
            u64::try_from(count.confirmed).unwrap_or_default();
    }
    groups.retain(|_, n| *n > 0);
    groups
}

pub(super) fn protected(groups: BTreeMap<&str, u64>, say: Language) -> Vec<Labelled> {
    let least = u64::from(THRESHOLD_MIN);
    let mut groups: Vec<(&str, u64)> = groups.into_iter().collect();
    groups.sort_by_key(|(standing, n)| (std::cmp::Reverse(*n), *standing));
    let mut shown = groups.iter().filter(|(_, n)| *n >= least).count();
    let rest = |shown: usize| groups[shown..].iter().map(|(_, n)| n).sum::<u64>();
    while shown > 0 && shown < groups.len() && (rest(shown) < least || groups.len() - shown == 1) {
        shown -= 1;
    }
    if shown == 0 {
        return Vec::new();
    }
    let row = |label, n| Labelled {
        label,
        value: say.number(n),
    };
    let mut rows: Vec<_> = groups[..shown]
        .iter()
        .map(|(standing, n)| row(say.standing(standing), *n))
        .collect();
    if shown < groups.len() {
        rows.push(row(say.others(), rest(shown)));
    }
    rows
}

/// Every division where somebody signed or somebody decides; none where nobody told a district.
pub fn divisions(facts: &Facts, to: &Addressee, say: Language) -> Vec<DivisionRow> {
    let own = to.division();
    let has_signers = |division: &crate::directory::entity::division::Model| {
        facts.by_division.of(division.id) != Number::Exact(0)
    };
    if own.is_none() && !facts.divisions.iter().any(has_signers) {
        return Vec::new();
    }
    let row = |division: &crate::directory::entity::division::Model| {
        let holders = to
            .colleagues
            .iter()
            .filter(|holder| holder.division_id == Some(division.id));
        let official = holders
            .map(|holder| holder.name.as_str())
            .collect::<Vec<_>>()
            .join(", ");
        let all = in_division(facts, division.id).count();
        let told = in_division(facts, division.id)
            .filter(|place| is_told(place))
            .count();
        let own = own == Some(division.id);
        let relevant = own || has_signers(division) || !official.is_empty();
        relevant.then(|| DivisionRow {
            label: say.place(&division.name),
            official: (!official.is_empty()).then_some(official),
            own,
            signatures: match facts.by_division.of(division.id) {
                Number::Exact(n) => say.number(n),
                Number::TooFew => say.fewer_than(facts.threshold().into()),
                Number::Hidden => say.not_shown(),
            },
            signatures_exact: facts.confirmed_in(division.id),
            workplaces: (all > 0).then(|| say.past_threshold(told, all)),
            testimonies: statistics::testimonies_at(
                facts,
                statistics::called(facts, division),
                say,
            ),
        })
    };
    facts.divisions.iter().filter_map(row).collect()
}

/// Whom no row of the districts counts, so that they add up to all signatures.
pub fn elsewhere(facts: &Facts, say: Language) -> Option<Labelled> {
    let told = &facts.by_division;
    (told.elsewhere > 0).then(|| Labelled {
        label: say.elsewhere(told.some_are_hidden),
        value: say.number(told.elsewhere),
    })
}

/// Up to three about the addressee's own division, or about everybody.
pub fn figures(facts: &Facts, own: Option<DivisionId>, kind: Kind, say: Language) -> Vec<Figure> {
    let counted = say.counted_on(facts.today);
    let total = Figure {
        value: say.number(facts.confirmed()),
        label: if own.is_some() {
            say.signed_altogether()
        } else {
            say.signed()
        },
        source: counted.clone(),
    };
    let Some(division) = own.and_then(|id| facts.division(id)) else {
        let testimonies = statistics::testimony_figure(facts, say);
        let densest = densest(facts.places.iter(), say);
        let figures: Vec<Figure> = if kind == Kind::Association {
            membership::figures(facts, say)
                .into_iter()
                .chain(testimonies)
                .chain([total])
                .collect()
        } else {
            [total]
                .into_iter()
                .chain(densest)
                .chain(testimonies)
                .collect()
        };
        return figures.into_iter().take(3).collect();
    };
    let own = facts.confirmed_in(division.id).map(|signed| Figure {
        value: say.number(signed),
        label: say.signed_in(&division.name),
        source: counted.clone(),
    });
    let mut figures: Vec<Figure> = own.into_iter().collect();
    figures.extend(densest(in_division(facts, division.id), say));
    let (all, told) = (
        in_division(facts, division.id).count(),
        in_division(facts, division.id)
            .filter(|place| is_told(place))
            .count(),
    );
    if figures.len() < 2 && told > 0 {
        figures.push(Figure {
            value: say.past_threshold(told, all),
            label: say.have_signers(facts.threshold()),
            source: counted,
        });
    }
    let testimonies = statistics::testimony_figure_in(facts, division, say);
    figures.extend(testimonies.or_else(|| statistics::testimony_figure(facts, say)));
    figures.push(total);
    figures.into_iter().take(3).collect()
}

/// The workplace where the largest share of the staff has signed.
fn densest<'a>(places: impl Iterator<Item = &'a Place>, say: Language) -> Option<Figure> {
    let shares = places.filter_map(|place| Some((percent(place)?, place)));
    let (percent, place) =
        shares.max_by_key(|(percent, place)| (*percent, std::cmp::Reverse(place.id)))?;
    let (Shown::Exact(signed), Some(staff)) = (place.shown, place.staff) else {
        return None;
    };
    Some(Figure {
        value: format!("{percent}%"),
        label: say.of_the_staff_of(&place.name),
        source: say.headcount(signed, staff, place.counted_on),
    })
}

/// Up to five: the addressee's own division, then the whole campaign; no branch of another district is put in front.
pub fn key_figures(
    facts: &Facts,
    own: Option<DivisionId>,
    kind: Kind,
    say: Language,
) -> Vec<Figure> {
    let here = figures(facts, own, kind, say);
    let everywhere = [
        Some(Figure {
            value: say.number(facts.confirmed()),
            label: say.signed_in_the_campaign(),
            source: say.counted_on(facts.today),
        }),
        statistics::testimony_figure(facts, say),
        statistics::strongest(facts, say),
    ];
    let own_only = here
        .into_iter()
        .take(2)
        .filter(|_| own.is_some() || kind == Kind::Association);
    let record = own.and_then(|id| series::figure(facts, id, say));
    let mut seen: Vec<Figure> = Vec::new();
    for figure in own_only
        .chain(record)
        .chain(everywhere.into_iter().flatten())
    {
        if !seen.iter().any(|known| known.label == figure.label) {
            seen.push(figure);
        }
    }
    for figure in &mut seen {
        figure.label = statistics::sentence(&figure.label);
    }
    seen.truncate(5);
    seen
}
