//! What keeps a published text from pointing at its witness, and a decision from being about what nobody has read.

use broadside::directory::entity::headcount;
use broadside::identity::entity::member_role;
use broadside::incidents::entity::incident;
use broadside::review::entity::published_testimony;
use broadside::testimony::entity::testimony;
use chrono::Duration;
use poem::http::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::one_testimony;
use crate::kit::{Answer, World};

#[tokio::test]
async fn of_a_withdrawn_text_neither_words_nor_facts_are_left() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (_, receipt) = one_testimony(&world, &call, false).await;
    world.publish_all(&call).await;
    world
        .post("/v1/mailbox/withdraw", None, json!({ "receipt": receipt }))
        .await
        .expect(204);
    let rows = published_testimony::for_jobs();
    let rows = rows.all(&world.app.db.read).await.unwrap();
    let row = &rows[0];
    assert_eq!(row.withdrawn_on.unwrap().to_string(), "2026-10-01");
    assert_eq!((row.text.as_str(), row.division_id), ("", None));
    let facts = [&row.language, &row.quarter, &row.job_group];
    assert_eq!(facts, [&None, &None, &None]);
}

#[tokio::test]
async fn what_came_today_is_seen_by_reviewers_tomorrow() {
    let world = World::new().await;
    let mut call = world.testimony_call().await;
    let body = json!({"kind": "layoff", "text": "All of us, on one day."});
    world.testify_today(&call, body).await.expect(201);
    assert!(world.queue(&call.ana).await.is_empty());
    let row = testimony::for_jobs().one(&world.app.db.read).await.unwrap();
    let id = row.unwrap().id;
    let path = format!("/v1/review/testimonies/{id}/open");
    let early = world
        .review(&call.ana, Method::POST, &path, None, None)
        .await;
    assert_eq!(early.problem(), "not-found");
    world.advance(Duration::days(1));
    call.ana.who = world.signed_in(&call.ana.who).await;
    assert_eq!(world.queue(&call.ana).await, [id.to_string()]);
}

#[tokio::test]
async fn whoever_has_not_read_it_decides_nothing() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    world.opened(&call.ana, &id).await;
    let anything = world
        .request(
            Method::PATCH,
            &format!("/v1/review/testimonies/{id}/findings"),
        )
        .header("authorization", format!("Bearer {}", call.ana.who.token))
        .header("x-unlock-token", &call.ana.unlock)
        .header("if-match", "*")
        .content_type("application/json")
        .body(r#"{"decisions": []}"#);
    let answer = Answer::read(anything.send().await).await;
    assert_eq!(answer.problem(), "precondition-failed");
}

#[tokio::test]
async fn the_yes_of_somebody_who_is_no_reviewer_any_more_publishes_nothing() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    let approved = world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    let ana = call.ana.who.member;
    let lost = world.app.db.write(|tx| async move {
        member_role::Entity::delete_many()
            .filter(member_role::Column::MemberId.eq(ana))
            .exec(&*tx)
            .await
    });
    lost.await.unwrap();
    let answer = world.publish(&call.ben, &id, &approved["revision"]).await;
    assert_eq!(answer.problem(), "not-approved");
}

#[tokio::test]
async fn what_a_witness_adds_is_not_published_over() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    let approved = world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    let more = json!({"receipt": receipt, "text": "Please leave out the chair."});
    world.says("/v1/mailbox/add", more).await.expect(204);
    let stale = world.publish(&call.ben, &id, &approved["revision"]).await;
    assert_eq!(stale.problem(), "precondition-failed");
    let read = world.opened(&call.ben, &id).await;
    let early = world.publish(&call.ben, &id, &read["revision"]).await;
    assert_eq!(early.problem(), "not-approved");
}

#[tokio::test]
async fn reviewers_leave_out_a_fact_that_would_point_at_somebody() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let opened = world.opened(&call.ana, &id).await;
    let path = format!("/v1/review/testimonies/{id}/findings");
    let less = json!({"leave_out": ["quarter", "job_group"]});
    let revision = opened["revision"].as_i64();
    let left = world
        .review(&call.ana, Method::PATCH, &path, revision, Some(less))
        .await
        .expect(200);
    assert_eq!(left["left_out"], json!(["quarter", "job_group"]));
    let row = world.publish_all(&call).await.remove(0);
    assert!(row["division_id"].is_string());
    assert!(row.get("quarter").is_none() && row.get("job_group").is_none());
    let kept = incident::for_jobs().one(&world.app.db.read).await.unwrap();
    assert_eq!(kept.unwrap().quarter, None);
}

#[tokio::test]
async fn a_job_group_of_fewer_than_k_people_is_not_published() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let branch = call.workplaces[1];
    let few = world.app.db.write(|tx| async move {
        headcount::Entity::update_many()
            .col_expr(headcount::Column::Headcount, 9.into())
            .filter(headcount::Column::WorkplaceId.eq(branch))
            .filter(headcount::Column::JobGroup.eq("librarians"))
            .exec(&*tx)
            .await
    });
    few.await.unwrap();
    one_testimony(&world, &call, false).await;
    let row = world.publish_all(&call).await.remove(0);
    assert!(row["division_id"].is_string() && row["quarter"] == "2026-Q1");
    assert!(row.get("job_group").is_none(), "{row}");
}

#[tokio::test]
async fn a_rare_language_a_region_and_the_day_of_the_decision_are_not_published() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    for (told, published) in [("en-GB", json!("en")), ("haw", Value::Null)] {
        let body = json!({"kind": "layoff", "text": "All of us.", "language": told});
        world.testify(&call, body).await.expect(201);
        let row = world.publish_all(&call).await.remove(0);
        assert_eq!(row["language"], published);
        assert_eq!(row["published_on"], "2026-10-01");
    }
}

#[tokio::test]
async fn a_name_of_the_roster_is_found_on_the_desk_and_one_that_was_erased_is_not() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let told = json!({"kind": "layoff", "text": "I asked bex about it and nobody came. This is all I know."});
    let mut seen = Vec::new();
    for (staff, found) in [("name\nBex Harrow\n", 1), ("name\n", 0)] {
        let sent = world.post_csv("/v1/imports/roster", &call.owner, staff);
        sent.await.expect(200);
        world.testify(&call, told.clone()).await.expect(201);
        let queue = world.queue(&call.ana).await;
        let id = queue.iter().find(|id| !seen.contains(*id)).unwrap().clone();
        let opened = world.opened(&call.ana, &id).await;
        seen.push(id);
        let findings = opened["findings"].as_array().unwrap();
        let known = findings
            .iter()
            .filter(|finding| finding["why"] == "part of a name of the directory");
        assert_eq!(known.count(), found, "{findings:?}");
    }
}
