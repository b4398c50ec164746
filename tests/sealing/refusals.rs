//! What a sealing client cannot do, by mistake or on purpose.

use broadside::testimony::content::Content;
use broadside::testimony::entity::{testimony, testimony_wrap};
use poem::http::Method;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{content, facts, keys, mailbox, receipt, sealed, send};
use crate::kit::{Answer, Call, World};

fn pointers(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.problem(), "invalid-body");
    let violations = answer.json()["violations"].clone();
    let pointers = violations.as_array().unwrap().iter();
    pointers
        .map(|one| one["pointer"].as_str().unwrap().to_owned())
        .collect()
}

async fn fresh(world: &World, call: &Call) -> Value {
    sealed(&keys(world, call).await, &receipt(41), &content(), 1)
}

#[tokio::test]
async fn the_same_body_again_is_harmless_and_another_one_a_conflict_whatever_it_meets() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let keys = keys(&world, &call).await;
    let body = sealed(&keys, &receipt(41), &content(), 1);
    for _ in 0..2 {
        send(&world, &call, &body).await.expect(201);
    }
    let same_receipt = sealed(&keys, &receipt(41), &content(), 2);
    let mut same_id = sealed(&keys, &receipt(43), &content(), 3);
    same_id["testimony_id"] = body["testimony_id"].clone();
    let mut other_words = sealed(&keys, &receipt(41), &content(), 4);
    other_words["testimony_id"] = body["testimony_id"].clone();
    let first = send(&world, &call, &same_receipt).await;
    for body in [&same_id, &other_words] {
        let answer = send(&world, &call, body).await;
        assert_eq!(answer.problem(), "testimony-conflict");
        assert_eq!(
            answer.bytes, first.bytes,
            "no telling which of them is known"
        );
    }
    assert_eq!(world.queue(&call.ana).await.len(), 1);
    // However much has changed since, a client that got no answer hears that it is there.
    let cleo = world.reviewer(&call.owner).await;
    send(&world, &call, &body).await.expect(201);
    assert_eq!(world.queue(&cleo).await.len(), 1);
}

#[tokio::test]
async fn it_must_be_sealed_to_exactly_those_who_read_today() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let body = fresh(&world, &call).await;
    let mut fewer = body.clone();
    fewer["wraps"].as_array_mut().unwrap().remove(0);
    let answer = send(&world, &call, &fewer).await;
    assert_eq!(answer.problem(), "readers-changed");
    let mut stranger = body.clone();
    stranger["wraps"][0]["id"] = json!(format!("mem_{}", "7".repeat(32)));
    let answer = send(&world, &call, &stranger).await;
    assert_eq!(answer.problem(), "readers-changed");
    world.reviewer(&call.owner).await;
    let late = send(&world, &call, &body).await;
    assert_eq!(late.problem(), "readers-changed");
    assert!(world.queue(&call.ana).await.is_empty());
    // The same receipt serves for the next try.
    let again = fresh(&world, &call).await;
    send(&world, &call, &again).await.expect(201);
}

