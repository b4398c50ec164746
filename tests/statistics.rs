//! Protected statistics of what published testimonies leave behind.

use broadside::directory::entity::division;
use broadside::incidents::latest_release;
use broadside::incidents::themes::Theme;
use poem::http::Method;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, DbErr, IntoActiveModel};
use serde_json::{Value, json};

use crate::kit::{Call, World};

async fn testify(world: &World, call: &Call, branch: usize, times: usize, incident_type: &str) {
    for _ in 0..times {
        let body = json!({
            "kind": "safety_incident",
            "happened_on": "2026-05-14",
            "workplace_id": call.workplaces[branch].to_string(),
            "job_group": "librarians",
            "incident": {"incident_types": [incident_type], "who_was_called": "nobody"},
        });
        world.testify(call, body).await.expect(201);
    }
}

async fn release(world: &World, call: &Call) -> Value {
    let path = format!("/v1/campaigns/{}/statistics-releases", call.campaign);
    world
        .post(&path, Some(&call.owner), json!({}))
        .await
        .expect(201)
}

fn theme<'a>(release: &'a Value, name: &str) -> Option<&'a Value> {
    let themes = release["themes"].as_array().unwrap();
    themes.iter().find(|theme| theme["theme"] == name)
}

#[tokio::test]
async fn a_release_shows_districts_rounded_and_rare_kinds_not_at_all() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    for (branch, times) in [13, 11, 14, 12, 10].into_iter().enumerate() {
        let threat = "threat_of_physical_force_or_weapon";
        testify(&world, &call, branch, times, threat).await;
    }
    testify(&world, &call, 4, 2, "animal_attack").await;
    world.publish_all(&call).await;
    let made = release(&world, &call).await;
    assert_eq!((&made["number"], &made["k"]), (&json!(1), &json!(10)));
    let tables = theme(&made, "incident_types").unwrap()["tables"].clone();
    assert_eq!(tables.as_array().unwrap().len(), 1, "{tables}");
    let threats = &tables[0];
    assert_eq!(threats["kind"], "threat_of_physical_force_or_weapon");
    assert_eq!(threats["places"][0], "District 1");
    let about = |value: u32| json!([{"shown": "about", "value": value}]);
    assert_eq!(
        threats["cells"],
        json!([about(15), about(10), about(15), about(10), about(10)])
    );
    let text = made.to_string();
    assert!(
        !text.contains("Branch") && !text.contains("2026-05"),
        "{text}"
    );
    let kept = latest_release(&world.app.db.read, call.campaign)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(kept.number, 1);
    assert!(!kept.tables(Theme::Testimonies).is_empty());
}

#[tokio::test]
async fn a_handful_of_testimonies_publishes_no_figure() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    testify(&world, &call, 0, 4, "animal_attack").await;
    world.publish_all(&call).await;
    let made = release(&world, &call).await;
    assert_eq!(made["themes"], json!([]));
}

#[tokio::test]
async fn a_cell_that_moved_by_less_than_k_carries_its_old_value() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    for branch in 0..5 {
        testify(&world, &call, branch, 12, "animal_attack").await;
    }
    world.publish_all(&call).await;
    let first = release(&world, &call).await;
    testify(&world, &call, 0, 9, "animal_attack").await;
    world.publish_all(&call).await;
    let second = release(&world, &call).await;
    assert_eq!(second["number"], 2);
    assert_eq!(second["themes"], first["themes"]);
    let path = format!("/v1/campaigns/{}/statistics-releases", call.campaign);
    let list = world.get(&path, Some(&call.owner)).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 2);
    let one = world
        .get(&format!("{path}/1"), Some(&call.owner))
        .await
        .expect(200);
    assert_eq!(one["id"], first["id"]);
}

