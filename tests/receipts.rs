//! Whoever tries receipts learns nothing from how long an answer is or takes.

use std::time::Instant;

use broadside::entropy::Entropy;
use broadside::testimony::client::auth;
use broadside::testimony::receipt::Receipt;
use serde_json::{Value, json};

use crate::kit::{Answer, World};

fn receipt(seed: u64) -> Receipt {
    Entropy::seeded(seed).with(Receipt::generate)
}

/// Status line, headers and body, without the fixed parts.
fn length(answer: &Answer) -> usize {
    let headers = answer.headers.iter();
    let headers = headers.map(|(name, value)| name.as_str().len() + value.len() + 4);
    let reason = answer.status.canonical_reason().unwrap().len();
    headers.sum::<usize>() + reason + answer.bytes.len()
}

/// A right receipt, and one of each kind of wrong ones.
async fn tried(world: &World) -> (Receipt, Vec<(&'static str, Value)>) {
    let call = world.testimony_call().await;
    let (right, withdrawn) = (receipt(1), receipt(2));
    for receipt in [&right, &withdrawn] {
        let told = json!({"kind": "layoff", "text": "All of us were let go.", "receipt": *receipt.print()});
        world.testify(&call, told).await.expect(201);
    }
    let body = json!({"receipt": *withdrawn.print()});
    world
        .post("/v1/mailbox/withdraw", None, body)
        .await
        .expect(204);
    let unknown = json!({"receipt": *receipt(3).print()});
    let mut mistyped = right.print().to_string();
    let last = if mistyped.ends_with('0') { "1" } else { "0" };
    mistyped.replace_range(mistyped.len() - 1.., last);
    let wrong = vec![
        ("unknown", unknown),
        ("withdrawn", json!({"receipt": *withdrawn.print()})),
        ("mistyped", json!({"receipt": mistyped})),
    ];
    (right, wrong)
}

#[tokio::test]
async fn right_unknown_mistyped_and_withdrawn_receipts_get_answers_of_one_length() {
    let world = World::new().await;
    let (right, wrong) = tried(&world).await;
    let opened = world
        .post("/v1/mailbox/open", None, json!({"receipt": *right.print()}))
        .await;
    assert_eq!(opened.status, 200);
    let sealed = world
        .post(
            "/v1/mailbox/sealed",
            None,
            json!({"auth": auth(&right).expose()}),
        )
        .await;
    assert_eq!(sealed.status, 200);
    assert_eq!(length(&sealed), length(&opened));
    for (kind, body) in wrong {
        let answer = world.post("/v1/mailbox/open", None, body).await;
        assert_eq!(answer.problem(), "receipt-unknown", "{kind}");
        assert_eq!(length(&answer), length(&opened), "{kind}");
    }
    let unknown = json!({"auth": auth(&receipt(3)).expose()});
    let answer = world.post("/v1/mailbox/sealed", None, unknown).await;
    assert_eq!(answer.problem(), "receipt-unknown");
    assert_eq!(length(&answer), length(&opened));
}

/// All kinds of headers that one has, the other has too.
#[tokio::test]
async fn the_answers_differ_in_no_header_but_the_media_type() {
    let world = World::new().await;
    let (right, wrong) = tried(&world).await;
    let names = |answer: &Answer| {
        let mut names: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
        names.sort_unstable();
        names
    };
    let opened = world
        .post("/v1/mailbox/open", None, json!({"receipt": *right.print()}))
        .await;
    for (_, body) in wrong {
        let answer = world.post("/v1/mailbox/open", None, body).await;
        assert_eq!(names(&answer), names(&opened));
    }
}

fn mean_and_variance(times: &[f64]) -> (f64, f64) {
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    let squares = times.iter().map(|time| (time - mean).powi(2));
    (mean, squares.sum::<f64>() / (times.len() - 1) as f64)
}

/// Welch's t over 10,000 interleaved tries. It takes four to five minutes on a quiet machine, and says nothing on a busy one:
/// `cargo test --test broadside receipts::no_clock -- --ignored --nocapture`
#[tokio::test]
#[ignore = "takes minutes of a quiet machine"]
async fn no_clock_tells_right_receipts_from_wrong_ones() {
    const TRIES: usize = 10_000;
    let world = World::new().await;
    let (right, wrong) = tried(&world).await;
    let right = json!({"receipt": *right.print()});
    let mut times: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    let coins: [u8; TRIES] = Entropy::seeded(9).with(broadside::secrets::random);
    for (number, coin) in coins.into_iter().enumerate() {
        let is_right = coin & 1 == 1;
        let body = if is_right {
            right.clone()
        } else {
            wrong[number % wrong.len()].1.clone()
        };
        let began = Instant::now();
        let answer = world.post("/v1/mailbox/open", None, body).await;
        let took = began.elapsed().as_secs_f64() * 1e6;
        assert_eq!(answer.status == 200, is_right);
        // The first ones warm the caches.
        if number >= 100 {
            times[usize::from(is_right)].push(took);
        }
    }
    let [(wrong_mean, wrong_variance), (right_mean, right_variance)] =
        [mean_and_variance(&times[0]), mean_and_variance(&times[1])];
    let error = wrong_variance / times[0].len() as f64 + right_variance / times[1].len() as f64;
    let t = (right_mean - wrong_mean) / error.sqrt();
    println!(
        "right {right_mean:.1} us, wrong {wrong_mean:.1} us, standard deviations {:.1} and {:.1} us, t = {t:.2}",
        right_variance.sqrt(),
        wrong_variance.sqrt()
    );
    assert!(t.abs() < 4.5, "t = {t:.2}");
}
