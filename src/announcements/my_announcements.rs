//! What a member wants to get of a campaign.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::audience::members_address;
use super::entity::announcement_choice::{self as choice, Column};
use super::find::must_be_ours;
use super::keys::person_key;
use super::suppress::lift;
use super::unsubscribe::{refuse, refused};
use super::wire::{ChangeMyAnnouncements, MyAnnouncements};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::db::Tx;
use crate::http::SaveError;
use crate::identity::Caller;
use crate::identity::entity::member;

pub async fn get_my_announcements(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
) -> Result<MyAnnouncements, SaveError> {
    must_be_ours(&app.db.read, caller.organization, campaign).await?;
    let row = choice::for_jobs()
        .filter(Column::CampaignId.eq(campaign))
        .filter(Column::MemberId.eq(caller.member_id()))
        .one(&app.db.read)
        .await?;
    let person = key(app, caller, campaign).await?;
    Ok(MyAnnouncements {
        wanted: row.is_some(),
        refused: refused(app, &person).await?,
    })
}

/// A member's own wish lifts what they refused before, by whatever link.
pub async fn change_my_announcements(
    app: &App,
    caller: &Caller,
    campaign: CampaignId,
    new: &ChangeMyAnnouncements,
) -> Result<MyAnnouncements, SaveError> {
    must_be_ours(&app.db.read, caller.organization, campaign).await?;
    let person = &key(app, caller, campaign).await?;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if new.wanted {
                lift(tx, person).await?;
                want(app, tx, caller, campaign, person).await?;
            } else {
                choice::Entity::delete_many()
                    .filter(Column::CampaignId.eq(campaign))
                    .filter(Column::MemberId.eq(caller.member_id()))
                    .exec(tx)
                    .await?;
            }
            refuse(app, tx, caller.organization, person, &new.refused).await?;
            Ok::<_, DbErr>(())
        })
        .await?;
    get_my_announcements(app, caller, campaign).await
}

async fn want(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    campaign: CampaignId,
    person: &[u8],
) -> Result<(), DbErr> {
    let row = choice::ActiveModel {
        campaign_id: Set(campaign),
        member_id: Set(caller.member_id()),
        person_key: Set(person.to_vec()),
        asked_on: Set(app.clock.today()),
    };
    let mut there = OnConflict::columns([Column::CampaignId, Column::MemberId]);
    let there = there.update_columns([Column::PersonKey, Column::AskedOn]);
    choice::Entity::insert(row)
        .on_conflict(there.to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}

async fn key(app: &App, caller: &Caller, campaign: CampaignId) -> Result<Vec<u8>, SaveError> {
    let row = member::of(caller.organization)
        .filter(member::Column::Id.eq(caller.member_id()))
        .one(&app.db.read)
        .await?;
    let address = row.and_then(|row| members_address(app, &row));
    let address = address.ok_or(SaveError::Unknown)?;
    Ok(person_key(app, campaign, &address))
}
