//! What happens when the database is locked, read-only, restarted or full, and when the process is killed.

use std::path::Path;
use std::time::{Duration, Instant};

use broadside::app::App;
use broadside::cli::private_postgres::PrivatePostgres;
use broadside::clock::Clock;
use broadside::{jobs, server};
use poem::test::TestClient;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, Database, EntityTrait, QueryFilter};

use crate::kit::needs::{Tool, has};
use crate::kit::{Answer, Binary, World, database};
use crate::signatures::drive;

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

#[poem::handler]
async fn breaks_while_it_writes(app: poem::web::Data<&App>) -> poem::Result<()> {
    let written = app.db.write(|tx| async move {
        tx.execute_unprepared("UPDATE lease SET name = name")
            .await?;
        if tx.get_database_backend() != sea_orm::DbBackend::MySql {
            panic!("as if by a mistake of ours");
        }
        Ok::<_, sea_orm::DbErr>(())
    });
    written.await.map_err(poem::error::InternalServerError)
}

#[tokio::test]
async fn a_route_that_panics_is_answered_and_the_next_request_is_served() {
    let world = World::new().await;
    let routes = poem::Route::new().at("/breaks", poem::post(breaks_while_it_writes));
    let around = server::around(world.app.clone(), routes);
    let client = TestClient::new(around);
    for _ in 0..3 {
        let answer = Answer::read(client.post("/breaks").send().await).await;
        assert_eq!(answer.status, 500);
        assert_eq!(answer.problem(), "internal");
        let said = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert!(!said.contains("as if by"), "{said}");
    }
    let owner = world.organization("Alder County Library Workers").await;
    let body = serde_json::json!({"name": "Guards", "summary": "Guards.", "language": "en"});
    let made = world.post("/v1/campaigns", Some(&owner), body).await;
    made.expect(201);
    assert_eq!(world.get("/readyz", None).await.status, 200);
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
    let name = url.split("localhost/").nth(1).unwrap();
    let name = name.split('?').next().unwrap().to_owned();
    // From the database beside: this one's rule must not bind whoever changes it.
    let beside = url.replace(&format!("/{name}?"), "/postgres?");
    let admin = Database::connect(beside).await.unwrap();
    let run = async |sql: &str| {
        admin.execute_unprepared(sql).await.unwrap();
    };
    let read_only = async |wish: &str| {
        run(&format!(
            "ALTER DATABASE {name} SET default_transaction_read_only = {wish}"
        ))
        .await;
        run(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        ))
        .await;
    };
    let node = on_postgres(data.path(), &url).await;
    read_only("on").await;
    until(&node, 503).await;
    read_only("off").await;
    until(&node, 200).await;
}

async fn serve_of(world: &World) -> Binary {
    let settings = world.app.settings.clone();
    Binary::with(world.data(), |command| {
        let free = settings.limits.free_testimonies_a_minute.to_string();
        command.env("BROADSIDE_LIMITS__FREE_TESTIMONIES_A_MINUTE", free);
        if settings.database_url.is_some() {
            command.env("DATABASE_URL", settings.database_url());
        }
    })
    .await
}

