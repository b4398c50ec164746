//! What is counted, and who is shown which figure.

use serde_json::json;

use super::{drive, employee};

#[tokio::test]
async fn counts_are_exact_by_district_and_protected_by_workplace() {
    let drive = drive().await;
    for (branch, signers) in [(0, 7), (1, 6), (2, 2)] {
        for n in 0..signers {
            let email = format!("w{branch}x{n}@example.org");
            drive.sign_and_confirm(json!({"email": email, "standing": "employee", "workplace_id": drive.branches[branch]})).await;
        }
    }
    drive.world.advance(chrono::Duration::hours(2));
    drive.world.work().await;
    let path = format!("/v1/petitions/{}/counts", drive.petition);
    let counts = drive.world.get(&path, Some(&drive.owner)).await.expect(200);
    assert_eq!(counts["confirmed"], 15);
    let district = |n: usize| {
        counts["divisions"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["division_id"] == json!(drive.districts[n]))
            .unwrap()["confirmed"]
            .clone()
    };
    assert_eq!((district(0), district(1)), (json!(7), json!(8)));
    let shown = |n: usize| {
        counts["workplaces"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["workplace_id"] == json!(drive.branches[n]))
            .unwrap()["shown"]
            .clone()
    };
    assert_eq!(shown(0), json!({"shown_as": "exact", "number": 7}));
    assert_eq!(
        (shown(1)["shown_as"].as_str(), shown(2)["shown_as"].as_str()),
        (Some("hidden"), Some("hidden"))
    );
    drive.sign_and_confirm(json!({"email": "late@example.org", "standing": "employee", "workplace_id": drive.branches[0]})).await;
    drive.world.advance(chrono::Duration::hours(2));
    drive.world.work().await;
    let again = drive.world.get(&path, Some(&drive.owner)).await.expect(200);
    assert_eq!(
        (&again["workplaces"], &again["confirmed"]),
        (&counts["workplaces"], &json!(16))
    );
}

#[tokio::test]
async fn the_public_count_says_when_it_has_not_changed() {
    let drive = drive().await;
    drive.sign_and_confirm(employee("rosa@example.org")).await;
    let path = format!("/v1/petitions/{}/count", drive.petition);
    let etag = drive
        .world
        .get(&path, None)
        .await
        .header("etag")
        .unwrap()
        .to_owned();
    let same = drive
        .world
        .request(poem::http::Method::GET, &path)
        .header("if-none-match", &etag)
        .send()
        .await;
    assert_eq!(same.0.status().as_u16(), 304);
    drive.sign_and_confirm(employee("ana@example.org")).await;
    let other = drive
        .world
        .request(poem::http::Method::GET, &path)
        .header("if-none-match", &etag)
        .send()
        .await;
    assert_eq!(other.0.status().as_u16(), 200);
}

#[tokio::test]
async fn the_nightly_recount_finds_a_counter_that_lies() {
    let drive = drive().await;
    drive.sign_and_confirm(employee("rosa@example.org")).await;
    drive.sign_as("ana@example.org").await;
    assert_eq!(
        broadside::signatures::recount(&drive.world.app)
            .await
            .unwrap(),
        0
    );
    drive
        .execute("UPDATE petition_tally SET number = number + 1 WHERE state = 'confirmed'")
        .await;
    assert_eq!(
        broadside::signatures::recount(&drive.world.app)
            .await
            .unwrap(),
        1
    );
    drive
        .execute("UPDATE signature_count SET confirmed = confirmed + 1")
        .await;
    assert_eq!(
        broadside::signatures::recount(&drive.world.app)
            .await
            .unwrap(),
        2
    );
}
