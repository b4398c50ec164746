//! Two at once. On PostgreSQL they truly are, held at the same row until both have come as far as they can; SQLite lets one
//! after the other write, and must come to the same end.

use std::time::Duration;

use broadside::db::Tx;
use broadside::events::entity::rsvp;
use broadside::jobs::Kind;
use broadside::review::published;
use broadside::sheets::SheetId;
use broadside::sheets::entity::sheet;
use broadside::testimony::TestimonyId;
use broadside::testimony::entity::testimony;
use poem::http::Method;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, Statement};
use serde_json::{Value, json};

use crate::kit::{Answer, Call, World};

const TEXT: &str = "On March 3, 2026 a man threw a chair at Marisol at the eastmont branch.";

async fn told(world: &World, call: &Call) -> (String, String) {
    let body = json!({"kind": "safety_incident", "text": TEXT});
    let taken = world.testify(call, body).await.expect(201);
    let id = world.queue(&call.ana).await.remove(0);
    (id, taken["receipt"].as_str().unwrap().to_owned())
}

async fn number(world: &World, sql: &str) -> i64 {
    let asked = Statement::from_string(world.app.db.backend(), sql);
    let row = world.app.db.read.query_one_raw(asked).await.unwrap();
    row.unwrap().try_get_by_index(0).unwrap()
}

/// Until so many sessions of this database wait for somebody, or do not after all.
pub async fn until_waiting(world: &World, sessions: i64) {
    let waiting = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
    for _ in 0..40 {
        tokio::time::sleep(Duration::from_millis(25)).await;
        if !world.app.db.is_sqlite() && number(world, waiting).await >= sessions {
            return;
        }
    }
}

/// Both run into the testimony, which somebody else holds; then that one lets go.
async fn at_once(
    world: &World,
    id: &str,
    one: impl Future<Output = Answer>,
    other: impl Future<Output = Answer>,
) -> (Answer, Answer) {
    let gate: Tx = world.app.db.begin().await.unwrap();
    let id: TestimonyId = id.parse().unwrap();
    let row = testimony::for_jobs().filter(testimony::Column::Id.eq(id));
    row.lock_exclusive().one(&gate).await.unwrap().unwrap();
    let let_go = async {
        until_waiting(world, 2).await;
        gate.commit().await.unwrap();
    };
    let (one, other, ()) = tokio::join!(one, other, let_go);
    (one, other)
}

fn done(answers: [&Answer; 2]) -> usize {
    answers.iter().filter(|answer| answer.status == 200).count()
}

async fn approved(world: &World, call: &Call) -> (String, String, Value) {
    let (id, receipt) = told(world, call).await;
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    let approved = world.approve(&call.ana, &id, &decided["revision"]).await;
    let revision = approved.expect(200)["revision"].clone();
    (id, receipt, revision)
}

#[tokio::test]
async fn two_who_publish_at_once_publish_once() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _, revision) = approved(&world, &call).await;
    let publish = || world.publish(&call.ben, &id, &revision);
    let (one, other) = at_once(&world, &id, publish(), publish()).await;
    assert_eq!(done([&one, &other]), 1);
    let all = published(&world.app.db.read, call.campaign).await.unwrap();
    assert_eq!(all.len(), 1);
}

#[tokio::test]
async fn what_is_withdrawn_while_it_is_published_is_not_published() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    for _ in 0..3 {
        let (id, receipt, revision) = approved(&world, &call).await;
        let withdraw = world.post("/v1/mailbox/withdraw", None, json!({"receipt": receipt}));
        let publish = world.publish(&call.ben, &id, &revision);
        let (_, withdrawn) = at_once(&world, &id, publish, withdraw).await;
        withdrawn.expect(204);
        let left = published(&world.app.db.read, call.campaign).await.unwrap();
        assert!(left.is_empty());
    }
}

#[tokio::test]
async fn a_claim_does_not_undo_a_decision() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = told(&world, &call).await;
    let opened = world.opened(&call.ana, &id).await;
    let path = format!("/v1/review/testimonies/{id}");
    let decide = json!({"decisions": [{"finding": 0, "decision": "keep"}]});
    let (findings, claim) = (format!("{path}/findings"), format!("{path}/claim"));
    let revision = opened["revision"].as_i64();
    let decide = world.review(&call.ana, Method::PATCH, &findings, revision, Some(decide));
    let claim = world.review(&call.ben, Method::POST, &claim, None, None);
    let (decided, claimed) = at_once(&world, &id, decide, claim).await;
    assert_eq!(done([&decided, &claimed]), 1);
    let now = world.opened(&call.ana, &id).await;
    let kept = now["findings"][0]["decision"] == "keep";
    assert_eq!(kept, decided.status == 200);
}

