//! What is printed, and for which petition.

use broadside::identity::Role;
use serde_json::json;

use super::{Desk, printed, wish};
use crate::kit::World;
use crate::packets::words;
use crate::signatures::drive;

#[tokio::test]
async fn sheets_are_registered_before_they_are_printed_and_freeze_the_text() {
    let desk = Desk::new().await;
    let numbers: Vec<_> = desk.sheets.iter().map(|sheet| &sheet["number"]).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    let world = desk.world();
    let path = format!("/v1/petitions/{}", desk.drive.petition);
    let shown = world.get(&path, Some(&desk.marisol)).await.expect(200);
    assert!(shown["frozen_at"].is_string(), "{shown}");
    let more = printed(&desk.drive, &desk.teo, wish()).await.expect(201);
    assert_eq!(more["sheets"][0]["number"], 5);
    let list = format!("{path}/sheets?state=printed&limit=200");
    let list = world.get(&list, Some(&desk.teo)).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 8);
    let again = format!("/v1/sheet-prints/{}", more["id"].as_str().unwrap());
    assert_eq!(world.get(&again, Some(&desk.teo)).await.expect(200), more);
}

#[tokio::test]
async fn the_document_has_a_page_for_each_sheet_and_the_poster_is_one() {
    let desk = Desk::new().await;
    let world = desk.world();
    let new =
        json!({"language": "es", "paper": "a4", "sheets": 2, "lines": 12, "kept_at": "la oficina"});
    let print = printed(&desk.drive, &desk.marisol, new).await.expect(201);
    let path = format!(
        "/v1/sheet-prints/{}/document",
        print["id"].as_str().unwrap()
    );
    let answer = world.get(&path, Some(&desk.marisol)).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/pdf"));
    let poster = format!("/v1/petitions/{}/poster?language=en", desk.drive.petition);
    let poster = world.get(&poster, Some(&desk.marisol)).await;
    assert_eq!(poster.status, 200, "{poster:?}");
    crate::packets::keep("sheets", &answer.bytes);
    crate::packets::keep("poster", &poster.bytes);
    let (Some(sheets), Some(poster)) = (words(&answer.bytes), words(&poster.bytes)) else {
        return;
    };
    assert!(sheets.contains("Guardias en cada sucursal") && poster.contains("Security guards"));
    for sheet in print["sheets"].as_array().unwrap() {
        let code = sheet["code"].as_str().unwrap();
        assert_eq!(sheets.matches(code).count(), 1, "{sheets}");
    }
    assert_eq!(poster.matches("/sign?petition=").count(), 1);
}

#[tokio::test]
async fn nothing_is_printed_for_a_petition_that_nobody_can_sign_or_open() {
    let drive = drive().await;
    for state in ["draft", "closed", "withdrawn", "removed"] {
        drive.set_state(state).await;
        let refused = printed(&drive, &drive.owner, wish()).await;
        assert_eq!(refused.problem(), "petition-not-open", "{state}");
    }
    drive.set_state("open").await;
    let viewer = drive.world.member(&drive.owner, &[Role::Viewer]).await;
    let refused = printed(&drive, &viewer, wish()).await;
    assert_eq!(refused.problem(), "forbidden");
    let stranger = drive.world.organization("Birch County Nurses").await;
    let refused = printed(&drive, &stranger, wish()).await;
    assert_eq!(refused.problem(), "not-found");
    for wrong in [
        json!({"sheets": 0}),
        json!({"sheets": 101}),
        json!({"lines": 13}),
        json!({"kept_at": " "}),
    ] {
        let mut body = wish();
        body.as_object_mut()
            .unwrap()
            .extend(wrong.as_object().unwrap().clone());
        let refused = printed(&drive, &drive.owner, body).await;
        assert_eq!(refused.problem(), "invalid-body", "{wrong}");
    }
}

#[tokio::test]
async fn a_repeated_request_prints_no_second_pile() {
    let world = World::new().await;
    let drive = crate::signatures::drive_in(world).await;
    let path = format!("/v1/petitions/{}/sheets", drive.petition);
    let once = || {
        drive
            .world
            .post_once(&path, &drive.owner, "one-pile-of-sheets", wish())
    };
    let first = once().await.expect(201);
    assert_eq!(once().await.expect(201), first);
    let list = drive.world.get(&path, Some(&drive.owner)).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 4);
}