#[tokio::test]
async fn what_has_not_the_form_is_refused_place_by_place() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let body = fresh(&world, &call).await;
    let with = |name: &str, value: Value| {
        let mut changed = body.clone();
        changed[name] = value;
        changed
    };
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let tells_time = "tes_019a0fe0b5007000800000000000000a";
    for (changed, pointer) in [
        (with("testimony_id", json!(tells_time)), "/testimony_id"),
        (with("auth", json!(text("auth")[1..])), "/auth"),
        (with("auth", json!("!".repeat(43))), "/auth"),
        (with("mailbox_key", json!("A".repeat(43))), "/mailbox_key"),
        (with("sealed", json!(text("sealed")[4..])), "/sealed"),
        (
            with("sealed", json!(format!("{}AAAA", text("sealed")))),
            "/sealed",
        ),
        (
            with("sealed", json!(format!("Ag{}", &text("sealed")[2..]))),
            "/sealed",
        ),
        (with("wraps", json!([])), "/wraps"),
        (with("receipt", json!("0000-0000")), "/receipt"),
        (with("text", json!("in the clear")), "/text"),
    ] {
        let answer = send(&world, &call, &changed).await;
        assert_eq!(pointers(&answer), [pointer], "{changed}");
    }
    let wraps = body["wraps"].as_array().unwrap().clone();
    let mut twice = wraps.clone();
    twice[0] = wraps[1].clone();
    let mut nameless = wraps.clone();
    nameless[0].as_object_mut().unwrap().remove("id");
    let mut short = wraps.clone();
    short[1]["wrapped"] = json!("A".repeat(107));
    let mut other_version = wraps.clone();
    other_version[1]["wrapped"] = json!("A".repeat(108));
    let without_mailbox = wraps[..2].to_vec();
    for (wraps, pointer) in [
        (twice, "/wraps/1"),
        (nameless, "/wraps/0/id"),
        (short, "/wraps/1/wrapped"),
        (other_version, "/wraps/1/wrapped"),
        (without_mailbox, "/wraps"),
    ] {
        let answer = send(&world, &call, &with("wraps", json!(wraps))).await;
        assert_eq!(pointers(&answer), [pointer]);
    }
    assert!(world.queue(&call.ana).await.is_empty());
}

async fn reject(world: &World, call: &Call, id: &str) -> Answer {
    let path = format!("/v1/review/testimonies/{id}/reject");
    let body = Some(json!({"reason": "abusive"}));
    world
        .review(&call.ana, Method::POST, &path, Some(0), body)
        .await
}

async fn open(world: &World, call: &Call, id: &str) -> Answer {
    let path = format!("/v1/review/testimonies/{id}/open");
    world
        .review(&call.ana, Method::POST, &path, None, None)
        .await
}

#[tokio::test]
async fn what_opens_for_nobody_can_be_rejected_and_breaks_nothing() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let mut body = fresh(&world, &call).await;
    for wrap in body["wraps"].as_array_mut().unwrap() {
        let text = wrap["wrapped"].as_str().unwrap().to_owned();
        wrap["wrapped"] = json!(format!("{}AAAA", &text[..104]));
    }
    send(&world, &call, &body).await.expect(201);
    let id = world.queue(&call.ana).await.remove(0);
    let answer = open(&world, &call, &id).await;
    assert_eq!(answer.problem(), "does-not-open");
    let closed = mailbox(&world, &receipt(41)).await;
    assert_eq!(closed.problem(), "receipt-unknown");
    reject(&world, &call, &id).await.expect(204);
    assert!(world.queue(&call.ana).await.is_empty());
}

#[tokio::test]
async fn what_is_no_testimony_inside_is_shown_to_nobody() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let keys = keys(&world, &call).await;
    let told = |facts| Content { text: None, facts };
    let wrong = [
        json!({"kind": "layoff", "language": "en"}),
        json!({"kind": "layoff", "language": "en", "happened_on": "9999-01-01"}),
        json!({"kind": "layoff", "language": "no such language", "job_group": "pages"}),
        json!({"kind": "layoff", "language": "en", "job_group": "x".repeat(81)}),
        json!({"kind": "safety_incident", "language": "en", "incident": {
            "incident_types": ["threat_of_physical_force_or_weapon", "threat_of_physical_force_or_weapon"]}}),
    ];
    for (seed, wrong) in (50..).zip(wrong) {
        let body = sealed(&keys, &receipt(seed), &told(facts(wrong)), seed);
        send(&world, &call, &body).await.expect(201);
    }
    for id in world.queue(&call.ana).await {
        let answer = open(&world, &call, &id).await;
        assert_eq!(answer.problem(), "does-not-open");
        reject(&world, &call, &id).await.expect(204);
    }
    // What can be read again by its witness says how it ended.
    let after = mailbox(&world, &receipt(50)).await.expect(200);
    assert_eq!(
        (&after["state"], &after["notes"]),
        (&json!("rejected"), &json!([]))
    );
}

