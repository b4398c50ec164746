//! The witness takes one photograph back. Under a legal hold the sealed file waits for its end, and nobody opens it.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::trouble::PhotographError;
use crate::app::App;
use crate::review::said::{Said, say};
use crate::testimony::PhotographId;
use crate::testimony::entity::testimony_photograph::{ActiveModel, Column, Entity};
use crate::testimony::holds::holds_of;
use crate::testimony::mailbox::{MailboxError, unlock_to_change};
use crate::testimony::photograph::kept::{State, open_sheet, photograph, seal_sheet};
use crate::testimony::told::Told;
use crate::testimony::wire::State as TestimonyState;

/// False when a legal hold keeps the sealed file for now.
pub async fn remove_photograph(
    app: &App,
    receipt: &Told,
    id: PhotographId,
) -> Result<bool, PhotographError> {
    app.db
        .write_intake(|tx| async move {
            let tx = &*tx;
            let opened = unlock_to_change(app, tx, receipt).await?;
            let (key, row) = (&opened.key, &opened.testimony);
            if row.state != TestimonyState::Received.as_str() {
                return Err(MailboxError::Decided.into());
            }
            let found = photograph(tx, row, id).await?;
            let found = found.ok_or(PhotographError::Unknown)?;
            let holds = holds_of(tx, row.organization_id).await?;
            let held = holds.cover(row.campaign_id, row.id);
            if held {
                let mut sheet = open_sheet(key, row, id, found.sealed_sheet)?;
                sheet.state = State::TakenBack;
                sheet.black_out.clear();
                let changed = ActiveModel {
                    sealed_sheet: Set(seal_sheet(app, key, row, &sheet)?),
                    sealed_print: Set(None),
                    ..Default::default()
                };
                let own = Entity::update_many().set(changed).filter(Column::Id.eq(id));
                own.exec(tx).await?;
            } else {
                let own = Entity::delete_many().filter(Column::Id.eq(id));
                own.exec(tx).await?;
            }
            say(app, tx, row, Said::Added).await?;
            Ok(!held)
        })
        .await
}
