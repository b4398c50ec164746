//! Whom a packet is for: an official in office, or a body as a whole.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder};

use crate::campaigns::entity::target;
use crate::db::Tx;
use crate::directory::entity::{body, official, person, post};
use crate::directory::{BodyId, DivisionId, OfficialId};
use crate::identity::OrganizationId;
use crate::packets::rules::holds_post;

/// An addressee with everything that the first page says of them.
#[derive(Clone, Debug)]
pub struct Addressee {
    pub body: body::Model,
    pub official: Option<Holder>,
    /// Everybody in office in that body, to name beside each division.
    pub colleagues: Vec<Holder>,
}

/// Somebody who holds a post today.
#[derive(Clone, Debug)]
pub struct Holder {
    pub official: OfficialId,
    pub name: String,
    pub post: String,
    pub division: Option<DivisionId>,
    pub language: String,
}

/// Why nobody can be addressed.
#[derive(Debug, thiserror::Error)]
pub enum NoAddressee {
    #[error("there is no such official or body")]
    Missing,
    #[error("the official does not hold the post today")]
    NotInOffice,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn load(
    tx: &Tx,
    owner: OrganizationId,
    target: &target::Model,
    today: NaiveDate,
) -> Result<Addressee, NoAddressee> {
    if let Some(body) = target.body_id {
        let body = find_body(tx, owner, body).await?;
        let colleagues = in_office(tx, owner, body.id, today).await?;
        return Ok(Addressee {
            body,
            official: None,
            colleagues,
        });
    }
    let id = target.official_id.ok_or(NoAddressee::Missing)?;
    let ours = official::of(owner).filter(official::Column::Id.eq(id));
    let row = ours.one(tx).await?.ok_or(NoAddressee::Missing)?;
    let post = post::of(owner).filter(post::Column::Id.eq(row.post_id));
    let post = post.one(tx).await?.ok_or(NoAddressee::Missing)?;
    let body = find_body(tx, owner, post.body_id).await?;
    let colleagues = in_office(tx, owner, body.id, today).await?;
    let official = colleagues
        .iter()
        .find(|holder| holder.official == id)
        .cloned();
    let official = Some(official.ok_or(NoAddressee::NotInOffice)?);
    Ok(Addressee {
        body,
        official,
        colleagues,
    })
}

pub async fn find_body(
    tx: &Tx,
    owner: OrganizationId,
    id: BodyId,
) -> Result<body::Model, NoAddressee> {
    let ours = body::of(owner).filter(body::Column::Id.eq(id));
    ours.one(tx).await?.ok_or(NoAddressee::Missing)
}

/// Everybody who holds a post of this body today, in the order of the posts' labels.
pub async fn in_office(
    tx: &Tx,
    owner: OrganizationId,
    body: BodyId,
    today: NaiveDate,
) -> Result<Vec<Holder>, DbErr> {
    let posts = post::of(owner).filter(post::Column::BodyId.eq(body));
    let posts = posts
        .order_by_asc(post::Column::Label)
        .order_by_asc(post::Column::Id)
        .all(tx)
        .await?;
    let ids = posts.iter().map(|post| post.id);
    let officials = official::of(owner).filter(official::Column::PostId.is_in(ids));
    let officials = officials.order_by_asc(official::Column::Id).all(tx).await?;
    let ids = officials.iter().map(|official| official.person_id);
    let people = person::of(owner)
        .filter(person::Column::Id.is_in(ids))
        .all(tx)
        .await?;
    let mut holders = Vec::new();
    for post in posts {
        let holding = officials
            .iter()
            .filter(|official| official.post_id == post.id);
        for official in
            holding.filter(|official| holds_post(official.start_on, official.end_on, today))
        {
            if let Some(person) = people.iter().find(|person| person.id == official.person_id) {
                holders.push(Holder {
                    official: official.id,
                    name: person.name.clone(),
                    post: post.label.clone(),
                    division: post.division_id,
                    language: person.language.clone(),
                });
            }
        }
    }
    Ok(holders)
}

impl Addressee {
    pub fn division(&self) -> Option<DivisionId> {
        self.official.as_ref().and_then(|holder| holder.division)
    }

    pub fn language(&self) -> &str {
        self.official
            .as_ref()
            .map_or(&self.body.language, |holder| &holder.language)
    }
}
