//! Reads the codes out of the mails that the demo's service wrote into its mail folder.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::cli::Failure;

/// The folder into which mail goes while there is no mail server.
pub struct MailFolder {
    folder: PathBuf,
}

impl MailFolder {
    pub fn of(data: &Path) -> Self {
        Self {
            folder: data.join("mail"),
        }
    }

    /// The code in the newest mail to this address; waits a while for the worker to write it.
    pub async fn code_for(&self, address: &str) -> Result<String, Failure> {
        self.wait_for(address, |mail| mail.lines().find_map(code_in))
            .await
    }

    /// The token of the link in the mail that asks this address whether it comes.
    pub async fn rsvp_token_for(&self, address: &str) -> Result<String, Failure> {
        self.wait_for(address, token_in).await
    }

    async fn wait_for(
        &self,
        address: &str,
        read: impl Fn(&str) -> Option<String>,
    ) -> Result<String, Failure> {
        for _ in 0..600 {
            if let Some(code) = self.find(address, &read)? {
                return Ok(code);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err("a confirmation mail did not come within 30 seconds".into())
    }

    fn find(
        &self,
        address: &str,
        read: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<String>, Failure> {
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return Ok(None);
        };
        for entry in entries {
            let mail = std::fs::read_to_string(entry?.path())?;
            let to_us = mail
                .lines()
                .any(|line| line.starts_with("To:") && line.contains(address));
            if let Some(found) = to_us.then(|| read(&mail)).flatten() {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}

/// A long line is broken with `=`, and an equals sign written as `=3D` (RFC 2045, 6.7).
fn token_in(mail: &str) -> Option<String> {
    let whole = mail.replace("=\r\n", "").replace("=3D", "=");
    let (_, rest) = whole.split_once("/rsvp?token=")?;
    let is_token = |c: &char| c.is_ascii_alphanumeric() || "-_".contains(*c);
    Some(rest.chars().take_while(is_token).collect())
}

/// A code stands alone on its line, in groups of four, the last of which may be shorter.
fn code_in(line: &str) -> Option<String> {
    let line = line.trim();
    let groups: Vec<&str> = line.split('-').collect();
    let is_group = |group: &&str| {
        (1..=4).contains(&group.len())
            && group
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    };
    (groups.len() >= 3 && groups.iter().all(is_group)).then(|| line.to_owned())
}
