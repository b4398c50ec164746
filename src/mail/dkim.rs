//! Signs mails (DKIM, RFC 6376, rsa-sha256, relaxed/relaxed), so that a receiver knows who sent them and that nobody put
//! another unsubscribe link into them (RFC 8058, 4: both of its headers are signed).

use std::fmt;
use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// RFC 8301: receivers refuse shorter keys than 1,024 bits, and signers use 2,048 at least.
const LEAST_BYTES: usize = 256;

/// In this order; a second one of any of them, or one that is added on the way where there was none, breaks the signature.
const SIGNED: &[&str] = &[
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "list-unsubscribe",
    "list-unsubscribe-post",
];

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

#[derive(Debug, thiserror::Error)]
pub enum DkimError {
    #[error("the DKIM key {0}: {1}")]
    File(String, std::io::Error),
    #[error("the DKIM key {0} is no RSA key of 2,048 bits or more in PEM (PKCS #8)")]
    NoKey(String),
    #[error("no RSA key could be made")]
    NotMade,
}

/// The key of this service's domain, and the name under which its public half stands in the DNS.
pub struct Dkim {
    key: KeyPair,
    domain: String,
    selector: String,
}

impl fmt::Debug for Dkim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dkim({}._domainkey.{})", self.selector, self.domain)
    }
}

impl Dkim {
    pub fn read(path: &Path, domain: &str, selector: &str) -> Result<Self, DkimError> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path)
            .map_err(|error| DkimError::File(name.clone(), error))
            .map(zeroize::Zeroizing::new)?;
        let key = key_in(&text).ok_or(DkimError::NoKey(name))?;
        Ok(Self {
            key,
            domain: domain.to_owned(),
            selector: selector.to_owned(),
        })
    }

    /// Writes a fresh key of 2,048 bits, readable by its owner alone; one that is there stays.
    pub fn make(path: &Path) -> Result<(), DkimError> {
        let key = KeyPair::generate(KeySize::Rsa2048).map_err(|_| DkimError::NotMade)?;
        let der = AsDer::<Pkcs8V1Der<'_>>::as_der(&key).map_err(|_| DkimError::NotMade)?;
        let text = zeroize::Zeroizing::new(BASE64.encode(der.as_ref()));
        let mut pem = zeroize::Zeroizing::new(format!("{BEGIN}\n"));
        for line in text.as_bytes().chunks(64) {
            pem.push_str(&String::from_utf8_lossy(line));
            pem.push('\n');
        }
        pem.push_str(END);
        pem.push('\n');
        let written = || {
            let mut new = OpenOptions::new();
            let mut file = new.write(true).create_new(true).mode(0o600).open(path)?;
            file.write_all(pem.as_bytes())?;
            file.sync_all()
        };
        written().map_err(|error| DkimError::File(path.display().to_string(), error))
    }

    /// Name and text of the DNS record (TXT) by which receivers find the public half.
    pub fn record(&self) -> (String, String) {
        let public = AsDer::<PublicKeyX509Der<'_>>::as_der(self.key.public_key());
        let public = public.map(|der| BASE64.encode(der.as_ref()));
        let name = format!("{}._domainkey.{}", self.selector, self.domain);
        let text = format!("v=DKIM1; k=rsa; p={}", public.unwrap_or_default());
        (name, text)
    }

    /// The mail with its signature in front; unsigned where the key fails, since a mail is worth more than its signature.
    pub fn signed(&self, mail: Vec<u8>) -> Vec<u8> {
        match self.header(&mail) {
            Some(header) => [header.as_bytes(), b"\r\n", &mail].concat(),
            None => mail,
        }
    }

    fn header(&self, mail: &[u8]) -> Option<String> {
        let end = mail.windows(4).position(|four| four == b"\r\n\r\n")?;
        let (head, body) = (&mail[..end + 2], &mail[end + 4..]);
        let head = fields(std::str::from_utf8(head).ok()?);
        let hash = BASE64.encode(&Sha256::digest(relaxed_body(body)));
        let mut names = Vec::new();
        let mut text = String::new();
        for name in SIGNED {
            let found = head.iter().rev().find(|(found, _)| found.as_str() == *name);
            if let Some((_, value)) = found {
                text.push_str(&format!("{name}:{value}\r\n"));
                names.push(*name);
            }
            // Named once more than it is there: nobody can add another.
            names.push(*name);
        }
        let value = format!(
            "v=1; a=rsa-sha256; c=relaxed/relaxed; d={}; s={}; h={}; bh={hash}; b=",
            self.domain,
            self.selector,
            names.join(":")
        );
        text.push_str(&format!("dkim-signature:{value}"));
        let mut signature = vec![0; self.key.public_modulus_len()];
        self.key
            .sign(
                &RSA_PKCS1_SHA256,
                &SystemRandom::new(),
                text.as_bytes(),
                &mut signature,
            )
            .ok()?;
        Some(folded(
            &format!("DKIM-Signature: {value}"),
            &BASE64.encode(&signature),
        ))
    }
}

