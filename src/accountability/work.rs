//! What accountability does later.

use super::{deliveries, reminders};
use crate::app::App;
use crate::jobs::entity::job::Model;
use crate::jobs::{Kind, Outcome};

pub async fn run(app: &App, kind: Kind, job: &Model) -> Outcome {
    match kind {
        Kind::SendWithdrawn => deliveries::send_withdrawn(app, job).await,
        Kind::SendPacket => deliveries::send_packet(app, job).await,
        Kind::RemindRecord => reminders::hand_out(app).await,
        Kind::SendRecordReminder => reminders::remind(app, job).await,
        Kind::TurnRecord => match deliveries::turn::turn(app).await {
            Ok(()) => Outcome::Done,
            Err(_) => Outcome::Retry("database"),
        },
        _ => Outcome::Bury("unknown-kind"),
    }
}
