//! The three plain pages.

use poem::http::Method;
use serde_json::json;

use crate::kit::{Answer, World};
use crate::petitions::unaddressed;
use crate::signatures::{Drive, drive};

impl Drive {
    async fn page(&self, path: &str) -> String {
        let answer = self.world.get(path, None).await;
        assert_eq!(answer.status.as_u16(), 200);
        text(&answer)
    }

    async fn press(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let encode = |text: &str| {
            text.bytes()
                .map(|byte| format!("%{byte:02X}"))
                .collect::<String>()
        };
        let form: Vec<_> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        let request = self
            .world
            .request(Method::POST, path)
            .content_type("application/x-www-form-urlencoded");
        Answer::read(request.body(form.join("&")).send().await).await
    }
}

fn text(answer: &Answer) -> String {
    let policy = answer.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'self'; form-action 'self'"),
        "{policy}"
    );
    let html = String::from_utf8(answer.bytes.clone()).unwrap();
    assert!(
        !html.contains("<script") && !html.contains(" style=") && !html.contains(" onclick"),
        "{html}"
    );
    html
}

#[tokio::test]
async fn a_worker_signs_confirms_and_withdraws_on_pages_without_scripts() {
    let drive = drive().await;
    let petition = drive.petition.to_string();
    let shown = drive.page(&format!("/sign?petition={petition}")).await;
    assert!(shown.contains("Security guards at every high-risk branch"));
    assert!(
        shown.contains("Alder Street Branch") && shown.contains("&lt;b&gt;now&lt;/b&gt;"),
        "{shown}"
    );
    let form = [
        ("petition", petition.as_str()),
        ("email", "rosa@example.org"),
        ("standing", "employee"),
        ("visibility", "counted"),
    ];
    let taken = drive.press("/sign", &form).await;
    assert_eq!(taken.status.as_u16(), 202);
    assert!(text(&taken).contains("Check your mail"));
    drive.world.work().await;
    let token = drive.token("rosa@example.org");
    let shown = drive.page(&format!("/confirm?token={token}")).await;
    assert!(
        shown.contains("Confirm my signature") && shown.contains("Alder County Library Workers")
    );
    assert_eq!(drive.count().await, 0, "looking confirms nothing");
    let done = drive.press("/confirm", &[("token", &token)]).await;
    assert!(text(&done).contains("your signature counts"));
    assert_eq!(drive.count().await, 1);
    let token = drive.withdrawal_token("rosa@example.org");
    drive
        .page(&format!("/withdraw?token={token}&lang=es"))
        .await;
    assert_eq!(drive.count().await, 1, "looking withdraws nothing");
    let gone = drive
        .press("/withdraw", &[("token", &token), ("lang", "es")])
        .await;
    assert!(text(&gone).contains("Su firma ha sido retirada"));
    assert_eq!(drive.count().await, 0);
}

#[tokio::test]
async fn the_pages_speak_spanish() {
    let drive = drive().await;
    let shown = drive
        .page(&format!("/sign?petition={}&lang=es", drive.petition))
        .await;
    assert!(
        shown.contains("<html lang=\"es\">")
            && shown.contains("Guardias en cada sucursal de alto riesgo")
    );
    assert!(
        drive
            .page("/confirm?lang=es")
            .await
            .contains("El código de su mensaje")
    );
}

#[tokio::test]
async fn what_was_typed_comes_back_escaped_and_with_what_is_wrong() {
    let drive = drive().await;
    let petition = drive.petition.to_string();
    let evil = "\"><script>alert(1)</script>";
    let form = [
        ("petition", petition.as_str()),
        ("email", evil),
        ("name", evil),
        ("comment", "</textarea><script>"),
        ("standing", "employee"),
        ("visibility", "public"),
    ];
    let refused = drive.press("/sign", &form).await;
    assert_eq!(refused.status.as_u16(), 422);
    let html = text(&refused);
    assert!(
        html.contains("Your e-mail address: ") && html.contains("&lt;script&gt;alert(1)"),
        "{html}"
    );
    assert!(drive.signatures().await.is_empty());
    let strange = drive
        .world
        .get("/confirm?token=%22%3E%3Cscript%3E", None)
        .await;
    assert!(text(&strange).contains("not valid"));
}

#[tokio::test]
async fn a_mail_that_does_not_come_is_sent_again_from_the_page() {
    let drive = drive().await;
    let petition = drive.petition.to_string();
    let form = [
        ("petition", petition.as_str()),
        ("email", "wren@example.org"),
        ("standing", "employee"),
        ("updates", "yes"),
    ];
    let taken = drive.press("/sign", &form).await;
    assert_eq!(taken.status.as_u16(), 202);
    assert!(text(&taken).contains("Send the mail again"));
    assert!(drive.signatures().await[0].wants_updates);
    drive.world.work().await;
    let mails = drive.world.mails().len();
    let again = [
        ("petition", petition.as_str()),
        ("email", "wren@example.org"),
        ("again", "yes"),
    ];
    let sent = drive.press("/sign", &again).await;
    let to_nobody = [again[0], ("email", "nobody@example.org"), again[2]];
    let to_nobody = drive.press("/sign", &to_nobody).await;
    let without = |page: &Answer, address: &str| text(page).replace(address, "");
    assert_eq!(
        without(&sent, "wren@example.org"),
        without(&to_nobody, "nobody@example.org")
    );
    drive.world.work().await;
    assert_eq!(drive.world.mails().len(), mails + 1);
}

