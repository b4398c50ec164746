//! Writes down what became of mails whose tries are over, and of petitions that closed after they were delivered.

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder};

use super::rules::{Failure, State};
use super::send::end;
use super::settle::settle;
use crate::accountability::entity::delivery;
use crate::app::App;
use crate::jobs::Kind;
use crate::jobs::entity::job;
use crate::packets::entity::packet;
use crate::petitions::entity::petition;
use crate::petitions::rules::State as PetitionState;

pub async fn turn(app: &App) -> Result<(), DbErr> {
    use delivery::Column as C;
    let waiting = [State::Queued, State::Sending].map(State::as_str);
    let rows = delivery::for_jobs()
        .filter(C::State.is_in(waiting))
        .order_by_asc(C::Id)
        .all(&app.db.read)
        .await?;
    for row in rows {
        if let Some((state, failure)) = came_to(app, &row).await? {
            end(app, row.id, state, failure).await?;
        }
    }
    closed_since(app).await
}

/// What the job of a mail came to. *Sending* is cut off where nobody is at it: the mail may have left.
async fn came_to(
    app: &App,
    row: &delivery::Model,
) -> Result<Option<(State, Option<Failure>)>, DbErr> {
    use job::Column as C;
    let job = job::for_jobs()
        .filter(C::Kind.eq(Kind::SendPacket.as_str()))
        .filter(C::Subject.eq(row.id.0));
    let job = job.one(&app.db.read).await?;
    let was_leaving = row.state == State::Sending.as_str();
    Ok(match job.as_ref().map(|job| job.state.as_str()) {
        Some("queued" | "running" | "sending") => None,
        Some("uncertain") => Some((State::Uncertain, None)),
        Some("done") if was_leaving => Some((State::Sent, None)),
        Some("buried") if !was_leaving => Some((State::Failed, Some(Failure::NotReached))),
        Some("buried") => Some((State::Failed, Some(Failure::Refused))),
        _ if was_leaving => Some((State::Uncertain, None)),
        _ => Some((State::Failed, Some(Failure::NotReached))),
    })
}

/// A packet may be delivered while its petition still collects; when that closes, it is delivered already.
async fn closed_since(app: &App) -> Result<(), DbErr> {
    let closed = petition::for_jobs()
        .filter(petition::Column::State.eq(PetitionState::Closed.as_str()))
        .all(&app.db.read)
        .await?;
    for row in closed {
        let owner = row.organization_id;
        let left = packet::of(owner)
            .filter(packet::Column::PetitionId.eq(row.id))
            .filter(packet::Column::DeliveredOn.is_not_null())
            .order_by_asc(packet::Column::Id);
        for packet in left.all(&app.db.read).await? {
            let packet = (owner, packet.id);
            app.db
                .write(|tx| async move { settle(app, &tx, packet, "system").await })
                .await?;
        }
    }
    Ok(())
}
