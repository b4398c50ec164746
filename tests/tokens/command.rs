//! `broadside token` and `broadside testify --token`, as a worker types them.

use std::os::unix::fs::PermissionsExt;

use chrono::Duration;
use serde_json::{Value, json};

use super::*;
use crate::sealing::client::{listening, run};

#[tokio::test]
async fn a_worker_redeems_a_voucher_and_testifies_with_the_token() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    issued(&world, &call, &by, 9).await;
    let code = voucher(&world, &call, &by).await;
    let url = listening(&world).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token").display().to_string();
    let campaign = call.campaign.to_string();
    let redeem = [
        "token",
        "redeem",
        "--url",
        &url,
        "--campaign",
        &campaign,
        "--file",
        &file,
    ];

    let wrong = run(&[&redeem[..], &["--fingerprint", "0000"]].concat(), &code).await;
    assert!(
        !wrong.worked && wrong.err.contains("not the fingerprint"),
        "{}",
        wrong.err
    );
    let redeem = [&redeem[..], &["--unverified"]].concat();
    let wrong = run(&redeem, "0000-0000").await;
    assert!(
        !wrong.worked && wrong.err.contains("voucher"),
        "{}",
        wrong.err
    );
    assert!(!folder.path().join("token").exists());

    let said = run(&redeem, &code.to_lowercase()).await;
    assert!(said.worked, "{}", said.err);
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let kept: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    assert_eq!(kept["token"]["epoch"], 1);
    assert!(
        !kept.to_string().contains(&code),
        "the voucher is nobody's business any more"
    );
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    let again = run(&redeem, &code).await;
    assert!(
        !again.worked && again.err.contains("token already"),
        "{}",
        again.err
    );

    let show = ["token", "show", "--file", &file, "--url", &url];
    let shown = run(&show, "").await;
    assert!(
        shown.out.contains("Epoch      1") && shown.out.contains("from 2026-10-06"),
        "{}",
        shown.out
    );
    let output = kept["token"]["output"].as_str().unwrap();
    assert!(!shown.out.contains(output) && !shown.err.contains(output));

    let testify = [
        "testify",
        "--url",
        &url,
        "--campaign",
        &campaign,
        "--token",
        &file,
        "--unverified",
    ];
    let early = run(&testify, "A man threw a chair.").await;
    assert!(
        !early.worked && early.err.contains("cannot be spent yet"),
        "{}",
        early.err
    );
    world.advance(Duration::days(1));
    let shown = run(&show, "").await;
    assert!(shown.out.contains("now, until 2027-10-05"), "{}", shown.out);
    let said = run(&testify, "A man threw a chair.").await;
    assert!(said.worked, "{}", said.err);
    assert!(
        !folder.path().join("token").exists(),
        "a spent token is deleted"
    );
    let answer = mailbox(&world, said.out.trim()).await.expect(200);
    assert_eq!(answer["verified_worker"], true);
}

#[tokio::test]
async fn a_request_without_an_answer_is_made_again_from_its_file() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let code = voucher(&world, &call, &by).await;
    let asked = pending(&call, &code, 77);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("token");
    std::fs::write(&file, json!({"request": asked}).to_string()).unwrap();
    let url = listening(&world).await;
    let (path, campaign) = (file.display().to_string(), call.campaign.to_string());
    let redeem = [
        "token",
        "redeem",
        "--url",
        &url,
        "--campaign",
        &campaign,
        "--file",
        &path,
        "--unverified",
    ];
    let open_to_all = run(&redeem, "").await;
    assert!(
        open_to_all.err.contains("can be read by others"),
        "{}",
        open_to_all.err
    );
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    // The service had answered, and the answer was lost.
    super::redeem(&world, &call, &asked).await.expect(200);
    let said = run(&redeem, "").await;
    assert!(said.worked, "{}", said.err);
    let shown = epochs(&world, &call).await;
    assert_eq!(shown["epochs"].as_array().unwrap().len(), 1);
}

/// A host that keeps a key for one worker, or signs with one of its own, is found out before the token is kept.
#[tokio::test]
async fn a_client_keeps_no_token_that_could_be_recognised() {
    use broadside::tokens::client::TokenRefused;
    let world = World::new().await;
    let call = world.testimony_call().await;
    let by = steward(&world, &call).await;
    let asked = pending(&call, &voucher(&world, &call, &by).await, 1);
    let issued = redeem(&world, &call, &asked).await.expect(200);
    let shown = epochs(&world, &call).await;
    let signer = |shown: &Value| {
        let key = shown["organization_key"].as_str().unwrap();
        let key = data_encoding::BASE64URL_NOPAD
            .decode(key.as_bytes())
            .unwrap();
        <[u8; 32]>::try_from(key).unwrap()
    };
    let own = signer(&shown);
    let accept = |key: &[u8; 32], shown: &Value, issued: &Value| {
        let done = asked.accept(key, &read(shown), &read(issued));
        done.map(drop).unwrap_err()
    };
    assert_eq!(accept(&[7; 32], &shown, &issued), TokenRefused::NotSigned);
    let mut other = issued.clone();
    other["epoch"] = json!(2);
    assert_eq!(accept(&own, &shown, &other), TokenRefused::NotSigned);
    let mut other = issued.clone();
    other["proof"] = shown["organization_key"]
        .as_str()
        .map(|key| json!(format!("{key}{key}")))
        .unwrap();
    assert_eq!(accept(&own, &shown, &other), TokenRefused::Malformed);
    let mut other = issued.clone();
    other["evaluated_element"] = issued["public_key"].clone();
    assert_eq!(accept(&own, &shown, &other), TokenRefused::NotProven);
    let mut nobodys = shown.clone();
    nobodys["epochs"] = json!([]);
    assert_eq!(accept(&own, &nobodys, &issued), TokenRefused::KeyOfOnesOwn);
    let mut elsewhere = issued.clone();
    elsewhere["campaign_id"] = json!(format!("cmp_{}", "7".repeat(32)));
    assert_eq!(
        accept(&own, &shown, &elsewhere),
        TokenRefused::ForSomethingElse
    );
}
