//! Signatures that are looked at twice: a burst that was none, a script that signed, a signer who wants to be forgotten, a
//! sheet of paper.

use poem::http::Method;
use serde_json::{Value, json};

use super::on_paper;
use crate::kit::{Persona, Recorder};
use crate::signatures::{Drive, drive_in};

const TOLD: &[&str] = &[
    "discard_sheet_entries",
    "download_poster",
    "download_sheets",
    "enter_sheet",
    "erase_signature",
    "get_sheet",
    "get_sheet_differences",
    "get_sheet_print",
    "invalidate_signatures",
    "lift_quarantine",
    "list_sheet_lines",
    "list_sheets",
    "move_sheet_line",
    "print_sheets",
    "quarantine_signature",
    "resolve_sheet",
];

#[tokio::test]
async fn signatures_are_set_aside_struck_out_and_forgotten() {
    let recorder = Recorder::of(TOLD);
    let drive = drive_in(crate::kit::World::recorded(&recorder).await).await;
    let odalys = drive.owner.clone();
    let rosa = signature(&drive, "rosa@mail.example").await;
    let path = format!("/v1/signatures/{rosa}/quarantine");
    let burst = Some(json!({"reason": "burst"}));
    told(&drive, &odalys, Method::PUT, &path, burst).await;
    assert_eq!(drive.count().await, 0);
    told(&drive, &odalys, Method::DELETE, &path, None).await;
    assert_eq!(drive.count().await, 1);

    let script = signature(&drive, "script@mail.example").await;
    let path = format!("/v1/petitions/{}/invalidations", drive.petition);
    let batch = json!({"signature_ids": [script], "reason": "not_a_person"});
    let struck = told(&drive, &odalys, Method::POST, &path, Some(batch)).await;
    assert_eq!(
        (struck["number"].clone(), drive.count().await),
        (json!(1), 1)
    );

    let path = format!("/v1/signatures/{rosa}/erasure");
    told(&drive, &odalys, Method::POST, &path, None).await;
    assert_eq!(drive.count().await, 0);
    drive.check_counters().await;
    on_paper::a_sheet_is_typed_by_two_people(&drive).await;
    recorder.compare("second_thoughts");
}

async fn signature(drive: &Drive, email: &str) -> String {
    let known: Vec<_> = drive.signatures().await.iter().map(|row| row.id).collect();
    let body = json!({
        "email": email, "name": "Rosa María Cárdenas", "visibility": "public", "standing": "employee",
    });
    drive.sign_and_confirm(body).await;
    let rows = drive.signatures().await;
    let new = rows.iter().find(|row| !known.contains(&row.id));
    new.unwrap().id.to_string()
}

async fn told(
    drive: &Drive,
    by: &Persona,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Value {
    drive
        .world
        .send(method, path, Some(by), body)
        .await
        .expect(200)
}
