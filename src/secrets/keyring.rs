//! The server's keys: made on first start in `keys/` of the data folder, loaded ever after.

use std::fs;
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use ed25519_dalek::SigningKey;
use rand::CryptoRng;

pub use super::key_file::{KeyFileError, NamedKey};
use super::{Key32, key_file, random};

/// What one key file is for, in words for the people who keep its backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyLoss {
    pub file: &'static str,
    pub holds: &'static str,
    pub loss_is_final: bool,
    pub meaning: &'static str,
}

const SESSIONS: KeyLoss = KeyLoss {
    file: "sessions.key",
    holds: "signs members' access tokens",
    loss_is_final: false,
    meaning: "Every member signs in again. A new file may be made.",
};
const FIELDS: KeyLoss = KeyLoss {
    file: "fields.key",
    holds: "opens the names and addresses of signers and members",
    loss_is_final: true,
    meaning: "No member can sign in any more, and no command lets them back in. Names and addresses can never be read \
              again; no reviewer's key can be signed, and no further statistics released. Counts remain; rolls with \
              names, mails and updates do not.",
};
const MAIL_TOKENS: KeyLoss = KeyLoss {
    file: "mail-tokens.key",
    holds: "makes the codes in mails that confirm, withdraw and unsubscribe",
    loss_is_final: false,
    meaning: "Codes already mailed stop working; people ask for a new mail. A new file may be made.",
};
const PEPPER: KeyLoss = KeyLoss {
    file: "pepper.key",
    holds: "stands behind witnesses' receipts and reviewers' unlock passphrases",
    loss_is_final: true,
    meaning: "No receipt finds its testimony and no reviewer can unlock. Only the printed recovery key still opens testimony.",
};
const REQUESTS: KeyLoss = KeyLoss {
    file: "requests.key",
    holds: "recognises repeated requests and counts them for limits",
    loss_is_final: false,
    meaning: "A request repeated across the loss may run twice. A new file may be made.",
};
const PACKETS: KeyLoss = KeyLoss {
    file: "packets.key",
    holds: "opens stored packets, snapshots and rolls",
    loss_is_final: true,
    meaning: "Stored packets cannot be downloaded again. Those already delivered remain valid; new ones can be compiled.",
};
const MANIFESTS: KeyLoss = KeyLoss {
    file: "manifests.key",
    holds: "will sign the manifest of a packet",
    loss_is_final: false,
    meaning: "This version signs nothing with it: nothing is lost.",
};
const TOKENS: KeyLoss = KeyLoss {
    file: "tokens.key",
    holds: "makes and knows workers' tokens, one key an epoch",
    loss_is_final: false,
    meaning: "Tokens that are not spent yet are good for nothing; stewards hand out new vouchers. A new file may be made.",
};
const PETITIONS: KeyLoss = KeyLoss {
    file: "petition-keys/",
    holds: "one key a petition, which recognises a second signature of the same address",
    loss_is_final: true,
    meaning: "A petition without its key cannot tell a repeated signature from a new one, and takes none.",
};

/// Every key file, and what its loss means.
pub fn what_loss_means() -> [KeyLoss; 9] {
    [
        SESSIONS,
        FIELDS,
        MAIL_TOKENS,
        PEPPER,
        REQUESTS,
        PACKETS,
        MANIFESTS,
        TOKENS,
        PETITIONS,
    ]
}

/// All keys of the server; the database holds none of them.
#[derive(Debug)]
pub struct Keyring {
    folder: PathBuf,
    /// Newest first: the first signs, all verify.
    pub sessions: Vec<NamedKey>,
    pub fields: Key32,
    pub mail_tokens: Key32,
    pub pepper: Key32,
    pub requests: Key32,
    pub packets: Key32,
    manifests: Key32,
    /// Every epoch of every campaign has a key of its own, derived from this.
    pub tokens: Key32,
}

impl Keyring {
    /// Loads the keys, or makes them where there is no `keys/` at all. Before the second, the caller
    /// makes sure that the database is new: fresh keys beside old rows would hide the loss.
    pub fn load_or_create(rng: &mut impl CryptoRng, data: &Path) -> Result<Self, KeyFileError> {
        if !Self::exists(data) {
            match Self::create(rng, data) {
                Ok(()) | Err(KeyFileError::Exists(_)) => {}
                Err(failed) => return Err(failed),
            }
        }
        Self::load(data)
    }

    pub fn exists(data: &Path) -> bool {
        folder_in(data).exists()
    }

