//! The organizers' list of who comes and who waits: names that were given, and no address.

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder, QuerySelect};

use super::confirm_rsvp::standing;
use super::seal;
use crate::app::App;
use crate::events::EventId;
use crate::events::entity::rsvp;
use crate::events::find::get_event;
use crate::events::rules::Standing;
use crate::events::wire::{Rsvp, RsvpList};
use crate::identity::OrganizationId;
use crate::page::Page;

/// Nothing where the event is not this organization's. What nobody has confirmed is not listed.
pub async fn list_rsvps(
    app: &App,
    owner: OrganizationId,
    event: EventId,
    page: Page,
) -> Result<Option<RsvpList>, DbErr> {
    let db = &app.db.read;
    if get_event(db, owner, event).await?.is_none() {
        return Ok(None);
    }
    let mut rows = rsvp::of(owner)
        .filter(rsvp::Column::EventId.eq(event))
        .filter(rsvp::Column::State.ne(Standing::Pending.as_str()))
        .order_by_asc(rsvp::Column::Id);
    if let Some(after) = page.after {
        rows = rows.filter(rsvp::Column::Id.gt(after));
    }
    let rows = rows.limit(page.fetch()).all(db).await?;
    let (rows, next) = page.cut(rows, |row| row.id.0);
    let items = rows.into_iter().map(|row| described(app, row)).collect();
    Ok(Some(RsvpList { items, next }))
}

pub(super) fn described(app: &App, row: rsvp::Model) -> Rsvp {
    Rsvp {
        state: standing(&row),
        name: seal::name(app, &row).map(|name| name.to_string()),
        id: row.id,
        language: row.language,
        waiting_number: row.waiting_number,
        attended: row.attended,
    }
}