#[tokio::test]
async fn what_is_wrong_is_said_in_the_language_of_the_page() {
    let drive = drive().await;
    let petition = drive.petition.to_string();
    let form = [
        ("petition", petition.as_str()),
        ("lang", "es"),
        ("email", "not an address"),
        ("standing", "employee"),
        ("name", "Wren Abara"),
    ];
    let refused = drive.press("/sign", &form).await;
    let html = text(&refused);
    for said in ["no es una dirección", "eligió que solo se le cuente"] {
        assert!(html.contains(said), "{said}: {html}");
    }
}

#[tokio::test]
async fn the_employers_address_is_asked_about_before_anything_is_stored() {
    let drive = drive().await;
    let petition = drive.petition.to_string();
    let mut form = vec![
        ("petition", petition.as_str()),
        ("email", "rosa@aldercounty.example"),
        ("standing", "employee"),
    ];
    let asked = drive.press("/sign", &form).await;
    assert_eq!(asked.status.as_u16(), 409);
    assert!(text(&asked).contains("name=\"accept_risk\""));
    assert!(drive.signatures().await.is_empty());
    form.push(("accept_risk", "yes"));
    assert_eq!(drive.press("/sign", &form).await.status.as_u16(), 202);
}

#[tokio::test]
async fn a_code_can_be_typed_on_the_page() {
    let drive = drive().await;
    drive
        .sign(json!({"email": "rosa@example.org", "standing": "ally"}))
        .await
        .expect(202);
    drive.world.work().await;
    let mail = drive.mails_to("rosa@example.org").pop().unwrap();
    let code = mail
        .lines()
        .map(str::trim)
        .find(|line| line.len() == 19 && line.matches('-').count() == 3)
        .unwrap();
    let done = drive.press("/confirm", &[("code", code)]).await;
    assert_eq!(done.status.as_u16(), 200);
    assert_eq!(drive.count().await, 1);
    let wrong = drive.press("/confirm", &[("code", "AAAA-AAAA-AAAA")]).await;
    assert!(text(&wrong).contains("not valid"));
}

#[tokio::test]
async fn a_petition_that_is_not_there_has_a_page_that_says_so() {
    let drive = drive().await;
    for path in [
        "/sign",
        "/sign?petition=pet_x",
        "/sign?petition=pet_00000000000070008000000000000000",
    ] {
        let answer = drive.world.get(path, None).await;
        assert_eq!(answer.status.as_u16(), 404);
        assert!(text(&answer).contains("no such petition"));
    }
    assert_eq!(
        drive
            .world
            .get("/pages.css", None)
            .await
            .header("content-type"),
        Some("text/css; charset=utf-8")
    );
}

#[tokio::test]
async fn the_page_shows_who_is_asked_and_for_what() {
    let story = unaddressed(World::new().await).await;
    let owner = Some(&story.owner);
    let demands = json!({"demands": [
        {"text": "Post a guard <script>now</script>"},
        {"text": "A nurse instead", "alternative_to": 1},
        {"text": "Publish the calls"},
    ]});
    let path = format!("/v1/campaigns/{}/demands", story.campaign);
    story
        .world
        .put(&path, &story.owner, "\"1\"", demands)
        .await
        .expect(200);
    let body = json!({"name": "Board of <i>Supervisors</i>", "kind": "board"});
    let body = story
        .world
        .post("/v1/bodies", owner, body)
        .await
        .expect(201);
    let targets = format!("/v1/campaigns/{}/targets", story.campaign);
    let target = json!({"body_id": body["id"]});
    story.world.post(&targets, owner, target).await.expect(201);
    let official = json!({
        "body_id": body["id"], "name": "Dolores Hartigan-Yoo", "post": "Supervisor, District 3", "start_on": "2025-01-06",
    });
    let official = story
        .world
        .post("/v1/officials", owner, official)
        .await
        .expect(201);
    let target = json!({"official_id": official["id"]});
    story.world.post(&targets, owner, target).await.expect(201);
    let petition = story.petition(&[]).await;
    story.go(&petition, &["open"]).await;
    for (lang, headings) in [
        (
            "en",
            [
                "Addressed to",
                "What it asks for",
                "in place of number 1:</em> A nurse instead",
            ],
        ),
        (
            "es",
            [
                "Dirigida a",
                "Lo que pide",
                "en lugar del número 1:</em> A nurse instead",
            ],
        ),
    ] {
        let page = format!("/sign?petition={petition}&lang={lang}");
        let page = text(&story.world.get(&page, None).await);
        for piece in headings.iter().chain(&[
            "<li>Dolores Hartigan-Yoo, Supervisor, District 3, Board of &lt;i&gt;Supervisors&lt;/i&gt;</li>",
            "<li>Post a guard &lt;script&gt;now&lt;/script&gt;",
            "<li>Publish the calls",
        ]) {
            assert!(page.contains(piece), "{piece} in {page}");
        }
    }
}

#[tokio::test]
async fn the_form_says_what_it_means_that_a_public_body_is_addressed() {
    let sentence = "your employer and anyone who requests records may read it";
    for (kind, is_said) in [("association", false), ("board", true)] {
        let story = unaddressed(World::new().await).await;
        let owner = Some(&story.owner);
        let body = json!({"name": "Whom it is for", "kind": kind});
        let body = story
            .world
            .post("/v1/bodies", owner, body)
            .await
            .expect(201);
        let targets = format!("/v1/campaigns/{}/targets", story.campaign);
        let target = json!({"body_id": body["id"]});
        story.world.post(&targets, owner, target).await.expect(201);
        let petition = story.petition(&[]).await;
        story.go(&petition, &["open"]).await;
        let page = format!("/sign?petition={petition}");
        let page = text(&story.world.get(&page, None).await);
        assert_eq!(page.contains(sentence), is_said, "{kind}");
    }
}
