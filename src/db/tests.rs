//! What only this side of the connections can bring about.

use poem::http::StatusCode;
use poem::test::{TestClient, TestResponse};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::app::App;
use crate::clock::Clock;
use crate::config::Settings;
use crate::entropy::Entropy;
use crate::server;

async fn is_unavailable(answer: TestResponse) {
    answer.assert_status(StatusCode::SERVICE_UNAVAILABLE);
    answer.assert_header_exist("retry-after");
    let problem: Value = answer.json().await.value().deserialize();
    assert_eq!(problem["type"], "/problems#database-unavailable");
}

/// As on a disk that was remounted: SQLite answers every attempt to write with SQLITE_READONLY.
#[tokio::test]
async fn a_read_only_sqlite_database_is_answered_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings {
        data: folder.path().to_owned(),
        ..Settings::default()
    };
    let app = App::open(settings, Clock::System, Entropy::seeded(7));
    let app = app.await.unwrap();
    let client = TestClient::new(server::endpoint(app.clone()));
    let read_only = async |wish: &str| {
        let pragma = format!("PRAGMA query_only = {wish}");
        for connection in [&app.db.writer, &app.db.intake] {
            connection.execute_unprepared(&pragma).await.unwrap();
        }
    };
    // A guess at a password is counted: that is a write.
    let guess = async || {
        let body = json!({"email": "nobody@example.org", "password": "a wrong guess at it"});
        client.post("/v1/sessions").body_json(&body).send().await
    };
    guess().await.assert_status(StatusCode::UNAUTHORIZED);
    read_only("on").await;
    is_unavailable(guess().await).await;
    is_unavailable(client.get("/readyz").send().await).await;
    let alive = client.get("/healthz").send().await;
    alive.assert_status_is_ok();
    read_only("off").await;
    guess().await.assert_status(StatusCode::UNAUTHORIZED);
    let ready = client.get("/readyz").send().await;
    ready.assert_status_is_ok();
}
