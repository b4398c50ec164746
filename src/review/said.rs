//! What a witness says about a review is known to reviewers from the next day on: at once, it would tell the hour at which
//! somebody sat at their device. Whatever it ends is over at once: nobody publishes what a witness has gone on from.

use chrono::NaiveDate;
use sea_orm::{ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::desk::{WitnessAnswer, answer, review_row};
use super::entity::review;
use crate::app::App;
use crate::db::Tx;
use crate::testimony::entity::testimony;
use crate::testimony::mailbox::take_wording_back;

crate::words! {
    /// What a witness has said and no reviewer knows yet.
    Said {
        Approved = "approved",
        /// Sent another wording.
        Corrected = "corrected",
        /// Added something, or took a photograph back: who approved had not read that.
        Added = "added",
    }
}

pub(super) fn said(review: &review::Model) -> Option<Said> {
    review.witness_said.as_deref()?.parse().ok()
}

/// Notes it beside the review, which stays as reviewers see it, its revision included.
pub(super) async fn say(
    app: &App,
    tx: &Tx,
    row: &testimony::Model,
    new: Said,
) -> Result<(), DbErr> {
    let review = review_row(tx, row.organization_id, row.id).await?;
    let said = match (said(&review), new) {
        // A correction stays to be read, whatever is added to it.
        (Some(Said::Corrected), Said::Added) => Said::Corrected,
        _ => new,
    };
    let changed = review::ActiveModel {
        witness_said: Set(Some(said.as_str().to_owned())),
        witness_said_on: Set(Some(app.clock.today())),
        ..Default::default()
    };
    review::Entity::update_many()
        .set(changed)
        .filter(review::Column::TestimonyId.eq(row.id))
        .exec(tx)
        .await?;
    take_wording_back(tx, row).await
}

/// The review with what was said before that day in it; whether there was anything.
pub(super) fn settle(review: &mut review::Model, hidden_from: NaiveDate) -> bool {
    let Some(said) = said(review) else {
        return false;
    };
    if review.witness_said_on.is_some_and(|day| day >= hidden_from) {
        return false;
    }
    let answered = |answer: WitnessAnswer| Some(answer.as_str().to_owned());
    match said {
        Said::Approved => review.witness_answer = answered(WitnessAnswer::Approved),
        Said::Corrected => review.witness_answer = answered(WitnessAnswer::Corrected),
        Said::Added if answer(review) == Some(WitnessAnswer::Corrected) => {}
        Said::Added => review.witness_answer = None,
    }
    if said != Said::Approved {
        (review.approved_by, review.approved_on) = (None, None);
    }
    (review.witness_said, review.witness_said_on) = (None, None);
    true
}

/// A yes was to the wording that lay in the mailbox, and to no other.
pub(super) fn forget_yes(review: &mut review::Model) {
    if said(review) == Some(Said::Approved) {
        (review.witness_said, review.witness_said_on) = (None, None);
    }
}
