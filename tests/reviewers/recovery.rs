//! The recovery key: shown in halves, replaced with care, and enough when no reviewer can open any more.

use std::io::Write as _;
use std::process::Stdio;

use broadside::identity::Role;
use poem::http::Method;
use serde_json::json;

use super::{details, told, turn, wraps_of};
use crate::kit::{Answer, Call, Persona, Reviewer, World, command};

const RECOVERY_KEY: &str = "/v1/review/recovery-key";

async fn second_half(world: &World, by: &Persona) -> Answer {
    let path = "/v1/review/recovery-key/second-half";
    world.send(Method::POST, path, Some(by), None).await
}

/// The two halves as two owners print them.
async fn printed(world: &World, call: &Call, body: serde_json::Value) -> [String; 2] {
    let first = world.post(RECOVERY_KEY, Some(&call.owner), body).await;
    let deputy = world.member(&call.owner, &[Role::Owner]).await;
    let second = second_half(world, &deputy).await;
    [first, second].map(|answer| {
        let code = &answer.expect(201)["half"]["code"];
        code.as_str().unwrap().to_owned()
    })
}

#[tokio::test]
async fn each_half_of_the_recovery_key_is_shown_once_and_to_another_owner() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let deputy = world.member(&call.owner, &[Role::Owner]).await;
    let none = second_half(&world, &deputy).await;
    assert_eq!(none.problem(), "no-recovery-key");
    let first = world.post(RECOVERY_KEY, Some(&call.owner), json!({})).await;
    let first = first.expect(201);
    let ready = async || {
        let found = world.get("/v1/readiness", Some(&call.owner)).await;
        let items = found.expect(200)["items"].clone();
        let items = items.as_array().unwrap().clone();
        let item = items.iter().find(|item| item["check"] == "recovery_key");
        item.unwrap()["ready"] == true
    };
    assert!(!ready().await, "half a key recovers nothing");
    let both = second_half(&world, &call.owner).await;
    assert_eq!(both.problem(), "second-owner-needed");
    let second = second_half(&world, &deputy).await.expect(201);
    assert_eq!(first["fingerprint"], second["fingerprint"]);
    assert_ne!(first["half"]["code"], second["half"]["code"]);
    assert!(ready().await);
    let again = second_half(&world, &deputy).await;
    assert_eq!(again.problem(), "recovery-half-shown");
    let again = world.post(RECOVERY_KEY, Some(&call.owner), json!({})).await;
    assert_eq!(again.problem(), "already-exists");
    assert_eq!(details(&world, "take_recovery_half").await.len(), 1);
}

#[tokio::test]
async fn a_key_that_alone_opens_something_is_replaced_only_by_who_gives_that_up() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let ben = call.ben.who.member;
    turn(&world, &call.owner, ben, "disable").await.expect(200);
    told(&world, &call).await;
    let replaced = async |body: serde_json::Value| {
        let ana = Some(&call.ana.who);
        world.post("/v1/review/keys", ana, body).await
    };
    let refused = replaced(json!({"replace": true})).await;
    assert_eq!(refused.problem(), "last-reader");
    let detail = refused.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.starts_with("Some testimony"), "{detail}");
    let alone = replaced(json!({"abandon": true})).await;
    assert_eq!(alone.problem(), "already-exists");
    assert_eq!(wraps_of(&world, call.ana.who.member).await, 1);

    let cleo = world.reviewer(&call.owner).await;
    let still = replaced(json!({"replace": true})).await;
    assert_eq!(still.problem(), "last-reader", "Cleo's key came later");
    let rewraps = "/v1/review/rewraps";
    let rewrapped = world.review(&call.ana, Method::POST, rewraps, None, None);
    rewrapped.await.expect(200);
    replaced(json!({"replace": true})).await.expect(201);
    assert_eq!(opens(&world, &cleo).await, 1);
}

#[tokio::test]
async fn a_recovery_key_that_alone_opens_something_is_not_replaced_either() {
    let world = World::new().await;
    let (call, halves) = everything_lost(&world).await;
    let [one, two] = &halves;
    let body = json!({"replace": true});
    let refused = world.post(RECOVERY_KEY, Some(&call.owner), body.clone());
    assert_eq!(refused.await.problem(), "last-reader");
    let recovered = recover(&world, &call.owner, one, two).await;
    recovered.expect(200);
    let made = world.post(RECOVERY_KEY, Some(&call.owner), body).await;
    made.expect(201);
}

#[tokio::test]
async fn a_reviewer_key_that_rests_is_no_reader() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let ben = call.ben.who.member;
    turn(&world, &call.owner, ben, "disable").await.expect(200);
    told(&world, &call).await;
    let ana = call.ana.who.member;
    turn(&world, &call.owner, ana, "disable").await.expect(200);
    assert_eq!(wraps_of(&world, ana).await, 1, "her key rests");
    let found = world.get("/v1/readiness", Some(&call.owner)).await;
    let items = found.expect(200)["items"].as_array().unwrap().clone();
    let item = items.iter().find(|item| item["check"] == "two_reviewers");
    let detail = item.unwrap()["detail"].as_str().unwrap();
    assert!(detail.starts_with("0 reviewers"), "{detail}");
}

async fn recover(world: &World, by: &Persona, first: &str, second: &str) -> Answer {
    let body = json!({"first": first, "second": second});
    world.post("/v1/review/recovery", Some(by), body).await
}

