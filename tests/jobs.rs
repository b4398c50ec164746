//! How work is shared out, kept, given back and given up.

use broadside::jobs::entity::job;
use broadside::jobs::{self, Kind, Lane, NewJob, Outcome};
use broadside::mail::Mail;
use chrono::{Duration, Timelike};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::kit::World;

async fn waits(world: &World, kind: Kind) {
    let app = &world.app;
    let now = app.clock.now();
    app.db
        .write(
            |tx| async move { jobs::enqueue(app, &tx, NewJob::new(kind, Uuid::nil(), now)).await },
        )
        .await
        .unwrap();
}

fn a_mail() -> Mail {
    Mail {
        to: "wren@example.org".to_owned().into(),
        subject: "A subject".to_owned(),
        text: "A text.".to_owned().into(),
        html: None,
        calendar: None,
        message_id: "<1@example.org>".to_owned(),
        language: "en".to_owned(),
    }
}

#[tokio::test]
async fn a_clock_that_was_a_year_ahead_stops_no_work_that_comes_back() {
    let world = World::new().await;
    let app = &world.app;
    let done_and_enqueued = async || {
        let gone = app
            .db
            .write(|tx| async move { job::Entity::delete_many().exec(&*tx).await });
        gone.await.unwrap();
        jobs::enqueue_due(app).await.unwrap();
        let rows = job::for_jobs().all(&app.db.read).await.unwrap();
        let mut kinds: Vec<String> = rows.into_iter().map(|job| job.kind).collect();
        kinds.sort_unstable();
        kinds
    };
    let today = async || {
        let asked = app
            .db
            .write(|tx| async move { jobs::first_today(app, &tx, "a").await });
        asked.await.unwrap()
    };
    done_and_enqueued().await;
    assert!(today().await && !today().await);
    world.advance(Duration::days(365));
    let all = done_and_enqueued().await;
    assert!(all.len() > 10 && today().await, "{all:?}");
    world.advance(-Duration::days(365));
    assert_eq!(done_and_enqueued().await, all);
    assert!(today().await && !today().await);
    assert!(done_and_enqueued().await.is_empty(), "each once");
    // Another node's clock may be some moments ahead of ours: that makes no turn of its own.
    world.advance(Duration::days(2));
    assert_eq!(done_and_enqueued().await, all);
    world.advance(-Duration::seconds(2));
    assert!(done_and_enqueued().await.is_empty());
}

#[tokio::test]
async fn a_job_whose_lease_was_lost_is_left_to_whoever_has_it_now() {
    let world = World::new().await;
    let app = &world.app;
    waits(&world, Kind::SendTestMail).await;
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let slow = jobs::claim(app, one, Lane::Mail, 1)
        .await
        .unwrap()
        .remove(0);
    world.advance(Duration::seconds(61));
    let taken = jobs::claim(app, other, Lane::Mail, 1)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(slow.id, taken.id);
    assert!(!jobs::still_ours(app, &slow).await.unwrap());
    let kept = jobs::deliver(app, &slow, &a_mail()).await;
    assert_eq!(kept, Outcome::Retry("lease-lost"));
    assert!(world.mails().is_empty(), "the other one sends it");
    jobs::finish(app, slow, kept).await.unwrap();
    let now = jobs::find(app, taken.id).await.unwrap().unwrap();
    assert_eq!(
        (now.state.as_str(), now.lease_owner),
        ("running", Some(other))
    );
    let sent = jobs::deliver(app, &taken, &a_mail()).await;
    jobs::finish(app, taken.clone(), sent).await.unwrap();
    let now = jobs::find(app, taken.id).await.unwrap().unwrap();
    assert_eq!((now.state.as_str(), world.mails().len()), ("done", 1));
}

#[tokio::test]
async fn a_job_that_waits_for_those_claimed_with_it_keeps_its_lease() {
    let world = World::new().await;
    let app = &world.app;
    waits(&world, Kind::SweepExpired).await;
    waits(&world, Kind::SweepExpired).await;
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let both = jobs::claim(app, one, Lane::Other, 16).await.unwrap();
    assert_eq!(both.len(), 2);
    world.advance(Duration::seconds(45));
    assert!(jobs::still_ours(app, &both[1]).await.unwrap());
    world.advance(Duration::seconds(45));
    let lapsed = jobs::claim(app, other, Lane::Other, 16).await.unwrap();
    assert_eq!(lapsed.len(), 1);
    assert_eq!(lapsed[0].id, both[0].id);
}

