//! What a campaign publishes of layoffs: notices and workers' reports side by side, never summed, the latter under k.

use poem::http::Method;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};
use serde_json::{Value, json};

use broadside::directory::BodyId;
use broadside::directory::entity::body;
use broadside::ids;

use super::{REGISTER, choose, import, nothing_chosen};
use crate::kit::{Call, World};

async fn employer(world: &World, call: &Call, name: &str) -> BodyId {
    let id = BodyId(ids::timely(&world.app.clock, &world.app.entropy));
    let row = body::ActiveModel {
        id: Set(id),
        organization_id: Set(call.owner.organization),
        name: Set(name.to_owned()),
        kind: Set("employer".to_owned()),
        division_id: Set(None),
        is_public: Set(false),
        language: Set("en".to_owned()),
        revision: Set(1),
        created_at: Set(world.app.clock.now()),
    };
    let row = &row;
    let written = world
        .app
        .db
        .write(|tx| async move { row.clone().insert(&*tx).await });
    written.await.unwrap();
    id
}

async fn laid_off(world: &World, call: &Call, branch: usize, times: usize, employer: BodyId) {
    for _ in 0..times {
        let body = json!({
            "kind": "layoff",
            "happened_on": "2026-05-14",
            "workplace_id": call.workplaces[branch].to_string(),
            "layoff": {"employer_id": employer.to_string(), "notice_given": "less_than_two_weeks"},
        });
        world.testify(call, body).await.expect(201);
    }
}

async fn told(world: &World, call: &Call) -> Value {
    let path = format!("/v1/campaigns/{}/layoffs", call.campaign);
    world.get(&path, None).await.expect(200)
}

#[tokio::test]
async fn workers_reports_stand_beside_notices_under_k_and_no_sum_holds_both() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let books = employer(&world, &call, "Baker & Taylor").await;
    for (branch, times) in [12, 11, 13].into_iter().enumerate() {
        laid_off(&world, &call, branch, times, books).await;
    }
    laid_off(&world, &call, 3, 4, books).await;
    world.publish_all(&call).await;
    import(&world, &call.owner, REGISTER).await.expect(200);
    let nothing = told(&world, &call).await;
    assert!(nothing.get("notices").is_none() && nothing.get("worker_reported").is_none());

    let path = format!("/v1/campaigns/{}/statistics-releases", call.campaign);
    world
        .post(&path, Some(&call.owner), json!({}))
        .await
        .expect(201);
    let campaign = call.campaign.to_string();
    let body = json!({"employers": ["BAKER & TAYLOR, LLC"], "states": []});
    choose(&world, &call.owner, &campaign, body)
        .await
        .expect(200);
    let told = told(&world, &call).await;
    let notices = &told["notices"];
    assert_eq!(
        (&notices["notices"], &notices["without_number"]),
        (&json!(12), &json!(1))
    );
    let people: u64 = notices["rows"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|row| row["people"].as_u64())
        .sum();
    assert_eq!(notices["people"], people);
    let reported = &told["worker_reported"];
    assert_eq!(
        (&reported["release"], &reported["k"]),
        (&json!(1), &json!(10))
    );
    let rows = reported["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        let figure = &row["testimonies"];
        let value = figure["value"].as_u64().unwrap_or(10);
        assert!(value % 5 == 0 && value >= 10, "{row}");
        assert!(
            row["period"] != "2026-05" && row["employer"] == "Baker & Taylor",
            "{row}"
        );
    }
    let text = reported.to_string();
    assert!(
        !text.contains("Branch") && !text.contains("2026-05"),
        "{text}"
    );
    assert!(
        reported["limits"]
            .as_str()
            .unwrap()
            .contains("nobody can know")
    );
}

#[tokio::test]
async fn a_handful_of_reports_publishes_nothing_and_a_choice_is_taken_back() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let books = employer(&world, &call, "Baker & Taylor").await;
    laid_off(&world, &call, 0, 4, books).await;
    world.publish_all(&call).await;
    let path = format!("/v1/campaigns/{}/statistics-releases", call.campaign);
    world
        .post(&path, Some(&call.owner), json!({}))
        .await
        .expect(201);
    import(&world, &call.owner, REGISTER).await.expect(200);
    let campaign = call.campaign.to_string();
    choose(&world, &call.owner, &campaign, nothing_chosen())
        .await
        .expect(200);
    let all = told(&world, &call).await;
    assert!(all.get("worker_reported").is_none(), "{all}");
    assert_eq!(all["notices"]["notices"], 20);

    let choice = format!("/v1/campaigns/{campaign}/layoff-notices");
    let gone = world
        .send(Method::DELETE, &choice, Some(&call.owner), None)
        .await;
    assert_eq!(gone.status, 204);
    assert!(told(&world, &call).await.get("notices").is_none());
    let twice = world
        .send(Method::DELETE, &choice, Some(&call.owner), None)
        .await;
    assert_eq!(twice.problem(), "not-found");
    let backwards =
        json!({"employers": [], "states": ["Cal"], "from": "2026-02-01", "to": "2026-01-01"});
    assert_eq!(
        choose(&world, &call.owner, &campaign, backwards)
            .await
            .problem(),
        "invalid-body"
    );
    let stranger = world.organization("Another Local").await;
    assert_eq!(
        choose(&world, &stranger, &campaign, nothing_chosen())
            .await
            .problem(),
        "not-found"
    );
}
