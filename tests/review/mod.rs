//! From a sealed testimony to a published one.

mod bad_input;
mod envelopes;
mod keys;
mod photographs;
mod publishing;
mod queue;
mod redacting;
mod safety;
mod takedown;
mod tomorrow;
mod vouching;
mod witness;

use serde_json::json;

use crate::kit::{Call, World};

pub const TEXT: &str = "On March 3, 2026 a man threw a chair at Marisol at the eastmont branch. I called marisol at (555) 010-4477.";

pub async fn one_testimony(world: &World, call: &Call, wants_approval: bool) -> (String, String) {
    let body = json!({
        "kind": "safety_incident",
        "text": TEXT,
        "happened_on": "2026-03-03",
        "workplace_id": call.workplaces[1].to_string(),
        "job_group": "Librarian",
        "incident": {"incident_types": ["attack_with_weapon_or_object"]},
        "wants_approval": wants_approval,
    });
    let taken = world.testify(call, body).await.expect(201);
    let id = world.queue(&call.ana).await.remove(0);
    (id, taken["receipt"].as_str().unwrap().to_owned())
}
