//! Where the people of an announcement come from: the seam at which another audience is joined.
//!
//! An audience is a table whose rows belong to people who asked to be written to. It has to answer four questions, each
//! with one arm of a `match` here: who is in it, page by page (`page`); where one of them is reached at the moment of
//! sending (`reach`), so that no address is ever copied; how many there are (`people`); and what goes when somebody
//! unsubscribes (`forget`). Whoever asks for updates in an answer to an event is a subscriber, as a signer is.

use chrono::NaiveDate;
use sea_orm::sea_query::{Expr, ExprTrait, IntoColumnRef, Query};
use sea_orm::{
    ColumnTrait, Condition, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::entity::{announcement, announcement_choice, suppression};
use super::keys::person_key;
use super::rules::{self, Audience, Category};
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::db::Tx;
use crate::identity::entity::{member, organization};
use crate::identity::{MemberId, OrganizationId, seal as members};
use crate::mail::Address;
use crate::signatures::entity::subscription;
use crate::signatures::{SubscriptionId, seal as signers};

/// Somebody who is in an audience.
#[derive(Debug)]
pub struct InAudience {
    /// The row that holds the address.
    pub source: Uuid,
    pub person_key: Vec<u8>,
    pub address: Address,
    pub language: String,
    pub asked_on: NaiveDate,
}

/// The next of them, in an order that tells nothing, and where the page after begins.
pub async fn page(
    app: &App,
    of: &announcement::Model,
    audience: Audience,
    after: Option<Uuid>,
    most: u64,
) -> Result<(Vec<InAudience>, Option<Uuid>), DbErr> {
    match audience {
        Audience::Subscribers => subscribers(app, of, after, most).await,
        Audience::Members => choices(app, of, after, most).await,
    }
}

/// The address of one of them, and since when it is there; nothing where it is gone by now.
pub async fn reach(
    app: &App,
    of: &announcement::Model,
    audience: Audience,
    source: Uuid,
) -> Result<Option<(Address, NaiveDate)>, DbErr> {
    let db = &app.db.read;
    Ok(match audience {
        Audience::Subscribers => {
            let row = subscription::of(of.organization_id)
                .filter(subscription::Column::Id.eq(SubscriptionId(source)))
                .one(db)
                .await?;
            row.and_then(|row| Some((subscribers_address(app, &row)?, row.created_on)))
        }
        Audience::Members => {
            let row = wanted(of.campaign_id)
                .filter(announcement_choice::Column::MemberId.eq(MemberId(source)))
                .one(db)
                .await?;
            let who = member::of(of.organization_id)
                .filter(member::Column::Id.eq(MemberId(source)))
                .filter(member::Column::State.eq("active"))
                .one(db)
                .await?;
            row.zip(who)
                .and_then(|(row, who)| Some((members_address(app, &who)?, row.asked_on)))
        }
    })
}

/// How many people that are, less those who refused this category. Somebody in two audiences counts once.
pub async fn people(
    app: &App,
    campaign: CampaignId,
    audiences: &[Audience],
    category: Category,
) -> Result<i64, DbErr> {
    use announcement_choice::Column as C;
    use subscription::Column as S;
    let db = &app.db.read;
    let has = |audience| audiences.contains(&audience);
    let mut sum = 0;
    if has(Audience::Subscribers) {
        let rows = subscription::for_jobs()
            .filter(S::CampaignId.eq(campaign))
            .filter(not_refused((subscription::Entity, S::AddressKey), category));
        sum += rows.count(db).await?;
    }
    if has(Audience::Members) {
        let mut rows = wanted(campaign).filter(not_refused(
            (announcement_choice::Entity, C::PersonKey),
            category,
        ));
        if has(Audience::Subscribers) {
            let mut twice = Query::select();
            twice
                .expr(Expr::val(1))
                .from(subscription::Entity)
                .and_where(Expr::col((subscription::Entity, S::CampaignId)).eq(campaign))
                .and_where(
                    Expr::col((subscription::Entity, S::AddressKey))
                        .equals((announcement_choice::Entity, C::PersonKey)),
                );
            rows = rows.filter(Expr::exists(twice).not());
        }
        sum += rows.count(db).await?;
    }
    Ok(i64::try_from(sum).unwrap_or(i64::MAX))
}

/// Whoever unsubscribes is in no audience of the campaign any more.
pub async fn forget(tx: &Tx, campaign: CampaignId, person: &[u8]) -> Result<(), DbErr> {
    subscription::Entity::delete_many()
        .filter(subscription::Column::CampaignId.eq(campaign))
        .filter(subscription::Column::AddressKey.eq(person))
        .exec(tx)
        .await?;
    announcement_choice::Entity::delete_many()
        .filter(announcement_choice::Column::CampaignId.eq(campaign))
        .filter(announcement_choice::Column::PersonKey.eq(person))
        .exec(tx)
        .await
        .map(drop)
}

/// The words of the column `audiences`.
pub fn of_row(row: &announcement::Model) -> Vec<Audience> {
    row.audiences
        .split(' ')
        .filter_map(|word| word.parse().ok())
        .collect()
}

fn not_refused(key: impl IntoColumnRef, category: Category) -> Condition {
    use suppression::Column as C;
    let mut refused = Query::select();
    refused
        .expr(Expr::val(1))
        .from(suppression::Entity)
        .and_where(Expr::col((suppression::Entity, C::AddressKey)).equals(key))
        .and_where(Expr::col((suppression::Entity, C::What)).eq(category.as_str()));
    Condition::all().add(Expr::exists(refused).not())
}

fn wanted(campaign: CampaignId) -> sea_orm::Select<announcement_choice::Entity> {
    announcement_choice::for_jobs().filter(announcement_choice::Column::CampaignId.eq(campaign))
}

async fn subscribers(
    app: &App,
    of: &announcement::Model,
    after: Option<Uuid>,
    most: u64,
) -> Result<(Vec<InAudience>, Option<Uuid>), DbErr> {
    use subscription::Column as C;
    let mut rows = subscription::of(of.organization_id)
        .filter(C::CampaignId.eq(of.campaign_id))
        .order_by_asc(C::Id)
        .limit(most);
    if let Some(after) = after {
        rows = rows.filter(C::Id.gt(SubscriptionId(after)));
    }
    let rows = rows.all(&app.db.read).await?;
    let last = rows.last().map(|row| row.id.0);
    let people = rows.into_iter().filter_map(|row| {
        Some(InAudience {
            source: row.id.0,
            address: subscribers_address(app, &row)?,
            person_key: row.address_key,
            language: row.language,
            asked_on: row.created_on,
        })
    });
    Ok((people.collect(), last))
}

async fn choices(
    app: &App,
    of: &announcement::Model,
    after: Option<Uuid>,
    most: u64,
) -> Result<(Vec<InAudience>, Option<Uuid>), DbErr> {
    use announcement_choice::Column as C;
    let db = &app.db.read;
    let mut rows = wanted(of.campaign_id).order_by_asc(C::MemberId).limit(most);
    if let Some(after) = after {
        rows = rows.filter(C::MemberId.gt(MemberId(after)));
    }
    let rows = rows.all(db).await?;
    let last = rows.last().map(|row| row.member_id.0);
    let ids = rows.iter().map(|row| row.member_id);
    let who = member::of(of.organization_id)
        .filter(member::Column::Id.is_in(ids))
        .filter(member::Column::State.eq("active"))
        .all(db)
        .await?;
    let language = language(app, of.organization_id).await?;
    let people = rows.into_iter().filter_map(|row| {
        let who = who.iter().find(|who| who.id == row.member_id)?;
        let address = members_address(app, who)?;
        Some(InAudience {
            source: row.member_id.0,
            person_key: person_key(app, of.campaign_id, &address),
            address,
            language: language.clone(),
            asked_on: row.asked_on,
        })
    });
    Ok((people.collect(), last))
}

/// Members are written to in the organization's own language.
async fn language(app: &App, id: OrganizationId) -> Result<String, DbErr> {
    let row = organization::for_jobs()
        .filter(organization::Column::Id.eq(id))
        .one(&app.db.read)
        .await?;
    Ok(row.map_or_else(|| "en".to_owned(), |row| row.language))
}

fn subscribers_address(app: &App, row: &subscription::Model) -> Option<Address> {
    Address::parse(&signers::subscriber(app, row)?).ok()
}

pub fn members_address(app: &App, row: &member::Model) -> Option<Address> {
    let text = members::open(app, "member.email", row.id.0, &row.email_sealed);
    Address::parse(&text).ok()
}

/// Whether somebody is to get this at all.
pub fn is_kept_away(
    rows: &[suppression::Model],
    keys: (&[u8], &[u8]),
    category: Category,
    asked_on: NaiveDate,
) -> bool {
    let (person, mailbox) = keys;
    rows.iter().any(|row| {
        if row.address_key == mailbox {
            return true;
        }
        row.address_key == person && rules::keeps_away(&row.what, row.since, category, asked_on)
    })
}
