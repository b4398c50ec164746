//! Sessions, second factors, members, invitations, new passwords, keys of machines, and the organization.

mod api_keys;
mod invitations;
mod members;
mod organization;
mod password_resets;
mod second_factor;
mod sessions;

use poem::http::Method;
use serde_json::{Value, json};

use crate::kit::PASSWORD;
use crate::kit::{Answer, Persona, World};

pub const UNION: &str = "Alder County Library Workers";
pub const ODALYS: &str = "owner@aldercountylibraryworkers.example";

/// A world with one organization, and its owner at the door.
pub async fn union() -> (World, Persona) {
    let world = World::new().await;
    let odalys = world.organization(UNION).await;
    (world, odalys)
}

pub async fn sign_in(world: &World, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    world.post("/v1/sessions", None, body).await
}

/// Signed in by password alone, through the front door.
pub async fn at_the_door(world: &World, persona: &Persona, email: &str) -> (Persona, Value) {
    let session = sign_in(world, email, PASSWORD).await.expect(201);
    (holding(persona, &session), session)
}

/// The same person with the access token of another session.
pub fn holding(persona: &Persona, session: &Value) -> Persona {
    Persona {
        token: session["access_token"].as_str().unwrap().to_owned(),
        ..persona.clone()
    }
}

/// An edit by somebody who has read the present version.
pub async fn patch(world: &World, path: &str, who: &Persona, body: Value) -> Answer {
    let read = world.get(path, Some(who)).await;
    let etag = read.header("etag").expect("an ETag").to_owned();
    let request = world.request(Method::PATCH, path);
    let request = request
        .header("authorization", format!("Bearer {}", who.token))
        .header("if-match", etag)
        .content_type("application/json");
    Answer::read(request.body(body.to_string()).send().await).await
}

pub async fn delete(world: &World, path: &str, who: &Persona) -> Answer {
    world.send(Method::DELETE, path, Some(who), None).await
}

/// The code that the last mail carries.
pub fn code_in(mail: &str) -> String {
    let line = mail
        .lines()
        .find(|line| line.starts_with("    ") && line.matches('-').count() == 5);
    line.expect("a code in the mail").trim().to_owned()
}