#[tokio::test]
async fn two_who_decide_at_once_do_not_overwrite_each_other() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = told(&world, &call).await;
    let revision = world.opened(&call.ana, &id).await["revision"].as_i64();
    let path = format!("/v1/review/testimonies/{id}/findings");
    let body = |decision| json!({"decisions": [{"finding": 0, "decision": decision}]});
    let ana = world.review(
        &call.ana,
        Method::PATCH,
        &path,
        revision,
        Some(body("keep")),
    );
    let ben = world.review(
        &call.ben,
        Method::PATCH,
        &path,
        revision,
        Some(body("mask")),
    );
    let (ana, ben) = at_once(&world, &id, ana, ben).await;
    assert_eq!(done([&ana, &ben]), 1);
    let now = world.opened(&call.ana, &id).await;
    let wanted = if ana.status == 200 { "keep" } else { "mask" };
    assert_eq!(now["findings"][0]["decision"], wanted);
}

#[tokio::test]
async fn the_night_undoes_no_withdrawal_and_loses_no_testimony() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    world.work().await;
    let (id, _) = told(&world, &call).await;
    world
        .testify(&call, json!({"kind": "layoff", "text": "All of us."}))
        .await
        .expect(201);
    world.advance(chrono::Duration::days(1));
    let gate: Tx = world.app.db.begin().await.unwrap();
    let withdrawn: TestimonyId = id.parse().unwrap();
    testimony::Entity::delete_many()
        .filter(testimony::Column::Id.eq(withdrawn))
        .exec(&gate)
        .await
        .unwrap();
    let new = json!({"kind": "layoff", "text": "Me too."});
    let let_go = async {
        until_waiting(&world, 2).await;
        gate.commit().await.unwrap();
    };
    let (_, new, ()) = tokio::join!(world.work(), world.testify_today(&call, new), let_go);
    new.expect(201);
    let left = testimony::for_jobs().all(&world.app.db.read).await.unwrap();
    assert_eq!(left.len(), 2);
    assert!(left.iter().all(|row| row.id != withdrawn));
}

#[tokio::test]
async fn after_the_night_row_versions_link_nothing() {
    let world = World::new().await;
    if world.app.db.is_sqlite() {
        return;
    }
    let call = world.testimony_call().await;
    world.work().await;
    for _ in 0..3 {
        world
            .testify(&call, json!({"kind": "layoff", "text": "All of us."}))
            .await
            .expect(201);
    }
    world.publish_all(&call).await;
    world.advance(chrono::Duration::days(1));
    world.work().await;
    let versions = "SELECT COUNT(DISTINCT xmin::text) FROM (SELECT xmin FROM testimony UNION ALL
        SELECT xmin FROM testimony_wrap UNION ALL SELECT xmin FROM published_testimony UNION ALL
        SELECT xmin FROM layoff) rows";
    assert_eq!(number(&world, versions).await, 1);
    let logged = "SELECT COUNT(*) FROM pg_class WHERE relname = 'unlock' AND relpersistence = 'u'";
    assert_eq!(number(&world, logged).await, 1);
}

/// Somebody answers again with an address that is being confirmed at this moment: whoever confirmed keeps their place.
#[tokio::test]
async fn a_second_answer_does_not_undo_a_confirmation() {
    let meeting = crate::events::Meeting::published().await;
    let answer = || meeting.answer(json!({"email": "rosa@mail.example"}));
    answer().await.expect(202);
    meeting.world.work().await;
    let token = meeting.token("rosa@mail.example");
    let gate: Tx = meeting.world.app.db.begin().await.unwrap();
    let row = rsvp::for_jobs().lock_exclusive();
    row.one(&gate).await.unwrap().unwrap();
    let let_go = async {
        until_waiting(&meeting.world, 2).await;
        gate.commit().await.unwrap();
    };
    let (confirmed, again, ()) = tokio::join!(meeting.confirm(&token), answer(), let_go);
    assert_eq!(again.status, 202);
    let places = u64::from(confirmed.status == 200);
    assert_eq!(meeting.numbers().await, (places, 0, 0), "{confirmed:?}");
}

/// A month after the first entry, in the night in which the second comes: what is counted is not forgotten.
#[tokio::test]
async fn a_sheet_that_is_counted_while_drafts_are_forgotten_stays_counted() {
    let desk = crate::sheets::Desk::new().await;
    let world = desk.world();
    let lines = json!([{"line": 1, "standing": "patron"}]);
    desk.enter(&desk.marisol, 0, lines.clone())
        .await
        .expect(201);
    world.advance(chrono::Duration::days(31));
    let gate: Tx = world.app.db.begin().await.unwrap();
    let id: SheetId = desk.sheets[0]["id"].as_str().unwrap().parse().unwrap();
    let row = sheet::for_jobs().filter(sheet::Column::Id.eq(id));
    row.lock_exclusive().one(&gate).await.unwrap().unwrap();
    let let_go = async {
        until_waiting(world, 2).await;
        gate.commit().await.unwrap();
    };
    let swept = desk.drive.run_job(Kind::SweepSheets);
    let (entered, _, ()) = tokio::join!(desk.enter(&desk.teo, 0, lines), swept, let_go);
    let entered = entered.expect(201);
    let kept = world.get(&desk.path(0), Some(&desk.teo)).await.expect(200);
    let counted = i64::from(entered["state"] == "counted");
    assert_eq!(desk.count().await, (counted, 0, counted));
    assert_eq!(kept["state"] == "counted", counted == 1, "{kept}");
    desk.check().await;
}
