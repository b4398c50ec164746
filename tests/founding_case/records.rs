//! What the county counted itself, what an association's list says, and the names that are shown and taken home again.

use poem::http::Method;
use serde_json::{Value, json};

use super::campaign::Case;
use super::office::Office;
use crate::kit::{Persona, World};

/// The sheriff's log came on request; the first try had a branch that the directory does not know.
pub async fn calls_to_the_police_are_added(world: &World, case: &Case, ramon: &Persona) {
    let path = format!("/v1/campaigns/{}/evidence-series", case.campaign);
    let mut calls = json!({
        "statistic": "Calls to the police",
        "source": "Alder County dispatch log (fictional)",
        "texts": [{"language": "es", "statistic": "Llamadas a la policía"}],
    });
    let made = world.post(&path, Some(ramon), calls.clone()).await;
    let made = made.expect(201);
    let one = format!("/v1/evidence-series/{}", made["id"].as_str().unwrap());
    calls["published"] = json!("2026-07-14");
    calls["source"] =
        json!("Alder County dispatch log, obtained by public records request (fictional)");
    world
        .change(Method::PUT, (&one, &one), ramon, calls)
        .await
        .expect(200);
    let numbers = format!("{one}/numbers");
    let mut log =
        "branch,quarter,calls\nAlder Street Branch,2026-Q1,12\nAlder Street Branch,2026-Q2,18\n\
        Eastmont Branch,2026-Q1,9\nEastmont Branch,2026-Q2,11\nHarbor Branch,2026-Q2,4\n"
            .to_owned();
    let wrong = format!("{log}East Mont,2026-Q2,1\n");
    let refused = world.post_csv(&numbers, ramon, &wrong).await;
    assert_eq!(refused.problem(), "import-refused");
    log.push_str("Palms Branch,2026-Q2,1\n");
    let report = world.post_csv(&numbers, ramon, &log).await.expect(200);
    assert_eq!(
        (&report["numbers"], &report["total"]),
        (&json!(6), &json!(55))
    );
    let read = world.get(&one, Some(ramon)).await.expect(200);
    assert_eq!(
        (&read["workplaces"], &read["to"]),
        (&json!(4), &json!("2026-Q2"))
    );
    let mistake = json!({"statistic": "Incident reports"});
    let mistake = world.post(&path, Some(ramon), mistake).await.expect(201);
    let mistake = format!("/v1/evidence-series/{}", mistake["id"].as_str().unwrap());
    let gone = world
        .send(Method::DELETE, &mistake, Some(ramon), None)
        .await;
    assert_eq!(gone.status, 204);
    let listed = world.get(&path, Some(ramon)).await.expect(200);
    assert_eq!(listed["items"], json!([read]));
}

/// Hardly anybody who signed is on it, and the answer does not say how many.
pub async fn signers_are_compared_with_a_list(world: &World, office: &Office, case: &Case) {
    let mut csv = "email\nrosa@mail.example\n".to_owned();
    for number in 0..120 {
        csv.push_str(&format!("librarian{number}@elsewhere.example\n"));
    }
    let path = format!("/v1/petitions/{}/membership-matches", case.petition);
    let odalys = &office.odalys.who;
    let compared = world
        .post_csv(&format!("{path}?origin=association"), odalys, &csv)
        .await
        .expect(200);
    assert_eq!(compared["members"]["told_as"], "fewer_than");
    let listed = world.get(&path, Some(&office.ramon.who)).await.expect(200);
    assert_eq!(listed["items"], json!([compared]));
}

/// One patron let her own Supervisor know her name: it is shown on paper and taken home again.
pub async fn a_name_is_shown_and_taken_home_again(world: &World, office: &Office, packet: &Value) {
    let path = format!("/v1/packets/{}/annex", packet["id"].as_str().unwrap());
    let annex = world
        .send(Method::POST, &path, Some(&office.ramon.who), None)
        .await;
    assert_eq!(annex.header("content-type"), Some("application/pdf"));
    assert!(annex.bytes.starts_with(b"%PDF-"));
}
