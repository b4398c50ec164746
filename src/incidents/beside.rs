//! Two themes side by side: where a testimony has one answer at most, the answers at a place add up to no more than
//! the testimonies there. A small number that this would narrow down is not listed at all.

use std::collections::BTreeSet;

use super::disclosure::Table;
use super::figure::Figure;

/// What a table is about: its kind and period.
pub type Named = (String, String);

/// One number of a table, by what stands at its row and column.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place<'a> {
    Cell(&'a str, &'a str),
    Row(&'a str),
    Column(&'a str),
    All,
}

/// The tables of `answers` in which a reader of `whole`, the testimonies themselves, could rule out some of 1..k-1 for a
/// number that is hidden.
pub fn telling(whole: &[Table], answers: &[Table], k: u32) -> BTreeSet<Named> {
    let told = answers.iter().filter(|table| {
        let beside: Vec<&Table> = answers
            .iter()
            .filter(|other| other.period == table.period && other.kind != table.kind)
            .collect();
        let totals = whole.iter().filter(|whole| whole.period == table.period);
        let places = numbers(table);
        let hidden = places
            .iter()
            .filter(|(_, figure)| matches!(figure, Figure::FewerThan(_)));
        totals.into_iter().any(|total| {
            let narrowed = |place: &Place| {
                let most = at(total, place).and_then(Figure::most);
                let others: u32 = beside
                    .iter()
                    .filter_map(|other| at(other, place))
                    .map(|figure| figure.least(k))
                    .sum();
                most.is_some_and(|most| most.saturating_sub(others) < k - 1)
            };
            hidden.clone().any(|(place, _)| narrowed(place))
        })
    });
    told.map(|table| (table.kind.clone(), table.period.clone()))
        .collect()
}

fn numbers(table: &Table) -> Vec<(Place<'_>, Figure)> {
    let mut numbers = Vec::new();
    for (place, row) in table.places.iter().zip(&table.cells) {
        for (group, figure) in table.job_groups.iter().zip(row) {
            numbers.push((Place::Cell(place, group), *figure));
        }
    }
    let rows = table.places.iter().zip(&table.place_totals);
    numbers.extend(rows.map(|(place, figure)| (Place::Row(place), *figure)));
    let columns = table.job_groups.iter().zip(&table.job_group_totals);
    numbers.extend(columns.map(|(group, figure)| (Place::Column(group), *figure)));
    numbers.push((Place::All, table.total));
    numbers
}

fn at(table: &Table, place: &Place<'_>) -> Option<Figure> {
    let numbers = numbers(table);
    let mut same = numbers.iter().filter(|(other, _)| other == place);
    same.next().map(|(_, figure)| *figure)
}

#[cfg(test)]
mod tests {
    use super::*;

    const K: u32 = 10;

    fn one_row(kind: &str, cells: [Figure; 2], total: Figure) -> Table {
        Table {
            kind: kind.to_owned(),
            period: "2026-Q1".to_owned(),
            places: vec!["District 1".to_owned(), "District 2".to_owned()],
            job_groups: vec!["all job groups".to_owned()],
            cells: cells.iter().map(|figure| vec![*figure]).collect(),
            place_totals: cells.to_vec(),
            job_group_totals: vec![total],
            total,
        }
    }

    use Figure::{About, FewerThan};

    #[test]
    fn a_small_rest_beside_nearly_all_is_not_listed() {
        let whole = [one_row(
            "safety_incident",
            [About(20), About(40)],
            About(60),
        )];
        let nobody = one_row("nobody", [About(20), About(20)], About(40));
        let police = one_row("police", [FewerThan(K), About(15)], About(20));
        // 22 at most, of which 18 at least called nobody: 4 at most called the police.
        let told = telling(&whole, &[nobody.clone(), police.clone()], K);
        assert_eq!(told, [("police".to_owned(), "2026-Q1".to_owned())].into());
        let roomy = [one_row(
            "safety_incident",
            [About(30), About(40)],
            About(70),
        )];
        assert!(telling(&roomy, &[nobody.clone(), police.clone()], K).is_empty());
        let elsewhere = Table {
            period: "2025".to_owned(),
            ..whole[0].clone()
        };
        assert!(telling(&[elsewhere], &[nobody, police], K).is_empty());
    }

    /// By trying all numbers that fit what is printed, at one place with three answers and a rest that said nothing.
    #[test]
    fn whatever_is_left_listed_leaves_every_small_value_open() {
        for n in 0..20_000_u32 {
            let counts = [n % 27, n / 27 % 27, n / 729 % 27];
            let unsaid = n / 19_683;
            let all = counts.iter().sum::<u32>() + unsaid;
            let figure = |n: u32| match n {
                n if n < K => FewerThan(K),
                n => About(super::super::figure::rounded(n, K)),
            };
            if all < K {
                continue;
            }
            let table = |kind: &str, n: u32| one_row(kind, [figure(n); 2], figure(2 * n));
            let kinds = ["a", "b", "c"];
            let answers: Vec<Table> = kinds.iter().zip(counts).map(|(k, n)| table(k, n)).collect();
            let whole = [table("all", all)];
            let told = telling(&whole, &answers, K);
            let listed: Vec<&Table> = answers
                .iter()
                .filter(|t| !told.contains(&(t.kind.clone(), t.period.clone())))
                .collect();
            let range = |f: Figure| (f.least(K), f.most().unwrap());
            let most = range(whole[0].cells[0][0]).1;
            for table in &listed {
                if table.cells[0][0] != FewerThan(K) {
                    continue;
                }
                let others: u32 = listed
                    .iter()
                    .filter(|other| other.kind != table.kind)
                    .map(|other| range(other.cells[0][0]).0)
                    .sum();
                assert!((1..K).all(|value| value + others <= most), "{counts:?}");
            }
        }
    }
}
