//! How long signing takes while an announcement leaves.

use std::time::{Duration as Wait, Instant};

use broadside::work;

use super::server::Postbox;
use super::*;
use crate::kit::needs::{Tool, has};
use crate::signatures::drive_in;

/// Times of so many signatures that come one after the other from some clients, in milliseconds, sorted.
async fn signed(drive: &crate::signatures::Drive, round: usize, number: usize) -> Vec<f64> {
    const CLIENTS: usize = 8;
    let client = |client: usize| async move {
        let mut times = Vec::new();
        for n in 0..number / CLIENTS {
            let email = format!("round{round}.{client}.{n}@mail.example");
            let began = Instant::now();
            let body = json!({"email": email, "standing": "employee"});
            drive.sign(body).await.expect(202);
            times.push(began.elapsed().as_secs_f64() * 1000.0);
            tokio::time::sleep(Wait::from_millis(5)).await;
        }
        times
    };
    let all = futures_util::future::join_all((0..CLIENTS).map(client)).await;
    let mut times: Vec<f64> = all.into_iter().flatten().collect();
    times.sort_by(f64::total_cmp);
    times
}

fn p(times: &[f64], hundredth: usize) -> f64 {
    times[(times.len() * hundredth / 100).min(times.len() - 1)]
}

/// `cargo test --release --test broadside signing_is_as_fast -- --ignored --nocapture`; the number of recipients in
/// `BROADSIDE_TEST_ANNOUNCEMENTS`.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "measures, and wants a quiet machine"]
async fn signing_is_as_fast_beside_an_announcement() {
    if !has(
        Tool::MailServer,
        "signing_is_as_fast_beside_an_announcement",
    ) {
        return;
    }
    let people = std::env::var("BROADSIDE_TEST_ANNOUNCEMENTS").ok();
    let people: usize = people.map_or(100_000, |people| people.parse().unwrap());
    let postbox = Postbox::open(0, &[]);
    let a_minute = std::env::var("BROADSIDE_TEST_A_MINUTE").ok();
    let a_minute = a_minute.map_or(600, |a_minute| a_minute.parse().unwrap());
    let drive = drive_in(postbox.world(a_minute).await).await;
    let campaigns = broadside::campaigns::entity::campaign::of(drive.owner.organization);
    let app = drive.world.app.clone();
    let cause = campaigns
        .one(&app.db.read)
        .await
        .unwrap()
        .unwrap()
        .id
        .to_string();
    let emails: Vec<String> = (0..people)
        .map(|n| format!("reader{n}@mail.example"))
        .collect();
    let readers: Vec<_> = emails.iter().map(|email| (email.as_str(), "en")).collect();
    subscribe(&app, &drive.owner, &cause, &readers).await;
    let worker = tokio::spawn(work::run(app.clone(), std::future::pending::<()>()));
    signed(&drive, 0, 400).await;
    let mut idle = signed(&drive, 1, 4000).await;
    let began = Instant::now();
    let campaign = Campaign {
        world: drive.world,
        owner: drive.owner.clone(),
        id: cause,
    };
    let id = campaign.send(tonight()).await;
    let drive = crate::signatures::Drive {
        world: campaign.world,
        ..drive
    };
    let enrolling = signed(&drive, 2, 4000).await;
    let rows = async || {
        use sea_orm::PaginatorTrait;
        let rows = announcement_recipient::for_jobs().count(&app.db.read).await;
        usize::try_from(rows.unwrap()).unwrap()
    };
    let during = rows().await;
    while rows().await < people {
        tokio::time::sleep(Wait::from_millis(50)).await;
        // The clock of this world stands still but for what we give it.
        app.clock.advance(Duration::milliseconds(50));
    }
    let enrolled = began.elapsed();
    let clock = app.clock.clone();
    let ticking = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Wait::from_millis(10)).await;
            clock.advance(Duration::milliseconds(10));
        }
    });
    let before = postbox.so_far();
    let (sent_from, draining) = (Instant::now(), signed(&drive, 3, 4000).await);
    let left = postbox.so_far() - before;
    let seconds = sent_from.elapsed().as_secs_f64();
    // The app itself goes, so that both quiet rounds stand around the busy ones.
    ticking.abort();
    let after = signed(&drive, 4, 4000).await;
    idle.extend(after);
    idle.sort_by(f64::total_cmp);
    worker.abort();
    for (what, times) in [
        ("idle", &idle),
        ("enrolling", &enrolling),
        ("draining", &draining),
    ] {
        eprintln!(
            "{what:<10} p50 {:>6.2} ms  p99 {:>6.2} ms  ({:.2} x idle)",
            p(times, 50),
            p(times, 99),
            p(times, 99) / p(&idle, 99)
        );
    }
    eprintln!(
        "{people} recipients ({id}): {during} enrolled while signing went on, all within {:.1} s; {:.0} mails a second left meanwhile",
        enrolled.as_secs_f64(),
        left_a_second(left, seconds)
    );
}

fn left_a_second(left: usize, seconds: f64) -> f64 {
    f64::from(u32::try_from(left).unwrap()) / seconds
}
