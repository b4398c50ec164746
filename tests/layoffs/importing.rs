//! A file of notices comes in whole or not at all, and the same file again changes nothing.

use serde_json::json;

use super::{REGISTER, figures, import, import_with, list, sums};
use crate::kit::World;

const HEAD: &str =
    "state,employer_name,site_address,notice_date,effective_date,employees_affected\n";

#[tokio::test]
async fn a_register_imports_as_it_is_and_twice_is_once() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let report = import(&world, &owner, REGISTER).await.expect(200);
    assert_eq!(
        (&report["read"], &report["imported"], &report["amended"]),
        (&json!(21), &json!(20), &json!(1))
    );
    assert_eq!(report["joined"][0]["because"], "amendment_other_name");
    let before = figures(&world, &owner, "").await;
    let again = import(&world, &owner, REGISTER).await.expect(200);
    assert_eq!(
        (&again["imported"], &again["amended"], &again["unchanged"]),
        (&json!(0), &json!(0), &json!(21))
    );
    let crlf = import(&world, &owner, &REGISTER.replace('\n', "\r\n"))
        .await
        .expect(200);
    assert_eq!(crlf["unchanged"], 21);
    assert_eq!(figures(&world, &owner, "").await, before);
    assert_eq!(list(&world, &owner, "").await.len(), 20);
}

#[tokio::test]
async fn a_bad_line_takes_everything_back_and_says_which_and_why() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let bad = format!(
        "{HEAD}CA,Alder Books,1 Depot Road,2026-01-05,2026-13-40,20\nCA,Alder Books,1 Depot Road,2026-01-05,2026-03-05,-4\nCA,,1 Depot Road,2026-01-05,,3\nCA,Orchard Media,\"7 Mill\nLane\",2026-01-05,,3\nCA,Quarry Media,2 Mill Lane,2026-01-05,,9\n"
    );
    let refused = import(&world, &owner, &bad).await;
    assert_eq!(refused.problem(), "import-refused");
    let lines: Vec<String> = refused.json()["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["pointer"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        lines,
        [
            "/lines/2/effective_date",
            "/lines/3/employees_affected",
            "/lines/4/employer_name",
            "/lines/5/site_address"
        ]
    );
    assert_eq!(list(&world, &owner, "").await.len(), 0);
    let trial = import_with(&world, &owner, "?dry_run=true", bad.clone().into())
        .await
        .expect(200);
    assert_eq!((&trial["imported"], &trial["read"]), (&json!(1), &json!(5)));
    assert_eq!(list(&world, &owner, "").await.len(), 0);
    import_with(&world, &owner, "?skip_refused=true", bad.into())
        .await
        .expect(200);
    assert_eq!(sums(&figures(&world, &owner, "").await), (1, 9, 0));
}

#[tokio::test]
async fn a_trial_waits_for_nobody_who_writes_and_nobody_waits_for_it() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let writing = world.app.db.begin().await.unwrap();
    let trial = import_with(&world, &owner, "?dry_run=true", REGISTER.into()).await;
    assert_eq!(trial.expect(200)["imported"], 20);
    drop(writing);
}

#[tokio::test]
async fn one_file_imported_twice_at_once_makes_each_notice_once() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let (one, other) = tokio::join!(
        import(&world, &owner, REGISTER),
        import(&world, &owner, REGISTER)
    );
    let [one, other] = [one.expect(200), other.expect(200)];
    let made = |report: &serde_json::Value| report["imported"].as_u64().unwrap();
    assert_eq!(made(&one) + made(&other), 20, "{one} {other}");
    assert_eq!(list(&world, &owner, "").await.len(), 20);
    assert_eq!(
        one["unchanged"].as_u64().unwrap() + other["unchanged"].as_u64().unwrap(),
        21
    );
}

