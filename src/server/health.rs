//! Whether the process lives, and whether it can do its work.

use std::time::Duration;

use poem::handler;
use poem::web::Data;

use crate::app::App;
use crate::http::{Problem, catalogue as known};

const PATIENCE: Duration = Duration::from_secs(2);

/// Says that the process lives; it asks nothing else.
#[handler]
pub fn healthz() -> &'static str {
    "ok\n"
}

/// Says whether the database can be written; a balancer sends people elsewhere until it can.
#[handler]
pub async fn readyz(app: Data<&App>) -> Result<&'static str, Problem> {
    match tokio::time::timeout(PATIENCE, app.db.probe()).await {
        Ok(Ok(())) => Ok("ready\n"),
        Ok(Err(_)) | Err(_) => Err(Problem::new(known::DATABASE_UNAVAILABLE).retry_after(2)),
    }
}
