//! From draft to resolved, and nothing that is not listed.

use broadside::identity::Role;
use chrono::Duration;
use sea_orm::ActiveValue::Set;
use serde_json::json;

use super::story;

#[tokio::test]
async fn a_petition_begins_as_a_draft_with_a_key_of_its_own() {
    let story = story().await;
    let id = story.petition(&[]).await;
    let petition = story.get(&id).await;
    assert_eq!(
        (&petition["state"], &petition["version"]),
        (&json!("draft"), &json!(1))
    );
    assert_eq!(
        petition["transitions"],
        json!(["open", "withdraw", "remove"])
    );
    assert!(story.has_key(&id));
    assert_eq!(story.read(&id).await.problem(), "not-found");
}

#[tokio::test]
async fn a_repeated_creation_makes_one_petition() {
    let story = story().await;
    let key = "11111111-2222-3333-4444-555555555555";
    let first = story
        .world
        .post_once("/v1/petitions", &story.owner, key, story.new_petition())
        .await
        .expect(201);
    let again = story
        .world
        .post_once("/v1/petitions", &story.owner, key, story.new_petition())
        .await
        .expect(201);
    assert_eq!(first, again);
    let list = story
        .world
        .get("/v1/petitions", Some(&story.owner))
        .await
        .expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_petition_goes_from_draft_to_resolved() {
    let story = story().await;
    let id = story.petition(&[]).await;
    for (transition, state) in [
        ("open", "open"),
        ("pause", "paused"),
        ("resume", "open"),
        ("close", "closed"),
        ("deliver", "delivered"),
        ("answer", "answered"),
        ("resolve", "resolved"),
    ] {
        assert_eq!(story.go(&id, &[transition]).await["state"], state);
        assert_eq!(
            story.read(&id).await.expect(200)["can_be_signed"],
            state == "open"
        );
    }
    let campaign = story
        .world
        .get(
            &format!("/v1/campaigns/{}", story.campaign),
            Some(&story.owner),
        )
        .await;
    assert_eq!(campaign.expect(200)["state"], "running");
}

#[tokio::test]
async fn whatever_is_not_listed_is_refused() {
    let roads: &[&[&str]] = &[
        &[],
        &["open"],
        &["open", "pause"],
        &["open", "close"],
        &["open", "close", "deliver"],
        &["withdraw"],
        &["remove"],
    ];
    let all = [
        "submit",
        "open",
        "reject",
        "pause",
        "resume",
        "close",
        "deliver",
        "answer",
        "fall_overdue",
        "resolve",
        "withdraw",
        "remove",
    ];
    for road in roads {
        let story = story().await;
        let id = story.petition(&[]).await;
        story.go(&id, road).await;
        let possible = story.get(&id).await["transitions"].clone();
        for transition in all
            .iter()
            .filter(|t| !possible.as_array().unwrap().contains(&json!(t)))
        {
            let answer = story.step(&story.owner, &id, transition).await;
            assert_eq!(
                answer.problem(),
                "petition-transition-refused",
                "{road:?} {transition}"
            );
        }
    }
}

#[tokio::test]
async fn where_petitions_are_moderated_none_opens_unread() {
    let story = story().await;
    story.set(|row| row.moderates = Set(true)).await;
    let organizer = story.world.member(&story.owner, &[Role::Organizer]).await;
    let id = story.petition(&[]).await;
    assert_eq!(
        story.step(&organizer, &id, "open").await.problem(),
        "petition-transition-refused"
    );
    assert_eq!(
        story.step(&organizer, &id, "submit").await.expect(200)["state"],
        "in_review"
    );
    assert_eq!(
        story.step(&organizer, &id, "open").await.problem(),
        "forbidden"
    );
    assert_eq!(story.read(&id).await.problem(), "not-found");
    let rejected = story.go(&id, &["reject"]).await;
    assert_eq!(
        (&rejected["state"], &rejected["reason"]),
        (&json!("rejected"), &json!("no_clear_demand"))
    );
    assert_eq!(story.read(&id).await.problem(), "not-found");
    let other = story.petition(&[]).await;
    assert_eq!(story.go(&other, &["submit", "open"]).await["state"], "open");
}

#[tokio::test]
async fn a_rejection_gives_its_reason_and_nothing_else_does() {
    let story = story().await;
    let id = story.petition(&[]).await;
    let path = format!("/v1/petitions/{id}/transitions");
    for body in [
        json!({"transition": "reject"}),
        json!({"transition": "open", "reason": "duplicate"}),
    ] {
        assert_eq!(
            story
                .world
                .post(&path, Some(&story.owner), body)
                .await
                .problem(),
            "invalid-body"
        );
    }
}

#[tokio::test]
async fn a_removed_petition_is_gone_and_not_merely_missing() {
    let story = story().await;
    let id = story.petition(&[]).await;
    story.go(&id, &["open", "remove"]).await;
    let answer = story.read(&id).await;
    assert_eq!(
        (answer.status.as_u16(), answer.problem().as_str()),
        (410, "petition-removed")
    );
    let workplaces = story
        .world
        .get(&format!("/v1/petitions/{id}/workplaces"), None)
        .await;
    assert_eq!(workplaces.problem(), "petition-removed");
    assert_eq!(story.get(&id).await["state"], "removed");
}

#[tokio::test]
async fn a_petition_that_nobody_is_asked_to_answer_does_not_open() {
    let story = story().await;
    let id = story.petition(&[]).await;
    let (world, owner) = (&story.world, Some(&story.owner));
    let campaign = format!("/v1/campaigns/{}", story.campaign);
    let shown = world.get(&campaign, owner).await.expect(200);
    let target = shown["targets"][0]["id"].as_str().unwrap();
    let target = format!("{campaign}/targets/{target}");
    let gone = world.send(poem::http::Method::DELETE, &target, owner, None);
    gone.await.expect(204);
    let refused = story.step(&story.owner, &id, "open").await;
    assert_eq!(refused.problem(), "no-target");
    assert!(
        refused.json()["detail"]
            .as_str()
            .unwrap()
            .contains("`add_target`")
    );
    let readiness = world.get("/v1/readiness", owner).await.expect(200);
    let said = |check: &str| {
        let items = readiness["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["check"] == check).unwrap();
        item["detail"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        said("targets"),
        "1 of 1 campaigns address nobody: `add_target`."
    );
    assert_eq!(
        said("demands"),
        "1 of 1 campaigns ask for nothing: `replace_demands`."
    );
}

#[tokio::test]
async fn no_petition_opens_while_mail_only_goes_to_a_folder() {
    let story = story().await;
    story.set(|row| row.is_demo = Set(false)).await;
    let id = story.petition(&[]).await;
    assert_eq!(
        story.step(&story.owner, &id, "open").await.problem(),
        "mail-not-delivered"
    );
    story
        .set(|row| row.mail_proven_at = Set(Some("2026-10-01T00:00:00Z".parse().unwrap())))
        .await;
    assert_eq!(
        story.step(&story.owner, &id, "open").await.problem(),
        "mail-not-delivered"
    );
    assert_eq!(story.get(&id).await["state"], "draft");
}

#[tokio::test]
async fn what_can_be_signed_opens_its_door_to_the_signatures() {
    let story = story().await;
    let id = story.petition(&[("closes_at", Duration::hours(1))]).await;
    let door = async || {
        let (db, now) = (&story.world.app.db.read, story.world.app.clock.now());
        broadside::petitions::open_for_signing(db, id.parse().unwrap(), now).await
    };
    use broadside::petitions::NotReadable;
    assert!(matches!(door().await, Err(NotReadable::Unknown)));
    story.go(&id, &["open"]).await;
    assert_eq!(door().await.unwrap().languages, ["en"]);
    story.world.advance(Duration::hours(1));
    assert!(matches!(door().await, Err(NotReadable::NotOpen)));
    story.go(&id, &["remove"]).await;
    assert!(matches!(door().await, Err(NotReadable::Removed)));
}
