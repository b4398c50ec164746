//! `broadside verify`: whether a packet in hand is the one that was signed; asks nobody, and needs no settings.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::words::counted;
use crate::packets::manifest::{Broken, Expected, Manifest, check};

#[derive(Debug, Args)]
pub struct Verify {
    /// Packets; beside each `NAME.pdf` lie `NAME.manifest.json` and `NAME.manifest.json.sig`.
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
                Ok(manifest) => self.print(file, &manifest),
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

    fn verify(&self, file: &Path) -> Result<Manifest, Unverified> {
        let manifest = match &self.manifest {
            Some(manifest) => manifest.clone(),
            None => file.with_extension("manifest.json"),
        };
        let mut signature = manifest.clone().into_os_string();
        signature.push(".sig");
        let bytes = read(file)?;
        let beside = |name: &Path| match read(name) {
            Err(Unverified::Absent(name)) => Err(Unverified::NotBeside(name)),
            other => other,
        };
        let (manifest, signature) = (beside(&manifest)?, beside(signature.as_ref())?);
        Ok(check(&bytes, &manifest, &signature, self.key.as_ref())?)
    }

    fn print(&self, file: &Path, it: &Manifest) {
        println!(
            "WHOLE  {}: packet {} of {} for {}, frozen on {}, {}",
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

fn read(file: &Path) -> Result<Vec<u8>, Unverified> {
    std::fs::read(file).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Unverified::Absent(file.to_owned()),
        _ => Unverified::Unread(file.to_owned(), error),
    })
}
