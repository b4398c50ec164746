//! Who signed and who told: many rows at a time, sealed and counted as the intake does it.

use std::collections::BTreeMap;

use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};
use serde_json::json;

use super::county::County;
use crate::db::Tx;
use crate::ids;
use crate::incidents::IncidentId;
use crate::incidents::entity::incident;
use crate::review::PublishedTestimonyId;
use crate::review::entity::published_testimony;
use crate::signatures::address::Address;
use crate::signatures::entity::{petition_tally, signature, signature_count};
use crate::signatures::{NOWHERE, SignatureId, seal};

const AT_ONCE: usize = 500;
/// One in ten works there; the others use the library.
const EMPLOYEES: usize = 10;
const FIRST: [&str; 8] = [
    "Rosalind",
    "Ignacio",
    "Thanh Hương",
    "Oluwaseun",
    "Magdalena",
    "Desmond",
    "Yesenia",
    "Björn",
];
const LAST: [&str; 8] = [
    "Featherstone",
    "Villaseñor",
    "Nguyễn",
    "Adeyemi-Clarke",
    "Kowalczyk",
    "O’Rourke",
    "Castellanos",
    "Lindqvist",
];
const TOLD: [&str; 4] = [
    "It was close to closing time and two of us were on the floor. A man came in whom we know; he had a very bad day. He threw [an object] at the desk and said he would wait for me outside. I called the front office and nobody picked up. We locked ourselves in the workroom and listened to him try the door.",
    "I have been asked three times to work [a time] alone. I said the third time that I would not, and my hours were cut.\n\nThe incident log at our branch has not been filled in since [a month]; we were told that it looked bad.",
    "I signed for the alternative. At my last job there was a guard at the door, and within a month the teenagers were gone. They did not feel looked after, they felt looked at. What helped us was [a coworker], two afternoons a week, until the grant ran out. After that we went back to calling a number that nobody answers after five.",
    "Somebody slept in the restroom and would not wake up. I thought he was dead. I did what the poster says. The ambulance took him. I came back to the desk because there was a line.",
];
const TYPES: [&str; 3] = [
    "threat_of_physical_force_or_weapon",
    "physical_attack_without_weapon",
    "attack_with_weapon_or_object",
];

pub async fn sign(county: &County, tx: &Tx, number: usize, named_in: usize) -> Result<(), DbErr> {
    let mut counts: BTreeMap<(usize, Option<usize>, &str), i64> = BTreeMap::new();
    for from in (0..number).step_by(AT_ONCE) {
        let some = from..(from + AT_ONCE).min(number);
        let rows = some.map(|at| {
            let (place, visibility) = (place(county, at), visibility(at, named_in));
            *counts.entry((place.0, place.1, visibility)).or_default() += 1;
            signature_row(county, at, place, visibility)
        });
        signature::Entity::insert_many(rows.collect::<Vec<_>>())
            .exec_without_returning(tx)
            .await?;
    }
    let rows = counts
        .into_iter()
        .map(
            |((district, branch, visibility), n)| signature_count::ActiveModel {
                petition_id: Set(county.ground.petition),
                division_key: Set(county.districts[district].0),
                workplace_key: Set(branch.map_or(NOWHERE, |at| county.branches[at].0)),
                standing: Set(standing(branch).to_owned()),
                visibility: Set(visibility.to_owned()),
                confirmed: Set(n),
                on_paper: Set(0),
            },
        );
    signature_count::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    let tally = petition_tally::ActiveModel {
        petition_id: Set(county.ground.petition),
        state: Set("confirmed".to_owned()),
        number: Set(i64::try_from(number).unwrap_or(i64::MAX)),
        on_paper: Set(0),
    };
    petition_tally::Entity::insert(tally)
        .exec_without_returning(tx)
        .await
        .map(drop)
}

/// District and branch.
fn place(county: &County, at: usize) -> (usize, Option<usize>) {
    let branch = at / EMPLOYEES % county.branches.len();
    if at.is_multiple_of(EMPLOYEES) {
        (branch % county.districts.len(), Some(branch))
    } else {
        (at % county.districts.len(), None)
    }
}

fn visibility(at: usize, named_in: usize) -> &'static str {
    if at.is_multiple_of(named_in) {
        "public"
    } else {
        "counted"
    }
}

fn standing(branch: Option<usize>) -> &'static str {
    if branch.is_some() {
        "employee"
    } else {
        "patron"
    }
}

