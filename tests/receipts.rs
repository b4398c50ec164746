//! Whoever tries receipts learns nothing from how long an answer is or takes.

use std::time::Instant;

use broadside::entropy::Entropy;
use broadside::testimony::client::auth;
use broadside::testimony::receipt::Receipt;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::kit::{Answer, World};
use crate::sealing::client::listening;

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

/// Every byte that goes over the line for one request.
async fn on_the_line(url: &str, path: &str, body: &Value) -> (String, usize) {
    let host = url.strip_prefix("http://").unwrap();
    let mut line = TcpStream::connect(host).await.unwrap();
    let body = body.to_string();
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    line.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).await.unwrap();
    let status = String::from_utf8_lossy(&answer[9..12]).into_owned();
    (status, answer.len())
}

/// What is done with a right receipt has no body, what is refused has one: the line carries as many bytes.
#[tokio::test]
async fn whatever_is_done_in_a_mailbox_is_answered_in_one_length() {
    let world = World::new().await;
    let (right, wrong) = tried(&world).await;
    let url = listening(&world).await;
    let print = right.print().to_string();
    let more = |receipt: &str| json!({"receipt": receipt, "text": "One more thing."});
    let added = on_the_line(&url, "/v1/mailbox/add", &more(&print)).await;
    assert_eq!(added.0, "204");
    for (kind, body) in &wrong {
        let refused = on_the_line(
            &url,
            "/v1/mailbox/add",
            &more(body["receipt"].as_str().unwrap()),
        )
        .await;
        assert_eq!(refused, ("404".to_owned(), added.1), "{kind}");
    }
    let yes = |receipt: &str| json!({"receipt": receipt, "approve": true});
    let unknown = wrong[0].1["receipt"].as_str().unwrap();
    for receipt in [&*print, unknown] {
        let answered = on_the_line(&url, "/v1/mailbox/approval", &yes(receipt)).await;
        assert_eq!(answered.1, added.1, "{}", answered.0);
    }
    for (shown, status) in [
        (auth(&receipt(3)).expose(), "404"),
        (auth(&right).expose(), "204"),
    ] {
        let act = json!({"auth": shown, "act": "withdraw"});
        let answered = on_the_line(&url, "/v1/mailbox/sealed/act", &act).await;
        assert_eq!(answered, (status.to_owned(), added.1));
    }
    let body = json!({ "receipt": print });
    let gone = on_the_line(&url, "/v1/mailbox/withdraw", &body).await;
    assert_eq!(gone, ("404".to_owned(), added.1));
    let nothing = on_the_line(&url, "/v1/mailbox/withdraw", &json!({})).await;
    assert_eq!(nothing, ("422".to_owned(), added.1));
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
