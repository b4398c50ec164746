//! Everything that the template sees of a snapshot, as files: for whoever wants to set it with another Typst.

use std::fs;
use std::path::Path;

use crate::engine::sheet_of;
use crate::error::PressError;
use crate::fonts::FILES;
use crate::world::TEMPLATE;

/// Fills an empty folder: `main.typ` with its parts, the data, and the faces in `fonts/`.
pub fn export(packet_json: &[u8], folder: &Path) -> Result<(), PressError> {
    let (sheet, _) = sheet_of(packet_json)?;
    let fonts = folder.join("fonts");
    fs::create_dir_all(&fonts).map_err(not_written)?;
    for (name, text) in TEMPLATE {
        fs::write(folder.join(name), text).map_err(not_written)?;
    }
    for (name, face) in FILES {
        fs::write(fonts.join(name), face).map_err(not_written)?;
    }
    for (name, bytes) in sheet.data() {
        fs::write(folder.join(name), bytes).map_err(not_written)?;
    }
    Ok(())
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "map_err hands the error over"
)]
fn not_written(error: std::io::Error) -> PressError {
    PressError::NotRun {
        reason: error.kind().to_string(),
    }
}
