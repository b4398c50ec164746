//! Ends a campaign's announcements for one person, or some categories of them.

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::audience::forget;
use super::entity::suppression::{self, Column};
use super::keys::{Person, read_unsubscribe_token};
use super::restored::note_deletion;
use super::rules::{ALL, Category};
use super::suppress::{UNSUBSCRIBED, note};
use crate::app::App;
use crate::campaigns::entity::campaign;
use crate::db::Tx;
use crate::http::{Problem, catalogue as known};
use crate::identity::OrganizationId;

/// Why nothing was ended.
#[derive(Debug, thiserror::Error)]
pub enum UnsubscribeError {
    #[error("the token is not one of ours")]
    NotValid,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// The same answer whoever it is, and however often they ask.
pub async fn unsubscribe(
    app: &App,
    token: &str,
    refused: Option<&[Category]>,
) -> Result<(), UnsubscribeError> {
    let person = read_unsubscribe_token(app, token).ok_or(UnsubscribeError::NotValid)?;
    let person = &person;
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = campaign::for_jobs().filter(campaign::Column::Id.eq(person.campaign));
            let Some(row) = row.one(tx).await? else {
                return Ok(());
            };
            let owner = row.organization_id;
            match refused {
                Some(refused) => refuse(app, tx, owner, &person.key, refused).await?,
                None => {
                    let all = (person.key.as_slice(), ALL);
                    note(app, tx, owner, all, UNSUBSCRIBED).await?;
                    forget(tx, person.campaign, &person.key).await?;
                    note_deletion(app, tx, &person.key).await?;
                }
            }
            Ok(())
        })
        .await
}

/// These categories, and no others.
pub async fn refuse(
    app: &App,
    tx: &Tx,
    owner: OrganizationId,
    person: &[u8],
    refused: &[Category],
) -> Result<(), DbErr> {
    suppression::Entity::delete_many()
        .filter(Column::AddressKey.eq(person))
        .filter(Column::What.ne(ALL))
        .exec(tx)
        .await?;
    for category in refused {
        let what = (person, category.as_str());
        note(app, tx, owner, what, UNSUBSCRIBED).await?;
    }
    Ok(())
}

/// What a person gets none of.
pub async fn refused_by(app: &App, person: &Person) -> Result<Vec<Category>, DbErr> {
    refused(app, &person.key).await
}

pub async fn refused(app: &App, person: &[u8]) -> Result<Vec<Category>, DbErr> {
    let rows = suppression::for_jobs()
        .filter(Column::AddressKey.eq(person))
        .all(&app.db.read)
        .await?;
    let mut refused: Vec<Category> = rows
        .iter()
        .filter_map(|row| row.what.parse().ok())
        .collect();
    refused.sort();
    Ok(refused)
}

impl From<UnsubscribeError> for Problem {
    fn from(error: UnsubscribeError) -> Self {
        match error {
            UnsubscribeError::NotValid => Self::new(known::UNSUBSCRIPTION_NOT_VALID),
            UnsubscribeError::Db(error) => error.into(),
        }
    }
}
