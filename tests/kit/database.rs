//! A database per test: a copy of one that was migrated once.

use std::path::PathBuf;

use broadside::config::Settings;
use broadside::db;
use tokio::sync::OnceCell;

static TEMPLATE: OnceCell<PathBuf> = OnceCell::const_new();

/// Lays a migrated SQLite file into the data folder.
pub async fn prepare(settings: &mut Settings) {
    let template = TEMPLATE.get_or_init(migrated).await;
    std::fs::copy(template, settings.data.join("broadside.db")).unwrap();
}

async fn migrated() -> PathBuf {
    let folder = tempfile::tempdir().unwrap().keep();
    let file = folder.join("template.db");
    let db = db::connect(&format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    db::migrate(&db).await.unwrap();
    db.close().await.unwrap();
    file
}
