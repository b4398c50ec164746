//! Sealed rows that somebody has swapped, cut or mislaid: a clear problem, nothing opened, and nothing said of what is in them.

use broadside::review::entity::review;
use broadside::testimony::entity::{testimony, testimony_note, testimony_wrap};
use poem::http::Method;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::{Value, json};

use crate::kit::{Answer, Call, World};

const CANARIES: [&str; 2] = ["zanzibarine", "marmaladeful"];

/// Two testimonies, told and opened once; their ids and receipts.
async fn two(world: &World, call: &Call) -> Vec<(String, String)> {
    let mut told: Vec<(String, String)> = Vec::new();
    for word in CANARIES {
        let body = json!({"kind": "layoff", "text": format!("The {word} lamp fell.")});
        let taken = world.testify(call, body).await.expect(201);
        let queue = world.queue(&call.ana).await;
        let id = queue
            .into_iter()
            .find(|id| told.iter().all(|(known, _)| known != id));
        let id = id.unwrap();
        world.opened(&call.ana, &id).await;
        told.push((id, taken["receipt"].as_str().unwrap().to_owned()));
    }
    told
}

async fn save<A>(world: &World, row: A)
where
    A: ActiveModelTrait + sea_orm::ActiveModelBehavior + Clone + Send + Sync + 'static,
    <A::Entity as EntityTrait>::Model: IntoActiveModel<A> + Send,
{
    let row = &row;
    let saved = world
        .app
        .db
        .write(|tx| async move { row.clone().update(&*tx).await.map(drop) });
    saved.await.unwrap();
}

async fn opened(world: &World, call: &Call, id: &str) -> Answer {
    let path = format!("/v1/review/testimonies/{id}/open");
    world
        .review(&call.ana, Method::POST, &path, None, None)
        .await
}

async fn mailbox(world: &World, receipt: &str) -> Answer {
    world
        .post("/v1/mailbox/open", None, json!({ "receipt": receipt }))
        .await
}

#[track_caller]
fn says_nothing(answer: &Answer, problem: &str) {
    assert_eq!(answer.problem(), problem);
    let said = String::from_utf8_lossy(&answer.bytes).to_lowercase();
    for word in CANARIES {
        assert!(!said.contains(word), "{said}");
    }
}

#[tokio::test]
async fn what_is_sealed_for_one_testimony_opens_in_the_row_of_no_other() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let told = two(&world, &call).await;
    let rows = testimony::for_jobs().all(&world.app.db.read).await.unwrap();
    for (row, other) in [(&rows[0], &rows[1]), (&rows[1], &rows[0])] {
        let mut row = row.clone().into_active_model();
        row.sealed = Set(other.sealed.clone());
        save(&world, row).await;
    }
    for (id, _) in &told {
        says_nothing(&opened(&world, &call, id).await, "internal");
    }
}

#[tokio::test]
async fn a_draft_or_a_key_in_the_row_of_another_does_not_open() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let told = two(&world, &call).await;
    let rows = review::for_jobs().all(&world.app.db.read).await.unwrap();
    for (row, other) in [(&rows[0], &rows[1]), (&rows[1], &rows[0])] {
        let mut row = row.clone().into_active_model();
        row.sealed_draft = Set(other.sealed_draft.clone());
        save(&world, row).await;
    }
    says_nothing(&opened(&world, &call, &told[0].0).await, "internal");

    let wraps = testimony_wrap::for_jobs()
        .all(&world.app.db.read)
        .await
        .unwrap();
    for wrap in &wraps {
        let same = |other: &&testimony_wrap::Model| {
            other.testimony_id != wrap.testimony_id && other.recipient_id == wrap.recipient_id
        };
        let other = wraps.iter().find(same).unwrap();
        let mut row = wrap.clone().into_active_model();
        row.wrapped = Set(other.wrapped.clone());
        save(&world, row).await;
    }
    for (id, receipt) in &told {
        says_nothing(&opened(&world, &call, id).await, "not-sealed-to-you");
        says_nothing(&mailbox(&world, receipt).await, "internal");
    }
}

#[tokio::test]
async fn a_key_that_was_wrapped_for_another_reviewer_opens_nothing() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let told = two(&world, &call).await;
    let wraps = testimony_wrap::for_jobs().filter(
        testimony_wrap::Column::RecipientId.is_in([call.ana.who.member.0, call.ben.who.member.0]),
    );
    let wraps = wraps.all(&world.app.db.read).await.unwrap();
    for wrap in &wraps {
        let same = |other: &&testimony_wrap::Model| {
            other.testimony_id == wrap.testimony_id && other.recipient_id != wrap.recipient_id
        };
        let mut row = wrap.clone().into_active_model();
        row.wrapped = Set(wraps.iter().find(same).unwrap().wrapped.clone());
        save(&world, row).await;
    }
    says_nothing(
        &opened(&world, &call, &told[0].0).await,
        "not-sealed-to-you",
    );
}

#[tokio::test]
async fn what_is_cut_short_or_changed_does_not_open() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let told = two(&world, &call).await;
    let (id, receipt) = &told[0];
    let more = json!({"receipt": receipt, "text": "And the marmaladeful water ran."});
    world.says("/v1/mailbox/add", more).await.expect(204);
    let note = testimony_note::for_jobs()
        .one(&world.app.db.read)
        .await
        .unwrap()
        .unwrap();
    let mut row = note.clone().into_active_model();
    row.sealed = Set(note.sealed[..note.sealed.len() / 2].to_vec());
    save(&world, row).await;
    let found = mailbox(&world, receipt).await.expect(200);
    assert_eq!(
        found["notes"],
        Value::Array(vec![]),
        "what does not open is left out"
    );

    let row = testimony::for_jobs().filter(testimony::Column::Id.eq(note.testimony_id));
    let row = row.one(&world.app.db.read).await.unwrap().unwrap();
    let mut changed = row.sealed.clone();
    changed[100] ^= 1;
    for sealed in [
        row.sealed[..row.sealed.len() - 1].to_vec(),
        row.sealed[..1].to_vec(),
        changed,
    ] {
        let mut row = row.clone().into_active_model();
        row.sealed = Set(sealed);
        save(&world, row).await;
        says_nothing(&opened(&world, &call, id).await, "internal");
    }
}
