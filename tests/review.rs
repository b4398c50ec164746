//! From a sealed testimony to a published one.

use broadside::identity::Role;
use broadside::identity::entity::{member_role, session};
use broadside::review::published;
use chrono::Duration;
use poem::http::Method;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::kit::{Call, World};

const TEXT: &str = "On March 3, 2026 a man threw a chair at Marisol at the eastmont branch. I called marisol at (555) 010-4477.";

async fn one_testimony(world: &World, call: &Call, wants_approval: bool) -> (String, String) {
    let body = json!({
        "kind": "safety_incident",
        "text": TEXT,
        "happened_on": "2026-03-03",
        "workplace_id": call.workplaces[1].to_string(),
        "job_group": "Librarian",
        "incident": {"incident_types": ["attack_with_weapon_or_object"]},
        "wants_approval": wants_approval,
    });
    let taken = world.testify(call, body).await.expect(201);
    let id = world.queue(&call.ana).await.remove(0);
    (id, taken["receipt"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_testimony_goes_from_the_witness_to_a_published_text_that_names_nobody() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (_, receipt) = one_testimony(&world, &call, false).await;
    let published_rows = world.publish_all(&call).await;
    let row = &published_rows[0];
    assert_eq!(
        row["text"],
        "On [a date] a man threw a chair at [a coworker] at the [a branch]. I called [a coworker] at [contact details]."
    );
    assert_eq!(
        (&row["quarter"], &row["job_group"]),
        (&json!("2026-Q1"), &json!("librarians"))
    );
    assert!(row["division_id"].is_string());
    let all = published(&world.app.db.read, call.campaign).await.unwrap();
    assert_eq!(all[0].text.as_str(), row["text"].as_str().unwrap());
    let list = world
        .get(
            &format!("/v1/campaigns/{}/published-testimonies", call.campaign),
            Some(&call.owner),
        )
        .await;
    assert_eq!(list.expect(200)["items"], json!([row]));
    let found = world
        .post("/v1/mailbox/open", None, json!({ "receipt": receipt }))
        .await
        .expect(200);
    assert_eq!(
        (&found["state"], &found["destroyed_from"]),
        (&json!("published"), &json!("2027-01-03"))
    );
}

#[tokio::test]
async fn nothing_is_approved_with_an_undecided_finding() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let opened = world.opened(&call.ana, &id).await;
    assert!(
        opened["findings"].as_array().unwrap().len() >= 5,
        "{opened}"
    );
    let refused = world.approve(&call.ana, &id, &opened["revision"]).await;
    assert_eq!(refused.problem(), "finding-undecided");
}

#[tokio::test]
async fn whoever_approved_cannot_publish_and_nothing_unapproved_is_published() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    let early = world.publish(&call.ben, &id, &decided["revision"]).await;
    assert_eq!(early.problem(), "not-approved");
    let approved = world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    let alone = world.publish(&call.ana, &id, &approved["revision"]).await;
    assert_eq!(alone.problem(), "second-reviewer-needed");
    world
        .publish(&call.ben, &id, &approved["revision"])
        .await
        .expect(200);
    let again = world.publish(&call.ben, &id, &approved["revision"]).await;
    assert_eq!(again.problem(), "already-decided");
}

#[tokio::test]
async fn silence_of_a_witness_who_wanted_to_approve_never_publishes() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, true).await;
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    let approved = world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    world.advance(Duration::minutes(5));
    let silent = world.publish(&call.ben, &id, &approved["revision"]).await;
    assert_eq!(silent.problem(), "witness-not-answered");

    let found = world
        .post("/v1/mailbox/open", None, json!({ "receipt": receipt }))
        .await
        .expect(200);
    assert!(
        found["wording"]
            .as_str()
            .unwrap()
            .starts_with("On [a date] a man threw a chair at [a coworker]")
    );
    let yes = json!({"receipt": receipt, "approve": true});
    world
        .post("/v1/mailbox/approval", None, yes.clone())
        .await
        .expect(204);
    assert_eq!(
        world
            .post("/v1/mailbox/approval", None, yes)
            .await
            .problem(),
        "nothing-to-answer"
    );
    let opened = world.opened(&call.ben, &id).await;
    world
        .publish(&call.ben, &id, &opened["revision"])
        .await
        .expect(200);
}