    /// Refuses a missing, foreign or readable file: nothing is ever made anew in silence.
    pub fn load(data: &Path) -> Result<Self, KeyFileError> {
        let folder = folder_in(data);
        key_file::check_folder(&folder)?;
        Ok(Self {
            sessions: key_file::read(&folder.join(SESSIONS.file), SESSIONS.holds)?,
            fields: read_one(&folder, &FIELDS)?,
            mail_tokens: read_one(&folder, &MAIL_TOKENS)?,
            pepper: read_one(&folder, &PEPPER)?,
            requests: read_one(&folder, &REQUESTS)?,
            packets: read_one(&folder, &PACKETS)?,
            manifests: read_one(&folder, &MANIFESTS)?,
            tokens: read_one(&folder, &TOKENS)?,
            folder,
        })
    }

    /// Makes all files in a folder beside, then gives it its name: a crash leaves all keys or none.
    fn create(rng: &mut impl CryptoRng, data: &Path) -> Result<(), KeyFileError> {
        let (folder, beside) = (
            folder_in(data),
            data.join(format!("keys.{}.new", fresh_kid(rng))),
        );
        key_file::make_folder(&beside)?;
        for file in [
            FIELDS,
            MAIL_TOKENS,
            PEPPER,
            REQUESTS,
            PACKETS,
            MANIFESTS,
            TOKENS,
        ] {
            let keys = [NamedKey {
                kid: "key".to_owned(),
                key: Key32::fresh(rng),
            }];
            key_file::write_new(rng, &beside.join(file.file), file.holds, &keys)?;
        }
        let sessions = [fresh_session_key(rng)];
        key_file::write_new(rng, &beside.join(SESSIONS.file), SESSIONS.holds, &sessions)?;
        let named = fs::rename(&beside, &folder).map_err(KeyFileError::at(&folder));
        if named.is_err() {
            fs::remove_dir_all(&beside).map_err(KeyFileError::at(&beside))?;
        }
        named?;
        key_file::sync_folder_of(&folder)
    }

    /// Adds a signing key for access tokens and keeps at most `keep` in all, the oldest going first.
    pub fn rotate_sessions(
        &mut self,
        rng: &mut impl CryptoRng,
        keep: usize,
    ) -> Result<(), KeyFileError> {
        let mut kept = vec![fresh_session_key(rng)];
        kept.extend(self.sessions.iter().take(keep.saturating_sub(1)).map(copy));
        key_file::replace(rng, &self.folder.join(SESSIONS.file), SESSIONS.holds, &kept)?;
        self.sessions = kept;
        Ok(())
    }

    pub fn manifest_signing_key(&self) -> SigningKey {
        SigningKey::from_bytes(self.manifests.expose())
    }
}

fn folder_in(data: &Path) -> PathBuf {
    data.join("keys")
}

fn read_one(folder: &Path, file: &KeyLoss) -> Result<Key32, KeyFileError> {
    let path = folder.join(file.file);
    let mut keys = key_file::read(&path, file.holds)?;
    match (keys.pop(), keys.is_empty()) {
        (Some(named), true) => Ok(named.key),
        _ => Err(KeyFileError::Malformed(path)),
    }
}

fn copy(named: &NamedKey) -> NamedKey {
    NamedKey {
        kid: named.kid.clone(),
        key: Key32::from_bytes(named.key.expose()),
    }
}

fn fresh_session_key(rng: &mut impl CryptoRng) -> NamedKey {
    NamedKey {
        kid: fresh_kid(rng),
        key: Key32::fresh(rng),
    }
}

