//! What happens to paper at night: nothing that was typed stays for long, and who has signed online since is looked for.

use chrono::Duration;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, IntoActiveModel, QueryFilter,
    QuerySelect, QueryTrait,
};

use super::count_sheet::POSSIBLE_DUPLICATE;
use super::discard_entries::begin_anew;
use super::entity::{sheet, sheet_entry};
use super::held::must_take_paper;
use super::rules::DRAFT_DAYS;
use crate::app::App;
use crate::petitions::entity::petition;
use crate::signatures::Counters;
use crate::signatures::entity::{paper_signature, signature};
use crate::signatures::rules::State;

pub async fn sweep(app: &App) -> Result<(), DbErr> {
    forget_drafts(app).await?;
    find_twins(app).await
}

/// What nobody repeats, or can be counted no more, is forgotten; the paper still has it.
async fn forget_drafts(app: &App) -> Result<(), DbErr> {
    let db = &app.db.read;
    let old = app.clock.now() - Duration::days(DRAFT_DAYS);
    for entry in sheet_entry::for_jobs().all(db).await? {
        let row = sheet::for_jobs().filter(sheet::Column::Id.eq(entry.sheet_id));
        let Some(row) = row.one(db).await? else {
            continue;
        };
        let asked = petition::for_jobs().filter(petition::Column::Id.eq(row.petition_id));
        let asked = asked.one(db).await?;
        let is_over = asked.is_none_or(|petition| must_take_paper(app, &petition).is_err());
        if entry.created_at < old || is_over {
            let row = &row;
            app.db
                .write(|tx| async move { begin_anew(&tx, row.clone()).await.map(drop) })
                .await?;
        }
    }
    Ok(())
}

/// Whoever left an address on paper and signs online afterwards counts once: the line is set aside for a member to decide.
async fn find_twins(app: &App) -> Result<(), DbErr> {
    use paper_signature::Column as C;
    let online = signature::for_jobs()
        .select_only()
        .column(signature::Column::DedupeKey)
        .filter(signature::Column::State.eq(State::Confirmed.as_str()));
    let twins = paper_signature::for_jobs()
        .filter(C::State.eq(State::Confirmed.as_str()))
        .filter(C::Reason.is_null())
        .filter(C::AddressKey.in_subquery(online.into_query()))
        .all(&app.db.read)
        .await?;
    for row in twins {
        let row = &row;
        app.db
            .write(|tx| async move {
                let tx = &*tx;
                let now = paper_signature::for_jobs().filter(C::Id.eq(row.id));
                let Some(now) = now.one(tx).await?.filter(|now| now == row) else {
                    return Ok(());
                };
                let mut counters = Counters::default();
                counters.moved_on_paper(&now, Some(State::Confirmed), State::Quarantined);
                let mut now = now.into_active_model();
                now.state = Set(State::Quarantined.as_str().to_owned());
                now.reason = Set(Some(POSSIBLE_DUPLICATE.to_owned()));
                now.update(tx).await?;
                counters.write(tx).await
            })
            .await?;
    }
    Ok(())
}
