//! What somebody at a terminal meets: passwords, files that are not there, and readers who have gone.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::kit::{Binary, command_in};

/// What a command says on both ways, and whether it succeeded.
fn told(mut command: Command, typed: &str) -> (bool, String) {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses before it reads has hung up already.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    let said = child.wait_with_output().unwrap();
    let text = [said.stdout, said.stderr].concat();
    (said.status.success(), String::from_utf8(text).unwrap())
}

fn of(data: &Path, args: &[&str]) -> Command {
    // Not from within the data folder, which need not be there.
    let mut command = command_in(data.parent().unwrap());
    command.arg("--data").arg(data).args(args);
    command
}

fn new_owner(data: &Path, email: &str, more: &[&str]) -> (bool, String) {
    let mut command = of(data, &["admin", "create-owner", "--organization"]);
    command.args(["Library Workers Local 1", "--email", email]);
    command.args(more);
    told(command, "a long passphrase\n")
}

#[tokio::test]
async fn an_organization_is_made_once_and_its_keys_are_warned_of_once() {
    let folder = tempfile::tempdir().unwrap();
    let data = &folder.path().join("data");
    let (made, said) = new_owner(data, "owner@example.org", &[]);
    assert!(made && said.contains("organization org_"), "{said}");
    assert!(said.contains("The loss of these is final"), "{said}");
    assert!(
        said.lines().all(|line| line.chars().count() <= 80),
        "{said}"
    );

    let (made, said) = new_owner(data, "second@example.org", &[]);
    assert!(!made && said.contains("--another"), "{said}");
    let (made, said) = new_owner(data, "second@example.org", &["--another", "--rehearsal"]);
    assert!(made && !said.contains("The loss of these"), "{said}");

    let served = Binary::serve(data).await;
    assert!(!served.said().await.contains("The loss of these"));
    for (email, is_made_up) in [("owner@example.org", false), ("second@example.org", true)] {
        let http = reqwest::Client::new();
        let body = serde_json::json!({"email": email, "password": "a long passphrase"});
        let session = http.post(format!("{}/v1/sessions", served.url)).json(&body);
        let session: serde_json::Value = session.send().await.unwrap().json().await.unwrap();
        let own = http
            .get(format!("{}/v1/organization", served.url))
            .bearer_auth(session["access_token"].as_str().unwrap());
        let own: serde_json::Value = own.send().await.unwrap().json().await.unwrap();
        assert_eq!(own["is_demo"], is_made_up);
    }
}

#[test]
fn what_is_not_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let data = folder.path().join("data");
    new_owner(&data, "owner@example.org", &[]);

    let no_folder = at("nowhere/backup");
    let (done, said) = told(of(&data, &["backup", "--out", &no_folder]), "");
    assert!(!done && said.contains(&no_folder), "{said}");
    let nobodys = folder.path().join("nobodys");
    let (done, said) = told(of(&nobodys, &["backup", "--out", &at("b")]), "");
    assert!(!done && said.contains("nobodys/broadside.db"), "{said}");
    assert!(!nobodys.exists() && !Path::new(&at("b")).exists());

    let (done, said) = told(of(&data, &["backup", "--out", &at("b")]), "");
    assert!(done, "{said}");
    let new = folder.path().join("new");
    let (done, said) = told(of(&new, &["restore", "--from", &at("b")]), "");
    assert!(!done, "{said}");
    for way in [
        "--deletions",
        "--without-deletions",
        "--withdrawals",
        "--without-withdrawals",
    ] {
        assert!(said.contains(way), "{way} in {said}");
    }
    let without = ["--without-deletions", "--without-withdrawals"];
    for lost in [["--from", "no-backup"], ["--keys", "no-keys"]] {
        let mut command = of(&new, &["restore"]);
        command.args(without).args(lost);
        if lost[0] != "--from" {
            command.args(["--from", &at("b")]);
        }
        let (done, said) = told(command, "");
        assert!(!done && said.contains(lost[1]), "{said}");
    }

    std::fs::create_dir(at("new.restoring")).unwrap();
    let mut again = of(&new, &["restore", "--from", &at("b")]);
    again.args(without);
    let (done, said) = told(again, "");
    assert!(!done && said.contains("new.restoring is left"), "{said}");
}

#[test]
fn a_backup_has_its_name_only_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    new_owner(&data, "owner@example.org", &[]);
    let out = folder.path().join("backup");
    let part = folder.path().join("backup.part");
    std::fs::write(&part, "what a killed backup left").unwrap();
    let path = out.display().to_string();
    let (done, said) = told(of(&data, &["backup", "--out", &path]), "");
    assert!(done && out.exists() && !part.exists(), "{said}");
    // Cut short in the middle: a stored file that cannot be read.
    std::fs::remove_file(&out).unwrap();
    std::fs::remove_dir_all(data.join("objects")).unwrap();
    std::fs::write(data.join("objects"), "no folder").unwrap();
    let (done, said) = told(of(&data, &["backup", "--out", &path]), "");
    assert!(!done && said.contains("objects"), "{said}");
    assert!(!out.exists() && !part.exists());
}

#[test]
fn a_reader_who_has_seen_enough_is_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    for args in [
        vec!["openapi"],
        vec!["openapi", "--problems"],
        vec!["config"],
    ] {
        let mut child = command_in(folder.path())
            .args(&args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let said = child.wait_with_output().unwrap();
        let why = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(
            said.status.success() && !why.contains("panicked"),
            "{args:?}: {why}"
        );
    }
}

#[tokio::test]
async fn a_demo_that_still_runs_keeps_its_data() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("demo/data");
    std::fs::create_dir_all(&data).unwrap();
    std::fs::write(data.join("made-by-broadside-demo"), "").unwrap();
    // Whoever serves from a folder holds the same lock.
    let running = Binary::serve(&data).await;
    let mut demo = command_in(folder.path());
    demo.arg("demo");
    let (done, said) = told(demo, "");
    assert!(!done && said.contains("a demo still runs"), "{said}");
    assert!(data.join("broadside.db").exists());
    running.kill();
}

#[test]
fn an_empty_list_of_jobs_says_that_there_are_others() {
    let folder = tempfile::tempdir().unwrap();
    let (done, said) = told(of(folder.path(), &["jobs", "list"]), "");
    assert!(done && said.contains("0 jobs\nOf all: none yet"), "{said}");
}
