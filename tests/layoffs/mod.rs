//! Layoffs: notices that employers filed, beside what workers report, and a worker's letter to the employer.

mod amending;
mod figures;
mod importing;
mod letter;
mod packets;

use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::{Answer, Persona, World};

/// Real notices of libraries and their vendors, as a public register has them.
pub const REGISTER: &str = include_str!("../data/warn_library_sector.csv");

pub async fn import(world: &World, who: &Persona, csv: &str) -> Answer {
    import_with(world, who, "", csv.as_bytes().to_vec()).await
}

pub async fn import_with(world: &World, who: &Persona, more: &str, csv: Vec<u8>) -> Answer {
    let path = format!("/v1/layoff-notices/imports{more}");
    let request = world
        .request(Method::POST, &path)
        .header("authorization", format!("Bearer {}", who.token))
        .content_type("text/csv");
    Answer::read(request.body(csv).send().await).await
}

pub async fn figures(world: &World, who: &Persona, query: &str) -> Value {
    let path = format!("/v1/layoff-figures{query}");
    world.get(&path, Some(who)).await.expect(200)
}

pub async fn list(world: &World, who: &Persona, query: &str) -> Vec<Value> {
    let path = format!("/v1/layoff-notices?limit=200{query}");
    let found = world.get(&path, Some(who)).await.expect(200);
    found["items"].as_array().unwrap().clone()
}

/// Notices, people, and notices without a number.
pub fn sums(figures: &Value) -> (u64, u64, u64) {
    let number = |name: &str| figures[name].as_u64().unwrap();
    (
        number("notices"),
        number("people"),
        number("without_number"),
    )
}

pub async fn choose(world: &World, who: &Persona, campaign: &str, body: Value) -> Answer {
    let path = format!("/v1/campaigns/{campaign}/layoff-notices");
    world.send(Method::PUT, &path, Some(who), Some(body)).await
}

pub fn nothing_chosen() -> Value {
    json!({"employers": [], "states": []})
}
