//! The worker dies again and again while announcements leave.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use broadside::announcements::AnnouncementId;
use broadside::announcements::entity::{announcement, announcement_text};
use broadside::campaigns::entity::campaign;
use broadside::clock::Clock;
use broadside::config::Settings;
use broadside::entropy::Entropy;
use broadside::identity::{NewOwner, create_owner};
use broadside::jobs::{self, Kind, NewJob};
use sea_orm::{ActiveModelTrait, ColumnTrait, QueryFilter};

use super::server::Postbox;
use super::*;
use crate::kit::needs::{Tool, has};
use crate::kit::{Binary, PASSWORD};

/// An announcement to so many people that is about to leave, in a data folder that a server can be started with.
async fn about_to_leave(data: &Path, people: usize) -> (AnnouncementId, Persona, CampaignId) {
    let settings = Settings {
        data: data.to_owned(),
        ..Settings::default()
    };
    let app = App::open(settings, Clock::System, Entropy::seeded(7))
        .await
        .unwrap();
    let new = NewOwner {
        organization: "Alder County Library Workers".to_owned(),
        email: "owner@local.example".to_owned(),
        name: "Odalys Owner".to_owned(),
        language: "en".to_owned(),
        is_demo: true,
    };
    let (organization, member) = create_owner(&app, &new, PASSWORD.to_owned()).await.unwrap();
    let owner = Persona {
        member,
        organization,
        token: String::new(),
    };
    let fresh = || ids::timely(&app.clock, &app.entropy);
    let (id, cause) = (AnnouncementId(fresh()), CampaignId(fresh()));
    let app = &app;
    let now = app.clock.now();
    let write = app.db.write(|tx| async move {
        let tx = &*tx;
        campaign::ActiveModel {
            id: Set(cause),
            organization_id: Set(organization),
            name: Set("Safe branches".to_owned()),
            summary: Set(String::new()),
            language: Set("en".to_owned()),
            state: Set("running".to_owned()),
            testimony_open: Set(false),
            revision: Set(1),
            created_at: Set(now),
            ..Default::default()
        }
        .insert(tx)
        .await?;
        announcement::ActiveModel {
            id: Set(id),
            organization_id: Set(organization),
            campaign_id: Set(cause),
            category: Set("events".to_owned()),
            audiences: Set("subscribers".to_owned()),
            state: Set("sending".to_owned()),
            next_at: Set(Some(now)),
            enrolled_audiences: Set(0),
            revision: Set(1),
            created_at: Set(now),
            ..Default::default()
        }
        .insert(tx)
        .await?;
        announcement_text::ActiveModel {
            announcement_id: Set(id),
            language: Set("en".to_owned()),
            subject: Set("Tonight at 6".to_owned()),
            body: Set("We meet by video call.".to_owned()),
            is_original: Set(true),
        }
        .insert(tx)
        .await?;
        jobs::enqueue(app, tx, NewJob::new(Kind::SendAnnouncement, id.0, now)).await
    });
    write.await.unwrap();
    let emails: Vec<String> = (0..people)
        .map(|n| format!("signer{n}@mail.example"))
        .collect();
    let people: Vec<_> = emails.iter().map(|email| (email.as_str(), "en")).collect();
    subscribe(app, &owner, &cause.to_string(), &people).await;
    (id, owner, cause)
}

async fn is_over(data: &Path, id: AnnouncementId) -> bool {
    let url = Settings {
        data: data.to_owned(),
        ..Settings::default()
    };
    let db = broadside::db::connect(&url.database_url()).await.unwrap();
    let row = announcement::for_jobs().filter(announcement::Column::Id.eq(id));
    row.one(&db.read).await.unwrap().unwrap().state == "sent"
}

async fn serve(data: &Path, postbox: &Postbox) -> Binary {
    Binary::with(data, |command| {
        command
            .env("BROADSIDE_MAIL__SMTP_HOST", "127.0.0.1")
            .env("BROADSIDE_MAIL__SMTP_PORT", postbox.port.to_string())
            .env("BROADSIDE_MAIL__SMTP_SECURITY", "none")
            .env("BROADSIDE_MAIL__ANNOUNCEMENTS_A_MINUTE", "0");
    })
    .await
}

