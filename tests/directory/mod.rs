//! Divisions, bodies, officials and workplaces.

mod bodies;
mod imports;
mod workplaces;

use serde_json::{Value, json};

use crate::kit::{Persona, World};

pub const DISTRICT_4: &str = "ocd-division/country:us/state:ca/county:alder/council_district:4";

pub struct County {
    pub world: World,
    pub owner: Persona,
    pub district: String,
    pub board: String,
}

pub async fn county() -> County {
    let world = World::new().await;
    let owner = world.organization("Alder County Library Workers").await;
    let district = json!({"ocd_id": DISTRICT_4, "name": "District 4"});
    let district = world.post("/v1/divisions", Some(&owner), district).await;
    let district = id(&district.expect(201));
    let board = json!({"name": "Alder County Board of Supervisors", "kind": "board"});
    let board = world.post("/v1/bodies", Some(&owner), board).await;
    let board = id(&board.expect(201));
    County {
        world,
        owner,
        district,
        board,
    }
}

pub fn id(made: &Value) -> String {
    made["id"].as_str().unwrap().to_owned()
}

impl County {
    pub fn supervisor(&self) -> Value {
        json!({
            "name": "Imelda Quintanar", "body_id": self.board, "post": "Supervisor, District 4",
            "division_id": self.district, "start_on": "2025-01-06", "end_on": "2029-01-05",
            "email": "district4@board.alder.example",
        })
    }

    pub async fn make(&self, path: &str, body: Value) -> Value {
        self.world.advance(chrono::Duration::milliseconds(1));
        self.world
            .post(path, Some(&self.owner), body)
            .await
            .expect(201)
    }
}
