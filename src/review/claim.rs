//! Takes a testimony on, so that two reviewers do not decide the same one at once.

use chrono::Days;

use super::desk::{save, take};
use super::open::shown;
use super::trouble::ReviewError;
use super::unlock::Unlocked;
use super::wire::OpenedTestimony;
use crate::app::App;
use crate::audit::{self, Action};
use crate::testimony::TestimonyId;

/// A claim of an earlier day has lapsed: its holder may have gone home.
pub async fn claim_testimony(
    app: &App,
    by: &Unlocked,
    id: TestimonyId,
) -> Result<OpenedTestimony, ReviewError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let mut desk = take(app, tx, by, id).await?;
            let today = app.clock.today();
            let since = desk.review.claimed_on;
            let lapsed = since.is_none_or(|day| day + Days::new(1) < today);
            let is_approved = desk.review.approved_by.is_some();
            if !lapsed && !is_approved {
                desk.check_claim(by.member)?;
            }
            desk.review.claimed_by = Some(by.member);
            desk.review.claimed_on = Some(today);
            save(
                app,
                tx,
                &desk.key,
                &desk.testimony,
                &mut desk.review,
                &desk.draft,
            )
            .await?;
            let entry = Action::new(&by.actor, "claim_testimony", id).by_day();
            audit::record(app, tx, by.organization, entry).await?;
            shown(tx, desk).await
        })
        .await
}