#[tokio::test]
async fn a_corrected_wording_goes_through_finder_and_both_reviewers_again() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, true).await;
    let decided = world.decide_all(&call.ana, &id, "mask").await;
    world
        .approve(&call.ana, &id, &decided["revision"])
        .await
        .expect(200);
    let other = json!({"receipt": receipt, "text": "Say it was Quintanilla who was hit."});
    world
        .post("/v1/mailbox/approval", None, other)
        .await
        .expect(204);

    let opened = world.opened(&call.ben, &id).await;
    assert_eq!(opened["text"], "Say it was Quintanilla who was hit.");
    assert_eq!(opened["findings"][0]["decision"], "undecided");
    let early = world.publish(&call.ben, &id, &opened["revision"]).await;
    assert_eq!(early.problem(), "finding-undecided");
}

#[tokio::test]
async fn a_question_reaches_the_witness_and_the_answer_comes_back() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    let path = format!("/v1/review/testimonies/{id}/questions");
    let question = json!({"text": "Did anybody come when you called?"});
    world
        .review(&call.ana, Method::POST, &path, None, Some(question))
        .await
        .expect(200);
    let found = world
        .post("/v1/mailbox/open", None, json!({ "receipt": receipt }))
        .await
        .expect(200);
    assert_eq!(found["notes"][0]["from"], "reviewer");
    let answer = json!({"receipt": receipt, "text": "Nobody came."});
    world
        .post("/v1/mailbox/add", None, answer)
        .await
        .expect(204);
    let opened = world.opened(&call.ana, &id).await;
    let said: Vec<&Value> = opened["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| &note["text"])
        .collect();
    assert!(said.contains(&&json!("Nobody came.")));
}

#[tokio::test]
async fn a_reviewers_own_mark_is_masked_wherever_its_words_stand() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let body = json!({"kind": "layoff", "text": "the blue whale tattoo; ask about the whale"});
    world.testify(&call, body).await.expect(201);
    let id = world.queue(&call.ana).await.remove(0);
    let opened = world.opened(&call.ana, &id).await;
    let path = format!("/v1/review/testimonies/{id}/findings");
    let mark = json!({"marks": [{"start": 9, "end": 14, "label": "OTHER"}]});
    let marked = world
        .review(
            &call.ana,
            Method::PATCH,
            &path,
            opened["revision"].as_i64(),
            Some(mark),
        )
        .await
        .expect(200);
    assert_eq!(
        marked["preview"],
        "the blue [removed] tattoo; ask about the [removed]"
    );
}

#[tokio::test]
async fn two_reviewers_who_decide_at_once_do_not_overwrite_each_other() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let opened = world.opened(&call.ana, &id).await;
    world.decide_all(&call.ana, &id, "mask").await;
    let path = format!("/v1/review/testimonies/{id}/findings");
    let stale = world
        .review(
            &call.ana,
            Method::PATCH,
            &path,
            opened["revision"].as_i64(),
            Some(json!({"decisions": []})),
        )
        .await;
    assert_eq!(stale.problem(), "precondition-failed");
    let unread = world
        .review(
            &call.ana,
            Method::PATCH,
            &path,
            None,
            Some(json!({"decisions": []})),
        )
        .await;
    assert_eq!(unread.problem(), "precondition-required");
    let now = world.opened(&call.ben, &id).await["revision"].as_i64();
    let other = world
        .review(
            &call.ben,
            Method::PATCH,
            &path,
            now,
            Some(json!({"decisions": []})),
        )
        .await;
    assert_eq!(other.problem(), "claimed-by-another");
}

#[tokio::test]
async fn an_opened_key_ends_with_idleness_sign_out_and_a_new_passphrase() {
    let world = World::new().await;
    let mut call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let path = format!("/v1/review/testimonies/{id}/open");
    world.advance(Duration::minutes(14));
    world.opened(&call.ana, &id).await;
    world.advance(Duration::minutes(15));
    let idle = world
        .review(&call.ana, Method::POST, &path, None, None)
        .await;
    assert_eq!(idle.problem(), "review-locked");

    call.ana.unlock = world.unlock(&call.ana.who, &call.ana.passphrase).await;
    let body = json!({"passphrase": call.ana.passphrase});
    let changed = world
        .post("/v1/review/passphrase", Some(&call.ana.who), body.clone())
        .await
        .expect(201);
    assert_ne!(changed["passphrase"], body["passphrase"]);
    let after = world
        .review(&call.ana, Method::POST, &path, None, None)
        .await;
    assert!(["review-locked", "unauthenticated"].contains(&after.problem().as_str()));

    let ben = call.ben.who.member;
    call.ben.unlock = world.unlock(&call.ben.who, &call.ben.passphrase).await;
    let now = world.app.clock.now();
    world
        .app
        .db
        .write(|tx| async move {
            session::Entity::update_many()
                .col_expr(session::Column::EndedAt, now.into())
                .filter(session::Column::MemberId.eq(ben))
                .exec(&*tx)
                .await
        })
        .await
        .unwrap();
    let signed_out = world
        .review(&call.ben, Method::POST, &path, None, None)
        .await;
    assert!(["review-locked", "unauthenticated"].contains(&signed_out.problem().as_str()));
}

