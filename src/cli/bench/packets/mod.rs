//! `broadside bench --packets`: five packets for five officials out of a large campaign, and what a freeze takes of memory.

mod county;
mod crowd;
mod resident;

use std::path::Path;
use std::time::Duration;

use sea_orm::{ColumnTrait, QueryFilter};

use self::county::County;
use super::client::now;
use super::{Check, Limit};
use crate::app::App;
use crate::cli::Failure;
use crate::http::Once;
use crate::packets::compilation::create_packets_for_body;
use crate::packets::compilation::wire::NewPacketsForBody;
use crate::packets::create_packet;
use crate::packets::entity::{packet, packet_volume};
use crate::packets::rules::State;
use crate::packets::wire::NewPacket;
use crate::work;

const SIGNATURES: usize = 50_000;
const TESTIMONIES: usize = 2_000;
const NAMES: usize = 100_000;
const SECONDS: f64 = 30.0;
const MEGABYTES: f64 = 400.0;
const LOOK_EVERY: Duration = Duration::from_millis(50);
const PATIENCE: Duration = Duration::from_secs(600);

pub async fn measure(folder: &Path) -> Result<Vec<Check>, Failure> {
    println!("On SQLite, seeded in bulk; the time is that of `compile`: frozen, set and stored.\n");
    let mut checks = Vec::new();
    checks.extend(freeze(&folder.join("names")).await?);
    // As the design expects it: most are counted and not named.
    for (named_in, name) in [
        (5, "five_packets_every_fifth_named_seconds"),
        (1, "five_packets_all_named_seconds"),
    ] {
        checks.push(five(&folder.join(format!("five-{named_in}")), named_in, name).await?);
    }
    Ok(checks)
}

/// The service's own process while it freezes a packet of so many names; nothing is set meanwhile.
async fn freeze(folder: &Path) -> Result<Option<Check>, Failure> {
    let county = County::lay(folder, (NAMES, 1, 10)).await?;
    let resting = resident::begin();
    let began = now();
    let new = NewPacket {
        target_id: county.target().await?,
        petition_id: None,
        kind: None,
        paper: None,
        language: None,
        quotation_id: None,
        signatures_csv: None,
    };
    let (app, caller) = (&county.ground.app, &county.caller);
    create_packet(app, caller, county.campaign, &new, &Once::never()).await?;
    let took = (now() - began).as_secs_f64();
    let (Some(resting), Some(most)) = (resting, resident::most()) else {
        println!("memory                                       skipped: there is no /proc here");
        return Ok(None);
    };
    println!(
        "freezing {NAMES} names: {took:.1} s, {resting:.0} MB resident before, {most:.0} MB at most"
    );
    Ok(Some(Check {
        name: "freeze_100000_names_megabytes",
        value: most,
        limit: Limit::Ceiling(MEGABYTES),
    }))
}

async fn five(folder: &Path, named_in: usize, name: &'static str) -> Result<Check, Failure> {
    let county = County::lay(folder, (SIGNATURES, named_in, TESTIMONIES)).await?;
    let app = &county.ground.app;
    let worker = tokio::spawn(work::run(app.clone(), std::future::pending()));
    let began = now();
    let new = NewPacketsForBody {
        body_id: county.board,
        petition_id: None,
        kind: None,
        paper: None,
        language: None,
        anew: None,
        signatures_csv: None,
    };
    let (caller, once) = (&county.caller, Once::never());
    create_packets_for_body(app, caller, county.campaign, &new, &once).await?;
    let frozen = (now() - began).as_secs_f64();
    wait_until_set(app, &county).await?;
    let took = (now() - began).as_secs_f64();
    worker.abort();
    let (volumes, bytes) = size(app).await?;
    println!(
        "five packets, {SIGNATURES} signatures, {TESTIMONIES} testimonies, one in {named_in} named: frozen {frozen:.1} s, all {took:.1} s ({volumes} volumes, {:.1} MB)",
        bytes as f64 / 1e6
    );
    Ok(Check {
        name,
        value: took,
        limit: Limit::Ceiling(SECONDS),
    })
}

async fn wait_until_set(app: &App, county: &County) -> Result<(), Failure> {
    let until = now() + PATIENCE;
    loop {
        let rows =
            packet::of(county.ground.organization).filter(packet::Column::SupersededBy.is_null());
        let rows = rows.all(&app.db.read).await?;
        let is = |state: State| {
            rows.iter()
                .filter(|row| row.state == state.as_str())
                .count()
        };
        if is(State::Ready) == county::DISTRICTS {
            return Ok(());
        }
        if is(State::Failed) > 0 || now() > until {
            return Err("a packet could not be set".into());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn size(app: &App) -> Result<(usize, i64), Failure> {
    let rows = packet_volume::for_jobs().all(&app.db.read).await?;
    Ok((rows.len(), rows.iter().filter_map(|row| row.pdf_size).sum()))
}
