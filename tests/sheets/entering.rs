//! Two people type a sheet, each alone; only what both read is counted.

use broadside::jobs::Kind;
use broadside::sheets::entity::sheet_entry;
use chrono::Duration;
use poem::http::Method;
use serde_json::{Value, json};

use super::{Desk, signed};
use crate::kit::Answer;

async fn entries(desk: &Desk) -> usize {
    let found = sheet_entry::for_jobs().all(&desk.world().app.db.read).await;
    found.unwrap().len()
}

async fn differences(desk: &Desk, at: usize) -> Answer {
    let path = format!("{}/differences", desk.path(at));
    desk.world().get(&path, Some(&desk.teo)).await
}

async fn resolve(desk: &Desk, at: usize, lines: Value) -> Answer {
    let read = desk.path(at);
    let path = format!("{read}/resolution");
    let body = json!({ "lines": lines });
    let pair = (read.as_str(), path.as_str());
    let world = desk.world();
    world
        .change(Method::POST, pair, &desk.drive.owner, body)
        .await
}

#[tokio::test]
async fn nothing_counts_before_a_second_person_has_read_the_same() {
    let desk = Desk::new().await;
    let lines = json!([
        signed(1, "Rosa Delgado"),
        {"line": 2, "standing": "patron"},
        {"line": 3, "left_out": "illegible"},
        {"line": 5, "left_out": "struck_out"},
    ]);
    let first = desk
        .enter(&desk.marisol, 0, lines.clone())
        .await
        .expect(201);
    assert_eq!(first["state"], "entered_once");
    assert_eq!(desk.count().await, (0, 0, 0));
    assert_eq!(differences(&desk, 0).await.problem(), "nothing-differs");
    let same = desk.enter(&desk.marisol, 0, lines.clone()).await;
    assert_eq!(same.problem(), "second-person-needed");
    // Spaces, case of the code and the order of the lines are nobody's difference.
    let mut spelled = lines.as_array().unwrap().clone();
    spelled.reverse();
    spelled.push(json!({"line": 9, "left_out": "empty"}));
    let code = desk.code(0).to_lowercase().replace('-', " ");
    let second = desk.enter_code(&desk.teo, &code, json!(spelled)).await;
    let second = second.expect(201);
    assert_eq!(second["state"], "counted");
    assert_eq!(
        second["left_out"],
        json!([{"line": 3, "because": "illegible"}, {"line": 5, "because": "struck_out"}])
    );
    assert_eq!(desk.count().await, (2, 0, 2));
    assert_eq!(entries(&desk).await, 0);
    desk.check().await;
    for who in [&desk.marisol, &desk.teo, &desk.drive.owner] {
        let again = desk.enter(who, 0, lines.clone()).await;
        assert_eq!(again.problem(), "sheet-entered");
    }
    assert_eq!(desk.count().await, (2, 0, 2));
}

#[tokio::test]
async fn where_two_people_differ_a_third_one_decides_with_the_paper_in_hand() {
    let desk = Desk::new().await;
    let lines = |second: Value| json!([signed(1, "Rosa Delgado"), second]);
    let first = lines(signed(2, "Ana Ruiz"));
    desk.enter(&desk.marisol, 0, first).await.expect(201);
    let other = json!([signed(1, "Rosa Delgado"), signed(2, "Ana Rviz"), {"line": 4, "left_out": "illegible"}]);
    let differs = desk.enter(&desk.teo, 0, other).await.expect(201);
    assert_eq!(differs["state"], "differs");
    assert_eq!(desk.count().await, (0, 0, 0));
    let shown = differences(&desk, 0).await.expect(200);
    let lines: Vec<_> = shown["items"].as_array().unwrap().iter().collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["first"]["name"], "Ana Ruiz");
    assert_eq!(lines[0]["second"]["name"], "Ana Rviz");
    assert_eq!(lines[1]["first"]["left_out"], "empty");
    let some = resolve(&desk, 0, json!([signed(2, "Ana Ruiz")])).await;
    assert_eq!(some.problem(), "invalid-body");
    let agreed = json!([signed(2, "Ana Ruiz"), {"line": 4, "left_out": "empty"}]);
    let counted = resolve(&desk, 0, agreed.clone()).await.expect(200);
    assert_eq!(
        (&counted["state"], &counted["left_out"]),
        (&json!("counted"), &json!([]))
    );
    assert_eq!(resolve(&desk, 0, agreed).await.problem(), "nothing-differs");
    assert_eq!(desk.count().await, (2, 0, 2));
    assert_eq!(entries(&desk).await, 0);
    desk.check().await;
    let names: Vec<_> = desk
        .lines(0)
        .await
        .iter()
        .map(|line| line["name"].clone())
        .collect();
    assert_eq!(names, ["Rosa Delgado", "Ana Ruiz"]);
}