#[tokio::test]
async fn a_year_that_no_notice_can_have_is_refused_with_its_line() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let year = chrono::Datelike::year(&world.app.clock.today());
    let file =
        |first: &str, last: &str| format!("{HEAD}CA,Alder Books,1 Depot Road,{first},{last},20\n");
    for (first, last, field) in [
        (
            "1026-05-01".to_owned(),
            format!("{year}-07-01"),
            "notice_date",
        ),
        (
            "1987-12-31".to_owned(),
            format!("{year}-07-01"),
            "notice_date",
        ),
        (
            format!("{year}-05-01"),
            "2126-05-01".to_owned(),
            "effective_date",
        ),
        (
            format!("{year}-05-01"),
            format!("{}-01-01", year + 3),
            "effective_date",
        ),
    ] {
        let refused = import(&world, &owner, &file(&first, &last)).await;
        assert_eq!(refused.problem(), "import-refused");
        let pointer = &refused.json()["violations"][0]["pointer"];
        assert_eq!(*pointer, format!("/lines/2/{field}"));
    }
    let last = format!("{}-12-31", year + 2);
    import(&world, &owner, &file("1988-01-01", &last))
        .await
        .expect(200);
}

#[tokio::test]
async fn what_cannot_be_read_at_all_is_refused_whole() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(HEAD.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let renamed = HEAD.replace("employer_name", "who").into_bytes();
    for unreadable in [utf16, renamed, Vec::new()] {
        let answer = import_with(&world, &owner, "", unreadable).await;
        assert_eq!(answer.problem(), "import-unreadable");
    }
    let latin = import_with(
        &world,
        &owner,
        "",
        [HEAD.as_bytes(), b"CA,Pe\xF1a Books,,,,\n"].concat(),
    )
    .await;
    assert_eq!(latin.problem(), "import-refused");
    let thick = format!("{HEAD}CA,{},,,,\n", "a".repeat(10 << 20));
    assert_eq!(
        import(&world, &owner, &thick).await.problem(),
        "import-refused"
    );
    let huge = vec![b'a'; 17 << 20];
    assert_eq!(
        import_with(&world, &owner, "", huge).await.problem(),
        "body-too-large"
    );
    assert_eq!(list(&world, &owner, "").await.len(), 0);
}

#[tokio::test]
async fn an_export_is_a_file_that_can_be_imported_and_no_cell_is_a_formula() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let file = format!("{HEAD}CA,\"=cmd()|Alder, Books\",@SUM(A1),2026-01-05,,20\n");
    import(&world, &owner, &file).await.expect(200);
    let table = world
        .get("/v1/layoff-notices.csv?state=ca", Some(&owner))
        .await;
    let text = String::from_utf8(table.bytes).unwrap();
    let mut lines = text.split("\r\n");
    assert!(lines.next().unwrap().starts_with("state,employer_name,"));
    assert!(
        lines.next().unwrap().starts_with(
            "CA,\"'=cmd()|Alder, Books\",\"'=cmd()|Alder, Books\",,,,'@SUM(A1),2026-01-05,,20,"
        ),
        "{text}"
    );
    let other = world.organization("Another Local").await;
    let report = import(&world, &other, &text).await.expect(200);
    assert_eq!(report["imported"], 1);
}

#[tokio::test]
async fn another_organization_sees_none_of_it() {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let stranger = world.organization("Another Local").await;
    import(&world, &owner, REGISTER).await.expect(200);
    let notices = list(&world, &owner, "").await;
    let [one, two] = [&notices[0]["id"], &notices[1]["id"]].map(|id| id.as_str().unwrap());
    assert_eq!(list(&world, &stranger, "").await.len(), 0);
    assert_eq!(sums(&figures(&world, &stranger, "").await), (0, 0, 0));
    let path = format!("/v1/layoff-notices/{one}");
    assert_eq!(
        world.get(&path, Some(&stranger)).await.problem(),
        "not-found"
    );
    let filing = notices[0]["current"]["id"].clone();
    for (what, body) in [
        ("join", json!({"notice_id": two})),
        ("split", json!({"filing_id": filing})),
    ] {
        let answer = world
            .post(&format!("{path}/{what}"), Some(&stranger), body)
            .await;
        assert_eq!(answer.problem(), "not-found");
    }
    let csv = world.get("/v1/layoff-notices.csv", Some(&stranger)).await;
    assert_eq!(String::from_utf8(csv.bytes).unwrap().lines().count(), 1);
}
