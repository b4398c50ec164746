//! Answers: confirmed by mail, counted against the places, taken back, struck out, erased.

use broadside::backup::deletions;
use broadside::events::entity::rsvp;
use chrono::Duration;
use poem::http::Method;
use sea_orm::{ActiveModelTrait, IntoActiveModel, PaginatorTrait};
use serde_json::{Value, json};

use super::{Meeting, session};

fn small(places: i32) -> Value {
    let mut new = session();
    new["capacity"] = json!(places);
    new
}

#[tokio::test]
async fn the_reply_tells_nobody_who_has_answered_before() {
    let meeting = Meeting::published().await;
    let rosa = json!({"email": "rosa@mail.example", "name": "Rosa"});
    let first = meeting.answer(rosa).await;
    meeting.world.work().await;
    let old = meeting.token("rosa@mail.example");
    let other = json!({"email": "rosa@mail.example", "name": "Rosa D."});
    let pending = meeting.answer(other).await;
    meeting.world.work().await;
    assert_eq!(meeting.confirm(&old).await.problem(), "rsvp-not-valid");
    let new = meeting.token("rosa@mail.example");
    meeting.confirm(&new).await.expect(200);
    let again = json!({"email": "Rosa+tonight@mail.example", "name": "Somebody else"});
    let confirmed = meeting.answer(again).await;
    for answer in [&pending, &confirmed] {
        assert_eq!((answer.status, &answer.bytes), (first.status, &first.bytes));
    }
    meeting.world.work().await;
    assert_eq!(meeting.numbers().await, (1, 0, 0));
    assert_eq!(meeting.rsvps().await[0]["name"], "Rosa D.");
    let mails = meeting.mails("rosa@mail.example");
    let told = mails
        .iter()
        .filter(|mail| mail.contains("has answered before"));
    assert_eq!(told.count(), 1);
}

/// A stranger who knows the address can send another answer before the first is confirmed.
#[tokio::test]
async fn the_mail_and_its_page_say_what_is_about_to_be_confirmed() {
    let meeting = Meeting::published().await;
    let answers = [
        (
            json!({"name": "Rosa <b>"}),
            "Name: Rosa <b>",
            "Rosa &lt;b&gt;",
        ),
        (json!({}), "Name: none", "News of the campaign: no"),
        (
            json!({"name": "Rosa", "language": "es"}),
            "Nombre: Rosa",
            "Noticias de la campaña: no",
        ),
    ];
    for (mut answer, in_mail, on_page) in answers {
        answer["email"] = json!("rosa@mail.example");
        let spoken = answer["language"].as_str().unwrap_or("en").to_owned();
        meeting.answer(answer).await.expect(202);
        meeting.world.work().await;
        let mails = meeting.mails("rosa@mail.example");
        assert!(mails.last().unwrap().contains(in_mail), "{mails:?}");
        let token = meeting.token("rosa@mail.example");
        let page = format!("/rsvp?token={token}&lang={spoken}");
        let page = meeting.world.get(&page, None).await;
        let page = String::from_utf8_lossy(&page.bytes).into_owned();
        assert!(page.contains(on_page), "{page}");
    }
}

#[tokio::test]
async fn looking_confirms_nothing_and_shows_no_passcode() {
    let meeting = Meeting::published().await;
    meeting.seal("marigold-77", "2026-10-05T16:00:00Z").await;
    meeting
        .answer(json!({"email": "rosa@mail.example"}))
        .await
        .expect(202);
    meeting.world.work().await;
    let token = meeting.token("rosa@mail.example");
    let page = format!("/rsvp?token={token}");
    let looked = meeting.world.get(&page, None).await;
    assert_eq!(looked.status, 200);
    assert_eq!(meeting.numbers().await, (0, 0, 0));
    let press = |body: String| {
        let request = meeting.world.request(Method::POST, "/rsvp");
        let request = request.content_type("application/x-www-form-urlencoded");
        async move { crate::kit::Answer::read(request.body(body).send().await).await }
    };
    let pressed = press(format!("act=confirm&token={token}")).await;
    assert_eq!(pressed.status, 200);
    assert_eq!(meeting.numbers().await, (1, 0, 0));
    meeting.world.work().await;
    let own = meeting.token("rosa@mail.example");
    let shows = |answer: &crate::kit::Answer| {
        String::from_utf8_lossy(&answer.bytes).contains("marigold-77")
    };
    // What a scanner of mail would do with every link.
    assert!(!shows(
        &meeting.world.get(&format!("/rsvp?token={own}"), None).await
    ));
    assert!(shows(&press(format!("act=open&token={own}")).await));
    let gone = press(format!("act=take_back&lang=es&token={own}")).await;
    assert!(String::from_utf8_lossy(&gone.bytes).contains("Respuesta retirada"));
    assert_eq!(meeting.numbers().await, (0, 0, 0));
}

