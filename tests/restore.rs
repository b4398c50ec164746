//! What was taken back or destroyed since a backup stays so after its restore, and the list that sees to it tells nothing.

use broadside::app::App;
use broadside::backup::{BackupError, Order, back_up, back_up_keys, deletions, withdrawals};
use broadside::clock::Clock;
use broadside::config::Settings;
use broadside::entropy::Entropy;
use broadside::identity::Role;
use broadside::layoffs::entity::layoff;
use broadside::packets::entity::{packet, packet_name};
use broadside::review::entity::{published_testimony, tombstone};
use broadside::review::tombstones::{Fate, mark};
use broadside::testimony::entity::{testimony, testimony_wrap};
use broadside::work;
use chrono::{DateTime, Duration, Utc};
use poem::http::Method;
use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::json;

use crate::backup::{restore, settings};
use crate::identity::patch;
use crate::kit::{Call, World, database};
use crate::packets::county::County;

/// A backup of a world, and a folder for what comes of it.
pub struct Kept {
    folder: tempfile::TempDir,
}

impl Kept {
    pub async fn of(world: &World) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let kept = Self { folder };
        back_up(&world.app.settings, &kept.at("backup"))
            .await
            .unwrap();
        back_up_keys(&world.app.settings, &kept.at("keys")).unwrap();
        kept
    }

    fn at(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// With the lists of the world as they are after the next full hour.
    pub async fn order(&self, world: &World) -> Order {
        withdrawals::write(&world.app).await.unwrap();
        deletions::begin(world.data()).unwrap();
        Order {
            from: self.at("backup"),
            keys: Some(self.at("keys")),
            deletions: vec![deletions::file_in(world.data())],
            withdrawals: vec![withdrawals::file_in(world.data())],
        }
    }

    /// Brought back into a folder, and on PostgreSQL into a database, of that name.
    pub async fn restored(&self, world: &World, name: &str, order: &Order) -> Back {
        let mut new = settings(&self.at(name));
        let mut empty = None;
        if !world.app.db.is_sqlite() {
            let (url, kept) = database::empty().await;
            (new.database_url, empty) = (Some(url.into()), Some(kept));
        }
        restore(&new, order).await.unwrap();
        Back {
            app: opened(new, world.app.clock.now()).await,
            _database: empty,
        }
    }
}

pub struct Back {
    pub app: App,
    _database: Option<database::Database>,
}

async fn opened(settings: Settings, now: DateTime<Utc>) -> App {
    let app = App::open(settings, Clock::manual(now), Entropy::seeded(8)).await;
    app.unwrap()
}

async fn told(world: &World, call: &Call, text: &str) -> String {
    let body = json!({"kind": "layoff", "text": text});
    let taken = world.testify(call, body).await.expect(201);
    taken["receipt"].as_str().unwrap().to_owned()
}

async fn withdraw(world: &World, receipt: &str) {
    let body = json!({ "receipt": receipt });
    let answer = world.post("/v1/mailbox/withdraw", None, body).await;
    assert!([202, 204].contains(&answer.status.as_u16()));
}

async fn testimonies(app: &App) -> Vec<testimony::Model> {
    testimony::for_jobs().all(&app.db.read).await.unwrap()
}

async fn wraps(app: &App) -> Vec<testimony_wrap::Model> {
    testimony_wrap::for_jobs().all(&app.db.read).await.unwrap()
}

