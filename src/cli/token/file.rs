//! The file of a worker token: readable by its owner alone, written whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::cli::Failure;
use crate::tokens::client::{PendingToken, Token};

/// What such a file holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// A voucher that may be redeemed already; asking again gets the same token.
    Request(PendingToken),
    Token(Token),
}

const MOST_BYTES: u64 = 64 * 1024;

pub fn read(path: &Path) -> Result<Kept, Failure> {
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    if file.metadata()?.permissions().mode() & 0o077 != 0 {
        return Err(format!("{} can be read by others: chmod 600", path.display()).into());
    }
    let mut text = Zeroizing::new(String::with_capacity(4096));
    file.take(MOST_BYTES).read_to_string(&mut text)?;
    serde_json::from_str(&text).map_err(|_| format!("{} holds no token", path.display()).into())
}

/// Nothing that is there already is written over.
pub fn begin(path: &Path, request: PendingToken) -> Result<(), Failure> {
    let written = write(path, &Kept::Request(request));
    written.map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => format!("{} is there already", path.display()).into(),
        _ => format!("{}: {error}", path.display()).into(),
    })
}

/// The token takes the place of its request.
pub fn finish(path: &Path, token: Token) -> Result<(), Failure> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    match fs::remove_file(beside) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    write(beside, &Kept::Token(token))?;
    let old = OpenOptions::new().write(true).open(path)?;
    fs::rename(beside, path)?;
    Ok(overwrite(old)?)
}

/// Overwritten first; what a disk keeps elsewhere nobody can promise.
pub fn destroy(path: &Path) -> Result<(), Failure> {
    overwrite(OpenOptions::new().write(true).open(path)?)?;
    Ok(fs::remove_file(path)?)
}

fn write(path: &Path, kept: &Kept) -> std::io::Result<()> {
    let text = Zeroizing::new(serde_json::to_vec(kept)?);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(&text)?;
    file.write_all(b"\n")?;
    file.sync_all()
}

fn overwrite(mut file: File) -> std::io::Result<()> {
    let length = file.metadata()?.len();
    std::io::copy(&mut std::io::repeat(0).take(length), &mut file)?;
    file.sync_all()
}
