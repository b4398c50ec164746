//! Petitions: texts, versions, states, dates, and what the public sees.

mod dates;
mod readers;
mod states;
mod texts;

use broadside::identity::entity::organization;
use broadside::petitions::PetitionId;
use broadside::petitions::entity::petition;
use chrono::{Duration, SecondsFormat};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use crate::kit::{Answer, Persona, World};

pub struct Story {
    pub world: World,
    pub owner: Persona,
    pub campaign: String,
}

pub async fn story() -> Story {
    story_in(World::new().await).await
}

pub async fn story_in(world: World) -> Story {
    let story = unaddressed(world).await;
    let owner = Some(&story.owner);
    let board = json!({"name": "Alder County Board of Supervisors", "kind": "board"});
    let board = story.world.post("/v1/bodies", owner, board).await;
    let target = json!({"body_id": board.expect(201)["id"]});
    let targets = format!("/v1/campaigns/{}/targets", story.campaign);
    story.world.post(&targets, owner, target).await.expect(201);
    story
}

/// A campaign that addresses nobody yet.
pub async fn unaddressed(world: World) -> Story {
    let owner = world.organization("Alder County Library Workers").await;
    let new = json!({"name": "Safe branches", "summary": "Safety.", "language": "en", "answer_requested_by": "2026-11-30"});
    let made = world
        .post("/v1/campaigns", Some(&owner), new)
        .await
        .expect(201);
    let campaign = made["id"].as_str().unwrap().to_owned();
    Story {
        world,
        owner,
        campaign,
    }
}

pub fn text() -> Value {
    json!({"title": "Guards at high-risk branches", "body": "We ask the Board.\n\nNow."})
}

impl Story {
    pub fn new_petition(&self) -> Value {
        let mut new = text();
        new["campaign_id"] = json!(self.campaign);
        new["language"] = json!("en");
        new
    }

    pub async fn petition(&self, dates: &[(&str, Duration)]) -> String {
        let mut new = self.new_petition();
        for (name, after) in dates {
            new[*name] = json!(self.at(*after));
        }
        let made = self
            .world
            .post("/v1/petitions", Some(&self.owner), new)
            .await
            .expect(201);
        made["id"].as_str().unwrap().to_owned()
    }

    pub fn at(&self, after: Duration) -> String {
        let at = self.world.app.clock.now() + after;
        at.to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    pub async fn get(&self, id: &str) -> Value {
        let path = format!("/v1/petitions/{id}");
        let shown = self.world.get(&path, Some(&self.owner)).await;
        shown.expect(200)
    }

    pub async fn read(&self, id: &str) -> Answer {
        self.world
            .get(&format!("/v1/public/petitions/{id}"), None)
            .await
    }

    pub async fn step(&self, who: &Persona, id: &str, transition: &str) -> Answer {
        let path = format!("/v1/petitions/{id}/transitions");
        let reason = (transition == "reject").then_some("no_clear_demand");
        let body = match reason {
            Some(reason) => json!({"transition": transition, "reason": reason}),
            None => json!({"transition": transition}),
        };
        self.world.post(&path, Some(who), body).await
    }

    pub async fn go(&self, id: &str, transitions: &[&str]) -> Value {
        let mut last = Value::Null;
        for transition in transitions {
            last = self.step(&self.owner, id, transition).await.expect(200);
        }
        last
    }

    pub async fn set(&self, change: impl Fn(&mut organization::ActiveModel)) {
        let found =
            organization::for_jobs().filter(organization::Column::Id.eq(self.owner.organization));
        let mut row = found
            .one(&self.world.app.db.read)
            .await
            .unwrap()
            .unwrap()
            .into_active_model();
        change(&mut row);
        let row = &row;
        let write = self
            .world
            .app
            .db
            .write(|tx| async move { row.clone().update(&*tx).await });
        write.await.unwrap();
    }

    pub async fn freeze(&self, id: &str) {
        let id: PetitionId = id.parse().unwrap();
        let found = petition::for_jobs().filter(petition::Column::Id.eq(id));
        let mut row = found
            .one(&self.world.app.db.read)
            .await
            .unwrap()
            .unwrap()
            .into_active_model();
        row.frozen_at = Set(Some(self.world.app.clock.now()));
        let row = &row;
        let write = self
            .world
            .app
            .db
            .write(|tx| async move { row.clone().update(&*tx).await });
        write.await.unwrap();
    }

    pub fn has_key(&self, id: &str) -> bool {
        let id: PetitionId = id.parse().unwrap();
        self.world.app.petition_keys.load(id.0).is_ok()
    }
}