/// Kills the server so often, each time after some more mails; then lets it finish. Says what came of it.
async fn killed_while_sending(people: usize, kills: usize) {
    let folder = tempfile::tempdir().unwrap();
    let (data, began) = (folder.path(), std::time::Instant::now());
    let (id, ..) = about_to_leave(data, people).await;
    let postbox = Postbox::open(0, &[]);
    let chance = Entropy::system().unwrap();
    let mut killed = 0;
    for kill in 0..kills {
        let server = serve(data, &postbox).await;
        let [first, second] = chance.bytes::<2>();
        // Somewhere in the next share, and anywhere between two mails.
        let until = people * kill / kills + usize::from(first) * people / kills / 256;
        while postbox.so_far() < until {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        let more = std::time::Duration::from_micros(u64::from(second) * 60);
        tokio::time::sleep(more).await;
        server.kill();
        killed += 1;
    }
    let server = serve(data, &postbox).await;
    while !is_over(data, id).await {
        assert!(began.elapsed().as_secs() < 3600, "it does not end");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    server.kill();
    let took = postbox.took();
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &took {
        *times.entry(line.split(' ').next().unwrap()).or_default() += 1;
    }
    let doubled: Vec<_> = times.iter().filter(|(_, times)| **times > 1).collect();
    assert!(doubled.is_empty(), "{doubled:?}");
    let settings = Settings {
        data: data.to_owned(),
        ..Settings::default()
    };
    let app = App::open(settings, Clock::System, Entropy::seeded(8))
        .await
        .unwrap();
    let rows = announcement_recipient::for_jobs()
        .all(&app.db.read)
        .await
        .unwrap();
    assert_eq!(rows.len(), people);
    let (mut uncertain, mut arrived) = (0, 0);
    let sources = subscription::for_jobs().all(&app.db.read).await.unwrap();
    let addresses: BTreeMap<_, _> = sources
        .iter()
        .map(|row| (row.id.0, seal::subscriber(&app, row).unwrap()))
        .collect();
    let mut seen = BTreeSet::new();
    for row in &rows {
        let address = addresses[&row.source_id].as_str();
        assert!(seen.insert(address));
        let came = times.contains_key(address);
        match row.state.as_str() {
            "sent" => assert!(came, "{row:?} is lost"),
            "uncertain" => {
                uncertain += 1;
                arrived += usize::from(came);
            }
            _ => panic!("{row:?}"),
        }
    }
    assert!(uncertain <= killed, "one mail leaves at a time");
    eprintln!(
        "{people} announcements, {killed} times kill -9: {} arrived, 0 doubled, 0 lost, {uncertain} uncertain of which {arrived} had arrived; {:.1} s",
        took.len(),
        began.elapsed().as_secs_f64()
    );
}

#[tokio::test]
async fn a_worker_that_is_killed_again_and_again_doubles_no_mail_and_loses_none() {
    if has(
        Tool::MailServer,
        "a_worker_that_is_killed_again_and_again_doubles_no_mail_and_loses_none",
    ) {
        killed_while_sending(150, 4).await;
    }
}

/// `cargo test --test broadside twenty_thousand -- --ignored --nocapture`; another number in `BROADSIDE_TEST_ANNOUNCEMENTS`.
#[tokio::test]
#[ignore = "takes minutes"]
async fn twenty_thousand_announcements_survive_kill_nine() {
    if has(
        Tool::MailServer,
        "twenty_thousand_announcements_survive_kill_nine",
    ) {
        let people = std::env::var("BROADSIDE_TEST_ANNOUNCEMENTS").ok();
        let people = people.map_or(20_000, |people| people.parse().unwrap());
        killed_while_sending(people, 40).await;
    }
}

/// Two nodes: who takes over cannot know that the other is dead before its time is up.
#[tokio::test]
async fn what_a_dead_node_was_sending_is_in_doubt_and_all_else_goes_on() {
    let campaign = campaign().await;
    campaign
        .subscribe(&[("rosa@mail.example", "en"), ("wren@mail.example", "en")])
        .await;
    let id = campaign.send(tonight()).await;
    let app = &campaign.world.app;
    campaign.go(&id, "pause").await;
    let claimed = app.db.write(|tx| async move {
        use sea_orm::sea_query::Expr;
        let until = app.clock.now() + Duration::minutes(5);
        announcement::Entity::update_many()
            .col_expr(
                announcement::Column::Sender,
                Expr::value(uuid::Uuid::from_u128(9)),
            )
            .col_expr(announcement::Column::SenderUntil, Expr::value(until))
            .col_expr(announcement::Column::EnrolledAudiences, Expr::value(2))
            .exec(&*tx)
            .await?;
        Ok::<_, sea_orm::DbErr>(())
    });
    claimed.await.unwrap();
    let people =
        ["rosa", "wren"].map(|name| Address::parse(&format!("{name}@mail.example")).unwrap());
    let subscribed = subscription::for_jobs().all(&app.db.read).await.unwrap();
    let rows: Vec<_> = people
        .iter()
        .zip(["sending", "queued"])
        .map(|(address, state)| {
            let key = seal::subscriber_key(app, campaign.id.parse().unwrap(), address);
            let source = subscribed
                .iter()
                .find(|row| row.address_key == key)
                .unwrap();
            announcement_recipient::ActiveModel {
                id: Set(broadside::announcements::RecipientId(ids::timeless(
                    &app.entropy,
                ))),
                announcement_id: Set(id.parse().unwrap()),
                audience: Set("subscribers".to_owned()),
                source_id: Set(source.id.0),
                person_key: Set(key),
                mailbox_key: Set(vec![7; 32]),
                language: Set("en".to_owned()),
                state: Set(state.to_owned()),
                attempts: Set(0),
                ..Default::default()
            }
        })
        .collect();
    let rows = &rows;
    let insert = app.db.write(|tx| async move {
        let rows = announcement_recipient::Entity::insert_many(rows.clone());
        rows.exec_without_returning(&*tx).await.map(drop)
    });
    insert.await.unwrap();
    campaign.go(&id, "resume").await;
    campaign.world.work().await;
    if !app.db.is_sqlite() {
        assert_eq!(
            campaign.states().await,
            ["queued", "sending"],
            "it may live"
        );
    }
    campaign.world.advance(Duration::minutes(6));
    campaign.world.work().await;
    let states = ["sent", "uncertain cut-off-while-sending"];
    assert_eq!(campaign.states().await, states);
    assert_eq!(campaign.get(&id).await["state"], "sent");
    assert_eq!(campaign.world.mails().len(), 1);
}
