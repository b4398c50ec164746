//! Who asked for updates on a campaign, as a signer or as somebody who came to an event: a row that no key links to either.

use std::collections::BTreeMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, DbErr, EntityTrait};

use super::entity::subscription;
use super::{SubscriptionId, seal};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::db::Tx;
use crate::identity::OrganizationId;
use crate::ids;
use crate::mail::Address;

/// What one person asked for, with an address that a mail has proven.
#[derive(Debug)]
pub struct Wish {
    pub organization: OrganizationId,
    pub campaign: CampaignId,
    pub address: Address,
    /// BCP 47.
    pub language: String,
}

/// Somebody who is there already stays as they are.
pub async fn subscribe(app: &App, tx: &Tx, wishes: Vec<Wish>) -> Result<(), DbErr> {
    let mut rows = BTreeMap::new();
    for wish in wishes {
        let id = SubscriptionId(ids::timeless(&app.entropy));
        let key = seal::subscriber_key(app, wish.campaign, &wish.address);
        rows.insert(
            key.clone(),
            subscription::ActiveModel {
                id: Set(id),
                organization_id: Set(wish.organization),
                campaign_id: Set(wish.campaign),
                address_key: Set(key),
                address_sealed: Set(seal::subscription(app, id, &wish.address)),
                language: Set(wish.language),
                created_on: Set(app.clock.today()),
            },
        );
    }
    if rows.is_empty() {
        return Ok(());
    }
    let mut there = OnConflict::columns([
        subscription::Column::CampaignId,
        subscription::Column::AddressKey,
    ]);
    subscription::Entity::insert_many(rows.into_values())
        .on_conflict(there.do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(drop)
}
