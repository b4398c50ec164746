//! What operators see: log lines, figures, jobs. None of it tells about a person.

use broadside::audit::entity::{audit_entry, audit_head};
use broadside::jobs::{self, JobId, Kind, NewJob, Outcome};
use broadside::mail::Mail;
use chrono::Duration;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::kit::{Binary, World, command, command_in};

async fn served() -> (tempfile::TempDir, Binary, String) {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let binary = Binary::with(folder.path(), |command| {
        command.env("BROADSIDE_METRICS_LISTEN", port.to_string());
    })
    .await;
    (folder, binary, format!("http://{port}/metrics"))
}

#[tokio::test]
async fn a_log_line_names_the_operation_and_nothing_that_came_from_the_client() {
    let (folder, binary, _) = served().await;
    let client = reqwest::Client::new();
    let body =
        serde_json::json!({"email": "wren.witness@example.org", "password": "a planted password"});
    let asked = client
        .post(format!("{}/v1/sessions?planted=query", binary.url))
        .json(&body);
    let answer = asked
        .header("x-request-id", "planted-id")
        .send()
        .await
        .unwrap();
    let id = answer.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let campaign = format!("cmp_{}", Uuid::nil().simple());
    for path in [
        format!("/v1/campaigns/{campaign}/testimonies"),
        "/v1/mailbox/open".to_owned(),
    ] {
        let answer = client
            .post(format!("{}{path}", binary.url))
            .json(&body)
            .send()
            .await
            .unwrap();
        assert!(!answer.headers().contains_key("x-request-id"));
    }
    let log = std::fs::read_to_string(folder.path().join("stderr.log")).unwrap();
    let line: serde_json::Value = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .find(|line: &serde_json::Value| line["message"] == "answered")
        .unwrap();
    assert_eq!(line["operation"], "create_session");
    assert_eq!(
        (line["method"].as_str(), line["status"].as_u64()),
        (Some("POST"), Some(401))
    );
    assert_eq!(line["span"]["id"], id);
    assert!(line["milliseconds"].is_number());
    for planted in [
        "planted",
        "wren",
        "testimon",
        "mailbox",
        "127.0.0.1",
        "SELECT",
        "INSERT",
    ] {
        assert!(!log.contains(planted), "{planted} in\n{log}");
    }
}

/// What a witness told is in its memory; a dump would lay it on the disk.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_service_that_dies_leaves_no_copy_of_its_memory() {
    let (_data, binary, _) = served().await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", binary.id())).unwrap();
    let core = limits.lines().find(|line| line.contains("core file"));
    let words: Vec<&str> = core.unwrap().split_whitespace().collect();
    assert_eq!(words[words.len() - 3..], ["0", "0", "bytes"]);
}

#[tokio::test]
async fn the_figures_are_read_on_a_port_of_their_own() {
    let (_folder, binary, metrics) = served().await;
    let figures = reqwest::get(&metrics).await.unwrap().text().await.unwrap();
    for name in [
        "broadside_database_up 1",
        "broadside_queue_depth",
        "broadside_oldest_job_seconds",
        "broadside_mail_failed 0",
        "broadside_mail_uncertain 0",
        "broadside_mail_paused 0",
        "broadside_recount_mismatch 0",
        "broadside_jobs{state=\"buried\"} 0",
    ] {
        assert!(figures.contains(name), "{name} in\n{figures}");
    }
    for word in ["testimon", "mailbox", "route", "path"] {
        assert!(!figures.contains(word), "{word} in\n{figures}");
    }
    assert_eq!(binary.get("/metrics").await.status(), 404);
}

/// One job that ended this way.
async fn ended(world: &World, kind: Kind, outcome: Outcome) -> JobId {
    let now = world.app.clock.now();
    world
        .app
        .db
        .write(|tx| async move {
            jobs::enqueue(&world.app, &tx, NewJob::new(kind, Uuid::nil(), now)).await
        })
        .await
        .unwrap();
    let job = jobs::claim(&world.app, Uuid::nil(), kind.lane(), 1)
        .await
        .unwrap()
        .remove(0);
    let id = job.id;
    jobs::finish(&world.app, job, outcome).await.unwrap();
    id
}

