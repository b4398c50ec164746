//! The third situation's other half: what employers announced themselves, beside what workers report; and a worker's letter.

use poem::http::Method;
use serde_json::{Value, json};

use super::campaign::id;
use crate::kit::{Recorder, World};

const TOLD: &[&str] = &[
    "choose_layoff_notices",
    "export_layoff_notices",
    "get_campaign_layoffs",
    "get_layoff_figures",
    "get_layoff_notice",
    "import_layoff_notices",
    "join_layoff_notices",
    "list_layoff_notices",
    "print_log_request",
    "split_layoff_notice",
    "unchoose_layoff_notices",
    "write_log_request",
];

/// Everybody in it is made up. The third line amends the first; the fourth looks like the second, put off.
const FILE: &str = "state,employer_name,place_name,site_address,notice_date,effective_date,employees_affected,layoff_type,is_amendment,source_url,source_notice_id\n\
    CA,\"Alder Book Supply, LLC\",Alder city,1 Depot Road,2026-03-02,2026-05-01,112,closure,0,https://warn.example/ca,2026-0041\n\
    CA,Orchard Media Inc.,Quarry city,7 Mill Lane,2026-01-12,2026-03-16,40,mass_layoff,0,https://warn.example/ca,2026-0007\n\
    CA,ALDER BOOK SUPPLY,Alder city,1 Depot Road,2026-03-02,2026-06-01,120,closure,1,https://warn.example/ca,2026-0041\n\
    CA,Orchard Media,Quarry city,7 Mill Lane,2026-03-01,2026-05-01,40,mass_layoff,0,https://warn.example/ca,2026-0033\n";

#[tokio::test]
async fn what_employers_announced_stands_beside_what_workers_report() {
    let recorder = Recorder::of(TOLD);
    let world = World::recorded(&recorder).await;
    let odalys = world.organization("Alder County Library Workers").await;
    let campaign = world.campaign(&odalys).await;
    let report = world
        .post_csv("/v1/layoff-notices/imports", &odalys, FILE)
        .await
        .expect(200);
    assert_eq!(
        (&report["imported"], &report["amended"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(report["joined"][0]["because"], "same_number");
    let listed = world
        .get(
            "/v1/layoff-notices?employer=orchard%20media&state=CA",
            Some(&odalys),
        )
        .await
        .expect(200);
    let orchard: Vec<Value> = listed["items"].as_array().unwrap().clone();
    let (first, second) = (id(&orchard[0]), id(&orchard[1]));
    let one = format!("/v1/layoff-notices/{first}");
    let read = world.get(&one, Some(&odalys)).await.expect(200);
    assert_eq!(read["may_repeat"], json!([second]));

    // Ramon has rung the agency: the second was the first, put off. A day later it turns out that it was not.
    let join = json!({"notice_id": second});
    let joined = world
        .post(&format!("{one}/join"), Some(&odalys), join)
        .await
        .expect(200);
    assert_eq!(joined["notice"]["filings"], 2);
    let figures = world
        .get("/v1/layoff-figures", Some(&odalys))
        .await
        .expect(200);
    assert_eq!(
        (&figures["notices"], &figures["people"]),
        (&json!(2), &json!(160))
    );
    let filings = joined["filings"].as_array().unwrap();
    let moved = filings
        .iter()
        .find(|filing| filing["because"] == "joined_by_hand");
    let filing = moved.unwrap()["id"].clone();
    let parted = world
        .post(
            &format!("{one}/split"),
            Some(&odalys),
            json!({"filing_id": filing}),
        )
        .await
        .expect(200);
    assert_eq!(parted["may_repeat"], json!([]), "a member has decided");
    let table = world.get("/v1/layoff-notices.csv", Some(&odalys)).await;
    assert_eq!(
        table.header("content-type"),
        Some("text/csv; charset=utf-8")
    );

    let choice = format!("/v1/campaigns/{campaign}/layoff-notices");
    let body = json!({"employers": ["Alder Book Supply"], "states": ["CA"], "from": "2026-01-01"});
    let chosen = world
        .send(Method::PUT, &choice, Some(&odalys), Some(body))
        .await;
    chosen.expect(200);
    let public = format!("/v1/campaigns/{campaign}/layoffs");
    let told = world.get(&public, None).await.expect(200);
    assert_eq!(told["notices"]["people"], 120, "the amendment's number");
    let gone = world
        .send(Method::DELETE, &choice, Some(&odalys), None)
        .await;
    assert_eq!(gone.status, 204);

    let request = json!({
        "employer": "Alder County Library", "workplace": "Eastmont Branch", "from": "2025-07-01", "place": "california",
    });
    let written = world
        .post("/v1/tell/log-request/text", None, request.clone())
        .await
        .expect(200);
    assert!(
        written["letter"]
            .as_str()
            .unwrap()
            .contains("Eastmont Branch")
    );
    let printed = world.post("/v1/tell/log-request", None, request).await;
    assert!(printed.bytes.starts_with(b"%PDF-"));
    recorder.compare("layoffs");
}
