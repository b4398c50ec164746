//! Makes a recording the same every time: what is drawn by chance or must stay secret is replaced by what is plainly made up.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::{Captures, Regex};
use serde_json::{Value, json};

/// A field and what stands in it instead. Whoever reads one of these sees that it opens nothing.
const INSTEAD: &[(&str, &str)] = &[
    ("access_token", "made.up.access-token"),
    ("refresh_token", "made-up-refresh-token"),
    ("unlock_token", "made-up-unlock-token"),
    ("token", "made-up-token-of-a-mail"),
    ("receipt", "FAKE-FAKE-FAKE-FAKE-FAKE-00"),
    ("passphrase", "these six words are made up"),
    ("password", "a made-up password"),
    ("old", "a made-up password"),
    ("new", "another made-up password"),
    ("totp_code", "000000"),
    ("codes", "FAKE-FAKE-FAKE"),
    ("recovery_code", "FAKE-FAKE-FAKE"),
    ("secret", "MADEUPMADEUPMADEUPMADEUPMADEUPMA"),
    (
        "otpauth_url",
        "otpauth://totp/Broadside:made-up?secret=MADEUPMADEUPMADEUPMADEUPMADEUPMA&issuer=Broadside",
    ),
    (
        "key",
        "bsk_MADEUPMADEUPMADEUPMADEUPMADEUPMADEUPMADEUPMADEUPMA",
    ),
    ("fingerprint", FINGERS),
    ("auth", MADE_UP_BYTES),
    ("blinded_element", MADE_UP_BYTES),
    ("evaluated_element", MADE_UP_BYTES),
    ("voucher", "FAKE-FAKE-FAKE-FAKE-00"),
    ("mailbox_key", MADE_UP_BYTES),
    ("organization_key", MADE_UP_BYTES),
    ("signature", "made-up-signature"),
    ("challenge", DIGEST),
    ("salt", "made-up-salt?expires=1790000000&"),
    ("hash", DIGEST),
    ("sha256", DIGEST),
    ("document_sha256", DIGEST),
    ("snapshot_sha256", DIGEST),
    ("signatures_csv_sha256", DIGEST),
    ("next", "made-up-cursor-000000A"),
];

const FINGERS: &str = "0000 1111 2222 3333 4444 5555 6666 7777";
const MADE_UP_BYTES: &str = "made-up-bytes-made-up-bytes-made-up-bytes-0";
const DIGEST: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// As many items of a list as an example shows.
const SHOWN: usize = 2;

static ID: LazyLock<Regex> = LazyLock::new(|| Regex::new("([a-z]{3})_[0-9a-f]{32}").unwrap());
static MOMENT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d):\d\d(\.\d+)?(Z|\+00:00)$").unwrap());
static FINGERPRINT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[0-9a-f]{4}( [0-9a-f]{4}){7}").unwrap());

pub fn instead_of(pairs: BTreeMap<String, Value>) -> Value {
    let mut ids = Ids::default();
    let pairs = pairs.into_iter().map(|(operation, mut pair)| {
        mend(&operation, "", &mut pair, &mut ids);
        (operation, pair)
    });
    Value::Object(pairs.collect())
}

fn mend(operation: &str, name: &str, value: &mut Value, ids: &mut Ids) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                mend(operation, name, field, ids);
            }
        }
        Value::Array(items) => {
            if ["items", "themes", "tables"].contains(&name) {
                items.truncate(SHOWN);
            }
            for item in items {
                mend(operation, name, item, ids);
            }
        }
        Value::String(text) => *text = text_instead(operation, name, text, ids),
        Value::Number(_) if name == "document_bytes" => *value = json!(200_000),
        _ => {}
    }
}

fn text_instead(operation: &str, name: &str, text: &str, ids: &mut Ids) -> String {
    if let Some((_, instead)) = INSTEAD.iter().find(|(field, _)| *field == name) {
        return (*instead).to_owned();
    }
    match (name, operation) {
        ("code", "confirm_totp") => "000000".to_owned(),
        ("code", "confirm_signature" | "withdraw_signature") => "FAKE-FAKE-FAKE-FAKE".to_owned(),
        ("code", "accept_invitation" | "reset_password") => {
            "FAKE-FAKE-FAKE-FAKE-FAKE-00".to_owned()
        }
        ("code", "create_recovery_key" | "take_recovery_half")
        | ("first" | "second", "recover_testimonies") => "MADE-UP-HALF-OF-A-KEY".to_owned(),
        ("code", "create_voucher") => "FAKE-FAKE-FAKE-FAKE-00".to_owned(),
        // As long as what they stand for.
        ("sealed", "submit_sealed_testimony") => made_up(1426),
        ("wrapped", _) => made_up(108),
        ("proof", "issue_worker_token") => made_up(86),
        ("public_key", "create_reviewer_key") => "made-up-public-key".to_owned(),
        ("public_key", _) => DIGEST.to_owned(),
        _ => {
            let text = MOMENT.replace(text, "$1:00$3");
            let text = FINGERPRINT.replace_all(&text, FINGERS);
            ID.replace_all(&text, |id: &Captures| ids.instead_of(&id[0], &id[1]))
                .into_owned()
        }
    }
}

fn made_up(length: usize) -> String {
    "made-up-".chars().cycle().take(length).collect()
}

/// Ids in the order in which readers meet them; the same id is the same everywhere.
#[derive(Default)]
struct Ids {
    known: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
}

impl Ids {
    fn instead_of(&mut self, id: &str, prefix: &str) -> String {
        if let Some(known) = self.known.get(id) {
            return known.clone();
        }
        let count = self.counts.entry(prefix.to_owned()).or_default();
        *count += 1;
        // What a witness touches has ids that tell no time.
        let form = match prefix {
            "tes" | "pub" | "pho" | "pph" => "0000000000004000",
            _ => "01a0fe0b50007000",
        };
        let instead = format!("{prefix}_{form}8000{count:012x}");
        self.known.insert(id.to_owned(), instead.clone());
        instead
    }
}
