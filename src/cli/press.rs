//! `broadside press`, hidden: sets one packet, as the child of a worker. Reads and writes nothing but its pipes, and the fonts
//! of a folder that the settings name.

use std::io::{stdin, stdout};
use std::path::Path;
use std::process::ExitCode;

pub fn run(fonts: Option<&Path>) -> ExitCode {
    // A folder that went away since the start leaves the embedded faces, and boxes for what they lack, which are reported.
    if let Some(folder) = fonts {
        let _ = broadside_press::more_fonts_from(folder);
    }
    let code = broadside_press::child_main(stdin().lock(), stdout().lock());
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}
