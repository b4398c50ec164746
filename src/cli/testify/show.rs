//! What a witness sees: the receipt alone on standard output, everything else beside it.

use chrono::NaiveDate;

use crate::review::wire::sealed_act::MailboxAct;
use crate::testimony::client::OpenedNote;
use crate::testimony::receipt::Receipt;
use crate::testimony::wire::sealing::SealedMailbox;
use crate::testimony::wire::{NoteAuthor, PrintedBeside, State};

pub fn receipt(receipt: &Receipt, withdraw_until: Option<NaiveDate>) {
    eprintln!(
        "Your testimony is sealed and stored. This receipt is the only way back to it, shown this once:"
    );
    println!("{}", *receipt.print());
    match withdraw_until {
        Some(day) => eprintln!("It can be withdrawn until {day}, included."),
        None => eprintln!("It can be withdrawn; there is no last day."),
    }
    eprintln!("Write it on paper, and keep it where nobody looks.");
}

/// Why nothing was taken, and for the employer's network what to do instead.
pub fn refused(slug: &str, said: String) -> String {
    match slug {
        "employer-network" => "this network belongs to the employer, who can see that you reach this service from it. Nothing was stored. \
            Use another network, best your own mobile one, or Tor with --proxy; to speak from here all the same, say --accept-risk"
            .to_owned(),
        _ => said,
    }
}

pub fn uncertain(receipt: &Receipt) {
    eprintln!(
        "Whether the service has your testimony is not known. If it has, this receipt opens its mailbox:"
    );
    println!("{}", *receipt.print());
    eprintln!("Look with --receipt. If no testimony has it, send again.");
}

pub fn mailbox(mailbox: &SealedMailbox, notes: &[OpenedNote]) {
    let state = match mailbox.state {
        State::Received => "received: it waits for the reviewers, or they are at it",
        State::Published => "published in its generalised form",
        State::Rejected => "not published",
        State::Withdrawn => "withdrawn; a legal hold keeps the sealed original for now",
    };
    println!("State               {state}");
    match mailbox.withdraw_until {
        Some(day) => println!("Can be withdrawn    until {day}, included"),
        None => println!("Can be withdrawn    without a last day"),
    }
    match (mailbox.legal_hold, mailbox.destroyed_from) {
        (true, _) => println!("Original            kept under a legal hold of two owners"),
        (false, Some(day)) => println!("Original            destroyed from {day} on"),
        (false, None) => println!("Original            destroyed"),
    }
    for note in notes {
        let from = match note.from {
            NoteAuthor::Witness => "You",
            NoteAuthor::Reviewer => "Reviewers",
            NoteAuthor::Wording => "Wording that waits for your answer",
            NoteAuthor::Correction => "Your wording",
            NoteAuthor::Beside => {
                println!("\n{} · Printed beside the wording", note.written_on);
                beside(note.text.expose());
                continue;
            }
        };
        println!("\n{} · {from}\n{}", note.written_on, note.text.expose());
    }
    if notes.is_empty() {
        println!("\nNo notes.");
    }
    if notes.iter().any(|note| note.from == NoteAuthor::Wording) {
        println!(
            "\nSay yes with --act approve, or give another wording with --act correct. Silence never publishes."
        );
    } else if notes.iter().any(|note| note.from == NoteAuthor::Reviewer) {
        println!("\nAnswer with --act add.");
    }
}

fn beside(text: &str) {
    let Ok(printed) = serde_json::from_str::<PrintedBeside>(text) else {
        return println!("{text}");
    };
    let facts = [printed.district, printed.quarter, printed.job_group];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    match facts.as_slice() {
        [] => println!("nothing"),
        facts => println!("{}", facts.join(", ")),
    }
    if printed.verified_worker {
        println!("and \"verified worker\", where enough others that are published so are alike");
    }
}

pub fn done(act: MailboxAct) -> &'static str {
    match act {
        MailboxAct::Add => "Added: the reviewers read it before anything is published.",
        MailboxAct::Approve => "You said yes to the wording.",
        MailboxAct::Correct => "Your wording is with the reviewers; they look through it again.",
        MailboxAct::Withdraw => {
            "Withdrawn. If the receipt still opens the mailbox, a legal hold keeps the sealed original for now."
        }
    }
}
