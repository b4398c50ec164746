//! The deduplication key of each petition, in a folder of its own, so that it can die alone.

use std::path::{Path, PathBuf};

use rand::CryptoRng;
use uuid::Uuid;

use super::Key32;
use super::key_file::{self, KeyFileError, NamedKey};

const TITLE: &str = "deduplication of one petition";

/// `petition-keys/` of the data folder.
#[derive(Debug, Clone)]
pub struct PetitionKeys {
    folder: PathBuf,
}

impl PetitionKeys {
    /// Opens the folder, and makes it where it is missing: a folder without keys loses nothing.
    pub fn open(data: &Path) -> Result<Self, KeyFileError> {
        let folder = data.join("petition-keys");
        match key_file::make_folder(&folder) {
            Ok(()) => key_file::sync_folder_of(&folder)?,
            Err(KeyFileError::Exists(_)) => {}
            Err(failed) => return Err(failed),
        }
        key_file::check_folder(&folder)?;
        Ok(Self { folder })
    }

    /// Makes the key of a petition. A repeat, after a crash or by a second server, gives the same key.
    pub fn create(&self, rng: &mut impl CryptoRng, petition: Uuid) -> Result<Key32, KeyFileError> {
        let keys = [NamedKey {
            kid: "key".to_owned(),
            key: Key32::fresh(rng),
        }];
        match key_file::write_new(rng, &self.path(petition), TITLE, &keys) {
            Ok(()) | Err(KeyFileError::Exists(_)) => self.load(petition),
            Err(failed) => Err(failed),
        }
    }

    pub fn load(&self, petition: Uuid) -> Result<Key32, KeyFileError> {
        let path = self.path(petition);
        let mut keys = key_file::read(&path, TITLE)?;
        keys.pop()
            .map(|named| named.key)
            .ok_or(KeyFileError::Malformed(path))
    }

    pub fn is_there(&self, petition: Uuid) -> bool {
        self.path(petition).exists()
    }

    /// Ends deduplication, and with it every test of who has signed. False where no key was left.
    pub fn destroy(&self, petition: Uuid) -> Result<bool, KeyFileError> {
        match key_file::destroy(&self.path(petition)) {
            Ok(()) => Ok(true),
            Err(KeyFileError::Missing(_)) => Ok(false),
            Err(failed) => Err(failed),
        }
    }

    fn path(&self, petition: Uuid) -> PathBuf {
        self.folder.join(format!("{}.key", petition.simple()))
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::Counted;
    use super::*;

    const SECURITY: Uuid = Uuid::from_bytes([1; 16]);
    const LAYOFFS: Uuid = Uuid::from_bytes([2; 16]);

    #[test]
    fn each_petition_keeps_a_key_of_its_own() {
        let data = tempfile::tempdir().unwrap();
        let mut rng = Counted::default();
        let keys = PetitionKeys::open(data.path()).unwrap();
        let made = keys.create(&mut rng, SECURITY).unwrap();
        let other = keys.create(&mut rng, LAYOFFS).unwrap();
        assert_ne!(made.expose(), other.expose());
        let again = PetitionKeys::open(data.path()).unwrap();
        assert_eq!(again.load(SECURITY).unwrap().expose(), made.expose());
    }

    #[test]
    fn making_a_key_twice_gives_the_same_key() {
        let data = tempfile::tempdir().unwrap();
        let mut rng = Counted::default();
        let keys = PetitionKeys::open(data.path()).unwrap();
        let made = keys.create(&mut rng, SECURITY).unwrap();
        assert_eq!(
            keys.create(&mut rng, SECURITY).unwrap().expose(),
            made.expose()
        );
        assert_eq!(std::fs::read_dir(&keys.folder).unwrap().count(), 1);
    }

    #[test]
    fn a_destroyed_key_is_gone() {
        let data = tempfile::tempdir().unwrap();
        let keys = PetitionKeys::open(data.path()).unwrap();
        keys.create(&mut Counted::default(), SECURITY).unwrap();
        assert!(keys.destroy(SECURITY).unwrap());
        assert!(matches!(keys.load(SECURITY), Err(KeyFileError::Missing(_))));
        assert!(!keys.destroy(SECURITY).unwrap());
    }
}
