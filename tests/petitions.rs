//! Petitions: texts, versions, states, dates, and what the public sees.

use broadside::identity::Role;
use broadside::identity::entity::organization;
use broadside::petitions::PetitionId;
use broadside::petitions::entity::petition;
use chrono::{Duration, SecondsFormat};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use crate::kit::{Answer, Persona, World};

struct Story {
    world: World,
    owner: Persona,
    campaign: String,
}

async fn story() -> Story {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let new = json!({"name": "Safe branches", "summary": "Safety.", "language": "en", "answer_requested_by": "2026-11-30"});
    let made = world
        .post("/v1/campaigns", Some(&owner), new)
        .await
        .expect(201);
    let campaign = made["id"].as_str().unwrap().to_owned();
    Story {
        world,
        owner,
        campaign,
    }
}

fn text() -> Value {
    json!({"title": "Guards at high-risk branches", "body": "We ask the Board.\n\nNow."})
}

impl Story {
    fn new_petition(&self) -> Value {
        let mut new = text();
        new["campaign_id"] = json!(self.campaign);
        new["language"] = json!("en");
        new
    }

    async fn petition(&self, dates: &[(&str, Duration)]) -> String {
        let mut new = self.new_petition();
        for (name, after) in dates {
            new[*name] = json!(self.at(*after));
        }
        let made = self
            .world
            .post("/v1/petitions", Some(&self.owner), new)
            .await
            .expect(201);
        made["id"].as_str().unwrap().to_owned()
    }