#[tokio::test]
async fn testimony_withdrawn_since_the_backup_stays_withdrawn() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let published = told(&world, &call, "It was published.").await;
    world.publish_all(&call).await;
    let waiting = told(&world, &call, "It waits.").await;
    told(&world, &call, "It stays.").await;
    let kept = Kept::of(&world).await;
    for receipt in [&published, &waiting] {
        withdraw(&world, receipt).await;
    }
    let left = testimonies(&world.app).await;
    assert_eq!(left.len(), 1);

    let order = kept.order(&world).await;
    let back = kept.restored(&world, "new", &order).await;
    let found = testimonies(&back.app).await;
    assert_eq!((found.len(), found[0].id), (1, left[0].id));
    let of_it = |wrap: &testimony_wrap::Model| wrap.testimony_id == left[0].id;
    assert!(wraps(&back.app).await.iter().all(of_it));
    let db = &back.app.db.read;
    let texts = published_testimony::for_jobs().all(db).await.unwrap();
    assert_eq!(texts.len(), 1);
    assert!(texts[0].withdrawn_on.is_some() && texts[0].text.is_empty());
    assert!(layoff::for_jobs().all(db).await.unwrap().is_empty());
}

#[tokio::test]
async fn without_its_list_a_restore_brings_back_what_the_backup_holds() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = told(&world, &call, "It comes back.").await;
    let kept = Kept::of(&world).await;
    withdraw(&world, &receipt).await;
    let order = Order {
        withdrawals: vec![],
        ..kept.order(&world).await
    };
    let back = kept.restored(&world, "new", &order).await;
    assert_eq!(testimonies(&back.app).await.len(), 1);
}

#[tokio::test]
async fn what_was_withdrawn_under_a_hold_comes_back_set_aside_and_dies_unless_it_is_held_again() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = told(&world, &call, "It is held.").await;
    let kept = Kept::of(&world).await;
    let body = json!({"campaign_id": call.campaign.to_string(), "matter": "Case 26-114"});
    let made = world.post("/v1/legal-holds", Some(&call.owner), body).await;
    let hold = made.expect(201)["id"].as_str().unwrap().to_owned();
    let second = world.member(&call.owner, &[Role::Owner]).await;
    let confirm = format!("/v1/legal-holds/{hold}/confirm");
    let confirmed = world.send(Method::POST, &confirm, Some(&second), None);
    confirmed.await.expect(200);
    withdraw(&world, &receipt).await;

    let order = kept.order(&world).await;
    let back = kept.restored(&world, "new", &order).await;
    assert_eq!(testimonies(&back.app).await[0].state, "withdrawn");
    work::drain(&back.app).await;
    back.app.clock.advance(Duration::days(1));
    work::drain(&back.app).await;
    assert!(testimonies(&back.app).await.is_empty());
}

#[tokio::test]
async fn an_original_destroyed_since_the_backup_does_not_come_back() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    told(&world, &call, "Published, and its original destroyed.").await;
    world.publish_all(&call).await;
    let kept = Kept::of(&world).await;
    let body = json!({"retention_days": 1});
    let short = patch(&world, "/v1/organization", &call.owner, body).await;
    short.expect(200);
    world.work().await;
    world.advance(Duration::days(1));
    world.work().await;
    assert!(testimonies(&world.app).await[0].sealed.is_empty());

    let order = kept.order(&world).await;
    let back = kept.restored(&world, "new", &order).await;
    let found = testimonies(&back.app).await;
    assert!(found[0].sealed.is_empty() && found[0].link_sealed.is_some());
    let left = wraps(&back.app).await;
    assert!(left.len() == 1 && left[0].recipient_kind == "mailbox");
}

#[tokio::test]
async fn a_list_that_was_given_to_one_restore_serves_the_next() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let early = Kept::of(&world).await;
    let receipt = told(&world, &call, "Came and went after the first backup.").await;
    let late = Kept::of(&world).await;
    withdraw(&world, &receipt).await;

    let order = early.order(&world).await;
    let back = early.restored(&world, "new", &order).await;
    withdrawals::write(&back.app).await.unwrap();
    let order = Order {
        withdrawals: vec![withdrawals::file_in(&back.app.settings.data)],
        ..late.order(&world).await
    };
    let again = late.restored(&world, "newer", &order).await;
    assert!(testimonies(&again.app).await.is_empty());
}

