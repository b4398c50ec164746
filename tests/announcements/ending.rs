//! How people end it: one click, a choice, and what is left of them afterwards.

use poem::http::Method;

use super::*;

impl Campaign {
    async fn press(&self, path: &str, media: &str, body: &str) -> Answer {
        let request = self.world.request(Method::POST, path).content_type(media);
        Answer::read(request.body(body.to_owned()).send().await).await
    }

    async fn are_subscribed(&self) -> usize {
        let rows = subscription::for_jobs().all(&self.world.app.db.read);
        rows.await.unwrap().len()
    }

    async fn with_one_mail_to_rosa() -> Self {
        let campaign = campaign().await;
        campaign.subscribe(&[("rosa@mail.example", "en")]).await;
        campaign.send(tonight()).await;
        campaign.work(1).await;
        campaign
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

#[tokio::test]
async fn a_look_at_the_link_ends_nothing_and_one_post_ends_all() {
    for (media, body) in [
        (FORM, "List-Unsubscribe=One-Click"),
        (
            "multipart/form-data; boundary=b",
            "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n",
        ),
        (FORM, ""),
    ] {
        let campaign = Campaign::with_one_mail_to_rosa().await;
        let path = format!("/unsubscribe?token={}", campaign.token("rosa@mail.example"));
        for method in [Method::GET, Method::HEAD] {
            let looked = campaign.world.send(method, &path, None, None).await;
            assert_eq!(looked.status, 200);
        }
        let shown = campaign.world.get(&format!("{path}&lang=es"), None).await;
        let html = String::from_utf8(shown.bytes.clone()).unwrap();
        assert!(
            html.contains("<form method=\"post\"") && html.contains("Terminar todos"),
            "{html}"
        );
        assert!(!html.contains("<script"));
        assert_eq!(campaign.are_subscribed().await, 1);
        assert!(campaign.suppressions().await.is_empty());
        for _ in 0..2 {
            let ended = campaign.press(&path, media, body).await;
            assert_eq!(ended.status, 200, "{media}");
        }
        assert_eq!(campaign.are_subscribed().await, 0, "the address is gone");
        assert_eq!(campaign.suppressions().await.len(), 1);
    }
}

#[tokio::test]
async fn a_link_that_is_not_ours_says_so_and_does_nothing() {
    let campaign = Campaign::with_one_mail_to_rosa().await;
    let token = campaign.token("rosa@mail.example");
    let mut forged = token.clone().into_bytes();
    forged[30] = if forged[30] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    for wrong in ["", "x", &token[..80], &forged] {
        let path = format!("/unsubscribe?token={wrong}");
        assert_eq!(campaign.world.get(&path, None).await.status, 404);
        assert_eq!(campaign.press(&path, FORM, "").await.status, 404);
        let body = json!({"token": wrong});
        let answer = campaign.world.post("/v1/unsubscriptions", None, body).await;
        assert_eq!(answer.problem(), "unsubscription-not-valid");
    }
    assert_eq!(campaign.are_subscribed().await, 1);
}

#[tokio::test]
async fn people_choose_what_they_get_of_a_campaign() {
    let campaign = Campaign::with_one_mail_to_rosa().await;
    let token = campaign.token("rosa@mail.example");
    let body =
        format!("token={token}&lang=en&what=choose&want=topic&want=results&want=county_wide");
    let chosen = campaign.press("/unsubscribe", FORM, &body).await;
    assert_eq!(chosen.status, 200);
    let page = campaign
        .world
        .get(&format!("/unsubscribe?token={token}"), None)
        .await;
    let html = String::from_utf8(page.bytes.clone()).unwrap();
    assert!(
        html.contains("value=\"topic\" checked") && html.contains("value=\"events\">"),
        "{html}"
    );
    campaign.send(tonight()).await;
    let mut results = tonight();
    results["category"] = json!("results");
    campaign.send(results).await;
    campaign.work(1).await;
    assert_eq!(
        campaign.mails_to("rosa@mail.example").len(),
        2,
        "no second event"
    );
    let body = json!({"token": token, "refused": ["results"]});
    campaign.world.post("/v1/unsubscriptions", None, body).await;
    campaign.send(tonight()).await;
    campaign.work(1).await;
    assert_eq!(
        campaign.mails_to("rosa@mail.example").len(),
        3,
        "events again"
    );
}

#[tokio::test]
async fn who_asks_anew_is_heard_and_who_is_gone_stays_gone() {
    let campaign = Campaign::with_one_mail_to_rosa().await;
    let body = json!({"token": campaign.token("rosa@mail.example")});
    campaign.world.post("/v1/unsubscriptions", None, body).await;
    campaign.send(tonight()).await;
    campaign.work(1).await;
    assert_eq!(campaign.mails_to("rosa@mail.example").len(), 1);
    // As from a backup of the day before.
    campaign.world.advance(Duration::days(-1));
    campaign.subscribe(&[("rosa@mail.example", "en")]).await;
    campaign.world.advance(Duration::days(1));
    campaign.send(tonight()).await;
    campaign.work(1).await;
    assert_eq!(campaign.mails_to("rosa@mail.example").len(), 1);
    let delete = campaign.world.app.db.write(|tx| async move {
        subscription::Entity::delete_many()
            .exec(&*tx)
            .await
            .map(drop)
    });
    delete.await.unwrap();
    campaign.world.advance(Duration::days(1));
    campaign
        .subscribe(&[("Rosa+union@mail.example", "en")])
        .await;
    campaign.send(tonight()).await;
    campaign.work(1).await;
    assert_eq!(
        campaign.mails_to("Rosa+union@mail.example").len(),
        1,
        "signed again"
    );
}

#[tokio::test]
async fn neither_rows_nor_jobs_nor_the_audit_hold_an_address() {
    let campaign = Campaign::with_one_mail_to_rosa().await;
    let body = json!({"token": campaign.token("rosa@mail.example")});
    campaign.world.post("/v1/unsubscriptions", None, body).await;
    let db = &campaign.world.app.db.read;
    let jobs = broadside::jobs::entity::job::for_jobs()
        .all(db)
        .await
        .unwrap();
    let audit = broadside::audit::entity::audit_entry::for_jobs()
        .all(db)
        .await
        .unwrap();
    let rows = (
        campaign.rows().await,
        campaign.suppressions().await,
        jobs,
        audit,
    );
    let said = format!("{rows:?}").to_lowercase();
    assert!(
        !said.contains("rosa") && !said.contains("mail.example"),
        "{said}"
    );
    let token = campaign.token("rosa@mail.example");
    assert!(!said.contains(&token.to_lowercase()));
}
