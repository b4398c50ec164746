//! The organizer compiles a packet for each addressee and saves it.

use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::campaign::Campaign;
use super::office::Office;
use super::{done, step};
use crate::cli::Failure;
use crate::cli::demo::client::{Client, text};

/// One packet on disk.
pub struct Finished {
    pub id: String,
    /// It follows one that was not answered.
    pub follows: bool,
    pub addressee: String,
    pub signatures: u64,
    pub own_signatures: Option<u64>,
    pub texts: u64,
    pub volumes: Vec<Volume>,
}

/// One document of it.
pub struct Volume {
    pub pages: u64,
    pub file: String,
    pub digest: String,
}

pub async fn compile(
    office: &Office,
    campaigns: &[&Campaign],
    out: &Path,
) -> Result<Vec<Finished>, Failure> {
    let organizer = &office.organizer;
    step("The organizer reads the comments before they print");
    done(approve_comments(organizer, campaigns).await?);
    step("A packet is frozen and set for every addressee");
    let mut frozen = Vec::new();
    for campaign in campaigns {
        for target in &campaign.targets {
            let path = format!("/v1/campaigns/{}/packets", campaign.id);
            let packet = organizer.post(&path, json!({"target_id": target})).await?;
            frozen.push((text(&packet, "id")?, campaign.id.clone()));
        }
    }
    let mut finished = Vec::new();
    for (id, campaign) in &frozen {
        finished.push(save(organizer, (id, campaign), false, out).await?);
    }
    done(format!("{} packets", finished.len()));
    Ok(finished)
}

async fn approve_comments(organizer: &Client, campaigns: &[&Campaign]) -> Result<String, Failure> {
    let mut read = 0;
    for campaign in campaigns {
        let path = format!("/v1/petitions/{}/comments?limit=200", campaign.petition);
        for comment in organizer.get(&path).await?["items"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let path = format!(
                "/v1/signatures/{}/comment-review",
                text(comment, "signature_id")?
            );
            organizer.put(&path, json!({"decision": "approve"})).await?;
            read += 1;
        }
    }
    Ok(format!("{read} approved"))
}

pub async fn save(
    organizer: &Client,
    (id, campaign): (&str, &str),
    follows: bool,
    out: &Path,
) -> Result<Finished, Failure> {
    let packet = ready(organizer, id).await?;
    let addressee = text(&packet, "addressee")?;
    let mut name = file_name(&addressee);
    if follows {
        name.push_str(".follow-up");
    }
    let mut volumes = Vec::new();
    for volume in packet["volumes"].as_array().into_iter().flatten() {
        volumes.push(save_volume(organizer, id, volume, &out.join(&name)).await?);
    }
    for (part, ending) in [
        ("manifest", "manifest.json"),
        ("manifest-signature", "manifest.json.sig"),
    ] {
        let beside = organizer
            .download(&format!("/v1/packets/{id}/{part}"))
            .await?;
        std::fs::write(out.join(format!("{name}.{ending}")), beside)?;
    }
    let path = format!("/v1/campaigns/{campaign}/published-testimonies?limit=200");
    let published = organizer.get(&path).await?;
    Ok(Finished {
        id: id.to_owned(),
        follows,
        addressee,
        signatures: packet["signatures"].as_u64().unwrap_or_default(),
        own_signatures: packet["own_signatures"].as_u64(),
        texts: published["items"].as_array().map_or(0, Vec::len) as u64,
        volumes,
    })
}

/// `NAME.pdf`, and `NAME.volume-2.pdf` where the report has no room for everything.
async fn save_volume(
    organizer: &Client,
    id: &str,
    volume: &Value,
    name: &Path,
) -> Result<Volume, Failure> {
    let number = volume["number"].as_u64().unwrap_or(1);
    let path = format!("/v1/packets/{id}/volumes/{number}");
    let pdf = organizer.download(&path).await?;
    let ending = match number {
        1 => "pdf".to_owned(),
        more => format!("volume-{more}.pdf"),
    };
    let mut file = name
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    file.push_str(&format!(".{ending}"));
    std::fs::write(name.with_file_name(&file), &pdf)?;
    Ok(Volume {
        pages: volume["pages"].as_u64().unwrap_or_default(),
        digest: data_encoding::HEXLOWER.encode(&Sha256::digest(&pdf)),
        file,
    })
}

async fn ready(organizer: &Client, id: &str) -> Result<Value, Failure> {
    for _ in 0..1200 {
        let packet = organizer.get(&format!("/v1/packets/{id}")).await?;
        match packet["state"].as_str() {
            Some("ready") => return Ok(packet),
            Some("failed") => return Err(format!("a packet could not be set: {packet}").into()),
            _ => tokio::time::sleep(Duration::from_millis(250)).await,
        }
    }
    Err("a packet was not ready within five minutes".into())
}

/// Lower-case ASCII letters and digits, in words.
fn file_name(addressee: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let plain = addressee
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c));
    let words: String = plain
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                ' '
            }
        })
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join("-")
}