#[tokio::test]
async fn what_fails_after_a_mail_has_left_does_not_send_it_again() {
    let world = World::new().await;
    let app = &world.app;
    waits(&world, Kind::SendTestMail).await;
    let job = jobs::claim(app, Uuid::nil(), Lane::Mail, 1)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(jobs::deliver(app, &job, &a_mail()).await, Outcome::Done);
    let id = job.id;
    jobs::finish(app, job, Outcome::Retry("database"))
        .await
        .unwrap();
    let now = jobs::find(app, id).await.unwrap().unwrap();
    assert_eq!(now.state, "uncertain");
    world.advance(Duration::days(1));
    world.work().await;
    assert_eq!(world.mails().len(), 1);
}

#[tokio::test]
async fn whoever_lives_keeps_what_takes_long_a_mail_that_is_leaving_included() {
    let world = World::new().await;
    let app = &world.app;
    waits(&world, Kind::SendTestMail).await;
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let job = jobs::claim(app, one, Lane::Mail, 1)
        .await
        .unwrap()
        .remove(0);
    jobs::deliver(app, &job, &a_mail()).await;
    for _ in 0..4 {
        world.advance(Duration::seconds(45));
        assert_eq!(
            jobs::renew(app, std::slice::from_ref(&job)).await.unwrap(),
            1
        );
        let taken = jobs::claim(app, other, Lane::Mail, 1).await.unwrap();
        assert!(taken.is_empty());
        let now = jobs::find(app, job.id).await.unwrap().unwrap();
        assert_eq!(now.state, "sending");
    }
    world.advance(Duration::seconds(61));
    jobs::claim(app, other, Lane::Mail, 1).await.unwrap();
    let now = jobs::find(app, job.id).await.unwrap().unwrap();
    assert_eq!(now.state, "uncertain", "its node died");
    assert_eq!(jobs::renew(app, &[job]).await.unwrap(), 0);
}

#[tokio::test]
async fn what_was_claimed_and_not_begun_goes_back_as_if_it_never_had_been() {
    let world = World::new().await;
    let app = &world.app;
    waits(&world, Kind::SendInvitation).await;
    waits(&world, Kind::SendConfirmation).await;
    let before = jobs::list(app, Some("queued"), 9).await.unwrap();
    let node = Uuid::from_u128(1);
    let claimed = jobs::claim(app, node, Lane::Mail, 9).await.unwrap();
    assert_eq!(claimed.len(), 2);
    jobs::give_back(app, &claimed).await.unwrap();
    assert_eq!(jobs::list(app, Some("queued"), 9).await.unwrap(), before);
    let next = jobs::claim(app, node, Lane::Mail, 9).await.unwrap();
    assert_eq!(next.len(), 2, "at once");
}

#[tokio::test]
async fn each_lane_is_claimed_by_itself() {
    let world = World::new().await;
    let app = &world.app;
    for kind in [Kind::SendTestMail, Kind::SweepExpired, Kind::RenderPacket] {
        waits(&world, kind).await;
    }
    for (lane, kinds) in [(Lane::Mail, 1), (Lane::Other, 2)] {
        let claimed = jobs::claim(app, Uuid::nil(), lane, 9).await.unwrap();
        assert_eq!(claimed.len(), kinds);
        assert!(claimed.iter().all(|job| job.lane == lane.as_str()));
    }
}

/// Tries it in vain until it is given up; how often, and how long that took.
async fn given_up_after(kind: Kind) -> (i32, Duration) {
    let world = World::new().await;
    let app = &world.app;
    waits(&world, kind).await;
    let (began, mut last) = (app.clock.now(), app.clock.now());
    for _ in 0..3000 {
        for job in jobs::claim(app, Uuid::nil(), kind.lane(), 1).await.unwrap() {
            last = app.clock.now();
            let id = job.id;
            let outcome = Outcome::Retry("mail-server-not-now");
            jobs::finish(app, job, outcome).await.unwrap();
            let job = jobs::find(app, id).await.unwrap().unwrap();
            if job.state == "buried" {
                return (job.attempts, last - began);
            }
        }
        world.advance(Duration::minutes(5));
    }
    panic!("tried until {last}");
}