/// A new key in the place of the old one, whose passphrase nobody knows any more.
async fn forgetful(world: &World, reviewer: &mut Reviewer) {
    let body = json!({"replace": true, "abandon": true});
    let made = world
        .post("/v1/review/keys", Some(&reviewer.who), body)
        .await;
    reviewer.passphrase = made.expect(201)["passphrase"].as_str().unwrap().to_owned();
    reviewer.unlock = world.unlock(&reviewer.who, &reviewer.passphrase).await;
}

/// Everybody has lost their passphrase; one testimony came before the recovery key, one after.
async fn everything_lost(world: &World) -> (Call, [String; 2]) {
    let mut call = world.testimony_call().await;
    told(world, &call).await;
    let halves = printed(world, &call, json!({})).await;
    told(world, &call).await;
    forgetful(world, &mut call.ana).await;
    forgetful(world, &mut call.ben).await;
    (call, halves)
}

async fn opens(world: &World, by: &Reviewer) -> usize {
    let mut open = 0;
    for id in world.queue(by).await {
        let path = format!("/v1/review/testimonies/{id}/open");
        let answer = world.review(by, Method::POST, &path, None, None).await;
        open += usize::from(answer.status == 200);
    }
    open
}

#[tokio::test]
async fn two_officers_recover_what_no_reviewer_can_open_any_more() {
    let world = World::new().await;
    let (call, [one, two]) = everything_lost(&world).await;
    assert_eq!(opens(&world, &call.ana).await, 0);
    let sloppy = one.to_lowercase().replace('-', " ");
    let done = recover(&world, &call.owner, &two, &sloppy)
        .await
        .expect(200);
    assert_eq!(
        done,
        json!({"made": 2, "testimonies": 1, "not_sealed_to_it": 1})
    );
    for reviewer in [&call.ana, &call.ben] {
        assert_eq!(opens(&world, reviewer).await, 1);
    }
    assert_eq!(details(&world, "recover_testimonies").await.len(), 1);
    let again = recover(&world, &call.owner, &one, &two).await.expect(200);
    assert_eq!(again["made"], 0);
    for file in crate::privacy::written(&world) {
        let text = String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned();
        for line in [&one, &two].into_iter().flat_map(|half| half.lines()) {
            assert!(!text.contains(line));
        }
    }
}

#[tokio::test]
async fn wrong_halves_say_what_is_wrong_and_open_nothing() {
    let world = World::new().await;
    let (call, [one, two]) = everything_lost(&world).await;
    let typed = one.replacen(&one[..1], if one.starts_with('Z') { "Y" } else { "Z" }, 1);
    let mistyped = recover(&world, &call.owner, &two, &typed).await;
    assert_eq!(mistyped.problem(), "invalid-body");
    let violation = &mistyped.json()["violations"][0];
    assert_eq!(violation["pointer"], "/second");
    assert!(violation["detail"].as_str().unwrap().contains("mistyped"));
    let twice = recover(&world, &call.owner, &one, &one).await;
    assert_eq!(twice.problem(), "recovery-halves-wrong");

    let [_, newer] = printed(&world, &call, json!({"replace": true, "abandon": true})).await;
    let mixed = recover(&world, &call.owner, &one, &newer).await;
    assert_eq!(mixed.problem(), "recovery-halves-wrong");
    let detail = mixed.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("half 1 belongs to another"), "{detail}");
    for answer in [&mistyped, &twice, &mixed] {
        let said = String::from_utf8_lossy(&answer.bytes).into_owned();
        assert!(!said.contains(&one[..9]) && !said.contains(&typed[..9]));
    }
    assert_eq!(opens(&world, &call.ana).await, 0);
    assert!(details(&world, "recover_testimonies").await.is_empty());
}

#[tokio::test]
async fn without_a_recovery_key_or_a_reviewer_there_is_nothing_to_recover_with_or_for() {
    let world = World::new().await;
    let birch = world.organization("Birch County Library Workers").await;
    let alder = world.testimony_call().await;
    let [one, two] = printed(&world, &alder, json!({})).await;
    let none = recover(&world, &birch, &one, &two).await;
    assert_eq!(none.problem(), "no-recovery-key");
    for reviewer in [&alder.ana, &alder.ben] {
        let answer = turn(&world, &alder.owner, reviewer.who.member, "disable").await;
        answer.expect(200);
    }
    let nobody = recover(&world, &alder.owner, &one, &two).await;
    assert_eq!(nobody.problem(), "no-reviewer-key");
}

#[tokio::test]
async fn the_machine_recovers_from_standard_input_without_showing_a_half() {
    let world = World::new().await;
    if !world.app.db.is_sqlite() {
        return;
    }
    let (call, [one, two]) = everything_lost(&world).await;
    let run = |organization: &str, typed: String| {
        let mut command = command(world.data());
        command
            .args(["admin", "recover", "--organization", organization])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(typed.as_bytes())
            .unwrap();
        child.wait_with_output().unwrap()
    };
    let name = "Alder County Library Workers";
    let half = run(name, one.clone());
    assert!(!half.status.success());
    let label = "Broadside recovery key of Alder, half 2 of 2, key 0000";
    let done = run(name, format!("{one}\n\n{label}\n{two}\n"));
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{done:?}");
    assert!(said.starts_with("1 testimony is sealed"), "{said}");
    for output in [half, done] {
        let all = [output.stdout, output.stderr].concat();
        assert!(!String::from_utf8_lossy(&all).contains(&one[..9]));
    }
    assert_eq!(opens(&world, &call.ben).await, 1);
}