fn fresh_kid(rng: &mut impl CryptoRng) -> String {
    HEXLOWER.encode(&random::<4>(rng))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::super::testing::Counted;
    use super::*;

    fn first_start() -> (tempfile::TempDir, Keyring) {
        let data = tempfile::tempdir().unwrap();
        let keyring = Keyring::load_or_create(&mut Counted::default(), data.path()).unwrap();
        (data, keyring)
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn the_second_start_loads_the_keys_of_the_first() {
        let (data, first) = first_start();
        let second = Keyring::load_or_create(&mut Counted::default(), data.path()).unwrap();
        let all = |k: &Keyring| {
            let single = [
                &k.fields,
                &k.mail_tokens,
                &k.pepper,
                &k.requests,
                &k.packets,
                &k.manifests,
                &k.tokens,
            ];
            (
                single.map(|key| *key.expose()),
                *k.sessions[0].key.expose(),
                k.sessions[0].kid.clone(),
            )
        };
        assert_eq!(all(&first), all(&second));
        assert_eq!(std::collections::BTreeSet::from(all(&first).0).len(), 7);
    }

    #[test]
    fn keys_are_readable_by_the_server_alone_and_nothing_else_is_left_beside() {
        let (data, _) = first_start();
        assert_eq!(fs::read_dir(data.path()).unwrap().count(), 1);
        assert_eq!(mode(&data.path().join("keys")), 0o700);
        for file in fs::read_dir(data.path().join("keys")).unwrap() {
            assert_eq!(mode(&file.unwrap().path()), 0o600);
        }
    }

    #[test]
    fn every_key_file_stands_in_the_table_of_losses() {
        let (data, _) = first_start();
        super::super::petition_keys::PetitionKeys::open(data.path()).unwrap();
        let mut found: Vec<String> = fs::read_dir(data.path().join("keys"))
            .unwrap()
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        found.push("petition-keys/".to_owned());
        let mut listed = what_loss_means().map(|loss| loss.file.to_owned()).to_vec();
        found.sort();
        listed.sort();
        assert_eq!(found, listed);
    }

    #[test]
    fn whoever_keeps_the_keys_is_told_that_members_are_locked_out_without_one() {
        let all = what_loss_means();
        let fields = all.iter().find(|loss| loss.file == "fields.key").unwrap();
        assert!(fields.loss_is_final);
        for word in ["sign in", "reviewer's key", "statistics"] {
            assert!(fields.meaning.contains(word), "{word}");
        }
    }

    #[test]
    fn a_key_file_or_folder_that_others_can_read_is_refused() {
        let (data, _) = first_start();
        let keys = data.path().join("keys");
        for path in [keys.join("pepper.key"), keys] {
            let was = mode(&path);
            for wrong in [0o040, 0o004, 0o020] {
                set_mode(&path, was | wrong);
                let refused = Keyring::load(data.path()).unwrap_err();
                assert!(matches!(refused, KeyFileError::ReadableByOthers(named) if named == path));
            }
            set_mode(&path, was);
        }
        Keyring::load(data.path()).unwrap();
    }

    #[test]
    fn a_missing_key_is_never_made_anew() {
        let (data, _) = first_start();
        fs::remove_file(data.path().join("keys/pepper.key")).unwrap();
        let refused = Keyring::load_or_create(&mut Counted::default(), data.path()).unwrap_err();
        assert!(
            matches!(refused, KeyFileError::Missing(path) if path.ends_with("keys/pepper.key"))
        );
    }

    #[test]
    fn exchanged_cut_and_empty_key_files_are_refused() {
        let (data, _) = first_start();
        let path = data.path().join("keys/pepper.key");
        let whole = fs::read_to_string(&path).unwrap();
        let other = fs::read_to_string(data.path().join("keys/fields.key")).unwrap();
        for wrong in [
            "",
            &whole[..whole.len() - 3],
            whole.lines().next().unwrap(),
            &other,
            &whole.to_uppercase(),
        ] {
            fs::write(&path, wrong).unwrap();
            let refused = Keyring::load(data.path()).unwrap_err();
            assert!(matches!(refused, KeyFileError::Malformed(_)), "{wrong}");
        }
    }

    #[test]
    fn a_rotated_session_key_signs_while_the_old_one_still_verifies() {
        let (data, mut keyring) = first_start();
        let old = keyring.sessions[0].kid.clone();
        let mut rng = Counted::default();
        rand::Rng::fill_bytes(&mut rng, &mut [0; 1000]);
        keyring.rotate_sessions(&mut rng, 2).unwrap();
        let loaded = Keyring::load(data.path()).unwrap();
        let kids = |k: &Keyring| k.sessions.iter().map(|s| s.kid.clone()).collect::<Vec<_>>();
        assert_eq!(kids(&loaded), kids(&keyring));
        assert_eq!((kids(&loaded).len(), &kids(&loaded)[1]), (2, &old));
        keyring.rotate_sessions(&mut rng, 2).unwrap();
        assert!(!kids(&keyring).contains(&old));
        assert_eq!(mode(&data.path().join("keys/sessions.key")), 0o600);
    }

    #[test]
    fn a_keyring_shows_no_key() {
        let (_data, keyring) = first_start();
        let (shown, pepper) = (
            format!("{keyring:?}"),
            HEXLOWER.encode(keyring.pepper.expose()),
        );
        assert!(!shown.contains(&pepper) && shown.contains("Key32(hidden)"));
    }
}
