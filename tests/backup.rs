//! Backup and restore: whole, private, without keys; and what was erased since stays erased.

use std::path::Path;

use broadside::app::App;
use broadside::backup::{BackupError, Order, Restored, back_up, back_up_keys};
use broadside::clock::Clock;
use broadside::config::Settings;
use broadside::db;
use broadside::entropy::Entropy;
use broadside::http::entity::{deletion, idempotency_key};
use broadside::identity::entity::organization;
use broadside::signatures::entity::signature;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait};
use serde_json::json;

use crate::kit::needs::{Tool, has};
use crate::kit::{World, command, database, start_of_story};
use crate::signatures::drive;

pub fn settings(data: &Path) -> Settings {
    Settings {
        data: data.to_owned(),
        ..Settings::default()
    }
}

/// Today's order, and no list.
pub fn bare(from: &Path) -> Order {
    Order {
        from: from.to_owned(),
        ..Order::default()
    }
}

pub async fn restore(settings: &Settings, order: &Order) -> Result<Restored, BackupError> {
    let clock = Clock::manual(start_of_story());
    broadside::backup::restore(settings, &clock, &Entropy::seeded(9), order).await
}

#[tokio::test]
async fn what_signers_took_back_since_the_backup_stays_gone() {
    if database::on_postgres() {
        return;
    }
    let drive = drive().await;
    let app = &drive.world.app;
    for email in ["ana@example.org", "binh@example.org"] {
        drive.sign_and_confirm(json!({"email": email, "standing": "employee", "visibility": "public", "name": "Somebody"})).await;
    }
    let key = idempotency_key::ActiveModel {
        key_hash: Set(vec![1]),
        fingerprint: Set(vec![1]),
        reply: Set(None),
        created_at: Set(app.clock.now()),
    };
    let key = &key;
    app.db
        .write(|tx| async move { key.clone().insert(&*tx).await.map(drop) })
        .await
        .unwrap();

    let folder = tempfile::tempdir().unwrap();
    let (file, keys) = (folder.path().join("backup"), folder.path().join("keys"));
    back_up(&app.settings, &file).await.unwrap();
    back_up_keys(&app.settings, &keys).unwrap();
    assert!(
        back_up(&app.settings, &file).await.is_err(),
        "nothing is written over"
    );

    let token = drive.withdrawal_token("ana@example.org");
    drive
        .world
        .post("/v1/signatures/withdrawals", None, json!({"token": token}))
        .await
        .expect(200);
    drive.world.work().await;
    let list = drive.world.data().join("deletions.log");
    assert_eq!(std::fs::read_to_string(&list).unwrap().lines().count(), 1);

    let new = folder.path().join("restored");
    let order = Order {
        from: file.clone(),
        keys: Some(keys),
        deletions: vec![list],
        withdrawals: vec![],
    };
    let restored = restore(&settings(&new), &order).await.unwrap();
    assert_eq!((restored.deletions, restored.has_keys), (1, true));
    let again = App::open(
        settings(&new),
        Clock::manual(start_of_story()),
        Entropy::seeded(8),
    )
    .await
    .unwrap();
    let rows = signature::for_jobs().all(&again.db.read).await.unwrap();
    let erased: Vec<_> = rows.iter().filter(|row| row.state == "erased").collect();
    assert_eq!((rows.len(), erased.len()), (2, 1));
    assert!(erased[0].address_sealed.is_none() && erased[0].name_sealed.is_none());
    assert_eq!(
        deletion::for_jobs()
            .all(&again.db.read)
            .await
            .unwrap()
            .len(),
        1
    );
    assert!(
        idempotency_key::for_jobs()
            .all(&again.db.read)
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        restore(&settings(&new), &bare(&file)).await.is_err(),
        "only into a new folder"
    );
}

#[tokio::test]
async fn a_mail_that_may_have_left_since_the_backup_waits_for_a_person() {
    if database::on_postgres() {
        return;
    }
    let drive = drive().await;
    drive
        .sign(json!({"email": "ana@example.org", "standing": "employee"}))
        .await
        .expect(202);
    let folder = tempfile::tempdir().unwrap();
    let (file, new) = (folder.path().join("backup"), folder.path().join("restored"));
    back_up(&drive.world.app.settings, &file).await.unwrap();
    let restored = restore(&settings(&new), &bare(&file)).await.unwrap();
    assert_eq!((restored.mails, restored.has_keys), (1, false));
    let without = App::open(settings(&new), Clock::System, Entropy::seeded(8)).await;
    assert!(
        without.unwrap_err().to_string().contains("keys"),
        "fresh keys would hide the loss"
    );
}