#[tokio::test]
async fn a_slip_of_the_finger_is_told_and_nothing_is_kept() {
    let desk = Desk::new().await;
    let mut swapped: Vec<char> = desk.code(0).chars().collect();
    swapped[0] = if swapped[0] == '7' { '8' } else { '7' };
    let mistyped: String = swapped.into_iter().collect();
    let refused = desk.enter_code(&desk.marisol, &mistyped, json!([])).await;
    assert_eq!(refused.problem(), "invalid-body");
    assert_eq!(refused.json()["violations"][0]["pointer"], "/sheet_code");
    let tomorrow = desk.world().app.clock.today() + Duration::days(1);
    for (wrong, pointer) in [
        (json!([signed(11, "Rosa Delgado")]), "/lines/0/line"),
        (
            json!([signed(1, "Ana Ruiz"), signed(1, "Ana Ruiz")]),
            "/lines/1/line",
        ),
        (
            json!([{"line": 1, "standing": "ally", "visibility": "public"}]),
            "/lines/0/name",
        ),
        (json!([signed(1, "Ro\u{202E}sa")]), "/lines/0/name"),
        (json!([signed(1, "\u{200B}Rosa")]), "/lines/0/name"),
        (json!([{"line": 1, "name": "Rosa"}]), "/lines/0/standing"),
        (
            json!([{"line": 1, "left_out": "illegible", "name": "Rosa"}]),
            "/lines/0/left_out",
        ),
        (
            json!([{"line": 1, "standing": "ally", "email": "no address"}]),
            "/lines/0/email",
        ),
        (
            json!([{"line": 1, "standing": "ally", "signed_on": tomorrow}]),
            "/lines/0/signed_on",
        ),
        (
            json!([{"line": 1, "standing": "ally", "signed_on": "2026-10-03"}]),
            "/lines/0/signed_on",
        ),
        (
            json!([{"line": 1, "standing": "ally", "workplace_id": format!("wpl_{}", "0".repeat(32))}]),
            "/lines/0/workplace_id",
        ),
    ] {
        let refused = desk.enter(&desk.marisol, 0, wrong.clone()).await;
        assert_eq!(refused.problem(), "invalid-body", "{wrong}");
        assert_eq!(
            refused.json()["violations"][0]["pointer"],
            pointer,
            "{wrong}"
        );
    }
    assert_eq!(entries(&desk).await, 0);
    // Printed and signed in the evening in California: a day earlier than by the clock that days are kept by.
    let evening = json!([{"line": 1, "standing": "ally", "signed_on": "2026-10-04"}]);
    desk.count_sheet(0, evening).await;
}

#[tokio::test]
async fn a_sheet_of_another_petition_or_organization_is_not_there() {
    let desk = Desk::new().await;
    let strangers = desk.world().organization("Birch County Nurses").await;
    let refused = desk.enter(&strangers, 0, json!([])).await;
    assert_eq!(refused.problem(), "not-found");
    for part in ["", "/lines", "/differences"] {
        let path = format!("{}{part}", desk.path(0));
        let refused = desk.world().get(&path, Some(&strangers)).await;
        assert_eq!(refused.problem(), "not-found", "{part}");
    }
    // Well spelled, and nobody's.
    let nobodys = broadside::secrets::crockford::print(&[1, 2, 3, 4, 5, 6]);
    let refused = desk.enter_code(&desk.marisol, &nobodys, json!([])).await;
    assert_eq!(refused.problem(), "not-found");
}

