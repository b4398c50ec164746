//! A member decides whether a signer's comment may be printed.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, IntoActiveModel};

use super::SignatureId;
use super::transition::{ChangeError, own};
use super::wire::{CommentDecision, NewCommentReview, SignatureComment};
use crate::app::App;
use crate::audit;
use crate::http::{Problem, catalogue as known};
use crate::identity::Caller;

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum ReviewCommentError {
    #[error("this signature has no comment")]
    NoComment,
    #[error(transparent)]
    Change(#[from] ChangeError),
    #[error("the database failed")]
    Db(#[from] DbErr),
}

pub async fn review_comment(
    app: &App,
    caller: &Caller,
    id: SignatureId,
    new: &NewCommentReview,
) -> Result<SignatureComment, ReviewCommentError> {
    let state = match new.decision {
        CommentDecision::Approve => "approved",
        CommentDecision::Refuse => "refused",
    };
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let row = own(tx, caller.organization, id).await?;
            if row.comment_sealed.is_none() {
                return Err(ReviewCommentError::NoComment);
            }
            let mut row = row.into_active_model();
            row.comment_state = Set(state.to_owned());
            let row = row.update(tx).await?;
            let action = audit::Action::new(caller.actor(), "review_comment", id);
            audit::record(
                app,
                tx,
                caller.organization,
                action.detail(serde_json::json!({"decision": state})),
            )
            .await?;
            SignatureComment::of(app, &row).ok_or(ReviewCommentError::NoComment)
        })
        .await
}

impl From<ReviewCommentError> for Problem {
    fn from(error: ReviewCommentError) -> Self {
        match error {
            ReviewCommentError::NoComment => Self::new(known::NOT_FOUND),
            ReviewCommentError::Change(error) => error.into(),
            ReviewCommentError::Db(error) => error.into(),
        }
    }
}
