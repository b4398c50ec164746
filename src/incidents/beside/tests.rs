//! A reader who has the whole release before them.

use super::*;
use crate::incidents::figure::rounded;

const K: u32 = 10;
const ALL: &str = "all staff";

use Figure::{About as Near, FewerThan};

fn one_row(kind: &str, period: &str, cells: [Figure; 2], total: Figure) -> Table {
    Table {
        kind: kind.to_owned(),
        period: period.to_owned(),
        places: vec!["District 1".to_owned(), "District 2".to_owned()],
        job_groups: vec![ALL.to_owned()],
        cells: cells.iter().map(|figure| vec![*figure]).collect(),
        place_totals: cells.to_vec(),
        job_group_totals: vec![total],
        total,
    }
}

fn listed(tables: &[Table]) -> Vec<ThemeTables> {
    vec![ThemeTables {
        theme: Theme::Testimonies,
        notes: vec![],
        tables: tables.to_vec(),
    }]
}

fn left_out(whole: &[Table], theme: Theme, answers: &[Table]) -> Vec<String> {
    let told = telling(&listed(whole), &[], theme, answers, |_| false, K);
    told.into_iter()
        .map(|(kind, period)| format!("{kind} {period}"))
        .collect()
}

#[test]
fn a_small_rest_beside_nearly_all_is_not_listed() {
    let whole = |a, b, all| one_row("safety_incident", "2026-Q1", [Near(a), Near(b)], Near(all));
    let nobody = one_row("nobody", "2026-Q1", [Near(20), Near(20)], Near(40));
    let police = one_row("police", "2026-Q1", [FewerThan(K), Near(15)], Near(20));
    let answers = [nobody, police];
    // 22 at most, of which 18 at least called nobody: 4 at most called the police.
    let told = left_out(&[whole(20, 40, 60)], Theme::WhoWasCalled, &answers);
    assert_eq!(told, ["police 2026-Q1"]);
    assert!(left_out(&[whole(30, 40, 70)], Theme::WhoWasCalled, &answers).is_empty());
}

/// Four quarters of 12 at most are 48 at most in the year, of which 48 at least called nobody.
#[test]
fn quarters_are_added_up_beside_the_answers_of_their_year() {
    let quarter = |n| {
        let period = format!("2025-Q{n}");
        one_row("safety_incident", &period, [Near(10), Near(30)], Near(40))
    };
    let quarters: Vec<Table> = (1..=4).map(quarter).collect();
    let nobody = one_row("nobody", "2025", [Near(50), Near(60)], Near(110));
    let police = one_row("police", "2025", [FewerThan(K), Near(20)], Near(25));
    let answers = [nobody.clone(), police];
    let told = left_out(&quarters, Theme::WhoWasCalled, &answers);
    assert_eq!(told, ["police 2025"]);
    let of_all = |table: &Table| Table {
        period: "all periods".to_owned(),
        ..table.clone()
    };
    let told = left_out(
        &quarters,
        Theme::WhoWasCalled,
        &answers.each_ref().map(of_all),
    );
    assert_eq!(told, ["police all periods"]);
    // A quarter of which nothing is printed leaves room.
    let held_back = [HeldBack {
        kind: "safety_incident".to_owned(),
        period: "2025-Q4".to_owned(),
    }];
    let three = listed(&quarters[..3]);
    let told = telling(
        &three,
        &held_back,
        Theme::WhoWasCalled,
        &answers,
        |_| false,
        K,
    );
    assert!(told.is_empty());
}

#[test]
fn a_year_of_testimonies_is_beside_the_answers_of_its_quarters() {
    let year = [one_row(
        "safety_incident",
        "2025",
        [Near(20), Near(90)],
        Near(110),
    )];
    let nobody = one_row("nobody", "2025-Q1", [Near(20), Near(20)], Near(40));
    let police = one_row("police", "2025-Q3", [FewerThan(K), Near(15)], Near(20));
    let told = left_out(&year, Theme::WhoWasCalled, &[nobody, police]);
    assert_eq!(told, ["police 2025-Q3"]);
}

