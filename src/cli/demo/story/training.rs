//! Not everybody wants guards: a training is called, and what is asked, taught and told is set side by side, topic by topic.

use chrono::Days;
use serde_json::{Value, json};

use super::campaign::Campaign;
use super::office::Office;
use super::{done, step};
use crate::cli::Failure;
use crate::cli::demo::client::text;

pub async fn learn(office: &Office, campaign: &Campaign) -> Result<(), Failure> {
    step("A training: guards, police, crisis teams, and without");
    let organizer = &office.organizer;
    let made = organizer
        .post("/v1/events", called(office, campaign))
        .await?;
    let path = format!("/v1/events/{}/transitions", text(&made, "id")?);
    organizer.post(&path, json!({"to": "published"})).await?;
    done("published");
    println!("  Side by side, by topic: demands, trainings, and whether testimony speaks to it");
    let path = format!("/v1/campaigns/{}/topics", campaign.id);
    let table = organizer.get(&path).await?;
    for row in table["topics"].as_array().into_iter().flatten() {
        let here = |field: &str| row[field].as_array().map_or(0, Vec::len);
        let told = if here("figures") > 0 { "told of" } else { "-" };
        println!(
            "    {:<51}{:>3}{:>3}  {told}",
            text(row, "name")?,
            here("demands"),
            here("trainings")
        );
    }
    Ok(())
}

fn called(office: &Office, campaign: &Campaign) -> Value {
    let day = office.clock.today() + Days::new(21);
    json!({
        "kind": "training", "campaign_id": campaign.id, "language": "en",
        "title": "Who comes when we call, and what else there is",
        "description": "What a guard may do and what a post order says; what to expect when police are called; crisis teams, social workers and psychiatric nurses; and what staff have done without police.",
        "zone": "America/Los_Angeles", "starts": format!("{day}T10:00"), "ends": format!("{day}T12:00"),
        "by_video_call": true,
        "topics": ["police_response", "guard_companies", "crisis_teams", "social_workers", "without_police"],
        "training": {
            "mode": "live_online", "provider": "Example Library Training (fictional)", "duration_minutes": 120,
            "cost": "$65 a person", "group_discount": "$50 from ten people of one library",
        },
    })
}