#[tokio::test]
async fn everybody_reads_the_last_release_and_nobody_what_is_held_back() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let path = format!("/v1/campaigns/{}/statistics", call.campaign);
    assert_eq!(world.get(&path, None).await.problem(), "not-found");
    for branch in 0..5 {
        testify(&world, &call, branch, 10, "animal_attack").await;
    }
    world.publish_all(&call).await;
    release(&world, &call).await;
    let public = world.get(&path, None).await.expect(200);
    testify(&world, &call, 0, 4, "threat_of_physical_force_or_weapon").await;
    world.publish_all(&call).await;
    let members = release(&world, &call).await;
    assert_eq!(members["themes"], public["themes"]);
    assert!(!members.to_string().contains("threat_of"), "{members}");
}

#[tokio::test]
async fn a_quarter_that_is_not_over_is_not_counted() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    for branch in 0..5 {
        for _ in 0..12 {
            let body = json!({
                "kind": "layoff",
                "happened_on": "2026-10-02",
                "workplace_id": call.workplaces[branch].to_string(),
            });
            world.testify(&call, body).await.expect(201);
        }
    }
    world.publish_all(&call).await;
    assert_eq!(release(&world, &call).await["themes"], json!([]));
}

/// Four in a district are hidden by a first release; a smaller k would say so in the second.
#[tokio::test]
async fn a_smaller_k_does_not_show_what_an_earlier_release_has_hidden() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    for (branch, times) in [13, 11, 14, 12, 7].into_iter().enumerate() {
        testify(&world, &call, branch, times, "animal_attack").await;
    }
    world.publish_all(&call).await;
    let first = release(&world, &call).await;
    assert!(first.to_string().contains("fewer_than"), "{first}");
    let path = "/v1/organization";
    let lowered = world.change(Method::PATCH, (path, path), &call.owner, json!({"k": 5}));
    let lowered = lowered.await.expect(200);
    assert_eq!(lowered["k"], 5);
    let second = release(&world, &call).await;
    assert_eq!((&second["number"], &second["k"]), (&json!(2), &json!(10)));
    assert_eq!(second["themes"], first["themes"]);
}

/// The service's own row of a district, as a member who puts its name right would change it.
async fn rename_districts(world: &World, call: &Call, names: &[(&str, &str)]) {
    let rows = division::of(call.owner.organization).all(&world.app.db.read);
    let rows = &rows.await.unwrap();
    let write = world.app.db.write(|tx| async move {
        let tx = &*tx;
        for row in rows {
            let now = names.iter().find(|(told, _)| *told == row.name);
            let Some((_, now)) = now else { continue };
            let mut row = row.clone().into_active_model();
            row.name = Set((*now).to_owned());
            row.update(tx).await?;
        }
        Ok::<_, DbErr>(())
    });
    write.await.unwrap();
}

#[tokio::test]
async fn a_district_whose_name_is_put_right_keeps_its_figures_and_its_memory() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    for branch in 0..5 {
        testify(&world, &call, branch, 12, "animal_attack").await;
    }
    world.publish_all(&call).await;
    let first = release(&world, &call).await;
    let names = [
        ("District 1", "First District"),
        ("District 2", "District 3"),
        ("District 3", "District 2"),
    ];
    rename_districts(&world, &call, &names).await;
    testify(&world, &call, 0, 9, "animal_attack").await;
    world.publish_all(&call).await;
    let second = release(&world, &call).await;
    let told = first["themes"].to_string();
    let told = told.replace("District 1", "First District");
    let told = told
        .replace("District 2", "?")
        .replace("District 3", "District 2");
    assert_eq!(
        second["themes"].to_string(),
        told.replace('?', "District 3")
    );
}

#[tokio::test]
async fn two_districts_of_one_name_are_not_added_up() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    rename_districts(&world, &call, &[("District 2", "District 1")]).await;
    for branch in 0..5 {
        testify(&world, &call, branch, 12, "animal_attack").await;
    }
    world.publish_all(&call).await;
    let made = release(&world, &call).await;
    let table = &theme(&made, "incident_types").unwrap()["tables"][0];
    assert_eq!(
        table["places"],
        json!([
            "District 1",
            "District 1 (2)",
            "District 3",
            "District 4",
            "District 5"
        ])
    );
}