#[tokio::test]
async fn what_was_typed_can_be_forgotten_and_typed_anew() {
    let desk = Desk::new().await;
    let wrong = json!([signed(1, "Rosa Delgado")]);
    desk.enter(&desk.marisol, 0, wrong).await.expect(201);
    let read = desk.path(0);
    let path = format!("{read}/entries");
    let stale = desk.world().request(Method::DELETE, &path);
    let stale = stale
        .header("authorization", format!("Bearer {}", desk.teo.token))
        .header("if-match", "\"1\"");
    assert_eq!(
        Answer::read(stale.send().await).await.problem(),
        "precondition-failed"
    );
    let pair = (read.as_str(), path.as_str());
    let anew = desk
        .world()
        .change(Method::DELETE, pair, &desk.teo, json!({}))
        .await;
    assert_eq!(anew.expect(200)["state"], "printed");
    let right = json!([signed(1, "Rosa Delgado"), signed(2, "Ana Ruiz")]);
    desk.count_sheet(0, right).await;
    assert_eq!(desk.count().await, (2, 0, 2));
    let late = desk
        .world()
        .change(Method::DELETE, pair, &desk.teo, json!({}))
        .await;
    assert_eq!(late.problem(), "sheet-entered");
}

#[tokio::test]
async fn of_two_second_entries_at_once_one_counts() {
    let desk = Desk::new().await;
    let lines = json!([signed(1, "Rosa Delgado"), signed(2, "Ana Ruiz")]);
    desk.enter(&desk.marisol, 0, lines.clone())
        .await
        .expect(201);
    let (one, other) = tokio::join!(
        desk.enter(&desk.teo, 0, lines.clone()),
        desk.enter(&desk.drive.owner, 0, lines.clone())
    );
    let mut answers = [one.status.as_u16(), other.status.as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [201, 409]);
    assert_eq!(desk.count().await, (2, 0, 2));
    desk.check().await;
}

#[tokio::test]
async fn what_comes_back_late_counts_for_a_week_and_drafts_do_not_stay() {
    let desk = Desk::new().await;
    let world = desk.world();
    let lines = json!([signed(1, "Rosa Delgado")]);
    desk.enter(&desk.marisol, 1, lines.clone())
        .await
        .expect(201);
    world.advance(Duration::days(1));
    let closed = json!({"transition": "close"});
    let path = format!("/v1/petitions/{}/transitions", desk.drive.petition);
    world
        .post(&path, Some(&desk.drive.owner), closed)
        .await
        .expect(200);
    world.advance(Duration::days(6));
    desk.count_sheet(0, lines.clone()).await;
    assert_eq!(desk.count().await, (1, 0, 1));
    world.advance(Duration::days(1) + Duration::minutes(1));
    for at in [1, 2] {
        let late = desk.enter(&desk.teo, at, lines.clone()).await;
        assert_eq!(late.problem(), "paper-not-taken");
    }
    desk.drive.run_job(Kind::SweepSheets).await;
    assert_eq!(entries(&desk).await, 0);
    let sheet = world.get(&desk.path(1), Some(&desk.teo)).await.expect(200);
    assert_eq!(sheet["state"], "printed");
}

#[tokio::test]
async fn a_first_entry_that_nobody_repeats_is_forgotten_after_a_month() {
    let desk = Desk::new().await;
    let lines = json!([signed(1, "Rosa Delgado")]);
    desk.enter(&desk.marisol, 0, lines.clone())
        .await
        .expect(201);
    desk.world().work().await;
    desk.world().advance(Duration::days(29));
    desk.world().work().await;
    assert_eq!(entries(&desk).await, 1);
    desk.world().advance(Duration::days(2));
    desk.world().work().await;
    assert_eq!(entries(&desk).await, 0);
    // Nobody is the first for ever.
    desk.enter(&desk.teo, 0, lines.clone()).await.expect(201);
    desk.enter(&desk.marisol, 0, lines).await.expect(201);
    assert_eq!(desk.count().await, (1, 0, 1));
}