    fn at(&self, after: Duration) -> String {
        let at = self.world.app.clock.now() + after;
        at.to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    async fn get(&self, id: &str) -> Value {
        let path = format!("/v1/petitions/{id}");
        let shown = self.world.get(&path, Some(&self.owner)).await;
        shown.expect(200)
    }

    async fn read(&self, id: &str) -> Answer {
        self.world
            .get(&format!("/v1/public/petitions/{id}"), None)
            .await
    }

    async fn step(&self, who: &Persona, id: &str, transition: &str) -> Answer {
        let path = format!("/v1/petitions/{id}/transitions");
        let reason = (transition == "reject").then_some("no_clear_demand");
        let body = match reason {
            Some(reason) => json!({"transition": transition, "reason": reason}),
            None => json!({"transition": transition}),
        };
        self.world.post(&path, Some(who), body).await
    }

    async fn go(&self, id: &str, transitions: &[&str]) -> Value {
        let mut last = Value::Null;
        for transition in transitions {
            last = self.step(&self.owner, id, transition).await.expect(200);
        }
        last
    }

    async fn set(&self, change: impl Fn(&mut organization::ActiveModel)) {
        let found =
            organization::for_jobs().filter(organization::Column::Id.eq(self.owner.organization));
        let mut row = found
            .one(&self.world.app.db.read)
            .await
            .unwrap()
            .unwrap()
            .into_active_model();
        change(&mut row);
        let row = &row;
        let write = self
            .world
            .app
            .db
            .write(|tx| async move { row.clone().update(&*tx).await });
        write.await.unwrap();
    }

    async fn freeze(&self, id: &str) {
        let id: PetitionId = id.parse().unwrap();
        let found = petition::for_jobs().filter(petition::Column::Id.eq(id));
        let mut row = found
            .one(&self.world.app.db.read)
            .await
            .unwrap()
            .unwrap()
            .into_active_model();
        row.frozen_at = Set(Some(self.world.app.clock.now()));
        let row = &row;
        let write = self
            .world
            .app
            .db
            .write(|tx| async move { row.clone().update(&*tx).await });
        write.await.unwrap();
    }

    fn has_key(&self, id: &str) -> bool {
        let id: PetitionId = id.parse().unwrap();
        self.world.app.petition_keys.load(id.0).is_ok()
    }
}

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
async fn dates_open_and_close_a_petition_by_themselves() {
    let story = story().await;
    let id = story
        .petition(&[
            ("opens_at", Duration::hours(1)),
            ("closes_at", Duration::hours(3)),
        ])
        .await;
    assert_eq!(story.go(&id, &["open"]).await["state"], "draft");
    assert_eq!(story.read(&id).await.problem(), "not-found");
    story.world.advance(Duration::hours(1));
    assert_eq!(story.read(&id).await.expect(200)["state"], "open");
    story.world.advance(Duration::hours(2));
    assert_eq!(story.read(&id).await.expect(200)["state"], "closed");
    story.world.advance(Duration::hours(5));
    story.world.work().await;
    let closed = story.get(&id).await;
    assert_eq!(
        (&closed["state"], &closed["closed_at"]),
        (&json!("closed"), &closed["closes_at"])
    );
    assert_eq!(
        story.step(&story.owner, &id, "resume").await.problem(),
        "petition-transition-refused"
    );
    assert_eq!(story.go(&id, &["deliver"]).await["state"], "delivered");
}

#[tokio::test]
async fn an_unanswered_petition_falls_overdue_the_day_after() {
    let story = story().await;
    let id = story.petition(&[]).await;
    story.go(&id, &["open", "close", "deliver"]).await;
    story.world.advance(
        "2026-11-30T23:59:59Z"
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap()
            - story.world.app.clock.now(),
    );
    story.world.work().await;
    assert_eq!(story.get(&id).await["state"], "delivered");
    story.world.advance(Duration::seconds(1));
    assert_eq!(story.get(&id).await["state"], "overdue");
    story.world.work().await;
    assert_eq!(story.go(&id, &["answer"]).await["state"], "answered");
}

#[tokio::test]
async fn the_deduplication_key_dies_seven_days_after_the_close() {
    let story = story().await;
    let id = story.petition(&[]).await;
    story.go(&id, &["open", "close"]).await;
    story
        .world
        .advance(Duration::days(7) - Duration::minutes(10));
    story.world.work().await;
    assert!(story.has_key(&id));
    story.world.advance(Duration::minutes(20));
    story.world.work().await;
    assert!(!story.has_key(&id));
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
async fn a_petition_is_read_in_the_language_that_fits_best() {
    let story = story().await;
    let id = story.petition(&[]).await;
    let spanish = json!({"title": "Guardias en las sucursales", "body": "Pedimos a la Junta."});
    let path = format!("/v1/petitions/{id}/texts/ES-us");
    let changed = story
        .world
        .put(&path, &story.owner, "\"1\"", spanish)
        .await
        .expect(200);
    assert_eq!(changed["texts"][1]["language"], "es-US");
    story.go(&id, &["open"]).await;
    let public = format!("/v1/public/petitions/{id}");
    let asked = story
        .world
        .get(&format!("{public}?language=es"), None)
        .await;
    assert_eq!(
        (asked.header("content-language"), asked.header("vary")),
        (Some("es-US"), Some("Accept-Language"))
    );
    assert_eq!(asked.json()["languages"], json!(["en", "es-US"]));
    let request = story
        .world
        .request(poem::http::Method::GET, &public)
        .header("accept-language", "fr, es;q=0.7");
    assert_eq!(
        Answer::read(request.send().await).await.json()["title"],
        "Guardias en las sucursales"
    );
    assert_eq!(story.read(&id).await.json()["language"], "en");
}

#[tokio::test]
async fn a_signed_text_is_corrected_beside_itself() {
    let story = story().await;
    let id = story.petition(&[]).await;
    story.go(&id, &["open"]).await;
    story.freeze(&id).await;
    let put = |language: &str| format!("/v1/petitions/{id}/texts/{language}");
    let refused = story
        .world
        .put(&put("en"), &story.owner, "\"2\"", text())
        .await;
    assert_eq!(refused.problem(), "petition-text-frozen");
    story
        .world
        .put(&put("vi"), &story.owner, "\"2\"", text())
        .await
        .expect(200);
    let again = story
        .world
        .put(&put("vi"), &story.owner, "\"3\"", text())
        .await;
    assert_eq!(again.problem(), "petition-text-frozen");
    let correction = json!({
        "correction_note": "The number of branches was wrong.",
        "texts": [{"language": "en", "title": "Guards at nine branches", "body": "We ask the Board."}],
    });
    let request = story.world.request(
        poem::http::Method::POST,
        &format!("/v1/petitions/{id}/versions"),
    );
    let request = request
        .header("authorization", format!("Bearer {}", story.owner.token))
        .header("if-match", "\"3\"");
    let made = Answer::read(
        request
            .content_type("application/json")
            .body(correction.to_string())
            .send()
            .await,
    )
    .await
    .expect(201);
    assert_eq!(
        (&made["version"], &made["versions"][1]["correction_note"]),
        (&json!(2), &json!("The number of branches was wrong."))
    );
    assert_eq!(
        story.read(&id).await.json()["title"],
        "Guards at nine branches"
    );
    let first = story
        .world
        .get(&format!("/v1/public/petitions/{id}?version=1"), None)
        .await
        .expect(200);
    assert_eq!(first["title"], "Guards at high-risk branches");
    let none = story
        .world
        .get(&format!("/v1/public/petitions/{id}?version=9"), None)
        .await;
    assert_eq!(none.problem(), "not-found");
}

#[tokio::test]
async fn the_original_is_not_a_translation_that_can_be_removed() {
    let story = story().await;
    let id = story.petition(&[]).await;
    let path = |language: &str| format!("/v1/petitions/{id}/texts/{language}");
    story
        .world
        .put(&path("es"), &story.owner, "\"1\"", text())
        .await
        .expect(200);
    let delete = async |language: &str, etag: &str| {
        let request = story
            .world
            .request(poem::http::Method::DELETE, &path(language));
        let request = request.header("authorization", format!("Bearer {}", story.owner.token));
        Answer::read(request.header("if-match", etag).send().await).await
    };
    assert_eq!(delete("en", "\"2\"").await.problem(), "no-such-translation");
    assert_eq!(delete("es", "\"1\"").await.problem(), "precondition-failed");
    assert_eq!(
        delete("es", "\"2\"").await.expect(200)["texts"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn dates_that_have_come_stay_and_the_threshold_is_never_lowered() {
    let story = story().await;
    let id = story.petition(&[("opens_at", Duration::hours(1))]).await;
    story.go(&id, &["open"]).await;
    story.world.advance(Duration::hours(2));
    let path = format!("/v1/petitions/{id}");
    let opens_at = story.get(&id).await["opens_at"].clone();
    let change = json!({"opens_at": opens_at, "workplace_threshold": 12, "goal": 500, "closes_at": story.at(Duration::days(1))});
    let changed = story
        .world
        .put(&path, &story.owner, "\"2\"", change)
        .await
        .expect(200);
    assert_eq!(
        (&changed["goal"], &changed["workplace_threshold"]),
        (&json!(500), &json!(12))
    );
    let change = json!({"opens_at": story.at(Duration::hours(1)), "workplace_threshold": 5, "closes_at": story.at(-Duration::hours(1))});
    let answer = story.world.put(&path, &story.owner, "\"3\"", change).await;
    assert_eq!(answer.problem(), "invalid-body");
    assert_eq!(answer.json()["violations"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn everybody_sees_who_asks_whom_for_what() {
    let story = story().await;
    story
        .set(|row| row.contact_name = Set(Some("Odalys Owner".to_owned())))
        .await;
    let demands =
        json!({"demands": [{"text": "Guards."}, {"text": "Nurses instead.", "alternative_to": 1}]});
    story
        .world
        .put(
            &format!("/v1/campaigns/{}/demands", story.campaign),
            &story.owner,
            "\"1\"",
            demands,
        )
        .await
        .expect(200);
    let board = json!({"name": "Alder County Board of Supervisors", "kind": "board"});
    let board = story
        .world
        .post("/v1/bodies", Some(&story.owner), board)
        .await
        .expect(201);
    let targets = format!("/v1/campaigns/{}/targets", story.campaign);
    story
        .world
        .post(
            &targets,
            Some(&story.owner),
            json!({"body_id": board["id"]}),
        )
        .await
        .expect(201);
    let id = story.petition(&[]).await;
    story.go(&id, &["open"]).await;
    let shown = story.read(&id).await.expect(200);
    assert_eq!(shown["demands"][1]["alternative_to"], 1);
    assert_eq!(
        shown["addressees"],
        json!([{"name": "Alder County Board of Supervisors"}])
    );
    assert_eq!(
        shown["sender"],
        json!({"name": "Alder County Library Workers", "contact_name": "Odalys Owner", "is_demo": true})
    );
    assert_eq!(shown["answer_requested_by"], "2026-11-30");
}

#[tokio::test]
async fn signers_choose_from_the_workplaces_or_find_theirs_not_listed() {
    let story = story().await;
    story
        .world
        .post(
            "/v1/workplaces",
            Some(&story.owner),
            json!({"name": "Eastmont Branch"}),
        )
        .await
        .expect(201);
    let id = story.petition(&[]).await;
    let path = format!("/v1/petitions/{id}/workplaces");
    assert_eq!(story.world.get(&path, None).await.problem(), "not-found");
    story.go(&id, &["open"]).await;
    let list = story.world.get(&path, None).await.expect(200);
    assert_eq!(
        (&list["items"][0]["name"], &list["not_listed"]),
        (&json!("Eastmont Branch"), &json!(true))
    );
}

#[tokio::test]
async fn a_petition_of_another_organization_is_not_found() {
    let story = story().await;
    let id = story.petition(&[]).await;
    let other = story.world.organization("Birch City Staff").await;
    let path = format!("/v1/petitions/{id}");
    assert_eq!(
        story.world.get(&path, Some(&other)).await.problem(),
        "not-found"
    );
    assert_eq!(
        story
            .world
            .put(&path, &other, "\"1\"", json!({}))
            .await
            .problem(),
        "not-found"
    );
    assert_eq!(story.step(&other, &id, "open").await.problem(), "not-found");
    let text_path = format!("{path}/texts/es");
    assert_eq!(
        story
            .world
            .put(&text_path, &other, "\"1\"", text())
            .await
            .problem(),
        "not-found"
    );
    let list = story
        .world
        .get("/v1/petitions", Some(&other))
        .await
        .expect(200);
    assert_eq!(list["items"], json!([]));
    let mut foreign = story.new_petition();
    foreign["campaign_id"] = json!(story.campaign);
    let answer = story
        .world
        .post("/v1/petitions", Some(&other), foreign)
        .await;
    assert_eq!(answer.json()["violations"][0]["pointer"], "/campaign_id");
}

#[tokio::test]
async fn viewers_read_petitions_and_decide_nothing() {
    let story = story().await;
    let id = story.petition(&[]).await;
    let viewer = story.world.member(&story.owner, &[Role::Viewer]).await;
    story
        .world
        .get(&format!("/v1/petitions/{id}"), Some(&viewer))
        .await
        .expect(200);
    assert_eq!(
        story.step(&viewer, &id, "open").await.problem(),
        "forbidden"
    );
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
