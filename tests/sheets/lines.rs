//! The lines that were counted: who signed twice, who takes it back, and what stays of a name.

use broadside::jobs::Kind;
use broadside::signatures::entity::paper_signature;
use sea_orm::QueryOrder;
use serde_json::{Value, json};

use super::{Desk, signed};

async fn rows(desk: &Desk) -> Vec<paper_signature::Model> {
    let rows = paper_signature::for_jobs().order_by_asc(paper_signature::Column::Line);
    rows.all(&desk.world().app.db.read).await.unwrap()
}

fn states(lines: &[Value]) -> Vec<&str> {
    lines
        .iter()
        .map(|line| line["state"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn somebody_who_signed_twice_on_paper_is_set_aside_for_a_person_to_decide() {
    let desk = Desk::new().await;
    let at = |line: i32, name: &str, branch: usize| {
        let mut line = signed(line, name);
        line["workplace_id"] = json!(desk.drive.branches[branch]);
        line
    };
    desk.count_sheet(0, json!([at(1, "Mai Nguyễn", 0), at(2, "Mai Nguyen", 1)]))
        .await;
    desk.count_sheet(1, json!([at(3, "NGUYEN, Mai", 0), at(4, "nguyen mai", 1)]))
        .await;
    assert_eq!(desk.count().await, (2, 0, 2));
    let lines = desk.lines(1).await;
    assert_eq!(states(&lines), ["quarantined", "quarantined"]);
    assert_eq!(lines[0]["same_as"], json!([{"sheet_number": 1, "line": 1}]));
    desk.move_line(1, 3, "count").await.expect(200);
    desk.move_line(1, 4, "duplicate").await.expect(200);
    assert_eq!(desk.count().await, (3, 0, 3));
    assert_eq!(states(&desk.lines(1).await), ["confirmed", "invalidated"]);
    let again = desk.move_line(1, 4, "count").await;
    assert_eq!(again.problem(), "signature-state");
    assert_eq!(desk.move_line(1, 9, "count").await.problem(), "not-found");
    desk.check().await;
}

#[tokio::test]
async fn whoever_left_an_address_counts_once_online_and_on_paper() {
    let desk = Desk::new().await;
    let with =
        |line: i32, email: &str| json!({"line": line, "standing": "employee", "email": email});
    let online = |email: &str| json!({"email": email, "standing": "employee"});
    desk.drive
        .sign_and_confirm(online("rosa+union@example.org"))
        .await;
    desk.count_sheet(
        0,
        json!([with(1, "Rosa@example.org"), with(2, "ana@example.org")]),
    )
    .await;
    assert_eq!(desk.count().await, (2, 1, 1));
    let lines = desk.lines(0).await;
    assert_eq!(states(&lines), ["quarantined", "confirmed"]);
    assert_eq!(lines[0]["same_as"], json!([]));
    // Ana signs online afterwards: found at night.
    desk.drive.sign_and_confirm(online("ana@example.org")).await;
    assert_eq!(desk.count().await, (3, 2, 1));
    desk.drive.run_job(Kind::SweepSheets).await;
    assert_eq!(desk.count().await, (2, 2, 0));
    // Nobody can say that one address is two people.
    for line in [1, 2] {
        let refused = desk.move_line(0, line, "count").await;
        assert_eq!(refused.problem(), "signature-state");
    }
    assert_eq!(desk.count().await, (2, 2, 0));
    desk.check().await;
}

#[tokio::test]
async fn an_address_on_two_lines_counts_once_and_again_when_the_other_is_taken_back() {
    let desk = Desk::new().await;
    let with = |line: i32, name: &str| json!({"line": line, "name": name, "standing": "employee", "email": "rosa@example.org"});
    desk.count_sheet(0, json!([with(1, "Rosa Delgado"), with(2, "Rosa D.")]))
        .await;
    assert_eq!(desk.count().await, (1, 0, 1));
    let refused = desk.move_line(0, 2, "count").await;
    assert_eq!(refused.problem(), "signature-state");
    desk.move_line(0, 1, "withdraw").await.expect(200);
    desk.move_line(0, 2, "count").await.expect(200);
    assert_eq!(desk.count().await, (1, 0, 1));
    // What a member counted is set aside as any other line when its address signs online.
    let online = json!({"email": "rosa@example.org", "standing": "employee"});
    desk.drive.sign_and_confirm(online).await;
    desk.drive.run_job(Kind::SweepSheets).await;
    assert_eq!(desk.count().await, (1, 1, 0));
    desk.check().await;
}

#[tokio::test]
async fn a_line_is_taken_back_by_sheet_and_number_and_its_name_is_gone() {
    let desk = Desk::new().await;
    let mut rosa = signed(1, "Rosa Delgado");
    rosa["workplace_id"] = json!(desk.drive.branches[0]);
    rosa["email"] = json!("rosa@example.org");
    desk.count_sheet(0, json!([rosa, signed(2, "Ana Ruiz")]))
        .await;
    let gone = desk.move_line(0, 1, "withdraw").await.expect(200);
    assert_eq!(
        (&gone["state"], gone.get("name")),
        (&json!("withdrawn"), None)
    );
    assert_eq!(desk.count().await, (1, 0, 1));
    let erased = desk.move_line(0, 1, "erase").await.expect(200);
    assert_eq!(erased["state"], "erased");
    let row = rows(&desk)
        .await
        .into_iter()
        .find(|row| row.line == 1)
        .unwrap();
    assert!(row.name_sealed.is_none() && row.name_key.is_none() && row.address_key.is_none());
    assert!(row.workplace_id.is_none() && row.division_id.is_none());
    desk.check().await;
    desk.world().work().await;
    let log = std::fs::read_to_string(desk.world().data().join("deletions.log")).unwrap();
    assert!(log.contains(&row.id.0.simple().to_string()) || log.contains(&row.id.0.to_string()));
    // She may sign again, on another sheet.
    desk.count_sheet(1, json!([signed(1, "Rosa Delgado")]))
        .await;
    assert_eq!(desk.count().await, (2, 0, 2));
}

#[tokio::test]
async fn a_restored_backup_forgets_a_line_again() {
    let desk = Desk::new().await;
    desk.count_sheet(0, json!([signed(1, "Rosa Delgado")]))
        .await;
    let id = rows(&desk).await[0].id;
    let app = &desk.world().app;
    let again = app
        .db
        .write(|tx| async move { broadside::signatures::forget_again(&tx, id.0).await });
    again.await.unwrap();
    assert_eq!(desk.count().await, (0, 0, 0));
    assert!(rows(&desk).await[0].name_sealed.is_none());
    desk.check().await;
}

#[tokio::test]
async fn a_name_is_kept_only_where_its_signer_wants_it_printed_and_nowhere_in_clear() {
    let desk = Desk::new().await;
    let hidden = json!({"line": 1, "standing": "employee", "name": "Zanzibarine Quillfeather", "email": "quagmirish@example.org"});
    let shown = signed(2, "Perihelion Marrowby");
    let odd = signed(3, "=Kestrelia+cmd|'/C calc'!A0");
    let first = json!([hidden, shown, odd]);
    desk.enter(&desk.marisol, 0, first.clone())
        .await
        .expect(201);
    desk.world().work().await;
    let other = json!([hidden, signed(2, "Perihelion Marrowbie"), odd]);
    desk.enter(&desk.teo, 0, other).await.expect(201);
    let read = desk.path(0);
    let path = format!("{read}/resolution");
    let pair = (read.as_str(), path.as_str());
    let body = json!({"lines": [signed(2, "Perihelion Marrowby")]});
    let world = desk.world();
    let resolved = world
        .change(poem::http::Method::POST, pair, &desk.teo, body)
        .await;
    resolved.expect(200);
    world.work().await;
    let kept: Vec<_> = rows(&desk)
        .await
        .into_iter()
        .map(|row| row.name_sealed.is_some())
        .collect();
    assert_eq!(kept, [false, true, true]);
    for canary in [
        "zanzibarine",
        "quillfeather",
        "perihelion",
        "marrowb",
        "kestrelia",
        "quagmirish",
    ] {
        crate::privacy::is_nowhere(world, canary);
    }
}

#[tokio::test]
async fn the_audit_says_who_did_what_to_which_sheet_and_names_nobody() {
    let desk = Desk::new().await;
    desk.count_sheet(0, json!([signed(1, "Rosa Delgado")]))
        .await;
    desk.move_line(0, 1, "withdraw").await.expect(200);
    desk.world().work().await;
    let entries = desk
        .world()
        .get("/v1/audit-entries?limit=200", Some(&desk.drive.owner))
        .await;
    let entries = entries.expect(200).to_string();
    for done in [
        "print_sheets",
        "enter_sheet",
        "count_sheet",
        "move_sheet_line",
    ] {
        assert!(entries.contains(done), "{done}: {entries}");
    }
    assert!(!entries.contains("Rosa") && !entries.contains("Delgado"));
}
