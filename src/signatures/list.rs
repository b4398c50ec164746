//! The signatures and comments of a petition, for organizers.

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder, QuerySelect, Select};

use super::SignatureId;
use super::entity::signature::{Column, Entity, Model, of};
use super::rules::State;
use super::wire::CommentState;
use crate::app::App;
use crate::http::{Problem, catalogue as known};
use crate::identity::{Caller, OrganizationId};
use crate::page::Page;
use crate::petitions::PetitionId;
use crate::petitions::entity::petition;

/// Why there is no list.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    #[error("there is no such petition")]
    NotFound,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn list_signatures(
    app: &App,
    caller: &Caller,
    id: PetitionId,
    state: Option<State>,
    page: Page,
) -> Result<Vec<Model>, ListError> {
    own_petition(app, caller.organization, id).await?;
    let mut found = of(caller.organization).filter(Column::PetitionId.eq(id));
    if let Some(state) = state {
        found = found.filter(Column::State.eq(state.as_str()));
    }
    Ok(cut(found, page).all(&app.db.read).await?)
}

pub async fn list_comments(
    app: &App,
    caller: &Caller,
    id: PetitionId,
    state: Option<CommentState>,
    page: Page,
) -> Result<Vec<Model>, ListError> {
    own_petition(app, caller.organization, id).await?;
    let state = state.unwrap_or(CommentState::Waiting);
    let found = of(caller.organization)
        .filter(Column::PetitionId.eq(id))
        .filter(Column::State.eq(State::Confirmed.as_str()))
        .filter(Column::CommentState.eq(state.as_str()));
    Ok(cut(found, page).all(&app.db.read).await?)
}

fn cut(found: Select<Entity>, page: Page) -> Select<Entity> {
    let found = match page.after {
        Some(after) => found.filter(Column::Id.gt(SignatureId(after))),
        None => found,
    };
    found.order_by_asc(Column::Id).limit(page.fetch())
}

pub async fn own_petition(
    app: &App,
    organization: OrganizationId,
    id: PetitionId,
) -> Result<petition::Model, ListError> {
    let found = petition::of(organization)
        .filter(petition::Column::Id.eq(id))
        .one(&app.db.read)
        .await?;
    found.ok_or(ListError::NotFound)
}

impl From<ListError> for Problem {
    fn from(error: ListError) -> Self {
        match error {
            ListError::NotFound => Self::new(known::NOT_FOUND),
            ListError::Db(error) => error.into(),
        }
    }
}
