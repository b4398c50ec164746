//! Many at once: the bounded queue, and rows that fail alone.

use broadside::db::intake::IntakeError;
use broadside::signatures::SigningQueues;
use broadside::signatures::sign::ballot;
use broadside::signatures::wire::NewSignature;
use poem_openapi::types::ParseFromJSON;
use serde_json::json;

use super::{drive, employee};

#[tokio::test]
async fn three_hundred_signatures_from_one_address_in_a_quarter_of_an_hour_are_all_taken() {
    let drive = drive().await;
    for n in 0..300 {
        drive
            .sign(employee(&format!("worker{n}@example.org")))
            .await
            .expect(202);
        drive.world.advance(chrono::Duration::seconds(3));
    }
    assert_eq!(drive.signatures().await.len(), 300);
}

#[tokio::test]
async fn many_at_once_are_all_taken_and_counted_right() {
    let drive = drive().await;
    let all = (0..200).map(|n| drive.sign(employee(&format!("worker{}@example.org", n % 150))));
    for answer in futures_util::future::join_all(all).await {
        answer.expect(202);
    }
    assert_eq!(drive.signatures().await.len(), 150);
    drive.check_counters().await;
}

#[tokio::test]
async fn a_bad_row_in_a_batch_fails_alone() {
    let drive = drive().await;
    let (app, queues) = (&drive.world.app, SigningQueues::start(&drive.world.app));
    let all = (0..40).map(|n| {
        let queues = queues.clone();
        async move {
            let body = json!({"email": format!("worker{n}@example.org"), "standing": "employee"});
            let new = NewSignature::parse_from_json(Some(body)).unwrap();
            let mut ballot = ballot(app, &queues, drive.petition, &new, None).unwrap();
            if n == 17 || n == 18 {
                // The primary key refuses the whole statement for the second of the two.
                ballot.id = broadside::signatures::SignatureId(uuid::Uuid::nil());
            }
            queues.sign.ask(ballot).await.is_ok()
        }
    });
    let taken = futures_util::future::join_all(all).await;
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 39);
    assert_eq!(drive.signatures().await.len(), 39);
    drive.check_counters().await;
}

#[tokio::test]
async fn a_full_queue_says_busy_and_stores_nothing() {
    let drive = drive().await;
    let app = &drive.world.app;
    let queues = SigningQueues::with_room(app, 1);
    let all = (0..50).map(|n| {
        let queues = queues.clone();
        async move {
            let new =
                NewSignature::parse_from_json(Some(employee(&format!("worker{n}@example.org"))))
                    .unwrap();
            let ballot = ballot(app, &queues, drive.petition, &new, None).unwrap();
            queues.sign.ask(ballot).await
        }
    });
    let answers = futures_util::future::join_all(all).await;
    let taken = answers.iter().filter(|answer| answer.is_ok()).count();
    assert!(
        answers
            .iter()
            .any(|answer| matches!(answer, Err(IntakeError::Busy)))
    );
    assert_eq!(drive.signatures().await.len(), taken);
}
