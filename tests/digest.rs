//! The reviewers' digest: one mail a day, numbers only.

use broadside::identity::Role;
use broadside::identity::entity::organization;
use broadside::jobs;
use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use crate::kit::{Call, World};

fn body() -> serde_json::Value {
    json!({"kind": "layoff", "text": "zanzibarine let go", "wants_approval": true})
}

async fn told(world: &World, call: &Call) {
    world.testify_today(call, body()).await.expect(201);
}

/// Yesterday, so that reviewers see it already.
async fn told_before(world: &World, call: &Call) -> String {
    let taken = world.testify(call, body()).await.expect(201);
    taken["receipt"].as_str().unwrap().to_owned()
}

/// A world in which the day's rounds have had their first turn: it is 16:30, and the digest leaves at 15:00.
async fn at_work() -> (World, Call) {
    let world = World::new().await;
    let call = world.testimony_call().await;
    world.work().await;
    (world, call)
}

/// Everything due by tomorrow, same hour; the mails that it brought.
async fn next_day(world: &World) -> Vec<String> {
    let before = world.mails().len();
    world.advance(Duration::days(1));
    world.work().await;
    world.mails().split_off(before)
}

#[tokio::test]
async fn each_reviewer_gets_one_digest_a_day_with_numbers_only() {
    let (world, call) = at_work().await;
    world.member(&call.owner, &[Role::Organizer]).await;
    told(&world, &call).await;
    told(&world, &call).await;
    world.work().await;
    assert!(
        world.mails().is_empty(),
        "what came today is counted tomorrow"
    );
    let mails = next_day(&world).await;
    assert_eq!(mails.len(), 2, "to the two reviewers and to nobody else");
    for mail in &mails {
        assert!(
            mail.contains("Subject: Broadside: your daily digest"),
            "{mail}"
        );
        assert!(mail.contains("Waiting for a first reviewer: 2"), "{mail}");
        assert!(mail.contains("Days since they came: 1 to 1"), "{mail}");
        for word in ["zanzibarine", "tes_", "cmp_", "Safe branches", "Alder"] {
            assert!(!mail.contains(word), "{mail}");
        }
    }
    told(&world, &call).await;
    let mails = next_day(&world).await;
    assert!(mails[0].contains("Waiting for a first reviewer: 3"));
    assert!(mails[0].contains("Days since they came: 1 to 2"));
}

#[tokio::test]
async fn nobody_is_written_to_for_whom_nothing_waits() {
    let (world, call) = at_work().await;
    assert!(next_day(&world).await.is_empty());
    told_before(&world, &call).await;
    let id = world.queue(&call.ana).await.remove(0);
    world.advance(Duration::minutes(1));
    let mut ana = call.ana.clone();
    ana.unlock = world.unlock(&ana.who, &ana.passphrase).await;
    let decided = world.decide_all(&ana, &id, "mask").await;
    world
        .approve(&ana, &id, &decided["revision"])
        .await
        .expect(200);
    assert!(
        next_day(&world).await.is_empty(),
        "it waits for the witness"
    );
}

#[tokio::test]
async fn who_approved_hears_nothing_more_and_the_others_of_a_second_review() {
    let (world, call) = at_work().await;
    let receipt = told_before(&world, &call).await;
    let id = world.queue(&call.ana).await.remove(0);
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    let yes = json!({"receipt": receipt, "approve": true});
    world
        .post("/v1/mailbox/approval", None, yes)
        .await
        .expect(204);
    let cleo = world.reviewer(&call.owner).await;
    let mails = next_day(&world).await;
    assert_eq!(mails.len(), 2);
    for mail in &mails {
        assert!(mail.contains("Waiting for a second reviewer: 1"), "{mail}");
        assert!(!mail.contains(&format!("{}@", call.ana.who.member.0.simple())));
    }
    let cleos = format!("{}@", cleo.who.member.0.simple());
    let hers = mails.iter().find(|mail| mail.contains(&cleos)).unwrap();
    assert!(hers.contains("Not sealed to your key yet"), "{hers}");
}

#[tokio::test]
async fn a_restart_or_a_second_round_sends_nothing_twice() {
    let (world, call) = at_work().await;
    told(&world, &call).await;
    assert_eq!(next_day(&world).await.len(), 2);
    jobs::recover(&world.app).await.unwrap();
    let again = jobs::NewJob::new(
        jobs::Kind::SendReviewerDigest,
        uuid::Uuid::nil(),
        world.app.clock.now(),
    );
    let (app, again) = (&world.app, &again);
    app.db
        .write(|tx| async move { jobs::enqueue(app, &tx, again.clone()).await })
        .await
        .unwrap();
    world.work().await;
    assert_eq!(world.mails().len(), 2);
}

#[tokio::test]
async fn the_digest_speaks_the_language_of_the_organization_and_warns_before_the_end() {
    let (world, call) = at_work().await;
    told(&world, &call).await;
    let id = call.owner.organization;
    world
        .app
        .db
        .write(|tx| async move {
            organization::Entity::update_many()
                .col_expr(organization::Column::Language, "es-MX".into())
                .filter(organization::Column::Id.eq(id))
                .exec(&*tx)
                .await
        })
        .await
        .unwrap();
    let mails = next_day(&world).await;
    assert!(
        mails[0].contains("Esperan una primera revisión: 1"),
        "{}",
        mails[0]
    );
    assert!(!mails[0].contains("Se destruirán"));
    world.advance(Duration::days(164));
    let mails = next_day(&world).await;
    assert!(mails[0].contains("próximos 14 días: 1"), "{}", mails[0]);
}
