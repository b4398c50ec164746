//! Public records by workplace: imported whole or not at all, and printed in front of the district that they are about.

use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::Answer;
use crate::packets::{County, id, keep, words};

fn police_calls() -> Value {
    json!({
        "statistic": "Calls to the police",
        "source": "Sheriff's dispatch log, obtained by public records request (fictional)",
        "published": "answered on July 14, 2026",
        "link": "https://records.example/alder",
        "texts": [{"language": "es", "statistic": "Llamadas a la policía"}],
    })
}

async fn add(county: &County, body: Value) -> Value {
    let path = format!("/v1/campaigns/{}/evidence-series", county.campaign);
    county
        .world
        .post(&path, Some(&county.owner), body)
        .await
        .expect(201)
}

async fn import(county: &County, series: &Value, more: &str, csv: &str) -> Answer {
    let path = format!("/v1/evidence-series/{}/numbers{more}", id(series));
    county.world.post_csv(&path, &county.owner, csv).await
}

async fn read(county: &County, series: &Value) -> Value {
    let path = format!("/v1/evidence-series/{}", id(series));
    county
        .world
        .get(&path, Some(&county.owner))
        .await
        .expect(200)
}

const CALLS: &str = "workplace,period,count\n\
    Alder Street Branch,2025-Q3,12\nAlder Street Branch,2025-Q4,18\n\
    Eastmont Branch,2025-Q3,4\nHarbor Branch,2025-Q4,7\n";

#[tokio::test]
async fn numbers_take_the_place_of_those_that_were_there() {
    let county = County::new().await;
    let made = add(&county, police_calls()).await;
    assert_eq!(made["warnings"], json!(["without_numbers"]));
    let report = import(&county, &made, "", CALLS).await.expect(200);
    assert_eq!(
        (&report["numbers"], &report["total"]),
        (&json!(4), &json!(41))
    );
    let counted = read(&county, &made).await;
    assert_eq!(
        (&counted["workplaces"], &counted["total"]),
        (&json!(3), &json!(41))
    );
    assert_eq!(
        (&counted["from"], &counted["to"]),
        (&json!("2025-Q3"), &json!("2025-Q4"))
    );
    assert_eq!(
        (&counted["warnings"], &counted["revision"]),
        (&json!([]), &json!(2))
    );
    let log = "Branch;Date\nEastmont Branch;2026-01-02\nEastmont Branch;2026-01-02\nEastmont Branch;2026-02-03\n";
    let report = import(&county, &made, "", log).await.expect(200);
    assert_eq!((&report["read"], &report["total"]), (&json!(3), &json!(3)));
    let counted = read(&county, &made).await;
    assert_eq!(
        (&counted["total"], &counted["to"]),
        (&json!(3), &json!("2026-02"))
    );
}

#[tokio::test]
async fn a_refused_line_leaves_everything_as_it_was() {
    let county = County::new().await;
    let made = add(&county, police_calls()).await;
    import(&county, &made, "", CALLS).await.expect(200);
    let bad = "workplace,period,count\nAlder Street Branch,2025-Q3,99\nNo Such Branch,2025-Q3,1\nEastmont Branch,2025-07,4\nHarbor Branch,2025-Q3,many\n";
    let refused = import(&county, &made, "", bad).await;
    assert_eq!(refused.problem(), "import-refused");
    let lines: Vec<_> = refused.json()["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["pointer"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        lines,
        ["/lines/3/workplace", "/lines/4/period", "/lines/5/count"]
    );
    assert_eq!(read(&county, &made).await["total"], 41);
    let trial = import(&county, &made, "?dry_run=true", bad)
        .await
        .expect(200);
    assert_eq!(
        (&trial["numbers"], &trial["dry_run"]),
        (&json!(1), &json!(true))
    );
    assert_eq!(trial["refused"].as_array().unwrap().len(), 3);
    assert_eq!(read(&county, &made).await["total"], 41);
    import(&county, &made, "?skip_refused=true", bad)
        .await
        .expect(200);
    assert_eq!(read(&county, &made).await["total"], 99);
    let unreadable = import(&county, &made, "", "place,number\n").await;
    assert_eq!(unreadable.problem(), "import-unreadable");
}

