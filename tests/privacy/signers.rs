//! What a copy of the database tells about a signer beside a log of who was on the network when.

use broadside::http::entity::deletion;
use broadside::jobs::Kind;
use broadside::jobs::entity::job;
use chrono::{Duration, Timelike};

use crate::kit::World;
use crate::signatures::{Drive, drive_in, employee};

/// The jobs about signers; none of them tells a minute.
async fn about_signers(drive: &Drive) -> Vec<String> {
    let jobs = job::for_jobs().all(&drive.world.app.db.read).await.unwrap();
    let is_one = |job: &job::Model| job.kind.parse::<Kind>().unwrap().is_about_signers();
    let jobs: Vec<_> = jobs.into_iter().filter(is_one).collect();
    for job in &jobs {
        let (made, _) = job.id.0.get_timestamp().unwrap().to_unix();
        assert_eq!(made % 3600, 0, "{job:?}");
        let times = [Some(job.run_at), Some(job.created_at), job.finished_at];
        for at in times.into_iter().chain([job.leased_until]).flatten() {
            let rest = (at.minute(), at.second(), at.timestamp_subsec_millis());
            assert_eq!(rest, (0, 0, 0), "{job:?}");
        }
    }
    jobs.into_iter().map(|job| job.kind).collect()
}

#[tokio::test]
async fn no_job_tells_in_which_minute_somebody_signed_confirmed_or_withdrew() {
    let drive = drive_in(World::new().await).await;
    drive.world.advance(Duration::seconds(17 * 60 + 43));
    drive.sign(employee("rosa@example.org")).await.expect(202);
    assert_eq!(about_signers(&drive).await, ["send_confirmation"]);
    drive.world.work().await;
    assert!(about_signers(&drive).await.is_empty(), "it left");
    let token = drive.token("rosa@example.org");
    drive.confirm(&token).await.expect(200);
    assert_eq!(about_signers(&drive).await, ["release_workplace_counts"]);
    drive.sign(employee("rosa@example.org")).await.expect(202);
    assert_eq!(about_signers(&drive).await.len(), 2, "a repeat");
    drive.world.work().await;
    let token = drive.withdrawal_token("rosa@example.org");
    let body = serde_json::json!({"token": token});
    let path = "/v1/signatures/withdrawals";
    drive.world.post(path, None, body).await.expect(200);
    let left = about_signers(&drive).await;
    assert!(left.contains(&"forget_signature".to_owned()), "{left:?}");
    assert!(left.contains(&"log_deletions".to_owned()), "{left:?}");
    let db = &drive.world.app.db.read;
    let erased = deletion::for_jobs().all(db).await.unwrap();
    assert_eq!(erased.len(), 1);
    let (made, nanos) = erased[0].id.0.get_timestamp().unwrap().to_unix();
    assert_eq!((made % 3600, nanos), (0, 0), "{erased:?}");
    assert_eq!(erased[0].created_at.timestamp_millis() % 3_600_000, 0);
    drive.world.advance(Duration::hours(2));
    drive.world.work().await;
    assert!(about_signers(&drive).await.is_empty());
}

#[tokio::test]
async fn nor_does_one_whose_mail_server_was_not_there() {
    let world = World::with(|settings| {
        settings.mail.smtp_host = Some("mail.invalid".to_owned());
    });
    let drive = drive_in(world.await).await;
    drive.world.advance(Duration::seconds(17 * 60 + 43));
    drive.sign(employee("rosa@example.org")).await.expect(202);
    for _ in 0..3 {
        drive.world.work().await;
        assert_eq!(about_signers(&drive).await, ["send_confirmation"]);
        drive.world.advance(Duration::seconds(47));
    }
}
