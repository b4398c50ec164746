//! Management says that strangers wrote the testimonies. So stewards check workers at the door, and nobody can tell who wrote what.

use chrono::Duration;
use poem::http::Method;
use serde_json::json;

use crate::kit::{Recorder, World};
use crate::tokens;

const TOLD: &[&str] = &[
    "create_voucher",
    "issue_worker_token",
    "list_token_epochs",
    "revoke_vouchers",
];

#[tokio::test]
async fn ten_are_checked_and_the_next_day_one_of_them_testifies() {
    let recorder = Recorder::of(TOLD);
    let world = World::recorded(&recorder).await;
    let call = world.testimony_call().await;
    let sol = tokens::steward(&world, &call).await;
    let workers = tokens::issued(&world, &call, &sol, 10).await;
    // A sheet of vouchers was left on the copier.
    let lost = tokens::voucher(&world, &call, &sol).await;
    world
        .send(Method::DELETE, &tokens::vouchers(&call), Some(&sol), None)
        .await
        .expect(204);
    let found = tokens::pending(&call, &lost, 99);
    let found = tokens::redeem(&world, &call, &found).await;
    assert_eq!(found.problem(), "voucher-not-valid");

    world.advance(Duration::days(1));
    recorder.rather("list_token_epochs");
    let shown = tokens::epochs(&world, &call).await;
    assert_eq!(shown["epochs"][0]["state"], "open");
    let receipt = tokens::receipt(1);
    let told = tokens::told(Some(&workers[4]), &receipt);
    world.testify_today(&call, told).await.expect(201);
    let told = tokens::told(Some(&workers[4]), &tokens::receipt(2));
    let again = world.testify_today(&call, told).await;
    assert_eq!(again.problem(), "token-spent");
    world.advance(Duration::days(1));
    let call = tokens::awake(&world, call).await;
    let id = world.queue(&call.ana).await.remove(0);
    let opened = world.opened(&call.ana, &id).await;
    assert_eq!(opened["verified_worker"], json!(true));
    recorder.compare("checked_workers");
}
