//! The demands that stood beside a text when people signed it; a later change of the campaign's list does not reach them.

use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::entity::{petition, petition_text, petition_version};
use super::{PetitionId, PetitionVersionId};
use crate::campaigns::demands_of as demands_of_campaigns;
use crate::campaigns::wire::{Demand, closest};
use crate::db::Tx;

/// Copies the campaign's demands into the present version of each, unless that was done before.
pub async fn freeze_demands(tx: &Tx, petitions: &[PetitionId]) -> Result<(), DbErr> {
    use petition::Column as C;
    let rows = petition::for_jobs().filter(C::Id.is_in(petitions.iter().copied()));
    for row in rows.all(tx).await? {
        let Some(version) = version_of(tx, &row, row.current_version).await? else {
            continue;
        };
        if version.demands.is_none() {
            let mut demands = of_campaign(tx, &row).await?;
            keep_read_languages(tx, version.id, &mut demands).await?;
            // Another first signature may have come in between.
            let only_once = petition_version::Column::Demands.is_null();
            write(tx, version.id, &demands, only_once).await?;
        }
    }
    Ok(())
}

/// A language that a signed petition gets later: from now on people read its demands as they stand in it today.
pub(super) async fn freeze_language(
    tx: &Tx,
    row: &petition::Model,
    language: &str,
) -> Result<(), DbErr> {
    let Some(version) = version_of(tx, row, row.current_version).await? else {
        return Ok(());
    };
    let Some(mut demands) = frozen(&version)? else {
        return Ok(());
    };
    let present = of_campaign(tx, row).await?;
    fill(&mut demands, &present, |tag| reads(language, tag));
    let frozen = petition_version::Column::Demands.is_not_null();
    write(tx, version.id, &demands, frozen).await
}

/// Nobody has read the demands in a language in which the petition was not there.
async fn keep_read_languages(
    tx: &Tx,
    version: PetitionVersionId,
    demands: &mut [Demand],
) -> Result<(), DbErr> {
    let texts = petition_text::for_jobs().filter(petition_text::Column::VersionId.eq(version));
    let texts = texts.all(tx).await?;
    let is_read = |tag: &str| texts.iter().any(|text| reads(&text.language, tag));
    for demand in demands.iter_mut() {
        demand.texts.retain(|text| is_read(&text.language));
    }
    seen_by_all(demands);
    Ok(())
}

/// Whoever signs has these words in front of them.
fn seen_by_all(demands: &mut [Demand]) {
    let texts = demands.iter_mut().flat_map(|demand| &mut demand.texts);
    texts.for_each(|text| text.added_on = None);
}

fn reads(language: &str, tag: &str) -> bool {
    closest(&[tag], language).is_some()
}

/// Adds the translations that are missing, of demands that still say the same; they keep the day on which they were written.
fn fill(demands: &mut [Demand], present: &[Demand], takes: impl Fn(&str) -> bool) {
    for demand in demands {
        let is_same = |now: &&Demand| now.id == demand.id && now.text == demand.text;
        let Some(now) = present.iter().find(is_same) else {
            continue;
        };
        for text in now.texts.iter().filter(|text| takes(&text.language)) {
            if demand.translated(&text.language).is_none() {
                demand.texts.push(text.clone());
            }
        }
    }
}

async fn write(
    tx: &Tx,
    version: PetitionVersionId,
    demands: &[Demand],
    only: Expr,
) -> Result<(), DbErr> {
    let text = serde_json::to_string(demands).map_err(|e| DbErr::Json(e.to_string()))?;
    petition_version::Entity::update_many()
        .set(petition_version::ActiveModel {
            demands: Set(Some(text)),
            ..Default::default()
        })
        .filter(petition_version::Column::Id.eq(version))
        .filter(only)
        .exec(tx)
        .await
        .map(drop)
}

async fn version_of(
    db: &impl ConnectionTrait,
    row: &petition::Model,
    number: i32,
) -> Result<Option<petition_version::Model>, DbErr> {
    use petition_version::Column as V;
    petition_version::of(row.organization_id)
        .filter(V::PetitionId.eq(row.id))
        .filter(V::Number.eq(number))
        .one(db)
        .await
}

fn frozen(version: &petition_version::Model) -> Result<Option<Vec<Demand>>, DbErr> {
    let frozen = version.demands.as_deref();
    let read = frozen.map(serde_json::from_str).transpose();
    read.map_err(|e| DbErr::Json(e.to_string()))
}

/// What a reader of this version is told: the frozen list, or the campaign's while nobody has signed. A translation into a
/// language in which nobody could sign is the campaign's of today.
pub async fn demands_in(
    db: &impl ConnectionTrait,
    row: &petition::Model,
    number: i32,
) -> Result<Vec<Demand>, DbErr> {
    let mut present = of_campaign(db, row).await?;
    let version = version_of(db, row, number).await?;
    let frozen = version.as_ref().map(frozen).transpose()?.flatten();
    Ok(match frozen {
        Some(mut demands) => {
            fill(&mut demands, &present, |_| true);
            demands
        }
        None => {
            seen_by_all(&mut present);
            present
        }
    })
}

async fn of_campaign(
    db: &impl ConnectionTrait,
    row: &petition::Model,
) -> Result<Vec<Demand>, DbErr> {
    let demands = demands_of_campaigns(db, row.organization_id, &[row.campaign_id]).await?;
    Ok(demands.into_iter().map(|(_, demand)| demand).collect())
}
