//! What members read about themselves.

use sea_orm::DbErr;

use super::entity::member;
use super::sessions::roles_of;
use super::wire::Me;
use super::{Caller, members, recovery_codes, rules};
use crate::app::App;
use crate::http::{Problem, catalogue as known};

/// Why there is nothing to read.
#[derive(Debug, thiserror::Error)]
pub enum GetMeError {
    #[error("machines have no account")]
    Machine,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn get_me(app: &App, caller: &Caller) -> Result<(Me, i32), GetMeError> {
    caller.session().map_err(|_| GetMeError::Machine)?;
    let row = members::find(&app.db.read, caller.organization, caller.member_id()).await?;
    let row = row.ok_or(GetMeError::Machine)?;
    Ok((show(app, caller, &row).await?, row.revision))
}

pub async fn show(app: &App, caller: &Caller, row: &member::Model) -> Result<Me, DbErr> {
    let roles = roles_of(&app.db.read, row.id).await?;
    let needs_second_factor = roles.iter().copied().any(rules::must_have_second_factor);
    let shown = members::show(app, row, roles);
    Ok(Me {
        id: shown.id,
        organization_id: row.organization_id,
        name: shown.name,
        email: shown.email,
        roles: shown.roles,
        second_factor: shown.second_factor,
        recovery_codes_left: recovery_codes::left(&app.db.read, row.id).await?,
        session_has_second_factor: caller.has_second_factor(),
        needs_second_factor,
    })
}

impl From<GetMeError> for Problem {
    fn from(error: GetMeError) -> Self {
        match error {
            GetMeError::Machine => Self::new(known::FORBIDDEN),
            GetMeError::Db(error) => error.into(),
        }
    }
}
