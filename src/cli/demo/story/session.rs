//! The union calls a strategy session for six in the evening, by video call; who comes is told how to join, and nobody else.

use chrono::{Duration, NaiveTime};
use chrono_tz::America::Los_Angeles;
use serde_json::{Value, json};

use super::campaign::Campaign;
use super::office::Office;
use super::{done, step};
use crate::cli::Failure;
use crate::cli::demo::client::{Client, text};
use crate::cli::demo::mailbox::MailFolder;
use crate::cli::demo::people::signer;

const COME: usize = 12;

pub async fn meet(
    anybody: &Client,
    mails: &MailFolder,
    office: &Office,
    campaign: &Campaign,
) -> Result<(), Failure> {
    step("A strategy session is called: today at 6 PM, by video");
    let (new, shown_from) = called_for(office, campaign);
    let made = office.organizer.post("/v1/events", new).await?;
    let path = format!("/v1/events/{}", text(&made, "id")?);
    let details = json!({
        "shown_from": shown_from, "link": "https://meet.example/j/made-up",
        "meeting_id": "811 555 0123", "passcode": "made-up-passcode",
    });
    office
        .organizer
        .put(&format!("{path}/join-details"), details)
        .await?;
    let publish = json!({"to": "published"});
    office
        .organizer
        .post(&format!("{path}/transitions"), publish)
        .await?;
    let mut waiting = 0;
    let mut first = None;
    for number in 0..COME {
        let email = signer(number, "employee").email;
        let email = format!("session.{email}");
        let answer = json!({"email": email});
        anybody.post(&format!("{path}/rsvps"), answer).await?;
        let token = mails.rsvp_token_for(&email).await?;
        let token = json!({"token": token});
        let confirmed = anybody.post("/v1/rsvps/confirmations", token).await?;
        waiting += usize::from(confirmed["state"] == "waiting");
        first.get_or_insert(text(&confirmed, "token")?);
    }
    let opened = match first {
        Some(token) => {
            anybody
                .post("/v1/rsvps/open", json!({"token": token}))
                .await?
        }
        None => Value::Null,
    };
    let told = match opened["join_details"]["passcode"].is_string() {
        true => "told how to join",
        false => "not told how to join",
    };
    done(format!("{} come, {waiting} wait; {told}", COME - waiting));
    Ok(())
}

/// Six o'clock on the county's wall clock; whoever comes is told at once how to join.
fn called_for(office: &Office, campaign: &Campaign) -> (Value, String) {
    let now = office.clock.now();
    let here = now.with_timezone(&Los_Angeles);
    let six = NaiveTime::from_hms_opt(18, 0, 0).unwrap_or_default();
    let starts = here.date_naive().and_time(six);
    let ends = starts + Duration::minutes(90);
    let form = "%Y-%m-%dT%H:%M";
    let new = json!({
        "kind": "strategy_session", "campaign_id": campaign.id, "language": "en",
        "title": "Strategy session: the case, district by district",
        "description": "Ninety minutes. We go through what each Supervisor is told, and who calls whom.",
        "zone": "America/Los_Angeles", "starts": starts.format(form).to_string(), "ends": ends.format(form).to_string(),
        "by_video_call": true, "capacity": 10, "spoken_languages": ["en", "es"], "topics": ["guard_companies"],
    });
    (new, now.to_rfc3339())
}
