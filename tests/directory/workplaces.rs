//! Workplaces, employers and postal codes.

use sea_orm::ConnectionTrait;
use serde_json::json;

use super::{county, id};

#[tokio::test]
async fn a_reply_that_cannot_be_given_again_is_no_reason_to_do_it_again() {
    let county = county().await;
    let branch = json!({"name": "Eastmont Branch", "division_id": county.district});
    let key = "11111111-2222-3333-4444-666666666666";
    let (world, owner) = (&county.world, &county.owner);
    world
        .post_once("/v1/workplaces", owner, key, branch.clone())
        .await
        .expect(201);
    for sql in [
        "UPDATE idempotency_key SET reply = fingerprint",
        "UPDATE idempotency_key SET reply = NULL",
    ] {
        world
            .app
            .db
            .write(|tx| async move { tx.execute_unprepared(sql).await })
            .await
            .unwrap();
        let again = world
            .post_once("/v1/workplaces", owner, key, branch.clone())
            .await;
        assert_eq!(again.problem(), "idempotency-key-reused");
    }
    let list = world.get("/v1/workplaces", Some(owner)).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_workplace_knows_its_people_by_job_group() {
    let county = county().await;
    let branch = json!({
        "name": "Eastmont Branch", "division_id": county.district, "risk": "high",
        "latitude": 37.7, "longitude": -122.1,
        "headcounts": [
            {"job_group": "Librarians", "headcount": 7, "as_of": "2026-09-01"},
            {"job_group": "pages", "headcount": 5, "as_of": "2026-09-01"},
        ],
    });
    let made = county.make("/v1/workplaces", branch.clone()).await;
    assert_eq!(
        (&made["headcount"], &made["headcounts"][0]["job_group"]),
        (&json!(12), &json!("librarians"))
    );
    let path = format!("/v1/workplaces/{}", id(&made));
    let mut fewer = branch;
    fewer["headcounts"] = json!([{"job_group": "pages", "headcount": 5, "as_of": "2026-10-01"}]);
    let changed = county
        .world
        .put(&path, &county.owner, "\"1\"", fewer)
        .await
        .expect(200);
    assert_eq!(
        (&changed["headcount"], &changed["revision"]),
        (&json!(5), &json!(2))
    );
}

#[tokio::test]
async fn a_job_group_is_counted_once_and_a_position_has_two_halves() {
    let county = county().await;
    let group = json!({"job_group": "pages", "headcount": 5, "as_of": "2026-09-01"});
    let branch = json!({"name": "Eastmont Branch", "latitude": 37.7, "headcounts": [group, group]});
    let answer = county
        .world
        .post("/v1/workplaces", Some(&county.owner), branch)
        .await;
    assert_eq!(answer.problem(), "invalid-body");
    let pointers: Vec<_> = answer.json()["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v["pointer"].clone())
        .collect();
    assert_eq!(pointers, ["/longitude", "/headcounts/1/job_group"]);
}

#[tokio::test]
async fn the_employers_domains_and_networks_are_what_they_say() {
    let county = county().await;
    let app = &county.world.app;
    let organization = county.owner.organization;
    county
        .make("/v1/employer-domains", json!({"domain": "@Alder.Example"}))
        .await;
    let network = county
        .make(
            "/v1/employer-networks",
            json!({"network": "198.51.100.7/24"}),
        )
        .await;
    assert_eq!(network["network"], "198.51.100.0/24");
    for (domain, is_theirs) in [
        ("alder.example", true),
        ("mail.alder.example", true),
        ("notalder.example", false),
    ] {
        let found =
            broadside::directory::is_employer_domain(&app.db.read, organization, domain).await;
        assert_eq!(found.unwrap(), is_theirs, "{domain}");
    }
    for (address, is_theirs) in [
        ("198.51.100.200", true),
        ("::ffff:198.51.100.1", true),
        ("203.0.113.1", false),
    ] {
        let found = broadside::directory::is_employer_network(
            &app.db.read,
            organization,
            address.parse().unwrap(),
        )
        .await;
        assert_eq!(found.unwrap(), is_theirs, "{address}");
    }
    for (path, body) in [
        ("/v1/employer-domains", json!({"domain": "gmail.com"})),
        ("/v1/employer-networks", json!({"network": "10.0.0.0/8"})),
    ] {
        assert_eq!(
            county
                .world
                .post(path, Some(&county.owner), body)
                .await
                .problem(),
            "invalid-body"
        );
    }
    let path = format!("/v1/employer-networks/{}", id(&network));
    for expected in [204, 404] {
        let gone = county
            .world
            .send(poem::http::Method::DELETE, &path, Some(&county.owner), None)
            .await;
        assert_eq!(gone.status.as_u16(), expected);
    }
}

#[tokio::test]
async fn lists_come_in_pages() {
    let county = county().await;
    for name in ["Alder Street Branch", "Eastmont Branch", "Harbor Branch"] {
        county.make("/v1/workplaces", json!({"name": name})).await;
    }
    let first = county
        .world
        .get("/v1/workplaces?limit=2", Some(&county.owner))
        .await
        .expect(200);
    let next = first["next"].as_str().unwrap();
    let rest = county
        .world
        .get(
            &format!("/v1/workplaces?limit=2&cursor={next}"),
            Some(&county.owner),
        )
        .await
        .expect(200);
    let names: Vec<_> = [first, rest]
        .iter()
        .flat_map(|page| page["items"].as_array().unwrap().clone())
        .map(|w| w["name"].clone())
        .collect();
    assert_eq!(
        names,
        ["Alder Street Branch", "Eastmont Branch", "Harbor Branch"]
    );
}
