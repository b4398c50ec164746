//! Shows somebody their own answer, and how to join to whoever comes.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr, IntoActiveModel};

use super::codes::{self, Purpose};
use super::confirm_rsvp::standing;
use crate::app::App;
use crate::events::entity::{event, rsvp};
use crate::events::public::{Wish, find_public_event};
use crate::events::rules::{Standing, State, may_join};
use crate::events::wire::{OwnRsvp, PublicEvent};
use crate::events::{join_details, materials};
use crate::http::{Problem, catalogue as known};

/// Why nothing is shown.
#[derive(Debug, thiserror::Error)]
pub enum OpenRsvpError {
    #[error("the token is not one of ours, or the answer was taken back")]
    NotValid,
    #[error("the database failed")]
    Db(#[from] DbErr),
}

/// What a token leads to.
struct Found {
    row: rsvp::Model,
    event: event::Model,
    shown: PublicEvent,
}

async fn find(app: &App, db: &impl ConnectionTrait, token: &str) -> Result<Found, OpenRsvpError> {
    let row = codes::proven(app, db, token, Purpose::Own).await?;
    let row = row.ok_or(OpenRsvpError::NotValid)?;
    let wish = Wish {
        language: Some(&row.language),
        ..Wish::default()
    };
    let found = find_public_event(db, row.event_id, wish).await?;
    let (event, shown) = found.ok_or(OpenRsvpError::NotValid)?;
    Ok(Found { row, event, shown })
}

impl Found {
    fn comes(&self) -> bool {
        standing(&self.row) == Standing::Confirmed && self.shown.state == State::Published
    }

    fn without_details(self) -> OwnRsvp {
        OwnRsvp {
            state: standing(&self.row),
            join_details_shown_from: self.event.join_from.filter(|_| self.comes()),
            event: self.shown,
            join_details: None,
            materials: None,
        }
    }
}

/// The answer alone, for a page that a machine may open: nothing is revealed, and nothing noted.
pub async fn look_at_rsvp(app: &App, token: &str) -> Result<OwnRsvp, OpenRsvpError> {
    Ok(find(app, &app.db.read, token).await?.without_details())
}

pub async fn open_rsvp(app: &App, token: &str) -> Result<OwnRsvp, OpenRsvpError> {
    app.db
        .write(|tx| async move {
            let tx = &*tx;
            let found = find(app, tx, token).await?;
            let (event, now) = (&found.event, app.clock.now());
            let (state, standing) = (found.shown.state, standing(&found.row));
            let joins = may_join(state, standing, event.join_from, event.ends_at, now);
            let details = joins.then(|| join_details::opened(app, event)).flatten();
            let links = found.comes().then(|| materials::opened(app, event));
            if details.is_some() && found.row.join_seen != Some(event.join_version) {
                let mut row = found.row.clone().into_active_model();
                row.join_seen = Set(Some(event.join_version));
                row.update(tx).await?;
            }
            Ok(OwnRsvp {
                join_details: details,
                materials: links.flatten(),
                ..found.without_details()
            })
        })
        .await
}

impl From<OpenRsvpError> for Problem {
    fn from(error: OpenRsvpError) -> Self {
        match error {
            OpenRsvpError::NotValid => Self::new(known::RSVP_NOT_VALID),
            OpenRsvpError::Db(error) => error.into(),
        }
    }
}
