//! What was asked for, what is taught and what happened, side by side.

use poem::http::Method;
use serde_json::{Value, json};

use super::session;
use crate::kit::World;

fn of<'a>(table: &'a Value, topic: &str) -> Option<&'a Value> {
    let rows = table["topics"].as_array().unwrap();
    rows.iter().find(|row| row["topic"] == topic)
}

#[tokio::test]
async fn demands_trainings_and_published_figures_stand_side_by_side() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let owner = &call.owner;
    let campaign = format!("/v1/campaigns/{}", call.campaign);
    let demands = json!({"demands": [
        {"text": "A guard at each high-risk branch.", "topics": ["guard_companies"]},
        {"text": "A social worker instead.", "alternative_to": 1, "topics": ["without_police", "social_workers"]},
    ]});
    let path = format!("{campaign}/demands");
    let changed = world
        .change(Method::PUT, (&campaign, &path), owner, demands)
        .await;
    let changed = changed.expect(200);
    assert_eq!(
        changed["demands"][1]["topics"],
        json!(["social_workers", "without_police"])
    );

    let mut training = session();
    training["kind"] = json!("training");
    training["training"] = json!({"mode": "live_online"});
    training["campaign_id"] = json!(call.campaign.to_string());
    training["topics"] = json!(["without_police"]);
    let made = world
        .post("/v1/events", Some(owner), training)
        .await
        .expect(201);
    let topics = format!("{campaign}/topics?language=es");
    let before = world.get(&topics, Some(owner)).await.expect(200);
    assert_eq!(
        of(&before, "without_police").unwrap()["trainings"],
        json!([]),
        "a draft is not told"
    );
    let turn = format!("/v1/events/{}/transitions", made["id"].as_str().unwrap());
    world
        .post(&turn, Some(owner), json!({"to": "published"}))
        .await
        .expect(200);

    for (branch, times) in [10, 11, 11, 11, 11].into_iter().enumerate() {
        for _ in 0..times {
            let body = json!({
                "kind": "safety_incident", "happened_on": "2026-05-14",
                "workplace_id": call.workplaces[branch].to_string(), "job_group": "librarians",
                "incident": {"who_was_called": "nobody"},
            });
            world.testify(&call, body).await.expect(201);
        }
    }
    world.publish_all(&call).await;
    let unreleased = world.get(&topics, Some(owner)).await.expect(200);
    assert!(unreleased.get("release_number").is_none());
    let releases = format!("{campaign}/statistics-releases");
    world
        .post(&releases, Some(owner), json!({}))
        .await
        .expect(201);
    let table = world.get(&topics, Some(owner)).await.expect(200);
    assert_eq!(table["release_number"], 1);
    let row = of(&table, "without_police").unwrap();
    assert_eq!(row["name"], "Trabajar sin policía");
    assert_eq!(row["demands"][0]["position"], 2);
    assert_eq!(row["trainings"][0]["id"], made["id"]);
    let figure = &row["figures"][0];
    assert_eq!(
        (&figure["theme"], &figure["kind"]),
        (&json!("who_was_called"), &json!("nobody"))
    );
    // As published: rounded, never the 54 that were told.
    assert_eq!(
        figure["testimonies"],
        json!({"shown": "about", "value": 55})
    );
    assert_eq!(of(&table, "guard_companies").unwrap()["figures"], json!([]));
    assert!(of(&table, "volunteers").is_none());
    let stranger = world.organization("Birch County Library Workers").await;
    assert_eq!(
        world.get(&topics, Some(&stranger)).await.problem(),
        "not-found"
    );
}
