//! Witnesses testify without a name; two reviewers make each text safe; the statistics are released.

use serde_json::{Value, json};

use super::campaign::Campaign;
use super::office::{Office, find};
use super::{done, step};
use crate::cli::Failure;
use crate::cli::demo::client::{Client, text};
use crate::cli::demo::{county, voices};

/// Enough for every district to pass the threshold of ten.
const INCIDENTS: usize = 110;
const LAYOFFS: usize = 24;

pub async fn testify(
    anybody: &Client,
    office: &Office,
    county: &Campaign,
    layoffs: &Campaign,
) -> Result<(), Failure> {
    step("Witnesses testify; each keeps a receipt and nothing else");
    incidents(anybody, office, county).await?;
    laid_off(anybody, office, layoffs).await?;
    done(format!("{} testimonies", INCIDENTS + LAYOFFS));
    step("Two reviewers decide every finding and publish");
    let published = review(office).await?;
    done(format!("{published} published"));
    println!("  (A real service shows them what came today from tomorrow on.)");
    step("The campaigns' statistics are released");
    for campaign in [county, layoffs] {
        let path = format!("/v1/campaigns/{}/statistics-releases", campaign.id);
        office.organizer.post(&path, json!({})).await?;
    }
    done("release 1 of each");
    Ok(())
}

/// What witnesses of this kind tell, over and over; later ones give facts only.
fn told(kind: &str, number: usize) -> Option<&'static str> {
    let texts: Vec<_> = voices::TOLD.iter().filter(|(of, _)| *of == kind).collect();
    texts.get(number).map(|(_, text)| *text)
}

async fn incidents(anybody: &Client, office: &Office, campaign: &Campaign) -> Result<(), Failure> {
    let places = office.organizer.get("/v1/workplaces?limit=200").await?;
    for number in 0..INCIDENTS {
        let district = &county::DISTRICTS[number % county::DISTRICTS.len()];
        let branches = district.branches;
        let branch = &branches[(number / county::DISTRICTS.len()) % branches.len()];
        let words = told("safety_incident", number);
        let mut testimony = json!({
            "kind": "safety_incident", "language": voices::language(words),
            "happened_on": voices::day_of_last_quarter(office.clock.today(), number),
            "workplace_id": find(&places, "name", branch.name)?,
            "job_group": county::JOB_GROUPS[(number + number / 5) % 3],
            "incident": voices::incident(number),
        });
        if let Some(words) = words {
            testimony["text"] = json!(words);
        }
        submit(anybody, campaign, testimony).await?;
    }
    Ok(())
}

async fn laid_off(anybody: &Client, office: &Office, campaign: &Campaign) -> Result<(), Failure> {
    for number in 0..LAYOFFS {
        let mut testimony = json!({
            "kind": "layoff", "language": "en",
            "happened_on": voices::day_of_last_quarter(office.clock.today(), number),
            "job_group": county::JOB_GROUPS[0],
            "layoff": {
                "employer_id": office.employer,
                "notice_given": if number % 3 == 0 { "none" } else { "less_than_two_weeks" },
                "people_affected": "ten_to_forty_nine",
            },
        });
        if let Some(words) = told("layoff", number) {
            testimony["text"] = json!(words);
        }
        submit(anybody, campaign, testimony).await?;
    }
    Ok(())
}

async fn submit(anybody: &Client, campaign: &Campaign, testimony: Value) -> Result<(), Failure> {
    let path = format!("/v1/campaigns/{}/testimonies", campaign.id);
    text(&anybody.post(&path, testimony).await?, "receipt").map(drop)
}

/// The first reviewer decides and approves, the second looks and publishes.
async fn review(office: &Office) -> Result<usize, Failure> {
    let [first, second] = &office.reviewers;
    let queue = first.get("/v1/review/queue").await?;
    let waiting = queue["items"].as_array().cloned().unwrap_or_default();
    for queued in &waiting {
        let path = format!("/v1/review/testimonies/{}", text(queued, "id")?);
        let opened = first.post(&format!("{path}/claim"), json!({})).await?;
        let mut revision = opened["revision"].clone();
        let undecided: Vec<Value> = opened["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|finding| json!({"finding": finding["number"], "decision": "mask"}))
            .collect();
        if !undecided.is_empty() {
            let decisions = json!({"decisions": undecided});
            let decided = first
                .edit(
                    reqwest::Method::PATCH,
                    &format!("{path}/findings"),
                    &revision,
                    decisions,
                )
                .await?;
            revision = decided["revision"].clone();
        }
        let approved = first
            .edit(
                reqwest::Method::POST,
                &format!("{path}/approve"),
                &revision,
                json!({}),
            )
            .await?;
        let looked = second.post(&format!("{path}/open"), json!({})).await?;
        let revision = approved.get("revision").unwrap_or(&looked["revision"]);
        second
            .edit(
                reqwest::Method::POST,
                &format!("{path}/publish"),
                revision,
                json!({}),
            )
            .await?;
    }
    Ok(waiting.len())
}