#[tokio::test]
async fn the_body_of_another_organization_is_not_published() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let stranger = format!("bod_{}", "7".repeat(32));
    let told = Content {
        text: None,
        facts: facts(json!({"kind": "layoff", "language": "en",
            "layoff": {"employer_id": stranger, "notice_given": "none"}})),
    };
    let body = sealed(&keys(&world, &call).await, &receipt(41), &told, 1);
    send(&world, &call, &body).await.expect(201);
    assert_eq!(world.publish_all(&call).await.len(), 1);
    use broadside::layoffs::entity::layoff;
    let rows = layoff::for_jobs().all(&world.app.db.read).await.unwrap();
    assert_eq!(rows[0].employer_id, None);
    assert_eq!(rows[0].notice_given.as_deref(), Some("none"));
}

#[tokio::test]
async fn envelopes_that_change_places_do_not_open() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let keys = keys(&world, &call).await;
    for seed in [1, 2] {
        let body = sealed(&keys, &receipt(40 + seed), &content(), seed);
        send(&world, &call, &body).await.expect(201);
    }
    let rows = testimony::for_jobs().all(&world.app.db.read).await.unwrap();
    let (one, other) = (&rows[0], &rows[1]);
    let wraps = testimony_wrap::for_jobs()
        .filter(testimony_wrap::Column::TestimonyId.eq(other.id))
        .all(&world.app.db.read)
        .await
        .unwrap();
    let wraps = &wraps;
    // Whoever can write to the database gives the first one the content and the wraps of the second.
    world
        .app
        .db
        .write(|tx| async move {
            testimony::Entity::update_many()
                .col_expr(testimony::Column::Sealed, Expr::value(other.sealed.clone()))
                .filter(testimony::Column::Id.eq(one.id))
                .exec(&*tx)
                .await?;
            for wrap in wraps {
                testimony_wrap::Entity::update_many()
                    .col_expr(
                        testimony_wrap::Column::Wrapped,
                        Expr::value(wrap.wrapped.clone()),
                    )
                    .filter(testimony_wrap::Column::TestimonyId.eq(one.id))
                    .filter(testimony_wrap::Column::RecipientId.eq(wrap.recipient_id))
                    .exec(&*tx)
                    .await?;
            }
            Ok::<_, sea_orm::DbErr>(())
        })
        .await
        .unwrap();
    let answer = open(&world, &call, &one.id.to_string()).await;
    assert_eq!(answer.problem(), "does-not-open");
    open(&world, &call, &other.id.to_string()).await.expect(200);
}

#[tokio::test]
async fn a_draft_and_a_closed_call_take_nothing_sealed() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let body = fresh(&world, &call).await;
    let nowhere = format!("/v1/campaigns/cmp_{}/testimonies/sealed", "7".repeat(32));
    let answer = world.post(&nowhere, None, body.clone()).await;
    assert_eq!(answer.problem(), "not-found");
    let campaign = call.campaign;
    use broadside::campaigns::entity::campaign;
    world
        .app
        .db
        .write(|tx| async move {
            campaign::Entity::update_many()
                .col_expr(campaign::Column::TestimonyOpen, false.into())
                .filter(campaign::Column::Id.eq(campaign))
                .exec(&*tx)
                .await
        })
        .await
        .unwrap();
    let closed = send(&world, &call, &body).await;
    assert_eq!(closed.problem(), "testimony-not-open");
    assert!(!keys(&world, &call).await.takes_testimony);
}

#[tokio::test]
async fn a_sealed_mailbox_tells_strangers_one_and_the_same() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    send(&world, &call, &fresh(&world, &call).await)
        .await
        .expect(201);
    let mut answers = Vec::new();
    for auth in ["hello", &"A".repeat(43), ""] {
        answers.push(
            world
                .post("/v1/mailbox/sealed", None, json!({"auth": auth}))
                .await,
        );
    }
    for answer in &answers {
        assert_eq!(answer.problem(), "receipt-unknown");
        assert_eq!(answer.bytes, answers[0].bytes);
    }
}