#[tokio::test]
async fn who_comes_too_late_waits_and_moves_up_by_themselves() {
    let meeting = Meeting::of(small(1)).await;
    let rosa = meeting.comes("rosa@mail.example").await;
    meeting.comes("ben@mail.example").await;
    let nadia = meeting.comes("nadia@mail.example").await;
    assert_eq!(meeting.numbers().await, (1, 2, 0));
    assert_eq!(meeting.open(&nadia).await.expect(200)["state"], "waiting");
    let public = format!("/v1/public/events/{}", meeting.id);
    let shown = meeting.world.get(&public, None).await.expect(200);
    assert_eq!(
        (&shown["is_full"], shown.get("coming")),
        (&json!(true), None)
    );
    meeting.take_back(&rosa).await.expect(200);
    meeting.world.work().await;
    assert_eq!(meeting.numbers().await, (1, 1, 0));
    let is_told = |email: &str| {
        let mails = meeting.mails(email);
        mails.iter().any(|mail| mail.contains("and it is yours"))
    };
    assert_eq!(
        (is_told("ben@mail.example"), is_told("nadia@mail.example")),
        (true, false)
    );
    meeting.change(small(5)).await.expect(200);
    meeting.world.work().await;
    assert_eq!(meeting.numbers().await, (2, 0, 0));
    assert!(is_told("nadia@mail.example"));
    assert_eq!(meeting.take_back(&rosa).await.problem(), "rsvp-not-valid");
}

#[tokio::test]
async fn two_who_confirm_at_once_do_not_get_the_same_place() {
    let meeting = Meeting::of(small(1)).await;
    let mut tokens = vec![];
    for email in ["rosa@mail.example", "ben@mail.example"] {
        meeting.answer(json!({"email": email})).await.expect(202);
        meeting.world.work().await;
        tokens.push(meeting.token(email));
    }
    let both = futures_util::future::join(meeting.confirm(&tokens[0]), meeting.confirm(&tokens[1]));
    let (one, other) = both.await;
    let mut states = [
        one.expect(200)["state"].clone(),
        other.expect(200)["state"].clone(),
    ];
    states.sort_by_key(Value::to_string);
    assert_eq!(states, [json!("confirmed"), json!("waiting")]);
}

#[tokio::test]
async fn whoever_was_struck_out_stays_out_and_is_told_so_when_they_ask() {
    let meeting = Meeting::of(small(1)).await;
    meeting.seal("marigold-77", "2026-10-05T16:00:00Z").await;
    let mallory = meeting.comes("mallory@mail.example").await;
    let rosa = meeting.comes("rosa@mail.example").await;
    assert!(
        meeting
            .open(&mallory)
            .await
            .expect(200)
            .get("join_details")
            .is_some()
    );
    let rows = meeting.rsvps().await;
    let row = rows.iter().find(|row| row["state"] == "confirmed").unwrap();
    let path = format!("/v1/rsvps/{}/strike-out", row["id"].as_str().unwrap());
    let owner = Some(&meeting.owner);
    let struck = meeting
        .world
        .send(Method::POST, &path, owner, None)
        .await
        .expect(200);
    assert_eq!(struck["state"], "struck_out");
    let left = meeting.open(&mallory).await.expect(200);
    assert_eq!(
        (&left["state"], left.get("join_details")),
        (&json!("struck_out"), None)
    );
    assert_eq!(
        meeting.take_back(&mallory).await.problem(),
        "rsvp-not-valid"
    );
    assert_eq!(meeting.open(&rosa).await.expect(200)["state"], "confirmed");
    meeting
        .answer(json!({"email": "mallory@mail.example"}))
        .await
        .expect(202);
    meeting.world.work().await;
    let mails = meeting.mails("mallory@mail.example");
    assert!(mails.iter().any(|mail| mail.contains("off their list")));
    assert_eq!(meeting.numbers().await, (1, 0, 0));
    let rows = rsvp::for_jobs()
        .all(&meeting.world.app.db.read)
        .await
        .unwrap();
    let row = rows.iter().find(|row| row.state == "struck_out").unwrap();
    assert_eq!((&row.address_sealed, &row.name_sealed), (&None, &None));
}