#[tokio::test]
async fn a_signature_that_was_acknowledged_outlives_a_sudden_death_and_its_mail_leaves_after_it() {
    let drive = drive().await;
    let binary = serve_of(&drive.world).await;
    let url = format!("{}/v1/petitions/{}/signatures", binary.url, drive.petition);
    let client = reqwest::Client::new();
    let signing = (0..200).map(|number| {
        let body = serde_json::json!({"email": format!("signer{number}@example.org"), "standing": "employee"});
        let request = client.post(&url).json(&body);
        tokio::spawn(async move { request.send().await.is_ok_and(|answer| answer.status() == 202) })
    });
    let mut signing: Vec<_> = signing.collect();
    let first = signing.remove(0).await.unwrap();
    assert!(first);
    binary.kill();
    let mut acknowledged = 1;
    for answer in signing {
        acknowledged += usize::from(answer.await.unwrap());
    }
    let kept = drive.signatures().await.len();
    assert!(kept >= acknowledged, "{kept} of {acknowledged}");
    // On PostgreSQL the leases of the dead decide, and none is longer than a minute: here they are over at once.
    let app = &drive.world.app;
    let held = jobs::entity::job::for_jobs()
        .all(&app.db.read)
        .await
        .unwrap();
    let longest = held.iter().filter_map(|job| job.leased_until).max();
    let system = Clock::System.now();
    assert!(longest.is_none_or(|until| until <= system + chrono::Duration::seconds(61)));
    let past = system - chrono::Duration::seconds(1);
    let over = app.db.write(|tx| async move {
        jobs::entity::job::Entity::update_many()
            .col_expr(jobs::entity::job::Column::LeasedUntil, Expr::value(past))
            .filter(jobs::entity::job::Column::State.is_in(["running", "sending"]))
            .exec(&*tx)
            .await
    });
    over.await.unwrap();
    let _again = serve_of(&drive.world).await;
    let began = Instant::now();
    let mails = || std::fs::read_dir(drive.world.data().join("mail")).map_or(0, Iterator::count);
    loop {
        // The one that was leaving when the end came is for a person to decide.
        let doubtful = jobs::list(app, Some("uncertain"), 9).await.unwrap().len();
        assert!(doubtful <= 1, "{doubtful} in doubt");
        if mails() + doubtful >= acknowledged {
            break;
        }
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "{} mails",
            mails()
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn a_testimony_that_was_acknowledged_outlives_a_sudden_death() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let binary = serve_of(&world).await;
    let url = format!("{}/v1/campaigns/{}/testimonies", binary.url, call.campaign);
    let client = reqwest::Client::new();
    let telling = (0..60).map(|_| {
        let told = serde_json::json!({"kind": "layoff", "text": "They let all of us go."});
        let request = client.post(&url).json(&told);
        tokio::spawn(async move {
            let answer = request.send().await.ok()?;
            let taken: serde_json::Value = answer.json().await.ok()?;
            taken["receipt"].as_str().map(str::to_owned)
        })
    });
    let mut telling: Vec<_> = telling.collect();
    let mut receipts = vec![telling.remove(0).await.unwrap().expect("a receipt")];
    binary.kill();
    for told in telling {
        receipts.extend(told.await.unwrap());
    }
    let again = serve_of(&world).await;
    let mailbox = format!("{}/v1/mailbox/open", again.url);
    for receipt in receipts {
        let body = serde_json::json!({"receipt": receipt});
        let opened = client.post(&mailbox).json(&body).send().await.unwrap();
        assert_eq!(opened.status(), 200);
    }
}

#[tokio::test]
async fn a_full_disk_is_answered_and_survived() {
    if !has(Tool::SmallDisk, "a_full_disk_is_answered_and_survived") {
        return;
    }
    let disk = SmallDisk::mount();
    let binary = Binary::serve(disk.0.path()).await;
    let before = try_to_write(&binary).await;
    let filler = disk.0.path().join("filler");
    let mut size = 64 * 1024 * 1024_usize;
    let mut fill = std::fs::File::create(&filler).unwrap();
    while size >= 512 {
        if std::io::Write::write_all(&mut fill, &vec![0; size]).is_err() {
            size /= 2;
        }
    }
    let mut refused = 0;
    for _ in 0..200 {
        refused = try_to_write(&binary).await;
        if refused == 503 {
            break;
        }
    }
    assert_eq!(refused, 503);
    assert_eq!(binary.get("/healthz").await.status(), 200);
    drop(fill);
    std::fs::remove_file(filler).unwrap();
    let began = Instant::now();
    while try_to_write(&binary).await != before {
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "it does not recover"
        );
    }
}

/// Eight megabytes, gone with the test.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mount() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut mount = std::process::Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", "size=8m", "tmpfs"])
            .arg(folder.path());
        assert!(mount.status().unwrap().success());
        Self(folder)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount")
            .arg("-l")
            .arg(self.0.path())
            .status();
    }
}
