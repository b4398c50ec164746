//! Keys for machines: making, listing and revoking them.

use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::json;

use super::entity::api_key::{self, Column};
use super::wire::{ApiKey, ApiKeyList, MadeApiKey, NewApiKey};
use super::{ApiKeyId, Caller, key_form};
use crate::app::App;
use crate::audit::{self, Action};
use crate::http::idempotency::NotOnce;
use crate::http::{Fields, Invalid, Once, Problem, catalogue as known};
use crate::ids;
use crate::page::Page;

/// Why there is no such key.
#[derive(Debug, thiserror::Error)]
pub enum ApiKeyError {
    #[error(transparent)]
    Invalid(#[from] Invalid),
    #[error("there is no such key")]
    NoKey,
    #[error(transparent)]
    Once(#[from] NotOnce),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// The key is in the answer and nowhere else.
pub async fn create_api_key(
    app: &App,
    caller: &Caller,
    new: &NewApiKey,
    once: &Once,
) -> Result<MadeApiKey, ApiKeyError> {
    let now = app.clock.now();
    let mut fields = Fields::default();
    let name = &fields.line("/name", &new.name, 120);
    if new.expires_at.is_some_and(|end| end <= now) {
        fields.refuse("/expires_at", "must be in the future");
    }
    fields.done()?;
    let id = ApiKeyId(ids::timely(&app.clock, &app.entropy));
    let key = &key_form::fresh(app);
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            if let Some(first) = once.claim(app, tx).await? {
                return Ok(first);
            }
            let row = api_key::ActiveModel {
                id: Set(id),
                organization_id: Set(caller.organization),
                name: Set(name.clone()),
                key_hash: Set(key_form::hash(key)),
                scopes: Set(json!(new.scopes)),
                created_by: Set(caller.member_id()),
                created_at: Set(now),
                expires_at: Set(new.expires_at),
                revoked_at: Set(None),
                last_used_on: Set(None),
            };
            let made = MadeApiKey {
                api_key: row.insert(tx).await?.into(),
                key: key.to_string(),
            };
            let entry = Action::new(caller.actor(), "create_api_key", id)
                .detail(json!({"scopes": new.scopes}));
            audit::record(app, tx, caller.organization, entry).await?;
            once.keep(app, tx, &made).await?;
            Ok(made)
        })
        .await
}

pub async fn list_api_keys(
    app: &App,
    caller: &Caller,
    page: &Page,
) -> Result<ApiKeyList, ApiKeyError> {
    let mut rows = api_key::of(caller.organization)
        .order_by_asc(Column::Id)
        .limit(page.fetch());
    if let Some(after) = page.after {
        rows = rows.filter(Column::Id.gt(after));
    }
    let (rows, next) = page.cut(rows.all(&app.db.read).await?, |row| row.id.0);
    let items = rows.into_iter().map(ApiKey::from).collect();
    Ok(ApiKeyList { items, next })
}

/// Revoking twice changes nothing.
pub async fn revoke_api_key(app: &App, caller: &Caller, id: ApiKeyId) -> Result<(), ApiKeyError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = api_key::of(caller.organization).filter(Column::Id.eq(id));
            let row = row.one(tx).await?.ok_or(ApiKeyError::NoKey)?;
            if row.revoked_at.is_some() {
                return Ok(());
            }
            api_key::Entity::update_many()
                .col_expr(Column::RevokedAt, Expr::value(app.clock.now()))
                .filter(Column::Id.eq(id))
                .exec(tx)
                .await?;
            let entry = Action::new(caller.actor(), "revoke_api_key", id);
            audit::record(app, tx, caller.organization, entry).await?;
            Ok(())
        })
        .await
}

impl From<ApiKeyError> for Problem {
    fn from(error: ApiKeyError) -> Self {
        match error {
            ApiKeyError::Invalid(invalid) => invalid.into(),
            ApiKeyError::NoKey => Self::new(known::NOT_FOUND),
            ApiKeyError::Once(error) => error.into(),
            ApiKeyError::Db(error) => error.into(),
        }
    }
}
