//! The branch without a computer in the break room: a sheet goes round, and two people type it.

use broadside::identity::Role;
use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::Persona;
use crate::signatures::Drive;

/// Ramón types it hastily, finds that it was the wrong sheet, and begins anew; Teodora reads one name otherwise.
pub async fn a_sheet_is_typed_by_two_people(drive: &Drive) {
    let world = &drive.world;
    let ramon = &world.member(&drive.owner, &[Role::Organizer]).await;
    let teodora = &world.member(&drive.owner, &[Role::Organizer]).await;
    let petition = format!("/v1/petitions/{}", drive.petition);
    let wish = json!({
        "language": "es", "paper": "a4", "sheets": 2, "lines": 10,
        "kept_at": "el armario cerrado de la oficina del sindicato", "destroyed_after_days": 30,
    });
    let sheets = format!("{petition}/sheets");
    let print = world.post(&sheets, Some(ramon), wish).await.expect(201);
    let print_path = format!("/v1/sheet-prints/{}", print["id"].as_str().unwrap());
    world.get(&print_path, Some(ramon)).await.expect(200);
    for path in [
        format!("{print_path}/document"),
        format!("{petition}/poster?language=es&paper=a4"),
    ] {
        let document = world.get(&path, Some(ramon)).await;
        assert!(document.bytes.starts_with(b"%PDF-"), "{document:?}");
    }

    let code = &print["sheets"][0]["code"];
    let read = format!("/v1/sheets/{}", print["sheets"][0]["id"].as_str().unwrap());
    let other_sheet = json!([{"line": 1, "standing": "ally"}]);
    enter(drive, ramon, code, other_sheet).await;
    let entries = format!("{read}/entries");
    let anew = world
        .change(Method::DELETE, (&read, &entries), ramon, json!({}))
        .await;
    assert_eq!(anew.expect(200)["state"], "printed");

    let lines = |first: &str| {
        json!([
            {"line": 1, "name": first, "standing": "employee", "visibility": "recipients",
             "workplace_id": drive.branches[0], "signed_on": "2026-10-05"},
            {"line": 2, "standing": "patron", "email": "gracia@mail.example"},
            {"line": 3, "left_out": "struck_out"},
        ])
    };
    enter(drive, ramon, code, lines("Wilhelmina Brightwater")).await;
    let second = enter(drive, teodora, code, lines("Wilhelmina Brightwaler")).await;
    assert_eq!(second["state"], "differs");
    let differences = format!("{read}/differences");
    let differences = world.get(&differences, Some(teodora)).await.expect(200);
    assert_eq!(differences["items"].as_array().unwrap().len(), 1);
    let resolution = format!("{read}/resolution");
    let agreed = json!({"lines": [lines("Wilhelmina Brightwater")[0]]});
    let resolved = world
        .change(Method::POST, (&read, &resolution), teodora, agreed)
        .await;
    assert_eq!(resolved.expect(200)["state"], "counted");
    assert_eq!(drive.count().await, 2);

    let path = format!("{read}/lines");
    let listed = world.get(&path, Some(ramon)).await.expect(200);
    assert_eq!(listed["items"].as_array().unwrap().len(), 2);
    let path = format!("{read}/lines/2/moves");
    let back = json!({"line_move": "withdraw"});
    let gone = world
        .change(Method::POST, (&read, &path), ramon, back)
        .await;
    assert_eq!(gone.expect(200)["state"], "withdrawn");
    assert_eq!(drive.count().await, 1);
    world.get(&sheets, Some(ramon)).await.expect(200);
}

async fn enter(drive: &Drive, who: &Persona, code: &Value, lines: Value) -> Value {
    let path = format!("/v1/petitions/{}/sheet-entries", drive.petition);
    let body = json!({"sheet_code": code, "lines": lines});
    drive.world.post(&path, Some(who), body).await.expect(201)
}