#[tokio::test]
async fn what_was_given_up_or_is_uncertain_is_seen_and_can_be_tried_again() {
    let world = World::new().await;
    let app = &world.app;
    let buried = ended(&world, Kind::SendTestMail, Outcome::Bury("mail-refused")).await;
    let uncertain = ended(
        &world,
        Kind::SendTestMail,
        Outcome::Uncertain("connection-lost-while-sending"),
    )
    .await;
    let done = ended(&world, Kind::SweepExpired, Outcome::Done).await;
    let census = jobs::census(app).await.unwrap();
    assert_eq!((census.mail_failed, census.mail_uncertain), (1, 1));
    let mut listed: Vec<_> = jobs::list(app, None, 10)
        .await
        .unwrap()
        .iter()
        .map(|job| job.id)
        .collect();
    listed.sort();
    assert_eq!(listed, {
        let mut both = vec![buried, uncertain];
        both.sort();
        both
    });
    assert!(!jobs::retry(app, done).await.unwrap());
    for id in [buried, uncertain] {
        assert!(jobs::retry(app, id).await.unwrap());
        assert!(!jobs::retry(app, id).await.unwrap());
    }
    assert_eq!(jobs::census(app).await.unwrap().due, 2);
}

#[tokio::test]
async fn all_that_was_given_up_is_tried_again_at_once_and_what_is_uncertain_is_not() {
    let world = World::new().await;
    let app = &world.app;
    for kind in [Kind::SendTestMail, Kind::SweepExpired, Kind::SendTestMail] {
        ended(&world, kind, Outcome::Bury("mail-refused")).await;
    }
    ended(&world, Kind::SendTestMail, Outcome::Uncertain("cut-off")).await;
    let mails = jobs::retry_buried(app, Some(Kind::SendTestMail)).await;
    assert_eq!(mails.unwrap(), 2);
    assert_eq!(jobs::retry_buried(app, None).await.unwrap(), 1);
    let left = jobs::list(app, None, 9).await.unwrap();
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].state, "uncertain");
}

#[tokio::test]
async fn a_second_server_does_not_start_in_the_data_folder_of_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let first = Binary::serve(folder.path()).await;
    let again = || {
        command(folder.path())
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("BROADSIDE_METRICS_LISTEN", "127.0.0.1:0")
            .output()
            .unwrap()
    };
    let said = again();
    assert!(!said.status.success());
    let why = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(why.contains("another `broadside serve`"), "{why}");
    let listed = command(folder.path()).args(["jobs", "list"]).output();
    assert!(listed.unwrap().status.success(), "commands work beside it");
    first.kill();
    Binary::serve(folder.path()).await;
}

#[tokio::test]
async fn a_demo_removes_nothing_that_no_demo_made() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("petitions/data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("broadside.db"), "somebody's signatures").unwrap();
    let said = command_in(folder.path())
        .args(["demo", "--out", "petitions"])
        .output()
        .unwrap();
    assert!(!said.status.success());
    let why = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(why.contains("no demo made it"), "{why}");
    assert!(data.join("broadside.db").exists());
}

#[tokio::test]
async fn jobs_are_listed_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let said = command(folder.path())
        .args(["jobs", "list"])
        .output()
        .unwrap();
    assert!(
        said.status.success(),
        "{}",
        String::from_utf8_lossy(&said.stderr)
    );
    assert!(said.stdout.starts_with(b"0 jobs\nOf all: "));
    let many = |args: &[&str]| told(folder.path(), &[&["jobs", "retry"][..], args].concat());
    let (went, said) = many(&["--state", "buried", "--kind", "send_confirmation"]);
    assert!(went && said.contains("0 jobs queued again"), "{said}");
    for refused in [
        vec![],
        vec!["--state", "uncertain"],
        vec!["--kind", "send_confirmation"],
        vec!["--state", "buried", "--kind", "send_flowers"],
    ] {
        assert!(!many(&refused).0, "{refused:?}");
    }
    let unknown = format!("job_{}", Uuid::nil().simple());
    let said = command(folder.path())
        .args(["jobs", "retry", &unknown])
        .output()
        .unwrap();
    assert!(!said.status.success());
}

