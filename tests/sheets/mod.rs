//! Signing on paper: printed, typed twice, counted.

mod counting;
mod entering;
mod lines;
mod packets;
mod printing;

use broadside::identity::Role;
use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, Persona, World};
use crate::signatures::{Drive, drive_in};

/// A petition, sheets that are out, and two organizers who type what comes back.
pub struct Desk {
    pub drive: Drive,
    pub marisol: Persona,
    pub teo: Persona,
    pub sheets: Vec<Value>,
}

impl Desk {
    pub async fn new() -> Self {
        let drive = drive_in(World::new().await).await;
        let marisol = drive.world.member(&drive.owner, &[Role::Organizer]).await;
        let teo = drive.world.member(&drive.owner, &[Role::Organizer]).await;
        let print = printed(&drive, &marisol, wish()).await.expect(201);
        let sheets = print["sheets"].as_array().unwrap().clone();
        Self {
            drive,
            marisol,
            teo,
            sheets,
        }
    }

    pub fn world(&self) -> &World {
        &self.drive.world
    }

    pub fn code(&self, at: usize) -> &str {
        self.sheets[at]["code"].as_str().unwrap()
    }

    pub fn path(&self, at: usize) -> String {
        format!("/v1/sheets/{}", self.sheets[at]["id"].as_str().unwrap())
    }

    pub async fn enter(&self, who: &Persona, at: usize, lines: Value) -> Answer {
        self.enter_code(who, self.code(at), lines).await
    }

    pub async fn enter_code(&self, who: &Persona, code: &str, lines: Value) -> Answer {
        let path = format!("/v1/petitions/{}/sheet-entries", self.drive.petition);
        let body = json!({"sheet_code": code, "lines": lines});
        self.world().post(&path, Some(who), body).await
    }

    /// Both type the same.
    pub async fn count_sheet(&self, at: usize, lines: Value) -> Value {
        self.enter(&self.marisol, at, lines.clone())
            .await
            .expect(201);
        self.enter(&self.teo, at, lines).await.expect(201)
    }

    pub async fn lines(&self, at: usize) -> Vec<Value> {
        let path = format!("{}/lines", self.path(at));
        let list = self.world().get(&path, Some(&self.marisol)).await;
        list.expect(200)["items"].as_array().unwrap().clone()
    }

    pub async fn move_line(&self, at: usize, line: i32, to: &str) -> Answer {
        let read = self.path(at);
        let path = format!("{read}/lines/{line}/moves");
        let body = json!({"line_move": to});
        let pair = (read.as_str(), path.as_str());
        self.world()
            .change(Method::POST, pair, &self.marisol, body)
            .await
    }

    /// All, online, on paper.
    pub async fn count(&self) -> (i64, i64, i64) {
        let path = format!("/v1/petitions/{}/count", self.drive.petition);
        let count = self.world().get(&path, None).await.expect(200);
        let number = |name: &str| count[name].as_i64().unwrap();
        (number("confirmed"), number("online"), number("on_paper"))
    }

    /// Rows and counters tell the same story.
    pub async fn check(&self) {
        let different = broadside::signatures::recount(&self.world().app).await;
        assert_eq!(different.unwrap(), 0);
    }
}

pub fn wish() -> Value {
    json!({"language": "en", "sheets": 4, "kept_at": "the locked cabinet of the union's office"})
}

pub async fn printed(drive: &Drive, who: &Persona, wish: Value) -> Answer {
    let path = format!("/v1/petitions/{}/sheets", drive.petition);
    drive.world.post(&path, Some(who), wish).await
}

pub fn signed(line: i32, name: &str) -> Value {
    json!({"line": line, "name": name, "standing": "employee", "visibility": "recipients"})
}
