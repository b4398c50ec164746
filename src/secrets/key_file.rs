//! One file with keys in it: readable by the server's own user only, written whole or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use rand::CryptoRng;
use zeroize::Zeroizing;

use super::{Key32, random};

const OTHERS: u32 = 0o077;

#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error(
        "the key file {0} is missing: put it back from the keys' own backup; a new one would not open what the old one sealed"
    )]
    Missing(PathBuf),
    #[error("{0} can be read by other users: chmod 600 for a key file, 700 for its folder")]
    ReadableByOthers(PathBuf),
    #[error("{0} is not the key file that its name says")]
    Malformed(PathBuf),
    #[error("{0} already exists")]
    Exists(PathBuf),
    #[error("{path}: {source}")]
    Io { path: PathBuf, source: io::Error },
}

impl KeyFileError {
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| match source.kind() {
            io::ErrorKind::NotFound => Self::Missing(path.into()),
            io::ErrorKind::AlreadyExists | io::ErrorKind::DirectoryNotEmpty => {
                Self::Exists(path.into())
            }
            _ => Self::Io {
                path: path.into(),
                source,
            },
        }
    }
}

/// A key with the id that tokens name it by; files of a single key use the id `key`.
#[derive(Debug)]
pub struct NamedKey {
    pub kid: String,
    pub key: Key32,
}

pub(super) fn make_folder(folder: &Path) -> Result<(), KeyFileError> {
    DirBuilder::new()
        .mode(0o700)
        .create(folder)
        .map_err(KeyFileError::at(folder))
}

/// Refuses a folder or file that anybody but its owner may read or write.
pub(super) fn refuse_others(path: &Path, permissions: &Permissions) -> Result<(), KeyFileError> {
    if permissions.mode() & OTHERS == 0 {
        Ok(())
    } else {
        Err(KeyFileError::ReadableByOthers(path.into()))
    }
}

pub(super) fn check_folder(folder: &Path) -> Result<(), KeyFileError> {
    let found = fs::metadata(folder).map_err(KeyFileError::at(folder))?;
    refuse_others(folder, &found.permissions())
}

/// Writes beside the file, then puts it in its place; an existing file stays and is an error.
pub(super) fn write_new(
    rng: &mut impl CryptoRng,
    path: &Path,
    title: &str,
    keys: &[NamedKey],
) -> Result<(), KeyFileError> {
    let beside = write_beside(rng, path, title, keys)?;
    let linked = fs::hard_link(&beside, path).map_err(KeyFileError::at(path));
    fs::remove_file(&beside).map_err(KeyFileError::at(&beside))?;
    linked?;
    sync_folder_of(path)
}

/// As `write_new`, but takes the place of what is there.
pub(super) fn replace(
    rng: &mut impl CryptoRng,
    path: &Path,
    title: &str,
    keys: &[NamedKey],
) -> Result<(), KeyFileError> {
    let beside = write_beside(rng, path, title, keys)?;
    fs::rename(&beside, path).map_err(KeyFileError::at(path))?;
    sync_folder_of(path)
}

fn write_beside(
    rng: &mut impl CryptoRng,
    path: &Path,
    title: &str,
    keys: &[NamedKey],
) -> Result<PathBuf, KeyFileError> {
    let beside = path.with_extension(format!("{}.new", HEXLOWER.encode(&random::<4>(rng))));
    let write = || {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&beside)?;
        file.write_all(render(title, keys).as_bytes())?;
        file.sync_all()
    };
    write().map_err(KeyFileError::at(&beside))?;
    Ok(beside)
}

pub(super) fn read(path: &Path, title: &str) -> Result<Vec<NamedKey>, KeyFileError> {
    let mut file = File::open(path).map_err(KeyFileError::at(path))?;
    let found = file.metadata().map_err(KeyFileError::at(path))?;
    refuse_others(path, &found.permissions())?;
    let mut text = Zeroizing::new(String::with_capacity(found.len() as usize + 1));
    file.read_to_string(&mut text)
        .map_err(KeyFileError::at(path))?;
    parse(title, &text).ok_or_else(|| KeyFileError::Malformed(path.into()))
}

/// Overwrites and removes the file; on a disk that writes elsewhere, old blocks may outlive it.
pub(super) fn destroy(path: &Path) -> Result<(), KeyFileError> {
    let overwrite = || {
        let mut file = OpenOptions::new().write(true).open(path)?;
        let length = file.metadata()?.len();
        io::copy(&mut io::repeat(0).take(length), &mut file)?;
        file.sync_all()?;
        fs::remove_file(path)
    };
    overwrite().map_err(KeyFileError::at(path))?;
    sync_folder_of(path)
}

/// Without this a power cut may forget the name of a file whose bytes are safe.
pub(super) fn sync_folder_of(path: &Path) -> Result<(), KeyFileError> {
    let folder = path.parent().unwrap_or(path);
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .map_err(KeyFileError::at(folder))
}

/// A title line, then one line a key: its id and 64 hexadecimal digits.
fn render(title: &str, keys: &[NamedKey]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(64 + title.len() + 128 * keys.len()));
    text.push_str("broadside keys 1: ");
    text.push_str(title);
    for named in keys {
        let digits = Zeroizing::new(HEXLOWER.encode(named.key.expose()));
        for piece in ["\n", &named.kid, " ", &digits] {
            text.push_str(piece);
        }
    }
    text.push('\n');
    text
}

fn parse(title: &str, text: &str) -> Option<Vec<NamedKey>> {
    let mut lines = text.lines();
    if lines.next()?.strip_prefix("broadside keys 1: ")? != title {
        return None;
    }
    let keys: Vec<NamedKey> = lines.map(parse_line).collect::<Option<_>>()?;
    if keys.is_empty() { None } else { Some(keys) }
}

fn parse_line(line: &str) -> Option<NamedKey> {
    let (kid, digits) = line.split_once(' ')?;
    let bytes = Zeroizing::new(HEXLOWER.decode(digits.as_bytes()).ok()?);
    let key = Key32::from_bytes(bytes.as_slice().try_into().ok()?);
    Some(NamedKey {
        kid: kid.to_owned(),
        key,
    })
}
