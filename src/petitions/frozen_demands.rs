//! The demands that stood beside a text when people signed it; a later change of the campaign's list does not reach them.

use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter};

use super::PetitionId;
use super::entity::{petition, petition_version};
use crate::campaigns::demands_of as demands_of_campaigns;
use crate::campaigns::wire::Demand;
use crate::db::Tx;

/// Copies the campaign's demands into the present version of each, unless that was done before.
pub async fn freeze_demands(tx: &Tx, petitions: &[PetitionId]) -> Result<(), DbErr> {
    use petition::Column as C;
    let rows = petition::for_jobs().filter(C::Id.is_in(petitions.iter().copied()));
    for row in rows.all(tx).await? {
        let demands = of_campaign(tx, &row).await?;
        let text = serde_json::to_string(&demands).map_err(|e| DbErr::Json(e.to_string()))?;
        use petition_version::Column as V;
        petition_version::Entity::update_many()
            .set(petition_version::ActiveModel {
                demands: Set(Some(text)),
                ..Default::default()
            })
            .filter(V::PetitionId.eq(row.id))
            .filter(V::Number.eq(row.current_version))
            .filter(V::Demands.is_null())
            .exec(tx)
            .await?;
    }
    Ok(())
}

/// What a reader of this version is told: the frozen list, or the campaign's while nobody has signed.
pub async fn demands_in(
    db: &impl ConnectionTrait,
    row: &petition::Model,
    number: i32,
) -> Result<Vec<Demand>, DbErr> {
    use petition_version::Column as V;
    let version = petition_version::of(row.organization_id)
        .filter(V::PetitionId.eq(row.id))
        .filter(V::Number.eq(number));
    let frozen = version.one(db).await?.and_then(|version| version.demands);
    match frozen {
        Some(text) => serde_json::from_str(&text).map_err(|e| DbErr::Json(e.to_string())),
        None => of_campaign(db, row).await,
    }
}

async fn of_campaign(
    db: &impl ConnectionTrait,
    row: &petition::Model,
) -> Result<Vec<Demand>, DbErr> {
    let demands = demands_of_campaigns(db, row.organization_id, &[row.campaign_id]).await?;
    Ok(demands.into_iter().map(|(_, demand)| demand).collect())
}