/// At spaces, and the signature every 70 characters: relaxed canonicalization makes one space of each fold, and none counts in `b=`.
fn folded(head: &str, signature: &str) -> String {
    let mut folded = head.replace("; ", ";\r\n ");
    for piece in signature.as_bytes().chunks(70) {
        folded.push_str("\r\n ");
        folded.push_str(&String::from_utf8_lossy(piece));
    }
    folded
}

fn key_in(pem: &str) -> Option<KeyPair> {
    let (_, rest) = pem.split_once(BEGIN)?;
    let (body, _) = rest.split_once(END)?;
    let body: zeroize::Zeroizing<String> =
        zeroize::Zeroizing::new(body.split_whitespace().collect());
    let der = zeroize::Zeroizing::new(BASE64.decode(body.as_bytes()).ok()?);
    let key = KeyPair::from_pkcs8(&der).ok()?;
    (key.public_modulus_len() >= LEAST_BYTES).then_some(key)
}

/// Names in lower case, values unfolded, with single spaces (RFC 6376, 3.4.2).
fn fields(head: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n").filter(|line| !line.is_empty()) {
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim_end().to_ascii_lowercase(), value.to_owned()));
        }
    }
    for (_, value) in &mut fields {
        *value = words(value);
    }
    fields
}

fn words(text: &str) -> String {
    let words: Vec<&str> = text
        .split([' ', '\t'])
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ")
}

/// Spaces in a line are one, none stands at its end, and no empty line at that of the body (RFC 6376, 3.4.4).
fn relaxed_body(body: &[u8]) -> Vec<u8> {
    let mut relaxed = Vec::with_capacity(body.len());
    let mut empty = 0;
    let body = body.strip_suffix(b"\r\n").unwrap_or(body);
    for line in body.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = reduced(line);
        if line.is_empty() {
            empty += 1;
            continue;
        }
        relaxed.extend(std::iter::repeat_n(*b"\r\n", empty).flatten());
        empty = 0;
        relaxed.extend_from_slice(&line);
        relaxed.extend_from_slice(b"\r\n");
    }
    relaxed
}

fn reduced(line: &[u8]) -> Vec<u8> {
    let mut reduced = Vec::with_capacity(line.len());
    let mut after_space = false;
    for byte in line {
        let is_space = matches!(byte, b' ' | b'\t');
        if !is_space {
            if after_space {
                reduced.push(b' ');
            }
            reduced.push(*byte);
        }
        after_space = is_space;
    }
    reduced
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6376, 3.4.5.
    #[test]
    fn canonical_forms_are_those_of_the_standard() {
        let head = "A: X\r\nB : Y\t\r\n\tZ  \r\n";
        let expected = [("a", "X"), ("b", "Y Z")].map(|(a, b)| (a.to_owned(), b.to_owned()));
        assert_eq!(fields(head), expected);
        assert_eq!(relaxed_body(b" C \r\nD \t E\r\n\r\n\r\n"), b" C\r\nD E\r\n");
        assert_eq!(relaxed_body(b""), b"");
        assert_eq!(relaxed_body(b"\r\n\r\n"), b"");
        assert_eq!(relaxed_body(b"a\r\n\r\nb"), b"a\r\n\r\nb\r\n");
    }

    #[test]
    fn a_key_is_made_once_and_read_back_and_not_shown() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dkim.pem");
        Dkim::make(&path).unwrap();
        assert!(matches!(Dkim::make(&path), Err(DkimError::File(..))));
        let dkim = Dkim::read(&path, "example.org", "broadside").unwrap();
        let (name, text) = dkim.record();
        assert_eq!(name, "broadside._domainkey.example.org");
        assert!(text.starts_with("v=DKIM1; k=rsa; p=MIIB"), "{text}");
        assert_eq!(
            format!("{dkim:?}"),
            "Dkim(broadside._domainkey.example.org)"
        );
        std::fs::write(&path, "a text").unwrap();
        let read = Dkim::read(&path, "example.org", "broadside");
        assert!(matches!(read, Err(DkimError::NoKey(_))));
    }
}
