//! Spreadsheets: whole or not at all, and a second time for nothing.

use broadside::directory::entity::roster_name;
use serde_json::json;

use super::{County, DISTRICT_4, county};
use crate::kit::Answer;

const OUTLETS: &str = include_str!("../data/imls_pls_outlets_california.csv");

const DISTRICTS: &str = include_str!("../data/ocd_ca_county_supervisor_districts.csv");

impl County {
    async fn import(&self, kind: &str, file: &str) -> Answer {
        let path = format!("/v1/imports/{kind}");
        let request = self.world.request(poem::http::Method::POST, &path);
        let request = request.header("authorization", format!("Bearer {}", self.owner.token));
        let request = request.content_type("text/csv; charset=utf-8");
        Answer::read(request.body(file.to_owned()).send().await).await
    }
}

#[tokio::test]
async fn public_files_import_as_they_are_and_a_second_time_change_nothing() {
    let county = county().await;
    for (kind, file, rows) in [("divisions", DISTRICTS, 296), ("workplaces", OUTLETS, 121)] {
        let first = county.import(kind, file).await.expect(200);
        assert_eq!(
            (&first["imported"], &first["refused"]),
            (&json!(rows), &json!([]))
        );
        let again = county.import(kind, file).await.expect(200);
        assert_eq!(
            (&again["imported"], &again["updated"], &again["unchanged"]),
            (&json!(0), &json!(0), &json!(rows))
        );
    }
}

#[tokio::test]
async fn a_bad_row_imports_nothing_unless_it_is_skipped() {
    let county = county().await;
    let file = format!(
        "name,division,risk\nEastmont Branch,{DISTRICT_4},high\nHarbor Branch,{DISTRICT_4}9,low\nMill Branch,,scary\n"
    );
    let refused = county.import("workplaces", &file).await;
    assert_eq!(refused.problem(), "import-refused");
    let pointers: Vec<_> = refused.json()["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["pointer"].clone())
        .collect();
    assert_eq!(pointers, ["/lines/3/division", "/lines/4/risk"]);
    let trial = county
        .import("workplaces?dry_run=true", &file)
        .await
        .expect(200);
    assert_eq!(
        (&trial["imported"], &trial["read"], &trial["dry_run"]),
        (&json!(1), &json!(3), &json!(true))
    );
    let list = county
        .world
        .get("/v1/workplaces", Some(&county.owner))
        .await
        .expect(200);
    assert_eq!(list["items"], json!([]));
    let skipped = county
        .import("workplaces?skip_refused=true", &file)
        .await
        .expect(200);
    assert_eq!(
        (
            &skipped["imported"],
            skipped["refused"].as_array().unwrap().len()
        ),
        (&json!(1), 2)
    );
}

#[tokio::test]
async fn officials_headcounts_codes_and_networks_import_too() {
    let county = county().await;
    county
        .make(
            "/v1/workplaces",
            json!({"name": "Eastmont Branch", "external_key": "EB"}),
        )
        .await;
    let board = "Alder County Board of Supervisors";
    for (kind, file, imported) in [
        ("officials", format!("name,post,body,division,start_date\nImelda Quintanar,\"Supervisor, District 4\",{board},{DISTRICT_4},2025-01-06\n"), 1),
        ("headcounts", "workplace,job_group,headcount,as_of\nEB,Librarians,7,2026-09-01\neastmont branch,pages,4,2026-09-01\n".to_owned(), 2),
        ("postal_codes", format!("zip,division\n94601,{DISTRICT_4}\n"), 1),
        ("employer_addresses", "address\nalder.example\n198.51.100.0/24\n".to_owned(), 2),
    ] {
        let report = county.import(kind, &file).await.expect(200);
        assert_eq!(report["imported"], imported, "{kind}");
        let again = county.import(kind, &file).await.expect(200);
        assert_eq!((&again["imported"], &again["unchanged"]), (&json!(0), &json!(imported)), "{kind}");
    }
    let refused = county
        .import(
            "officials",
            "name,post,body\nAda Obi,Mayor,No Such Council\n",
        )
        .await;
    assert_eq!(refused.json()["violations"][0]["pointer"], "/lines/2/body");
    let refused = county.import("officials", "nome\nAda\n").await;
    assert_eq!(refused.problem(), "import-unreadable");
}

#[tokio::test]
async fn a_roster_takes_the_place_of_the_one_before_and_comes_out_only_as_a_count() {
    let county = county().await;
    let staff = "name,salary\nTeodora Vance,51000\nImani Okoro,48000\n";
    let first = county.import("roster", staff).await.expect(200);
    assert_eq!(
        (&first["imported"], &first["ignored_columns"]),
        (&json!(2), &json!(["salary"]))
    );
    let again = county
        .import("roster", "full_name\nImani Okoro\nDagny Holt\n")
        .await
        .expect(200);
    assert_eq!(
        (&again["imported"], &again["unchanged"]),
        (&json!(1), &json!(1))
    );
    let count = || async {
        let roster = county.world.get("/v1/roster", Some(&county.owner)).await;
        roster.expect(200)["names"].clone()
    };
    assert_eq!(count().await, json!(2));
    let trial = county.import("roster?dry_run=true", "name\n").await;
    assert_eq!(trial.expect(200)["read"], json!(0));
    assert_eq!(count().await, json!(2));
    county.import("roster", "name\n").await.expect(200);
    assert_eq!(count().await, json!(0));
}

#[tokio::test]
async fn no_name_of_the_roster_lies_open_in_the_database() {
    let county = county().await;
    county
        .import("roster", "name\nDagny Holtzmarsh\n")
        .await
        .expect(200);
    let rows = roster_name::of(county.owner.organization);
    let rows = rows.all(&county.world.app.db.read).await.unwrap();
    let sealed = &rows[0].name_sealed;
    let open = |word: &[u8]| sealed.windows(word.len()).any(|part| part == word);
    assert!(!open(b"Dagny") && !open(b"Holtzmarsh"));
}