#[tokio::test]
async fn the_list_looks_the_same_whether_or_not_somebody_withdrew() {
    let world = World::new().await;
    let call = world.testimony_call().await;
    let receipt = told(&world, &call, "Nobody notices.").await;
    world.work().await;
    let file = withdrawals::file_in(world.data());
    assert!(!file.exists());
    world.advance(Duration::hours(1));
    world.work().await;
    let seen = || {
        let text = std::fs::read_to_string(&file).unwrap();
        let lines: Vec<String> = text.lines().skip(2).map(str::to_owned).collect();
        assert!(lines.len() == 256 && lines.is_sorted());
        let time = std::fs::metadata(&file).unwrap().modified().unwrap();
        let time = DateTime::<Utc>::from(time);
        assert_eq!(time.time(), chrono::NaiveTime::MIN, "no finer than a day");
        lines
    };
    let before = seen();
    withdraw(&world, &receipt).await;
    assert_eq!(seen(), before, "nothing is written at the time");
    world.advance(Duration::hours(1));
    world.work().await;
    let after = seen();
    assert!(after.iter().all(|line| !before.contains(line)));
}

#[tokio::test]
async fn without_keys_no_list_of_withdrawals_is_taken() {
    let world = World::new().await;
    let kept = Kept::of(&world).await;
    let order = Order {
        keys: None,
        ..kept.order(&world).await
    };
    let refused = restore(&settings(&kept.at("new")), &order).await;
    assert!(matches!(refused.unwrap_err(), BackupError::KeysNeeded));
    let order = Order {
        withdrawals: vec![kept.at("nowhere")],
        ..kept.order(&world).await
    };
    let refused = restore(&settings(&kept.at("new")), &order).await;
    assert!(matches!(refused.unwrap_err(), BackupError::NoList(_)));
    assert!(!kept.at("new").exists());
}

/// The packet's state after a restore, and what is stored of it then and after the first round of work.
async fn fate(kept: &Kept, world: &World, order: &Order) -> (String, usize, usize) {
    let back = kept.restored(world, "new", order).await;
    let row = packet::for_jobs().one(&back.app.db.read).await.unwrap();
    let stored = back.app.settings.data.join("objects/packets");
    // The store takes an empty folder away.
    let count = || std::fs::read_dir(&stored).map_or(0, Iterator::count);
    let before = count();
    work::drain(&back.app).await;
    (row.unwrap().state, before, count())
}

#[tokio::test]
async fn a_packet_that_prints_a_signer_erased_since_is_destroyed_before_anybody_is_served() {
    let county = County::signed().await;
    let world = &county.world;
    county.packet(county.association, json!({})).await;
    let named = packet_name::for_jobs().one(&world.app.db.read).await;
    let signer = named.unwrap().unwrap().signature_id;
    let kept = Kept::of(world).await;
    let order = kept.order(world).await;
    std::fs::write(&order.deletions[0], format!("signature {}\n", signer.0)).unwrap();
    let fate = fate(&kept, world, &order).await;
    assert_eq!(fate, ("destroyed".to_owned(), 2, 0));
}

#[tokio::test]
async fn a_packet_that_prints_a_testimony_withdrawn_since_is_destroyed_before_anybody_is_served() {
    let county = County::signed().await;
    let world = &county.world;
    county.packet(county.supervisors[0], json!({})).await;
    let kept = Kept::of(world).await;
    let texts = published_testimony::for_jobs().all(&world.app.db.read);
    for text in texts.await.unwrap() {
        let mark = mark(&world.app.keys.pepper, Fate::Unpublished, text.id.0);
        let row = tombstone::ActiveModel {
            mark: Set(mark.to_vec()),
        };
        let row = &row;
        let written = world.app.db.write(|tx| async move {
            let inserted = tombstone::Entity::insert(row.clone());
            inserted.exec_without_returning(&*tx).await
        });
        written.await.unwrap();
    }
    let order = kept.order(world).await;
    let fate = fate(&kept, world, &order).await;
    assert_eq!(fate, ("destroyed".to_owned(), 2, 0));
}