#[tokio::test]
async fn an_answer_that_nobody_confirms_is_gone_after_two_days() {
    let mut new = session();
    new["starts"] = json!("2026-10-25T18:00");
    new["ends"] = json!("2026-10-25T19:00");
    let meeting = Meeting::of(new).await;
    meeting
        .answer(json!({"email": "rosa@mail.example"}))
        .await
        .expect(202);
    meeting.world.work().await;
    let token = meeting.token("rosa@mail.example");
    meeting.world.advance(Duration::hours(50));
    assert_eq!(meeting.confirm(&token).await.problem(), "rsvp-expired");
    meeting.world.work().await;
    meeting.pass(Duration::hours(2)).await;
    assert_eq!(rows(&meeting).await, 0);
    assert_eq!(meeting.confirm(&token).await.problem(), "rsvp-not-valid");
}

async fn rows(meeting: &Meeting) -> u64 {
    rsvp::for_jobs()
        .count(&meeting.world.app.db.read)
        .await
        .unwrap()
}

#[tokio::test]
async fn thirty_days_after_only_two_numbers_are_left() {
    let meeting = Meeting::published().await;
    for email in ["rosa@mail.example", "ben@mail.example"] {
        meeting.comes(email).await;
    }
    let id = meeting.rsvps().await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/rsvps/{id}/attendance");
    let (world, owner) = (&meeting.world, Some(&meeting.owner));
    let came = Some(json!({"attended": true}));
    let early = world.send(Method::PUT, &path, owner, came.clone()).await;
    assert_eq!(early.problem(), "not-attending");
    world.advance(Duration::hours(9));
    world
        .send(Method::PUT, &path, owner, came)
        .await
        .expect(200);
    assert_eq!(meeting.numbers().await, (2, 0, 1));
    meeting.pass(Duration::days(29)).await;
    assert_eq!(rows(&meeting).await, 2);
    meeting.pass(Duration::days(2)).await;
    assert_eq!(rows(&meeting).await, 0);
    assert_eq!(meeting.numbers().await, (2, 0, 1));
}

#[tokio::test]
async fn the_employers_mail_is_warned_of_and_nothing_is_stored() {
    let meeting = Meeting::published().await;
    let path = "/v1/employer-domains";
    let domain = json!({"domain": "county.example"});
    meeting
        .world
        .post(path, Some(&meeting.owner), domain)
        .await
        .expect(201);
    let mut rosa = json!({"email": "rosa@lib.county.example"});
    let warned = meeting.answer(rosa.clone()).await;
    assert_eq!(warned.problem(), "employer-address");
    assert_eq!(rows(&meeting).await, 0);
    rosa["accept_risk"] = json!(true);
    meeting.answer(rosa).await.expect(202);
    assert_eq!(rows(&meeting).await, 1);
}

#[tokio::test]
async fn a_training_elsewhere_takes_no_answers_here() {
    let mut new = session();
    new["kind"] = json!("training");
    new["training"] = json!({
        "mode": "live_online", "provider": "Example Training House", "cost": "$65 a person",
        "registration_link": "https://training.example/register",
    });
    let meeting = Meeting::of(new).await;
    let refused = meeting.answer(json!({"email": "rosa@mail.example"})).await;
    assert_eq!(refused.problem(), "event-not-open");
    let public = format!("/v1/public/events/{}", meeting.id);
    let shown = meeting.world.get(&public, None).await.expect(200);
    assert_eq!(shown["training"]["cost"], "$65 a person");
}

