//! The press by itself: a snapshot on standard input, a PDF on standard output; or `bench`, which measures it.

mod bench;

use std::io::{stdin, stdout};
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    match arguments.next().as_deref() {
        None => {
            let code = broadside_press::child_main(stdin().lock(), stdout().lock());
            ExitCode::from(u8::try_from(code).unwrap_or(1))
        }
        Some("bench") => bench::run(arguments),
        Some(_) => {
            eprintln!(
                "broadside-press < snapshot.json > packet.pdf\nbroadside-press bench [--json] [--python PATH]"
            );
            ExitCode::FAILURE
        }
    }
}