#[test]
fn a_mail_shows_neither_its_address_nor_its_text() {
    let mail = Mail {
        to: "wren@example.org".to_owned().into(),
        subject: "A planted subject".to_owned(),
        text: "planted text".to_owned().into(),
        html: None,
        calendar: None,
        message_id: "<1@example.org>".to_owned(),
        language: "en".to_owned(),
    };
    let shown = format!("{mail:?}");
    assert!(!shown.contains("wren") && !shown.contains("planted"));
}

/// What a command says on both ways, and whether it succeeded.
fn told(data: &std::path::Path, args: &[&str]) -> (bool, String) {
    let said = command(data).args(args).output().unwrap();
    let text = [said.stdout, said.stderr].concat();
    (said.status.success(), String::from_utf8(text).unwrap())
}

#[tokio::test]
async fn verify_audit_says_what_waits_and_until_when() {
    let world = World::new().await;
    if !world.app.db.is_sqlite() {
        return;
    }
    let call = world.testimony_call().await;
    let (whole, said) = told(world.data(), &["verify-audit"]);
    assert!(whole && said.contains("within the hour"), "{said}");
    world.work().await;
    for _ in 0..2 {
        world.advance(Duration::days(1));
        world.work().await;
    }
    let (whole, said) = told(world.data(), &["verify-audit"]);
    assert!(whole && said.contains(" 0 waiting"), "{said}");
    assert!(!said.contains("within the hour"), "{said}");
    drop(call);
}

#[tokio::test]
async fn a_chain_that_was_cut_and_made_to_fit_does_not_fit_what_was_printed() {
    let world = World::new().await;
    if !world.app.db.is_sqlite() {
        return;
    }
    let _call = world.testimony_call().await;
    world.work().await;
    let entries = audit_entry::for_jobs()
        .filter(audit_entry::Column::Sequence.is_not_null())
        .order_by_asc(audit_entry::Column::Sequence);
    let entries = entries.all(&world.app.db.read).await.unwrap();
    let [.., before, last] = &entries[..] else {
        panic!("two entries at least");
    };
    let end = |entry: &audit_entry::Model| {
        let hash = data_encoding::HEXLOWER.encode(entry.hash.as_ref().unwrap());
        format!("{}:{hash}", entry.sequence.unwrap())
    };
    let printed = end(last);
    let args = ["verify-audit", "--head", &printed];
    let (whole, said) = told(world.data(), &args);
    assert!(whole && said.contains("is as it was printed"), "{said}");

    let (before, last) = (&before, &last);
    world
        .app
        .db
        .write(|tx| async move {
            let tx = &*tx;
            audit_entry::Entity::delete_by_id(last.id).exec(tx).await?;
            audit_head::Entity::update_many()
                .col_expr(audit_head::Column::Sequence, before.sequence.into())
                .col_expr(audit_head::Column::Hash, before.hash.clone().into())
                .exec(tx)
                .await
                .map(drop)
        })
        .await
        .unwrap();
    let (whole, said) = told(world.data(), &["verify-audit"]);
    assert!(whole, "by itself it fits: {said}");
    let (whole, said) = told(world.data(), &args);
    assert!(!whole && said.contains("cut off or written anew"), "{said}");
    let mut command = command_in(world.data());
    command.args(["--data", "nowhere", "verify-audit"]);
    let said = String::from_utf8(command.output().unwrap().stderr).unwrap();
    assert!(said.contains("there is no database in"), "{said}");
}

#[test]
fn a_command_that_needs_more_says_what() {
    let folder = tempfile::tempdir().unwrap();
    let (done, said) = told(folder.path(), &["find"]);
    assert!(
        !done && said.contains("--jsonl") && said.contains("--score"),
        "{said}"
    );
    let (done, said) = told(folder.path(), &["demo"]);
    assert!(!done && said.contains("--out"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
