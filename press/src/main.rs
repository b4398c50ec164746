//! The press by itself: a snapshot on standard input, a PDF on standard output.

use std::io::{stdin, stdout};

fn main() {
    std::process::exit(broadside_press::child_main(stdin().lock(), stdout().lock()));
}
