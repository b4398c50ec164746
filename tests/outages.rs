//! What happens when the database is locked, read-only, restarted or full, and when the process is killed.

use std::path::Path;
use std::time::{Duration, Instant};

use broadside::cli::private_postgres::PrivatePostgres;
use sea_orm::{ConnectionTrait, Database};

use crate::kit::needs::{Tool, has};
use crate::kit::{Binary, database};

/// Asks `/readyz` until it answers with this status.
async fn until(binary: &Binary, status: u16) {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(20) {
        let answer = binary.get("/readyz").await;
        if answer.status() == status {
            if status == 503 {
                assert!(answer.headers().contains_key("retry-after"));
                assert!(
                    answer
                        .text()
                        .await
                        .unwrap()
                        .contains("database-unavailable")
                );
            }
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("/readyz never answered {status}");
}

/// A verb that has to write, whatever it answers.
async fn try_to_write(binary: &Binary) -> u16 {
    let guess =
        serde_json::json!({"email": "nobody@example.org", "password": "a wrong guess at it"});
    let client = reqwest::Client::new();
    let asked = client
        .post(format!("{}/v1/sessions", binary.url))
        .json(&guess)
        .send()
        .await;
    asked.unwrap().status().as_u16()
}

async fn on_postgres(data: &Path, url: &str) -> Binary {
    Binary::with(data, |command| {
        command.env("DATABASE_URL", url);
    })
    .await
}

#[tokio::test]
async fn a_locked_database_is_answered_and_survived() {
    let folder = tempfile::tempdir().unwrap();
    let binary = Binary::serve(folder.path()).await;
    let file = folder.path().join("broadside.db");
    let other = Database::connect(format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    let before = try_to_write(&binary).await;
    other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    until(&binary, 503).await;
    assert_eq!(try_to_write(&binary).await, 503);
    assert_eq!(binary.get("/healthz").await.status(), 200);
    other.execute_unprepared("ROLLBACK").await.unwrap();
    until(&binary, 200).await;
    assert_eq!(try_to_write(&binary).await, before);
}

#[tokio::test]
async fn two_nodes_that_start_at_once_migrate_once() {
    if !has(Tool::Postgres, "two_nodes_that_start_at_once_migrate_once") {
        return;
    }
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let cluster = PrivatePostgres::start(&folder.path().join("pg"))
        .unwrap()
        .unwrap();
    cluster.create_database("fresh").unwrap();
    let url = cluster.url("fresh");
    let (one, two) = tokio::join!(on_postgres(one.path(), &url), on_postgres(two.path(), &url));
    for node in [&one, &two] {
        assert_eq!(node.get("/readyz").await.status(), 200);
    }
}

#[tokio::test]
async fn a_node_outlives_a_restart_of_postgresql() {
    if !has(Tool::Postgres, "a_node_outlives_a_restart_of_postgresql") {
        return;
    }
    let (data, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut cluster = PrivatePostgres::start(&folder.path().join("pg"))
        .unwrap()
        .unwrap();
    cluster.create_database("fresh").unwrap();
    let node = on_postgres(data.path(), &cluster.url("fresh")).await;
    let before = try_to_write(&node).await;
    cluster.stop().unwrap();
    until(&node, 503).await;
    assert_eq!(try_to_write(&node).await, 503);
    cluster.start_again().unwrap();
    until(&node, 200).await;
    let began = Instant::now();
    while try_to_write(&node).await != before {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "it does not recover"
        );
    }
}

#[tokio::test]
async fn a_read_only_postgresql_is_answered_and_survived() {
    if !has(
        Tool::Postgres,
        "a_read_only_postgresql_is_answered_and_survived",
    ) {
        return;
    }
    let data = tempfile::tempdir().unwrap();
    let (url, _database) = database::fresh().await;
    let name = url
        .rsplit('/')
        .nth(0)
        .unwrap()
        .split('?')
        .next()
        .unwrap()
        .to_owned();
    let admin = Database::connect(&url).await.unwrap();
    let read_only = async |wish: &str| {
        let sql = format!("ALTER DATABASE {name} SET default_transaction_read_only = {wish}");
        admin
            .execute_unprepared(&format!("SET default_transaction_read_only = off; {sql}"))
            .await
            .unwrap();
    };
    let node = on_postgres(data.path(), &url).await;
    read_only("on").await;
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
    admin.execute_unprepared(others).await.unwrap();
    until(&node, 503).await;
    read_only("off").await;
    admin.execute_unprepared(others).await.unwrap();
    until(&node, 200).await;
}
