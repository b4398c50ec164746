//! What the organization does with signatures: set aside, struck out, erased, read.

use broadside::identity::entity::organization;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::{Drive, drive, employee};

#[tokio::test]
async fn what_is_set_aside_does_not_count_until_it_is_lifted() {
    let drive = drive().await;
    drive.sign_and_confirm(employee("rosa@example.org")).await;
    let id = drive.signatures().await[0].id;
    let path = format!("/v1/signatures/{id}/quarantine");
    let owner = Some(&drive.owner);
    let aside = drive
        .world
        .send(
            poem::http::Method::PUT,
            &path,
            owner,
            Some(json!({"reason": "burst"})),
        )
        .await
        .expect(200);
    assert_eq!(
        (aside["state"].as_str(), aside["reason"].as_str()),
        (Some("quarantined"), Some("burst"))
    );
    assert_eq!(drive.count().await, 0);
    let back = drive
        .world
        .send(poem::http::Method::DELETE, &path, owner, None)
        .await
        .expect(200);
    assert_eq!(back["state"], "confirmed");
    assert_eq!(drive.count().await, 1);
    let again = drive
        .world
        .send(poem::http::Method::DELETE, &path, owner, None)
        .await;
    assert_eq!(again.problem(), "signature-state");
    drive.check_counters().await;
}

#[tokio::test]
async fn a_batch_is_struck_out_whole_or_not_at_all() {
    let drive = drive().await;
    for email in ["bot1@example.org", "bot2@example.org"] {
        drive.sign_and_confirm(employee(email)).await;
    }
    drive.sign_as("waiting@example.org").await;
    let rows = drive.signatures().await;
    let all: Vec<_> = rows.iter().map(|row| row.id).collect();
    let confirmed: Vec<_> = rows
        .iter()
        .filter(|row| row.state == "confirmed")
        .map(|row| row.id)
        .collect();
    let path = format!("/v1/petitions/{}/invalidations", drive.petition);
    let body = |ids: &[_]| json!({"signature_ids": ids, "reason": "not_a_person"});
    assert_eq!(
        drive
            .world
            .post(&path, Some(&drive.owner), body(&all))
            .await
            .problem(),
        "signature-state"
    );
    assert_eq!(drive.count().await, 2);
    let done = drive
        .world
        .post(&path, Some(&drive.owner), body(&confirmed))
        .await
        .expect(200);
    assert_eq!(done["number"], 2);
    assert_eq!(drive.count().await, 0);
    drive.check_counters().await;
    let stranger = drive.world.organization("Another Local").await;
    assert_eq!(
        drive
            .world
            .post(&path, Some(&stranger), body(&confirmed))
            .await
            .problem(),
        "not-found"
    );
}

#[tokio::test]
async fn erasing_leaves_nothing_of_the_person() {
    let drive = drive().await;
    let body = json!({"email": "rosa@example.org", "standing": "employee", "visibility": "public", "name": "Rosa Márquez", "comment": "Doors first."});
    drive.sign_and_confirm(body).await;
    let id = drive.signatures().await[0].id;
    let gone = drive
        .world
        .post(
            &format!("/v1/signatures/{id}/erasure"),
            Some(&drive.owner),
            Value::Null,
        )
        .await;
    assert_eq!(gone.expect(200)["state"], "erased");
    let row = drive.signatures().await.pop().unwrap();
    assert_eq!(
        (row.name_sealed, row.address_sealed, row.comment_sealed),
        (None, None, None)
    );
    assert_eq!(drive.count().await, 0);
    drive.check_counters().await;
    let noted = broadside::http::entity::deletion::for_jobs()
        .all(&drive.world.app.db.read)
        .await
        .unwrap();
    assert_eq!((noted.len(), noted[0].subject), (1, id.0));
}