#[tokio::test]
async fn an_answer_that_was_taken_back_stays_gone_when_a_backup_brings_it_back() {
    let meeting = Meeting::published().await;
    let rosa = meeting.comes("rosa@mail.example").await;
    let app = &meeting.world.app;
    let row = rsvp::for_jobs().one(&app.db.read).await.unwrap().unwrap();
    meeting.take_back(&rosa).await.expect(200);
    meeting.world.work().await;
    let list = deletions::read(&deletions::file_in(meeting.world.data())).unwrap();
    assert_eq!(list, [("rsvp".to_owned(), row.id.0)]);
    let row = &row.into_active_model().reset_all();
    let brought_back = app
        .db
        .write(|tx| async move { row.clone().insert(&*tx).await.map(drop) });
    brought_back.await.unwrap();
    assert_eq!(rows(&meeting).await, 1);
    let replayed = deletions::replay(&app.db, &app.clock, &app.entropy, &list);
    replayed.await.unwrap();
    assert_eq!(rows(&meeting).await, 0);
}

#[tokio::test]
async fn whoever_was_struck_out_stays_so_when_a_backup_brings_them_back() {
    let meeting = Meeting::published().await;
    let rosa = meeting.comes("rosa@mail.example").await;
    let app = &meeting.world.app;
    let row = rsvp::for_jobs().one(&app.db.read).await.unwrap().unwrap();
    let id = meeting.rsvps().await[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/v1/rsvps/{id}/strike-out");
    let struck = meeting
        .world
        .post(&path, Some(&meeting.owner), json!({}))
        .await;
    assert_eq!(struck.status, 200, "{struck:?}");
    meeting.world.work().await;
    let list = deletions::read(&deletions::file_in(meeting.world.data())).unwrap();
    assert_eq!(list, [("rsvp_struck_out".to_owned(), row.id.0)]);
    let row = &row.into_active_model().reset_all();
    let brought_back = app
        .db
        .write(|tx| async move { row.clone().update(&*tx).await.map(drop) });
    brought_back.await.unwrap();
    assert_eq!(meeting.open(&rosa).await.expect(200)["state"], "confirmed");
    let replayed = deletions::replay(&app.db, &app.clock, &app.entropy, &list);
    replayed.await.unwrap();
    let row = rsvp::for_jobs().one(&app.db.read).await.unwrap().unwrap();
    assert_eq!(row.state, "struck_out");
    assert!(row.name_sealed.is_none() && row.address_sealed.is_none());
}

#[tokio::test]
async fn the_same_answer_again_leaves_the_link_good_that_was_mailed_before() {
    let meeting = Meeting::published().await;
    let rosa = json!({"email": "rosa@mail.example", "name": "Rosa"});
    meeting.answer(rosa.clone()).await.expect(202);
    meeting.world.work().await;
    let first = meeting.token("rosa@mail.example");
    for _ in 0..7 {
        meeting.answer(rosa.clone()).await.expect(202);
        meeting.world.work().await;
    }
    meeting.confirm(&first).await.expect(200);
}

#[tokio::test]
async fn a_stranger_who_answers_for_somebody_until_no_mail_leaves_shuts_nobody_out() {
    let meeting = Meeting::published().await;
    for n in 0..12 {
        let stranger = json!({"email": "rosa@mail.example", "name": format!("Not Rosa {n}")});
        meeting.answer(stranger).await.expect(202);
        meeting.world.work().await;
    }
    let last = meeting.token("rosa@mail.example");
    meeting.confirm(&last).await.expect(200);
}

#[tokio::test]
async fn the_page_of_an_answer_says_that_the_event_was_called_off() {
    let meeting = Meeting::published().await;
    let rosa = meeting.comes("rosa@mail.example").await;
    meeting.seal("marigold-77", "2026-10-05T23:30:00Z").await;
    let form = format!("token={rosa}&lang=en&act=open");
    let before = meeting.press(&form).await;
    assert!(before.contains("You have a place."), "{before}");
    assert!(
        before.contains("It is shown from 2026-10-05 16:30"),
        "{before}"
    );
    meeting.turn("cancelled").await.expect(200);
    let after = meeting.press(&form).await;
    assert!(after.contains("It was called off."), "{after}");
    assert!(!after.contains("Show how to join"), "{after}");
}