#[tokio::test]
async fn a_mail_is_tried_for_as_long_as_what_it_brings_is_good() {
    for (kind, hours) in [
        (Kind::SendConfirmation, 7 * 24),
        (Kind::SendInvitation, 7 * 24),
        (Kind::SendPasswordReset, 2),
    ] {
        let (tries, took) = given_up_after(kind).await;
        assert!(took <= Duration::hours(hours), "{kind:?}: {took}");
        assert!(took >= Duration::hours(hours / 2), "{kind:?}: {took}");
        if hours > 2 {
            assert!(took >= Duration::hours(hours - 4), "{kind:?}: {took}");
            assert!(tries > 80, "{kind:?}: {tries}");
        }
    }
}

#[tokio::test]
async fn no_row_about_signers_tells_a_minute_and_none_stays_that_is_done() {
    let world = World::new().await;
    let app = &world.app;
    world.advance(Duration::seconds(17 * 60 + 43));
    let kinds = Kind::ALL.iter().copied();
    let about_signers: Vec<Kind> = kinds.filter(|kind| kind.is_about_signers()).collect();
    assert!(about_signers.contains(&Kind::SendConfirmation));
    for (outcome, stays) in [
        (Outcome::Done, false),
        (Outcome::Retry("mail-server-not-now"), true),
        (Outcome::Waits("mail-server-not-reached"), true),
        (Outcome::Stopped, true),
        (Outcome::Bury("mail-refused"), true),
        (Outcome::Uncertain("cut-off"), true),
    ] {
        for kind in &about_signers {
            waits(&world, *kind).await;
            let claimed = jobs::claim(app, Uuid::nil(), kind.lane(), 1).await.unwrap();
            let id = claimed[0].id;
            tells_no_minute(&jobs::find(app, id).await.unwrap().unwrap());
            let job = claimed.into_iter().next().unwrap();
            jobs::finish(app, job, outcome.clone()).await.unwrap();
            let found = jobs::find(app, id).await.unwrap();
            assert_eq!(found.is_some(), stays, "{outcome:?}");
            if let Some(found) = found {
                tells_no_minute(&found);
                assert_eq!(found.leased_until, None);
                let gone = app.db.write(|tx| async move {
                    job::Entity::delete_many()
                        .filter(job::Column::Id.eq(id))
                        .exec(&*tx)
                        .await
                });
                gone.await.unwrap();
            }
        }
    }
}

fn tells_no_minute(job: &job::Model) {
    let (made, _) = job.id.0.get_timestamp().unwrap().to_unix();
    assert_eq!(made % 3600, 0, "{job:?}");
    let times = [Some(job.run_at), Some(job.created_at), job.finished_at];
    for at in times.into_iter().flatten() {
        let rest = (at.minute(), at.second(), at.timestamp_subsec_millis());
        assert_eq!(rest, (0, 0, 0), "{job:?}");
    }
}

#[tokio::test]
async fn what_is_tried_again_soon_is_not_told_by_its_row_and_not_forgotten_with_its_node() {
    let world = World::new().await;
    let app = &world.app;
    waits(&world, Kind::SendConfirmation).await;
    let claim = async || jobs::claim(app, Uuid::nil(), Lane::Mail, 9).await.unwrap();
    let later = Outcome::Retry("mail-server-not-now");
    let job = claim().await.remove(0);
    jobs::finish(app, job, later.clone()).await.unwrap();
    assert!(claim().await.is_empty());
    world.advance(Duration::seconds(10));
    let job = claim().await.remove(0);
    assert_eq!(job.attempts, 2);
    jobs::finish(app, job, later).await.unwrap();
    // As if the node had died: nobody remembers the seconds.
    app.soon
        .take(Lane::Mail, app.clock.now() + Duration::hours(1), 9);
    world.advance(Duration::minutes(10));
    assert!(claim().await.is_empty());
    world.advance(Duration::minutes(20));
    assert_eq!(claim().await.len(), 1, "at the full hour");
}

#[tokio::test]
async fn what_was_given_up_about_a_signer_goes_after_a_month() {
    let world = World::new().await;
    let app = &world.app;
    for kind in [Kind::SendConfirmation, Kind::SendTestMail] {
        waits(&world, kind).await;
        let job = jobs::claim(app, Uuid::nil(), Lane::Mail, 1)
            .await
            .unwrap()
            .remove(0);
        jobs::finish(app, job, Outcome::Bury("mail-refused"))
            .await
            .unwrap();
    }
    let left = async || {
        world.work().await;
        jobs::list(app, Some("buried"), 9).await.unwrap().len()
    };
    assert_eq!(left().await, 2);
    world.advance(Duration::days(29));
    assert_eq!(left().await, 2);
    world.advance(Duration::days(2));
    assert_eq!(left().await, 1);
}