fn signature_row(
    county: &County,
    at: usize,
    (district, branch): (usize, Option<usize>),
    visibility: &str,
) -> signature::ActiveModel {
    let app = &county.ground.app;
    let (id, now) = (SignatureId(county.fresh()), app.clock.now());
    let name = format!(
        "{} {} {at}",
        FIRST[at % FIRST.len()],
        LAST[at / FIRST.len() % LAST.len()]
    );
    let address = Address::parse(&format!("signer{at}@bench.example")).ok();
    let name = (visibility == "public").then_some(name.as_str());
    let sealed = address.map(|address| seal::seal(app, id, &address, name, None));
    let (address, name) = sealed.map(|it| (it.address, it.name)).unzip();
    signature::ActiveModel {
        id: Set(id),
        organization_id: Set(county.ground.organization),
        petition_id: Set(county.ground.petition),
        version_number: Set(1),
        dedupe_key: Set([id.0.as_bytes(), id.0.as_bytes().as_slice()].concat()),
        address_sealed: Set(address),
        name_sealed: Set(name.flatten()),
        comment_sealed: Set(None),
        comment_state: Set("none".to_owned()),
        visibility: Set(visibility.to_owned()),
        standing: Set(standing(branch).to_owned()),
        membership: Set(None),
        workplace_id: Set(branch.map(|at| county.branches[at])),
        division_id: Set(Some(county.districts[district])),
        language: Set("en".to_owned()),
        wants_updates: Set(false),
        network_kind: Set("ordinary".to_owned()),
        nonce: Set([id.0.as_bytes(), id.0.as_bytes().as_slice()].concat()),
        state: Set("confirmed".to_owned()),
        reason: Set(None),
        batch: Set(None),
        signed_at: Set(now),
        expires_at: Set(now),
        confirmed_at: Set(Some(now)),
        ended_at: Set(None),
    }
}

pub async fn testify(county: &County, tx: &Tx, number: usize) -> Result<(), DbErr> {
    let entropy = &county.ground.app.entropy;
    for from in (0..number).step_by(AT_ONCE) {
        let some: Vec<(usize, PublishedTestimonyId)> = (from..(from + AT_ONCE).min(number))
            .map(|at| (at, PublishedTestimonyId(ids::timeless(entropy))))
            .collect();
        let texts = some.iter().map(|(at, id)| published_row(county, *at, *id));
        published_testimony::Entity::insert_many(texts)
            .exec_without_returning(tx)
            .await?;
        let facts = some.iter().map(|(at, id)| incident_row(county, *at, *id));
        incident::Entity::insert_many(facts)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

fn published_row(
    county: &County,
    at: usize,
    id: PublishedTestimonyId,
) -> published_testimony::ActiveModel {
    published_testimony::ActiveModel {
        id: Set(id),
        organization_id: Set(county.ground.organization),
        campaign_id: Set(county.campaign),
        kind: Set("safety_incident".to_owned()),
        language: Set(Some("en".to_owned())),
        text: Set(TOLD[at % TOLD.len()].to_owned()),
        division_id: Set(Some(county.districts[at % county.districts.len()])),
        quarter: Set(Some("2026-Q3".to_owned())),
        job_group: Set(Some("library assistants".to_owned())),
        verified_worker: Set(false),
        published_on: Set(county.ground.app.clock.today()),
        withdrawn_on: Set(None),
        takedown_asked_by: Set(None),
        takedown_asked_on: Set(None),
    }
}

fn incident_row(
    county: &County,
    at: usize,
    published_id: PublishedTestimonyId,
) -> incident::ActiveModel {
    incident::ActiveModel {
        id: Set(IncidentId(ids::timeless(&county.ground.app.entropy))),
        organization_id: Set(county.ground.organization),
        campaign_id: Set(county.campaign),
        published_id: Set(published_id),
        division_id: Set(Some(county.districts[at % county.districts.len()])),
        quarter: Set(Some("2026-Q3".to_owned())),
        job_group: Set(Some("library assistants".to_owned())),
        verified_worker: Set(false),
        circumstances: Set(json!(["isolated_or_alone"])),
        incident_types: Set(json!([TYPES[at % TYPES.len()]])),
        who_was_called: Set(Some("law_enforcement".to_owned())),
        what_came_of_it: Set(Some("help_came_too_late".to_owned())),
    }
}
