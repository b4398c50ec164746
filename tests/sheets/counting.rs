//! Paper is counted by the same function as what was signed online, and told apart.

use chrono::Duration;
use serde_json::json;

use super::{Desk, signed};

#[tokio::test]
async fn online_and_paper_are_shown_apart_and_in_total() {
    let desk = Desk::new().await;
    let online = json!({"email": "rosa@example.org", "standing": "employee"});
    desk.drive.sign_and_confirm(online).await;
    desk.count_sheet(
        0,
        json!([{"line": 1, "standing": "patron"}, signed(2, "Ana Ruiz")]),
    )
    .await;
    assert_eq!(desk.count().await, (3, 1, 2));
    let path = format!("/v1/petitions/{}/counts", desk.drive.petition);
    let counts = desk
        .world()
        .get(&path, Some(&desk.marisol))
        .await
        .expect(200);
    let number = |name: &str| counts[name].as_i64().unwrap();
    assert_eq!(
        (number("confirmed"), number("online"), number("on_paper")),
        (3, 1, 2)
    );
    let standing = |word: &str| {
        let rows = counts["standings"].as_array().unwrap();
        rows.iter().find(|row| row["standing"] == word).unwrap()["confirmed"].clone()
    };
    assert_eq!(
        (standing("employee"), standing("patron")),
        (json!(2), json!(1))
    );
    let states = counts["states"].as_array().unwrap();
    let confirmed = states
        .iter()
        .find(|row| row["state"] == "confirmed")
        .unwrap();
    assert_eq!(
        (&confirmed["number"], &confirmed["on_paper"]),
        (&json!(3), &json!(2))
    );
    desk.check().await;
}

/// Four online and three on paper are seven: past the threshold together, and neither alone.
#[tokio::test]
async fn the_threshold_of_a_workplace_applies_to_both_together() {
    let desk = Desk::new().await;
    let branches = &desk.drive.branches;
    for n in 0..4 {
        let email = format!("worker{n}@example.org");
        let body = json!({"email": email, "standing": "employee", "workplace_id": branches[0]});
        desk.drive.sign_and_confirm(body).await;
    }
    let at = |line: i32, branch: usize| json!({"line": line, "standing": "employee", "workplace_id": branches[branch]});
    let lines = |branch: usize, n: i32| (1..=n).map(|line| at(line, branch)).collect::<Vec<_>>();
    desk.count_sheet(0, json!(lines(0, 3))).await;
    desk.count_sheet(1, json!(lines(1, 6))).await;
    desk.count_sheet(2, json!(lines(2, 5))).await;
    desk.world().advance(Duration::hours(2));
    desk.world().work().await;
    let path = format!("/v1/petitions/{}/counts", desk.drive.petition);
    let counts = desk
        .world()
        .get(&path, Some(&desk.marisol))
        .await
        .expect(200);
    let shown = |branch: usize| {
        let rows = counts["workplaces"].as_array().unwrap();
        let row = rows
            .iter()
            .find(|row| row["workplace_id"] == json!(branches[branch]));
        row.unwrap()["shown"].clone()
    };
    assert_eq!(shown(0), json!({"shown_as": "exact", "number": 7}));
    assert_eq!(shown(1), json!({"shown_as": "exact", "number": 6}));
    desk.check().await;
}

#[tokio::test]
async fn the_nightly_recount_finds_a_counter_of_paper_that_lies() {
    let desk = Desk::new().await;
    desk.count_sheet(0, json!([signed(1, "Ana Ruiz")])).await;
    desk.check().await;
    for table in ["petition_tally", "signature_count"] {
        let sql = format!("UPDATE {table} SET on_paper = on_paper + 1");
        desk.drive.execute(&sql).await;
    }
    let different = broadside::signatures::recount(&desk.world().app).await;
    assert_eq!(different.unwrap(), 2);
}
