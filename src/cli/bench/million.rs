//! Reading a count over ten thousand and over a million signatures.

use std::time::Duration;

use sea_orm::{ConnectionTrait, DbErr};

use super::client::{Done, ask_for};
use super::ground::{Ground, Served, count};
use crate::cli::Failure;
use crate::ids;
use crate::petitions::PetitionId;

pub const FEW: u32 = 10_000;
pub const MANY: u32 = 1_000_000;
const AT_ONCE: u32 = 100_000;

/// The rates of reading at both sizes.
pub async fn read(
    ground: &Ground,
    served: &Served,
    clients: u64,
    time: Duration,
) -> Result<(Done, Done), Failure> {
    let petition = PetitionId(ids::timely(&ground.app.clock, &ground.app.entropy));
    ground.open(petition).await?;
    fill(ground, petition, 0, FEW).await?;
    let few = ask_for(served.address, clients, time, count(petition)).await?;
    for from in (FEW..MANY).step_by(AT_ONCE as usize) {
        fill(ground, petition, from, (from + AT_ONCE).min(MANY)).await?;
    }
    let many = ask_for(served.address, clients, time, count(petition)).await?;
    Ok((few, many))
}

/// Rows in the order of their keys, since a million at random places would take the time that the bench has.
async fn fill(ground: &Ground, petition: PetitionId, from: u32, to: u32) -> Result<(), DbErr> {
    let (organization, petition) = (ground.organization.0.simple(), petition.0.simple());
    let rows = &format!(
        "INSERT INTO signature (id, organization_id, petition_id, version_number, dedupe_key, comment_state, visibility, standing, language, \
         wants_updates, network_kind, nonce, state, signed_at, expires_at) \
         WITH RECURSIVE numbers(i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < {to}) \
         SELECT unhex(printf('%032x', i)), unhex('{organization}'), unhex('{petition}'), 1, unhex(printf('%064x', i)), 'none', 'counted', \
         'employee', 'en', 0, 'ordinary', unhex(printf('%064x', i)), 'confirmed', '2026-01-01T00:00:00+00:00', '2026-01-08T00:00:00+00:00' \
         FROM numbers"
    );
    let tally = &format!(
        "INSERT INTO petition_tally (petition_id, state, number, on_paper) VALUES (unhex('{petition}'), 'confirmed', {to}, 0) \
         ON CONFLICT (petition_id, state) DO UPDATE SET number = excluded.number"
    );
    ground
        .app
        .db
        .write(|tx| async move {
            tx.execute_unprepared(rows).await?;
            tx.execute_unprepared(tally).await.map(drop)
        })
        .await
}
