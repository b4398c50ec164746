//! The association gets its packet and says nothing; after weeks the public record says so, and a second packet follows the first.

use std::path::Path;

use serde_json::{Value, json};

use super::campaign::Campaign;
use super::office::Office;
use super::packets::{self, Finished};
use super::{done, step};
use crate::accountability::day::day_of;
use crate::cli::Failure;
use crate::cli::demo::client::{Client, text};

/// As JSON and as a feed.
pub const RECORD: [&str; 2] = ["public-record.json", "public-record.atom"];

const SINCE: &str = "Two issues of the association's newsletter have come out. One of them is about resilience; neither says who laid off whom.\n\nMembers ask us at every meeting whether there is an answer. We show them the public record.";

/// `packets` are those that were frozen so far; the last of them goes to the association.
pub async fn wait(
    anybody: &Client,
    office: &mut Office,
    campaign: &Campaign,
    (out, packets): (&Path, &[Finished]),
) -> Result<Finished, Failure> {
    let first = packets.last().ok_or("no packet was frozen")?;
    step("The association's packet is handed over at its office");
    let here = format!("/v1/packets/{}", first.id);
    let by_hand = json!({"channel": "by_hand", "left_on": day_of(office.clock.now())});
    let made = office
        .organizer
        .post(&format!("{here}/deliveries"), by_hand)
        .await?;
    done(text(&made, "state")?);
    time_passes(anybody, office).await?;
    step("Anybody can read what came of it");
    let record = format!("/v1/public/campaigns/{}/record", campaign.id);
    for (path, file) in [record.clone(), format!("{record}.atom")]
        .iter()
        .zip(RECORD)
    {
        std::fs::write(out.join(file), anybody.download(path).await?)?;
    }
    done(stands(&anybody.get(&record).await?));
    step("A second packet cites the first, and the silence since");
    let since = json!({"since": SINCE});
    let path = format!("{here}/follow-ups");
    let follow_up = text(&office.organizer.post(&path, since).await?, "id")?;
    let ids = (follow_up.as_str(), campaign.id.as_str());
    let saved = packets::save(&office.organizer, ids, true, out).await?;
    done(text(
        &office
            .organizer
            .get(&format!("/v1/packets/{follow_up}"))
            .await?,
        "state",
    )?);
    Ok(saved)
}

async fn time_passes(anybody: &Client, office: &mut Office) -> Result<(), Failure> {
    let before = day_of(office.clock.now());
    office.clock.catch_up();
    let days = (day_of(office.clock.now()) - before).num_days();
    println!("\n  *** The demo now moves its clock by {days} days, to the present. ***\n");
    step("Everybody's session has ended; they sign in again");
    office.back(anybody).await?;
    done("done");
    Ok(())
}

/// Where the one who was asked stands, in the record's own words and numbers.
fn stands(record: &Value) -> String {
    let entry = &record["entries"][0];
    let status = entry["status"].as_str().unwrap_or("not asked");
    match entry["silent_days"].as_i64() {
        Some(days) => format!("{status}, {days} days"),
        None => status.to_owned(),
    }
}
