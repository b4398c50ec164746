//! Nothing on the record is rewritten in silence: what an entry said before stands beside it, and why that changed.

pub mod wire;

use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, PaginatorTrait,
    QueryFilter, QueryOrder,
};
use uuid::Uuid;

use self::wire::{Correction, Said};
use super::CorrectionId;
use super::entity::correction;
use crate::app::App;
use crate::campaigns::CampaignId;
use crate::db::Tx;
use crate::http::{Fields, Invalid};
use crate::identity::Caller;
use crate::ids;

/// A field of an entry, as a reader is told it.
pub type Told = (&'static str, Option<String>);

/// What stood otherwise before. What was empty before was not corrected but added to.
pub fn between(before: &[Told], after: &[Told]) -> Vec<Said> {
    let changed = before.iter().zip(after).filter(|(was, is)| was.1 != is.1);
    let said = changed.filter_map(|((field, was), _)| {
        Some(Said {
            field: (*field).to_owned(),
            was: was.clone()?,
        })
    });
    said.collect()
}

/// The reason for a correction, which is public with it.
pub fn reason(why: Option<&str>, said: &[Said]) -> Result<Option<String>, Invalid> {
    let mut fields = Fields::default();
    let why = fields.maybe_line("/why", why, 500);
    fields.done()?;
    if !said.is_empty() && why.is_none() {
        let detail = "is required: the entry said something else before, and readers are told why it changed";
        return Err(Invalid::at("/why", detail));
    }
    Ok(why)
}

/// Keeps what was said before. Nothing where nothing was.
pub async fn keep(
    app: &App,
    tx: &Tx,
    caller: &Caller,
    (campaign, about, subject): (CampaignId, &'static str, Uuid),
    (said, why): (Vec<Said>, Option<String>),
) -> Result<(), DbErr> {
    let (Some(why), false) = (why, said.is_empty()) else {
        return Ok(());
    };
    let before = correction::for_jobs().filter(correction::Column::Subject.eq(subject));
    let number = i32::try_from(before.count(tx).await?).unwrap_or_default() + 1;
    let row = correction::ActiveModel {
        id: Set(CorrectionId(ids::timely(&app.clock, &app.entropy))),
        organization_id: Set(caller.organization),
        campaign_id: Set(campaign),
        about: Set(about.to_owned()),
        subject: Set(subject),
        number: Set(number),
        said_before: Set(serde_json::to_value(&said).unwrap_or_default()),
        why: Set(why),
        made_on: Set(app.clock.today()),
        made_by: Set(caller.member_id()),
        created_at: Set(app.clock.now()),
    };
    row.insert(tx).await.map(drop)
}

/// The corrections of many entries, oldest first.
pub async fn of(
    db: &impl ConnectionTrait,
    subjects: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Correction>>, DbErr> {
    let mut found: HashMap<Uuid, Vec<Correction>> = HashMap::new();
    let rows = correction::for_jobs()
        .filter(correction::Column::Subject.is_in(subjects.iter().copied()))
        .order_by_asc(correction::Column::Number);
    for row in rows.all(db).await? {
        found.entry(row.subject).or_default().push(row.into());
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_said_before_and_is_no_longer_so_is_a_correction() {
        let was = |text: &str| Some(text.to_owned());
        let before = [
            ("due_on", was("2026-11-01")),
            ("evidence", None),
            ("what", was("a")),
        ];
        let after = [
            ("due_on", was("2026-12-01")),
            ("evidence", was("x")),
            ("what", was("a")),
        ];
        let said = between(&before, &after);
        assert_eq!(said.len(), 1);
        assert_eq!(
            (said[0].field.as_str(), said[0].was.as_str()),
            ("due_on", "2026-11-01")
        );
        assert!(reason(None, &said).is_err() && reason(None, &[]).is_ok());
    }
}
