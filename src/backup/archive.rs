//! The file a backup is: names and contents one after another, and a digest at the end that proves it whole.
//!
//! `broadside-backup-1\n`, then for each file the length of its name (4 bytes, big endian), the name, the length of its
//! content (8 bytes), the content; a name of length 0 ends the list, and SHA-256 of everything before it ends the file.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::BackupError;

const MAGIC: &[u8] = b"broadside-backup-1\n";
const LONGEST_NAME: usize = 4096;

/// A file that has its name only once it is whole. What a killed backup leaves has the name with `.part` behind it, and
/// the next one writes over that.
pub struct Writer {
    file: BufWriter<File>,
    digest: Sha256,
    beside: PathBuf,
    path: PathBuf,
}

impl Writer {
    /// Refuses to write over anything; nobody but its owner can read it.
    pub fn create(path: &Path) -> Result<Self, BackupError> {
        if path.exists() {
            return Err(BackupError::Exists(path.to_owned()));
        }
        let mut beside = path.as_os_str().to_owned();
        beside.push(".part");
        let beside = PathBuf::from(beside);
        if beside.exists() {
            std::fs::remove_file(&beside).map_err(BackupError::at(&beside))?;
        }
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&beside)
            .map_err(BackupError::at(&beside))?;
        let mut writer = Self {
            file: BufWriter::new(file),
            digest: Sha256::new(),
            beside,
            path: path.to_owned(),
        };
        writer.put(MAGIC)?;
        Ok(writer)
    }

    pub fn add(&mut self, name: &str, path: &Path) -> Result<(), BackupError> {
        let mut content = File::open(path).map_err(BackupError::at(path))?;
        self.copy(name, &mut content)
            .map_err(BackupError::at(&self.beside))
    }

    fn copy(&mut self, name: &str, content: &mut File) -> io::Result<()> {
        let length = content.metadata()?.len();
        self.name(name)?;
        self.put(&length.to_be_bytes())?;
        let mut left = length;
        let mut buffer = vec![0; 1 << 16];
        while left > 0 {
            let most = usize::try_from(left)
                .unwrap_or(usize::MAX)
                .min(buffer.len());
            let read = content.read(&mut buffer[..most])?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            self.put(&buffer[..read])?;
            left -= read as u64;
        }
        Ok(())
    }

    /// All files below a folder, under its name.
    pub fn add_folder(&mut self, name: &str, folder: &Path) -> Result<(), BackupError> {
        if !folder.exists() {
            return Ok(());
        }
        let entries = std::fs::read_dir(folder).map_err(BackupError::at(folder))?;
        let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let inner = format!("{name}/{}", entry.file_name().to_string_lossy());
            if !entry.path().exists() {
                // A packet that was destroyed while we went through the folder.
                continue;
            }
            if entry.file_type()?.is_dir() {
                self.add_folder(&inner, &entry.path())?;
            } else {
                self.add(&inner, &entry.path())?;
            }
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<(), BackupError> {
        self.end().map_err(BackupError::at(&self.beside))?;
        std::fs::rename(&self.beside, &self.path).map_err(BackupError::at(&self.path))?;
        // Without this a power cut may forget the name of a file whose bytes are safe.
        let folder = self.path.parent().filter(|path| *path != Path::new(""));
        let folder = folder.unwrap_or(Path::new("."));
        let synced = File::open(folder).and_then(|folder| folder.sync_all());
        synced.map_err(BackupError::at(folder))
    }

    fn end(&mut self) -> io::Result<()> {
        self.name("")?;
        let digest = self.digest.clone().finalize();
        self.file.write_all(&digest)?;
        self.file.flush()?;
        self.file.get_ref().sync_all()
    }

    fn name(&mut self, name: &str) -> io::Result<()> {
        let length = u32::try_from(name.len()).map_err(io::Error::other)?;
        self.put(&length.to_be_bytes())?;
        self.put(name.as_bytes())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.digest.update(bytes);
        self.file.write_all(bytes)
    }
}

/// A backup that failed leaves nothing; once it has its name there is nothing to remove.
impl Drop for Writer {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.beside);
    }
}

/// Unpacks a backup into a folder. Its digest is checked before anything is used; a broken one leaves an error.
pub fn unpack(from: &Path, into: &Path) -> Result<(), BackupError> {
    let mut reader = Reader {
        file: BufReader::new(File::open(from).map_err(BackupError::at(from))?),
        digest: Sha256::new(),
    };
    if reader.take(MAGIC.len())? != MAGIC {
        return Err(BackupError::NotABackup);
    }
    while let Some(name) = reader.name()? {
        let path = into.join(&name);
        if let Some(folder) = path.parent() {
            crate::data_folder::make_private(folder)?;
        }
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&path)?;
        reader.content(&mut file)?;
        file.sync_all()?;
    }
    let digest = reader.digest.clone().finalize();
    if reader.take(digest.len())? != digest[..] {
        return Err(BackupError::NotABackup);
    }
    Ok(())
}

struct Reader {
    file: BufReader<File>,
    digest: Sha256,
}

impl Reader {
    fn take(&mut self, length: usize) -> Result<Vec<u8>, BackupError> {
        let mut bytes = vec![0; length];
        self.file
            .read_exact(&mut bytes)
            .map_err(|_| BackupError::NotABackup)?;
        self.digest.update(&bytes);
        Ok(bytes)
    }

    /// Only names that stay below the folder.
    fn name(&mut self) -> Result<Option<String>, BackupError> {
        let length = self
            .take(4)?
            .iter()
            .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
        if length == 0 {
            return Ok(None);
        }
        if length > LONGEST_NAME {
            return Err(BackupError::NotABackup);
        }
        let name = String::from_utf8(self.take(length)?).map_err(|_| BackupError::NotABackup)?;
        let stays = Path::new(&name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if stays {
            Ok(Some(name))
        } else {
            Err(BackupError::NotABackup)
        }
    }

    fn content(&mut self, to: &mut File) -> Result<(), BackupError> {
        let mut left = self
            .take(8)?
            .iter()
            .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        while left > 0 {
            let most = left.min(1 << 16);
            to.write_all(&self.take(usize::try_from(most).unwrap_or(1 << 16))?)?;
            left -= most;
        }
        Ok(())
    }
}
