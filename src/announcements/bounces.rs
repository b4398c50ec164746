//! Reads the reports that come back for mails that did not arrive (RFC 3464), and finds the row by its Message-ID alone.
//!
//! The Message-ID of an announcement carries a keyed hash: nobody can make one up, and no report has to be matched by an
//! address. What a report says about addresses is not read at all.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::RecipientId;
use super::entity::{announcement, announcement_recipient as recipient};
use super::keys::named_in;
use super::rules::{Bounce, Stand, bounce};
use super::suppress::note_bounce;
use crate::app::App;
use crate::db::Tx;

/// How many messages were read, and what they were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// The mailbox does not exist: it gets nothing more.
    pub gone: usize,
    /// This mail did not arrive; the next is tried.
    pub not_this_one: usize,
    /// No report of a failure, or not about an announcement of this service.
    pub other: usize,
}

/// One message, or a mailbox file (mbox) of them.
pub async fn take_reports(app: &App, text: &str) -> Result<Tally, DbErr> {
    let mut tally = Tally::default();
    for message in messages(text) {
        match take(app, message).await? {
            Some(Bounce::Gone) => tally.gone += 1,
            Some(Bounce::NotThisOne) => tally.not_this_one += 1,
            None => tally.other += 1,
        }
    }
    Ok(tally)
}

fn messages(text: &str) -> Vec<&str> {
    if !text.starts_with("From ") {
        return vec![text];
    }
    let mut starts: Vec<usize> = text
        .match_indices("\nFrom ")
        .map(|(at, _)| at + 1)
        .collect();
    starts.insert(0, 0);
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let parts = starts
        .iter()
        .zip(ends)
        .map(|(start, end)| &text[*start..end]);
    parts.collect()
}

async fn take(app: &App, message: &str) -> Result<Option<Bounce>, DbErr> {
    let Some(bounce) = report(message) else {
        return Ok(None);
    };
    let Some(id) = named_in(app, message) else {
        return Ok(None);
    };
    let known = app
        .db
        .write(|tx| async move { note(app, &tx, id, bounce).await });
    Ok(known.await?.then_some(bounce))
}

async fn note(app: &App, tx: &Tx, id: RecipientId, bounce: Bounce) -> Result<bool, DbErr> {
    use recipient::Column as C;
    let found = recipient::for_jobs().filter(C::Id.eq(id)).one(tx).await?;
    let Some(row) = found else { return Ok(false) };
    let left = [Stand::Sending, Stand::Sent, Stand::Uncertain].map(Stand::as_str);
    recipient::Entity::update_many()
        .col_expr(C::State, Expr::value(Stand::Failed.as_str()))
        .col_expr(C::Reason, Expr::value("bounced"))
        .filter(C::Id.eq(id))
        .filter(C::State.is_in(left))
        .exec(tx)
        .await?;
    if bounce == Bounce::Gone {
        let of = announcement::for_jobs()
            .filter(announcement::Column::Id.eq(row.announcement_id))
            .one(tx)
            .await?;
        if let Some(of) = of {
            note_bounce(app, tx, of.organization_id, &row.mailbox_key).await?;
        }
    }
    Ok(true)
}

/// The worst that the part `message/delivery-status` says of any recipient. Each mail of ours has one.
fn report(message: &str) -> Option<Bounce> {
    let mut lines = message.lines().map(str::trim_end);
    let begins = |line: &str| {
        let line = line.to_ascii_lowercase();
        line.starts_with("content-type:") && line.contains("message/delivery-status")
    };
    lines.by_ref().find(|line| begins(line))?;
    let status = lines.take_while(|line| !line.starts_with("--"));
    let (mut action, mut code) = (String::new(), String::new());
    let mut found = None;
    for line in status.chain([""]) {
        if line.is_empty() {
            found = found.or_else(|| bounce(&action, &code));
            (action, code) = (String::new(), String::new());
        } else if let Some((name, value)) = line.split_once(':') {
            match name.to_ascii_lowercase().as_str() {
                "action" => value.trim().clone_into(&mut action),
                "status" => value.trim().clone_into(&mut code),
                _ => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "From: MAILER-DAEMON@example.org\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\n\r\nAction: delivered, I would say.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
        Reporting-MTA: dns; mail.example.org\r\n\r\nFinal-Recipient: rfc822; x@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
        --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <x@example.org>\r\n--b--\r\n";

    #[test]
    fn a_report_is_told_from_what_only_quotes_one() {
        assert_eq!(report(REPORT), Some(Bounce::Gone));
        assert_eq!(
            report(&REPORT.replace("5.1.1", "5.2.2")),
            Some(Bounce::NotThisOne)
        );
        assert_eq!(report(&REPORT.replace("failed", "delayed")), None);
        assert_eq!(
            report(&REPORT.replace("delivery-status\r\n\r\nRep", "x\r\n\r\nRep")),
            None
        );
        assert_eq!(report("Out of office until Monday."), None);
        assert_eq!(report(""), None);
    }

    #[test]
    fn a_mailbox_file_holds_several() {
        let file = format!("From a\n{REPORT}\nFrom b\n{REPORT}");
        assert_eq!(messages(&file).len(), 2);
        assert_eq!(messages(REPORT).len(), 1);
    }
}
