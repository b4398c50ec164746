//! `broadside verify`: whether a packet in hand is the one that was signed; asks nobody, and needs no settings.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::words::counted;
use crate::packets::manifest::{Broken, Expected, Manifest, check};

#[derive(Debug, Args)]
pub struct Verify {
    /// Volumes of packets, or `signatures.csv` saved from one; beside `NAME.pdf` and `NAME.volume-2.pdf` lie `NAME.manifest.json` and
    /// `NAME.manifest.json.sig`.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The manifest of these files, where it has another name or lies elsewhere; the signature lies beside it, with `.sig` added.
    #[arg(long)]
    manifest: Option<PathBuf>,
    /// The organization's key (64 hexadecimal digits), or its fingerprint as a packet prints it (32).
    #[arg(long)]
    key: Option<Expected>,
}

#[derive(Debug, thiserror::Error)]
enum Unverified {
    #[error("{path} cannot be read ({why})", path = .0.display(), why = .1)]
    Unread(PathBuf, std::io::Error),
    #[error("{} is not there", .0.display())]
    Absent(PathBuf),
    #[error("{} is not there. `--manifest FILE` says where the manifest lies; its signature lies beside it", .0.display())]
    NotBeside(PathBuf),
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl Verify {
    pub fn run(&self) -> ExitCode {
        let mut all_whole = true;
        for file in &self.files {
            match self.verify(file) {
                Ok((manifest, part)) => self.print(file, &manifest, &part),
                Err(why) => {
                    all_whole = false;
                    let word = match &why {
                        Unverified::Broken(Broken::WrongKey { .. }) => "WRONG KEY",
                        Unverified::Broken(_) => "CHANGED",
                        _ => "NOT CHECKED",
                    };
                    println!("{word}  {}: {why}", file.display());
                }
            }
        }
        if all_whole {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }

    fn verify(&self, file: &Path) -> Result<(Manifest, String), Unverified> {
        let bytes = read(file)?;
        let manifest = match &self.manifest {
            Some(manifest) => manifest.clone(),
            None => beside_it(file, &bytes),
        };
        let mut signature = manifest.clone().into_os_string();
        signature.push(".sig");
        let beside = |name: &Path| match read(name) {
            Err(Unverified::Absent(name)) => Err(Unverified::NotBeside(name)),
            other => other,
        };
        let (manifest, signature) = (beside(&manifest)?, beside(signature.as_ref())?);
        let manifest = check(&bytes, &manifest, &signature, self.key.as_ref())?;
        let part = manifest.file_of(&bytes).map_or_else(String::new, |file| {
            let what = file.attached_as.as_deref().unwrap_or(&file.holds);
            format!("volume {} ({what}) of ", file.volume)
        });
        // A packet of one document needs no number.
        let is_alone = manifest.files.len() == 1;
        Ok((manifest, if is_alone { String::new() } else { part }))
    }

    fn print(&self, file: &Path, it: &Manifest, part: &str) {
        println!(
            "WHOLE  {}: {part}packet {} of {} for {}, frozen on {}, {}",
            file.display(),
            it.packet_id,
            it.organization,
            it.addressee,
            it.created_on,
            counted(it.counts.signatures, "signature", "signatures")
        );
        if self.key.is_none() {
            println!(
                "       signed by the key {} (fingerprint {}). Is it theirs? Ask them, and give it with --key: anybody can make a key.",
                it.key, it.key_fingerprint
            );
        }
    }
}

/// `NAME.manifest.json` for `NAME.pdf` and for `NAME.volume-2.pdf`; for a file of another name, a table saved from a packet, whatever
/// manifest beside it lists these bytes.
fn beside_it(file: &Path, bytes: &[u8]) -> PathBuf {
    let own = file.with_extension("manifest.json");
    if own.exists() {
        return own;
    }
    let stem = file.file_stem().map(Path::new).unwrap_or(file);
    let is_volume = stem
        .extension()
        .and_then(|ending| ending.to_str())
        .is_some_and(|ending| ending.starts_with("volume-"));
    if is_volume {
        return file.with_file_name(stem).with_extension("manifest.json");
    }
    lists(file, bytes).unwrap_or(own)
}

fn lists(file: &Path, bytes: &[u8]) -> Option<PathBuf> {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let files = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let mut manifests: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
    manifests.retain(|path| path.to_string_lossy().ends_with(".manifest.json"));
    manifests.sort();
    manifests.into_iter().find(|path| {
        let read: Option<Manifest> = std::fs::read(path)
            .ok()
            .and_then(|bytes| serde_json::from_slice(&bytes).ok());
        read.is_some_and(|manifest| manifest.file_of(bytes).is_some())
    })
}

fn read(file: &Path) -> Result<Vec<u8>, Unverified> {
    std::fs::read(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Unverified::Absent(file.to_owned()),
        _ => Unverified::Unread(file.to_owned(), error),
    })
}
