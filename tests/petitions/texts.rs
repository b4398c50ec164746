//! Translations, and versions beside what was signed.

use serde_json::json;

use super::{story, text};
use crate::kit::Answer;

#[tokio::test]
async fn a_petition_is_read_in_the_language_that_fits_best() {
    let story = story().await;
    let id = story.petition(&[]).await;
    let spanish = json!({"title": "Guardias en las sucursales", "body": "Pedimos a la Junta."});
    let path = format!("/v1/petitions/{id}/texts/ES-us");
    let changed = story
        .world
        .put(&path, &story.owner, "\"1\"", spanish)
        .await
        .expect(200);
    assert_eq!(changed["texts"][1]["language"], "es-US");
    story.go(&id, &["open"]).await;
    let public = format!("/v1/public/petitions/{id}");
    let asked = story
        .world
        .get(&format!("{public}?language=es"), None)
        .await;
    assert_eq!(
        (asked.header("content-language"), asked.header("vary")),
        (Some("es-US"), Some("Accept-Language"))
    );
    assert_eq!(asked.json()["languages"], json!(["en", "es-US"]));
    let request = story
        .world
        .request(poem::http::Method::GET, &public)
        .header("accept-language", "fr, es;q=0.7");
    assert_eq!(
        Answer::read(request.send().await).await.json()["title"],
        "Guardias en las sucursales"
    );
    assert_eq!(story.read(&id).await.json()["language"], "en");
}

#[tokio::test]
async fn a_signed_text_is_corrected_beside_itself() {
    let story = story().await;
    let id = story.petition(&[]).await;
    story.go(&id, &["open"]).await;
    story.freeze(&id).await;
    let put = |language: &str| format!("/v1/petitions/{id}/texts/{language}");
    let refused = story
        .world
        .put(&put("en"), &story.owner, "\"2\"", text())
        .await;
    assert_eq!(refused.problem(), "petition-text-frozen");
    story
        .world
        .put(&put("vi"), &story.owner, "\"2\"", text())
        .await
        .expect(200);
    let again = story
        .world
        .put(&put("vi"), &story.owner, "\"3\"", text())
        .await;
    assert_eq!(again.problem(), "petition-text-frozen");
    let correction = json!({
        "correction_note": "The number of branches was wrong.",
        "texts": [{"language": "en", "title": "Guards at nine branches", "body": "We ask the Board."}],
    });
    let request = story.world.request(
        poem::http::Method::POST,
        &format!("/v1/petitions/{id}/versions"),
    );
    let request = request
        .header("authorization", format!("Bearer {}", story.owner.token))
        .header("if-match", "\"3\"");
    let made = Answer::read(
        request
            .content_type("application/json")
            .body(correction.to_string())
            .send()
            .await,
    )
    .await
    .expect(201);
    assert_eq!(
        (&made["version"], &made["versions"][1]["correction_note"]),
        (&json!(2), &json!("The number of branches was wrong."))
    );
    assert_eq!(
        story.read(&id).await.json()["title"],
        "Guards at nine branches"
    );
    let first = story
        .world
        .get(&format!("/v1/public/petitions/{id}?version=1"), None)
        .await
        .expect(200);
    assert_eq!(first["title"], "Guards at high-risk branches");
    let none = story
        .world
        .get(&format!("/v1/public/petitions/{id}?version=9"), None)
        .await;
    assert_eq!(none.problem(), "not-found");
}

#[tokio::test]
async fn what_was_signed_cannot_be_corrected_when_nobody_can_sign_any_more() {
    let story = story().await;
    let id = story.petition(&[]).await;
    story.go(&id, &["open"]).await;
    story.freeze(&id).await;
    story.go(&id, &["close"]).await;
    let etag = "\"3\"";
    let correction = json!({
        "correction_note": "Another demand.",
        "texts": [{"language": "en", "title": "Dismiss the director", "body": "We ask the Board."}],
    });
    let request = story.world.request(
        poem::http::Method::POST,
        &format!("/v1/petitions/{id}/versions"),
    );
    let request = request
        .header("authorization", format!("Bearer {}", story.owner.token))
        .header("if-match", etag);
    let request = request.content_type("application/json");
    let refused = Answer::read(request.body(correction.to_string()).send().await).await;
    assert_eq!(refused.problem(), "petition-text-frozen");
    // A translation may still come: it says when.
    let path = format!("/v1/petitions/{id}/texts/es");
    let put = story.world.put(&path, &story.owner, etag, text()).await;
    let texts = put.expect(200)["texts"].clone();
    let added = |language: &str| {
        let texts = texts.as_array().unwrap().iter();
        let text = texts.clone().find(|text| text["language"] == language);
        text.unwrap()["added_on"].clone()
    };
    assert_eq!(
        [added("en"), added("es")],
        [
            json!(null),
            json!(story.world.app.clock.today().to_string())
        ]
    );
}

#[tokio::test]
async fn the_original_is_not_a_translation_that_can_be_removed() {
    let story = story().await;
    let id = story.petition(&[]).await;
    let path = |language: &str| format!("/v1/petitions/{id}/texts/{language}");
    story
        .world
        .put(&path("es"), &story.owner, "\"1\"", text())
        .await
        .expect(200);
    let delete = async |language: &str, etag: &str| {
        let request = story
            .world
            .request(poem::http::Method::DELETE, &path(language));
        let request = request.header("authorization", format!("Bearer {}", story.owner.token));
        Answer::read(request.header("if-match", etag).send().await).await
    };
    assert_eq!(delete("en", "\"2\"").await.problem(), "no-such-translation");
    assert_eq!(delete("es", "\"1\"").await.problem(), "precondition-failed");
    assert_eq!(
        delete("es", "\"2\"").await.expect(200)["texts"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