#[tokio::test]
async fn a_reviewer_who_loses_the_role_in_the_middle_goes_no_further() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    world.opened(&call.ana, &id).await;
    let ana = call.ana.who.member;
    world
        .app
        .db
        .write(|tx| async move {
            member_role::Entity::delete_many()
                .filter(member_role::Column::MemberId.eq(ana))
                .exec(&*tx)
                .await
        })
        .await
        .unwrap();
    let path = format!("/v1/review/testimonies/{id}/open");
    let answer = world
        .review(&call.ana, Method::POST, &path, None, None)
        .await;
    assert_eq!(answer.status.as_u16(), 403);
}

#[tokio::test]
async fn a_wrong_passphrase_opens_nothing_and_a_token_of_another_neither() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let body = json!({"passphrase": call.ana.passphrase});
    let wrong = world
        .post("/v1/review/unlock", Some(&call.ben.who), body)
        .await;
    assert_eq!(wrong.problem(), "unlock-refused");
    let mut thief = call.ben.clone();
    thief.unlock = call.ana.unlock.clone();
    let path = format!("/v1/review/testimonies/{id}/open");
    let answer = world.review(&thief, Method::POST, &path, None, None).await;
    assert_eq!(answer.problem(), "review-locked");
}

#[tokio::test]
async fn a_new_reviewer_reads_older_testimony_once_another_has_rewrapped_it() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let cleo = world.reviewer(&call.owner).await;
    let path = format!("/v1/review/testimonies/{id}/open");
    let too_new = world.review(&cleo, Method::POST, &path, None, None).await;
    assert_eq!(too_new.problem(), "not-sealed-to-you");
    let made = world
        .review(&call.ana, Method::POST, "/v1/review/rewraps", None, None)
        .await
        .expect(200);
    assert_eq!(made, json!({"made": 1, "remaining": 0}));
    world.opened(&cleo, &id).await;
}

#[tokio::test]
async fn the_recovery_key_is_shown_once_in_two_halves() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let made = world
        .post("/v1/review/recovery-key", Some(&call.owner), json!({}))
        .await
        .expect(201);
    assert_eq!(made["halves"].as_array().unwrap().len(), 2);
    let again = world
        .post("/v1/review/recovery-key", Some(&call.owner), json!({}))
        .await;
    assert_eq!(again.problem(), "already-exists");
}

#[tokio::test]
async fn organizers_and_viewers_cannot_review() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    for role in [Role::Organizer, Role::Viewer, Role::Owner] {
        let who = world.member(&call.owner, &[role]).await;
        assert_eq!(
            world.get("/v1/review/queue", Some(&who)).await.problem(),
            "forbidden"
        );
    }
}

#[tokio::test]
async fn a_testimony_of_another_organization_does_not_exist() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, _) = one_testimony(&world, &call, false).await;
    let birch = world.organization("Birch County Library Workers").await;
    let stranger = world.reviewer(&birch).await;
    let path = format!("/v1/review/testimonies/{id}/open");
    assert_eq!(
        world
            .review(&stranger, Method::POST, &path, None, None)
            .await
            .problem(),
        "not-found"
    );
}

#[tokio::test]
async fn a_witness_withdraws_what_was_published() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (_, receipt) = one_testimony(&world, &call, false).await;
    world.publish_all(&call).await;
    world
        .post("/v1/mailbox/withdraw", None, json!({ "receipt": receipt }))
        .await
        .expect(204);
    assert!(
        published(&world.app.db.read, call.campaign)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_rejected_testimony_says_why_in_the_mailbox() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let (id, receipt) = one_testimony(&world, &call, false).await;
    let revision = world.opened(&call.ana, &id).await["revision"].as_i64();
    let path = format!("/v1/review/testimonies/{id}/reject");
    let body =
        json!({"reason": "cannot_be_made_safe", "message": "Only one person could know this."});
    world
        .review(&call.ana, Method::POST, &path, revision, Some(body))
        .await
        .expect(204);
    let found = world
        .post("/v1/mailbox/open", None, json!({ "receipt": receipt }))
        .await
        .expect(200);
    assert_eq!(found["state"], "rejected");
    assert!(
        found["notes"][0]["text"]
            .as_str()
            .unwrap()
            .contains("Only one person could know this.")
    );
}
