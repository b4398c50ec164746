//! `broadside press`, hidden: sets one packet, as the child of a worker. Reads and writes nothing but its pipes.

use std::io::{stdin, stdout};
use std::process::ExitCode;

pub fn run() -> ExitCode {
    let code = broadside_press::child_main(stdin().lock(), stdout().lock());
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