#[tokio::test]
async fn a_record_is_put_right_and_taken_away_and_nobody_else_sees_it() {
    let county = County::new().await;
    let (world, owner) = (&county.world, &county.owner);
    let made = add(&county, police_calls()).await;
    import(&county, &made, "", CALLS).await.expect(200);
    let path = format!("/v1/evidence-series/{}", id(&made));
    let list = format!("/v1/campaigns/{}/evidence-series", county.campaign);
    let changed = world
        .change(
            Method::PUT,
            (&path, &path),
            owner,
            json!({"statistic": "Calls"}),
        )
        .await
        .expect(200);
    assert_eq!(
        (&changed["total"], &changed["warnings"]),
        (&json!(41), &json!(["without_source"]))
    );
    let late = world.put(&path, owner, "\"1\"", police_calls()).await;
    assert_eq!(late.problem(), "precondition-failed");
    let bad = world
        .change(
            Method::PUT,
            (&path, &path),
            owner,
            json!({"statistic": "Calls", "link": "ftp://x"}),
        )
        .await;
    assert_eq!(bad.problem(), "invalid-body");
    let stranger = world.organization("Another Local").await;
    for path in [&list, &path] {
        assert_eq!(
            world.get(path, Some(&stranger)).await.problem(),
            "not-found"
        );
    }
    let numbers = world
        .post_csv(&format!("{path}/numbers"), &stranger, CALLS)
        .await;
    assert_eq!(numbers.problem(), "not-found");
    for _ in 0..3 {
        add(&county, police_calls()).await;
    }
    let full = world.post(&list, Some(owner), police_calls()).await;
    assert_eq!(full.problem(), "evidence-full");
    assert_eq!(
        world.get(&list, Some(owner)).await.expect(200)["items"]
            .as_array()
            .unwrap()
            .len(),
        4
    );
    let gone = world.send(Method::DELETE, &path, Some(owner), None).await;
    assert_eq!(gone.status, 204);
    assert_eq!(world.get(&path, Some(owner)).await.problem(), "not-found");
}

#[tokio::test]
async fn a_packet_prints_the_record_of_its_own_workplaces_with_its_source() {
    let county = County::signed().await;
    let without = add(&county, json!({"statistic": "Incident reports"})).await;
    let made = add(&county, police_calls()).await;
    import(&county, &made, "", CALLS).await.expect(200);
    let packet = county.packet(county.supervisors[0], json!({})).await;
    assert_eq!(
        packet["warnings"],
        json!([]),
        "a record without numbers is not printed"
    );
    let document = county.document(id(&packet)).await.bytes;
    keep("series", &document);
    let Some(text) = words(&document) else { return };
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for row in [
        "Calls to the police, Q3 2025 to Q4 2025",
        "Workplace Q3 2025 Q4 2025 All together",
        "Alder Street Branch 12 18 30",
        "Eastmont Branch 4 – 4",
        "District 1 16 18 34",
        "All districts 16 25 41",
        "Source: Sheriff's dispatch log",
    ] {
        assert!(flat.contains(row), "{row}: {flat}");
    }
    assert!(!flat.contains("Harbor Branch 7"));
    import(
        &county,
        &without,
        "",
        "workplace,count\nAlder Street Branch,3\n",
    )
    .await
    .expect(200);
    let packet = county
        .packet(county.supervisors[0], json!({"language": "es"}))
        .await;
    let warnings = packet["warnings"].as_array().unwrap();
    assert!(
        warnings.contains(&json!("without_source"))
            && warnings.contains(&json!("evidence_untranslated"))
    );
    let document = county.document(id(&packet)).await.bytes;
    assert!(words(&document).unwrap().contains("Llamadas a la policía"));
}

#[tokio::test]
async fn a_body_as_a_whole_reads_the_record_by_district() {
    let county = County::signed().await;
    let made = add(&county, police_calls()).await;
    import(&county, &made, "", CALLS).await.expect(200);
    let packet = county.packet(county.association, json!({})).await;
    let document = county.document(id(&packet)).await.bytes;
    let Some(text) = words(&document) else { return };
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("District 1 16 18 34 District 2 – 7 7 All districts 16 25 41"),
        "{flat}"
    );
}