/// Three quarters of 12 at most and a year in which 43 at least called nobody: at least 7 testified in the fourth.
#[test]
fn answers_do_not_tell_of_the_testimonies_either() {
    let quarter = |n, figure, total| {
        let period = format!("2025-Q{n}");
        one_row("safety_incident", &period, [figure, Near(30)], Near(total))
    };
    let mut quarters: Vec<Table> = (1..=3).map(|n| quarter(n, Near(10), 40)).collect();
    quarters.push(quarter(4, FewerThan(K), 35));
    let nobody = one_row("nobody", "2025", [Near(45), Near(60)], Near(105));
    assert_eq!(
        left_out(&quarters, Theme::WhoWasCalled, &[nobody]),
        ["nobody 2025"]
    );
}

#[test]
fn where_one_may_give_several_answers_none_is_more_than_the_testimonies() {
    let whole = [one_row(
        "safety_incident",
        "2025-Q1",
        [FewerThan(K), Near(60)],
        Near(65),
    )];
    let threat = one_row("threat", "2025-Q1", [FewerThan(K), Near(60)], Near(65));
    let theft = one_row("property", "2025-Q1", [FewerThan(K), Near(55)], Near(60));
    // Together they are more than all testimonies, and tell nothing: each is no more than they are.
    let both = [threat, theft];
    assert!(left_out(&whole, Theme::IncidentTypes, &both).is_empty());
    let few = one_row("threat", "2025", [FewerThan(K), Near(60)], Near(65));
    let year = |n| {
        let figures = [FewerThan(K), Near(55)];
        one_row("safety_incident", &format!("2025-Q{n}"), figures, Near(60))
    };
    assert!(left_out(&[year(1), year(2)], Theme::IncidentTypes, &[few]).is_empty());
    let many = one_row("threat", "2025", [Near(15), Near(60)], Near(75));
    let told = left_out(&[year(1), year(2)], Theme::IncidentTypes, &[many]);
    // 13 at least, of which one quarter has 9 at most: at least 4 in the other.
    assert_eq!(told, ["threat 2025"]);
}

/// By trying all numbers that fit what is printed, at one place with three answers and a rest that said nothing.
#[test]
fn whatever_is_left_listed_leaves_every_small_value_open() {
    let figure = |n: u32| match n {
        n if n < K => FewerThan(K),
        n => Near(rounded(n, K)),
    };
    let range = |f: Figure| (f.least(K), f.most().unwrap());
    for n in (0..20_000_u32).step_by(7) {
        let counts = [n % 27, n / 27 % 27, n / 729 % 27];
        let all = counts.iter().sum::<u32>() + n / 19_683;
        if all < K {
            continue;
        }
        let table = |kind: &str, n: u32| Table {
            places: vec!["District 1".to_owned()],
            cells: vec![vec![figure(n)]],
            place_totals: vec![figure(n)],
            ..one_row(kind, "2026-Q1", [figure(n); 2], figure(n))
        };
        let kinds = ["a", "b", "c"];
        let answers: Vec<Table> = kinds.iter().zip(counts).map(|(k, n)| table(k, n)).collect();
        let whole = [table("safety_incident", all)];
        let told = telling(
            &listed(&whole),
            &[],
            Theme::WhoWasCalled,
            &answers,
            |_| false,
            K,
        );
        let kept = answers
            .iter()
            .filter(|t| !told.contains(&(t.kind.clone(), t.period.clone())));
        let kept: Vec<Figure> = kept.map(|table| table.total).collect();
        let most = range(whole[0].total).1;
        for (i, _) in kept.iter().enumerate().filter(|(_, f)| **f == FewerThan(K)) {
            let others = kept.iter().enumerate().filter(|(j, _)| *j != i);
            let others: u32 = others.map(|(_, figure)| range(*figure).0).sum();
            assert!((1..K).all(|value| value + others <= most), "{counts:?}");
        }
    }
}
