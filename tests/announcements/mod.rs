//! Announcements: drafted, looked at, sent to each person at most once, and ended by one click.

mod beside;
mod crashes;
mod drafting;
mod ending;
mod restored;
mod sending;
pub mod server;
mod signing;

use broadside::announcements::entity::{announcement_recipient, suppression};
use broadside::app::App;
use broadside::campaigns::CampaignId;
use broadside::ids;
use broadside::mail::Address;
use broadside::signatures::entity::subscription;
use broadside::signatures::{SubscriptionId, seal};
use chrono::Duration;
use sea_orm::{ActiveValue::Set, EntityTrait, QueryOrder};
use serde_json::{Value, json};

use crate::kit::{Answer, Persona, World};
use crate::petitions::story_in;

/// A campaign whose people want to hear of it.
pub struct Campaign {
    pub world: World,
    pub owner: Persona,
    pub id: String,
}

pub async fn campaign() -> Campaign {
    campaign_in(World::new().await).await
}

pub async fn campaign_in(world: World) -> Campaign {
    let story = story_in(world).await;
    Campaign {
        world: story.world,
        owner: story.owner,
        id: story.campaign,
    }
}

/// People who confirmed a signature and asked for updates, without their having to.
pub async fn subscribe(app: &App, owner: &Persona, campaign: &str, people: &[(&str, &str)]) {
    let campaign: CampaignId = campaign.parse().unwrap();
    let rows = people.iter().map(|(email, language)| {
        let address = Address::parse(email).unwrap();
        let id = SubscriptionId(ids::timeless(&app.entropy));
        subscription::ActiveModel {
            id: Set(id),
            organization_id: Set(owner.organization),
            campaign_id: Set(campaign),
            address_key: Set(seal::subscriber_key(app, campaign, &address)),
            address_sealed: Set(seal::subscription(app, id, &address)),
            language: Set((*language).to_owned()),
            created_on: Set(app.clock.today()),
        }
    });
    let rows: Vec<_> = rows.collect();
    for some in rows.chunks(500) {
        let insert = app.db.write(|tx| async move {
            subscription::Entity::insert_many(some.to_vec())
                .exec_without_returning(&*tx)
                .await
                .map(drop)
        });
        insert.await.unwrap();
    }
}

/// Tonight at six, in two languages.
pub fn tonight() -> Value {
    json!({
        "category": "events",
        "audiences": ["subscribers", "members"],
        "texts": [
            {"language": "en", "subject": "Tonight at 6", "body": "We meet by video call.\n\nhttps://meet.example.org/tonight"},
            {"language": "es", "subject": "Esta tarde a las 6", "body": "Nos vemos por videollamada."},
        ],
    })
}

impl Campaign {
    pub async fn subscribe(&self, people: &[(&str, &str)]) {
        subscribe(&self.world.app, &self.owner, &self.id, people).await;
    }

    pub async fn draft(&self, new: Value) -> String {
        let path = format!("/v1/campaigns/{}/announcements", self.id);
        let made = self.world.post(&path, Some(&self.owner), new).await;
        made.expect(201)["id"].as_str().unwrap().to_owned()
    }

    pub async fn get(&self, id: &str) -> Value {
        let path = format!("/v1/announcements/{id}");
        self.world.get(&path, Some(&self.owner)).await.expect(200)
    }

    pub async fn preview(&self, id: &str, language: &str) -> Value {
        let path = format!("/v1/announcements/{id}/previews");
        let body = json!({"language": language});
        let shown = self.world.post(&path, Some(&self.owner), body).await;
        shown.expect(200)
    }

    pub async fn step(&self, id: &str, body: Value) -> Answer {
        let path = format!("/v1/announcements/{id}/transitions");
        self.world.post(&path, Some(&self.owner), body).await
    }

    pub async fn go(&self, id: &str, transition: &str) -> Value {
        let moved = self.step(id, json!({"transition": transition})).await;
        moved.expect(200)
    }

    /// Drafted, looked at, and on its way.
    pub async fn send(&self, new: Value) -> String {
        let id = self.draft(new).await;
        self.preview(&id, "en").await;
        self.go(&id, "send").await;
        id
    }

    /// As long as it takes at this pace.
    pub async fn work(&self, turns: usize) {
        for _ in 0..turns {
            self.world.work().await;
            self.world.advance(Duration::seconds(5));
        }
    }

    pub async fn rows(&self) -> Vec<announcement_recipient::Model> {
        announcement_recipient::for_jobs()
            .order_by_asc(announcement_recipient::Column::Id)
            .all(&self.world.app.db.read)
            .await
            .unwrap()
    }

    /// State and reason of each recipient, sorted.
    pub async fn states(&self) -> Vec<String> {
        let rows = self.rows().await.into_iter();
        let mut states: Vec<String> = rows
            .map(|row| match row.reason {
                Some(reason) => format!("{} {reason}", row.state),
                None => row.state,
            })
            .collect();
        states.sort();
        states
    }

    pub async fn suppressions(&self) -> Vec<suppression::Model> {
        suppression::for_jobs()
            .all(&self.world.app.db.read)
            .await
            .unwrap()
    }

    /// The mails to this address that name a way to unsubscribe.
    pub fn mails_to(&self, email: &str) -> Vec<String> {
        let to = format!("To: {email}");
        let mails = self.world.mails().into_iter();
        mails
            .filter(|mail| mail.lines().any(|line| line.trim_end() == to))
            .filter(|mail| mail.contains("List-Unsubscribe: <"))
            .collect()
    }

    /// What the newest mail to this address carries.
    pub fn token(&self, email: &str) -> String {
        let mail = self.mails_to(email).pop().expect("a mail");
        let (_, rest) = mail.split_once("/unsubscribe?token=").unwrap();
        let is_part = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        rest.chars().take_while(is_part).collect()
    }
}
