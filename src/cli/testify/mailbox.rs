//! The mailbox from a witness's side: it opens here, and what is said leaves sealed. The receipt goes nowhere.

use std::io::{BufRead, IsTerminal, Read};
use std::path::Path;
use std::process::ExitCode;

use zeroize::Zeroizing;

use super::service::{Answer, Service};
use super::{MOST_BYTES, show};
use crate::cli::Failure;
use crate::entropy::Entropy;
use crate::review::wire::sealed_act::{MailboxAct, NewMailboxAct};
use crate::testimony::client::{OwnMailbox, auth, open_mailbox};
use crate::testimony::receipt::Receipt;
use crate::testimony::wire::{NoteAuthor, TEXT_MAX};
use crate::text::clean_text;

/// As many characters as an addition may have.
const ADDITION_MAX: usize = 16_000;

/// Shows the mailbox, or does one thing in it, from the employer's network too where that is said.
pub async fn run(
    service: &Service,
    given: &str,
    act: Option<(MailboxAct, bool)>,
    text_file: Option<&Path>,
) -> Result<ExitCode, Failure> {
    service.must_be_private()?;
    let receipt = receipt(given)?;
    let stored = service.mailbox(&receipt).await?;
    let opened = open_mailbox(&receipt, &stored)?;
    let Some((act, accept_risk)) = act else {
        show::mailbox(&stored, &opened.notes(&stored)?);
        return Ok(ExitCode::SUCCESS);
    };
    let mut act = prepared(&receipt, &opened, act, text_file)?;
    act.accept_risk = accept_risk.then_some(true);
    match service.act(&act).await? {
        Answer::Refused { slug, said } => Err(show::refused(&slug, said).into()),
        Answer::Taken(_) => {
            eprintln!("{}", show::done(act.act));
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The receipt as it was given, or the first line of standard input.
fn receipt(given: &str) -> Result<Receipt, Failure> {
    let mut typed = Zeroizing::new(given.to_owned());
    if given == "-" {
        typed.clear();
        let stdin = std::io::stdin();
        if stdin.is_terminal() {
            eprintln!("The receipt:");
        }
        stdin.lock().take(256).read_line(&mut typed)?;
    }
    Ok(Receipt::parse(&typed)?)
}

fn prepared(
    receipt: &Receipt,
    opened: &OwnMailbox,
    act: MailboxAct,
    text_file: Option<&Path>,
) -> Result<NewMailboxAct, Failure> {
    let seal = |from, most| -> Result<String, Failure> {
        let text = text(text_file)?;
        if receipt.appears_in(&text) {
            return Err(
                "the text holds its own receipt: take it out, whoever reads it could act for you"
                    .into(),
            );
        }
        let text = Zeroizing::new(clean_text(&text, most)?);
        let entropy = Entropy::system()?;
        Ok(entropy.with(|rng| opened.seal_note(rng, from, &text))?)
    };
    Ok(NewMailboxAct {
        auth: auth(receipt),
        act,
        sealed: match act {
            MailboxAct::Add => Some(seal(NoteAuthor::Witness, ADDITION_MAX)?),
            MailboxAct::Correct => Some(seal(NoteAuthor::Correction, TEXT_MAX)?),
            MailboxAct::Approve | MailboxAct::Withdraw => None,
        },
        link_key: (act == MailboxAct::Withdraw).then(|| opened.link_key()),
        accept_risk: None,
    })
}

/// The rest of standard input, or a file.
pub fn text(file: Option<&Path>) -> Result<Zeroizing<String>, Failure> {
    let mut text = Zeroizing::new(String::with_capacity(64 * 1024));
    match file {
        Some(file) => {
            let named = |error| format!("{}: {error}", file.display());
            let file = std::fs::File::open(file).map_err(named)?;
            file.take(MOST_BYTES).read_to_string(&mut text)?;
        }
        None => {
            let stdin = std::io::stdin();
            if stdin.is_terminal() {
                eprintln!("Write, and end with Ctrl-D on a line of its own:");
            }
            stdin.lock().take(MOST_BYTES).read_to_string(&mut text)?;
        }
    }
    Ok(text)
}