#[tokio::test]
async fn comments_wait_for_a_reader() {
    let drive = drive().await;
    let mut body = employee("rosa@example.org");
    body["comment"] = json!("We are alone after six.");
    drive.sign_and_confirm(body).await;
    let path = format!("/v1/petitions/{}/comments", drive.petition);
    let waiting = drive.world.get(&path, Some(&drive.owner)).await.expect(200);
    assert_eq!(waiting["items"][0]["comment"], "We are alone after six.");
    let id = waiting["items"][0]["signature_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let review = format!("/v1/signatures/{id}/comment-review");
    drive
        .world
        .send(
            poem::http::Method::PUT,
            &review,
            Some(&drive.owner),
            Some(json!({"decision": "approve"})),
        )
        .await
        .expect(200);
    assert_eq!(
        drive.world.get(&path, Some(&drive.owner)).await.expect(200)["items"],
        json!([])
    );
    let viewer = drive
        .world
        .member(&drive.owner, &[broadside::identity::Role::Viewer])
        .await;
    assert_eq!(
        drive.world.get(&path, Some(&viewer)).await.problem(),
        "forbidden"
    );
}

#[tokio::test]
async fn a_list_is_read_page_by_page() {
    let drive = drive().await;
    for n in 0..5 {
        drive
            .sign(employee(&format!("worker{n}@example.org")))
            .await
            .expect(202);
    }
    let path = format!("/v1/petitions/{}/signatures?limit=2", drive.petition);
    let (mut seen, mut next) = (0, Some(path.clone()));
    while let Some(at) = next {
        let page = drive.world.get(&at, Some(&drive.owner)).await.expect(200);
        seen += page["items"].as_array().unwrap().len();
        assert!(page["items"][0].get("workplace_id").is_none());
        next = page["next"]
            .as_str()
            .map(|cursor| format!("{path}&cursor={cursor}"));
    }
    assert_eq!(seen, 5);
}

#[tokio::test]
async fn the_link_to_the_next_page_is_of_the_same_list() {
    let drive = drive().await;
    for n in 0..3 {
        let address = format!("worker{n}@example.org");
        drive.sign(employee(&address)).await.expect(202);
    }
    let list = format!("/v1/petitions/{}/signatures", drive.petition);
    let path = format!("{list}?state=pending&limit=1");
    let page = drive.world.get(&path, Some(&drive.owner)).await;
    let link = page.header("link").unwrap().to_owned();
    let next = link.strip_prefix('<').unwrap().split('>').next().unwrap();
    assert!(next.starts_with("?state=pending&limit=1&cursor="), "{link}");
    let path = format!("{list}{next}");
    let page = drive.world.get(&path, Some(&drive.owner)).await.expect(200);
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
}

/// Signs and confirms; then the organization strikes it out.
async fn struck_out(drive: &Drive, body: Value) {
    drive.sign_and_confirm(body).await;
    let rows = drive.signatures().await;
    let row = rows.iter().find(|row| row.state == "confirmed").unwrap();
    let body = json!({"signature_ids": [row.id], "reason": "burst"});
    let path = format!("/v1/petitions/{}/invalidations", drive.petition);
    let done = drive.world.post(&path, Some(&drive.owner), body).await;
    done.expect(200);
}

async fn names_a_contact(drive: &Drive) {
    let app = &drive.world.app;
    let named = app.db.write(|tx| async move {
        organization::Entity::update_many()
            .col_expr(organization::Column::ContactName, "Priya Natarajan".into())
            .col_expr(
                organization::Column::ContactEmail,
                "president@local4410.example".into(),
            )
            .exec(&*tx)
            .await
    });
    named.await.unwrap();
}

#[tokio::test]
async fn who_signs_again_after_being_struck_out_learns_that_it_does_not_count_and_whom_to_ask() {
    let drive = drive().await;
    names_a_contact(&drive).await;
    for (language, email, said) in [
        (
            "en",
            "rosa@example.org",
            ["does not count", "struck it out", "it may be a mistake"],
        ),
        (
            "es",
            "luz@example.org",
            [
                "esa firma no cuenta",
                "La organización la anuló",
                "puede haber un error",
            ],
        ),
    ] {
        let body = json!({"email": email, "standing": "employee", "language": language});
        struck_out(&drive, body.clone()).await;
        let subject = |mail: &str| {
            let line = mail.lines().find(|line| line.starts_with("Subject:"));
            line.unwrap().to_owned()
        };
        let first = subject(drive.mails_to(email).last().unwrap());
        drive.sign(body).await.expect(202);
        drive.world.work().await;
        let mails = drive.mails_to(email);
        assert_eq!(mails.len(), 2);
        let mail = &mails[1];
        for words in said {
            assert!(mail.contains(words), "{words} in\n{mail}");
        }
        assert!(mail.contains("Priya Natarajan"), "{mail}");
        assert!(mail.contains("president@local4410.example"), "{mail}");
        for dead in [
            "/confirm?token=",
            "/withdraw?token=",
            "on record, ",
            "ya consta",
        ] {
            assert!(!mail.contains(dead), "{dead} in\n{mail}");
        }
        assert_eq!(subject(mail), first, "the same from outside");
        assert_eq!(drive.count().await, 0);
    }
    let rows = drive.signatures().await;
    assert!(rows.iter().all(|row| row.address_sealed.is_none()));
}

#[tokio::test]
async fn who_signs_again_while_set_aside_learns_that_it_does_not_count_for_now() {
    let drive = drive().await;
    drive.sign_and_confirm(employee("rosa@example.org")).await;
    let id = drive.signatures().await[0].id;
    let path = format!("/v1/signatures/{id}/quarantine");
    let reason = Some(json!({"reason": "burst"}));
    let aside = drive
        .world
        .send(poem::http::Method::PUT, &path, Some(&drive.owner), reason);
    aside.await.expect(200);
    drive.sign_as("rosa@example.org").await;
    let mails = drive.mails_to("rosa@example.org");
    let mail = mails.last().unwrap();
    assert!(mail.contains("For now it does not count"), "{mail}");
    assert!(mail.contains("ask Alder County Library Workers"), "{mail}");
    let token = drive.withdrawal_token("rosa@example.org");
    let path = "/v1/signatures/withdrawals";
    let gone = drive.world.post(path, None, json!({"token": token})).await;
    gone.expect(200);
}