#[tokio::test]
async fn a_backup_that_is_cut_or_changed_is_refused_and_leaves_no_folder() {
    if database::on_postgres() {
        return;
    }
    let drive = drive().await;
    let folder = tempfile::tempdir().unwrap();
    let (file, new) = (folder.path().join("backup"), folder.path().join("restored"));
    back_up(&drive.world.app.settings, &file).await.unwrap();
    let whole = std::fs::read(&file).unwrap();
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    for broken in [&whole[..whole.len() - 40], &changed, b"PK\x03\x04"] {
        std::fs::write(&file, broken).unwrap();
        assert!(restore(&settings(&new), &bare(&file)).await.is_err());
        assert!(!new.exists() && std::fs::read_dir(folder.path()).unwrap().count() == 1);
    }
}

#[tokio::test]
async fn an_sqlite_database_is_copied_before_it_is_migrated() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let open = || App::open(settings(data), Clock::System, Entropy::seeded(8));
    let app = open().await.unwrap();
    let copies = || {
        let entries = std::fs::read_dir(data).unwrap().flatten();
        entries
            .filter(|entry| entry.file_name().to_string_lossy().contains(".before-"))
            .count()
    };
    assert_eq!(copies(), 0, "there was nothing to lose");
    // As if one migration had come with this version.
    let url = app.settings.database_url();
    app.db.clone().close().await.unwrap();
    drop(app);
    let raw = sea_orm::Database::connect(&url).await.unwrap();
    raw.execute_unprepared(
        "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)",
    )
    .await
    .unwrap();
    raw.close().await.unwrap();
    // Its tables are there already, so that it fails; the copy was made before.
    assert!(open().await.is_err());
    assert_eq!(copies(), 1);
}

#[tokio::test]
async fn copies_from_before_a_migration_end_with_their_month() {
    let world = World::new().await;
    let now = world.app.clock.now();
    let copy = |number: u32, days: i64| {
        let path = world
            .data()
            .join(format!("broadside.before-{number:04}.db"));
        let file = std::fs::File::create(&path).unwrap();
        let made = now - chrono::Duration::days(days);
        file.set_modified(made.into()).unwrap();
        path
    };
    let (old, young, newest) = (copy(2, 31), copy(3, 29), copy(4, 29));
    let hour = async || {
        world.advance(chrono::Duration::hours(1));
        world.work().await;
    };
    world.work().await;
    hour().await;
    assert!(!old.exists() && young.exists() && newest.exists());
    world.advance(chrono::Duration::days(40));
    hour().await;
    assert!(
        !young.exists() && !newest.exists(),
        "what was withdrawn lay in them"
    );
}

#[tokio::test]
async fn the_commands_say_that_keys_and_data_belong_apart() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let db = db::connect(&format!("sqlite://{}", data.join("broadside.db").display()))
        .await
        .unwrap();
    db::migrate(&db).await.unwrap();
    db.close().await.unwrap();
    let file = folder.path().join("backup");
    let said = command(&data)
        .args(["backup", "--out"])
        .arg(&file)
        .output()
        .unwrap();
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(
        text.contains("The keys are not in it") && text.contains("30 days"),
        "{text}"
    );
    let new = folder.path().join("new");
    std::fs::create_dir(&new).unwrap();
    let refused = command(&new)
        .args(["restore", "--from"])
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        !refused.status.success(),
        "one has to say where the deletions are"
    );
    let said = command(&new)
        .args([
            "restore",
            "--without-deletions",
            "--without-withdrawals",
            "--from",
        ])
        .arg(&file)
        .output()
        .unwrap();
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
}

#[tokio::test]
async fn postgresql_is_backed_up_and_restored() {
    if !has(Tool::Postgres, "postgresql_is_backed_up_and_restored") {
        return;
    }
    let (url, _database) = database::fresh().await;
    let world = World::with(|settings| settings.database_url = Some(url.into())).await;
    world.organization("Alder County Library Workers").await;
    let folder = tempfile::tempdir().unwrap();
    let (file, keys) = (folder.path().join("backup"), folder.path().join("keys"));
    back_up(&world.app.settings, &file).await.unwrap();
    back_up_keys(&world.app.settings, &keys).unwrap();
    let (empty, _empty) = database::empty().await;
    let new = Settings {
        database_url: Some(empty.into()),
        ..settings(&folder.path().join("restored"))
    };
    let order = Order {
        keys: Some(keys),
        ..bare(&file)
    };
    restore(&new, &order).await.unwrap();
    let again = App::open(new, Clock::System, Entropy::seeded(8))
        .await
        .unwrap();
    let organizations = organization::for_jobs().all(&again.db.read).await.unwrap();
    assert_eq!(organizations.len(), 1);
}
