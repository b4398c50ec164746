//! The printed roll as a table that programs read: nothing that is not printed, and nothing that a spreadsheet would run.

use crate::document::{Roll, RollEntry};

/// The name under which it is attached.
pub const SIGNATURES_CSV: &str = "signatures.csv";

/// Without it, the most used spreadsheet takes UTF-8 for something else and spoils every name beyond ASCII.
const BYTE_ORDER_MARK: char = '\u{FEFF}';
const HEAD: &str = "name,standing,workplace,division,signed_on";

/// RFC 4180, UTF-8 with a byte order mark; one line a printed name, in the order of print. `standing` is the word of the
/// snapshot (`laid_off`), `signed_on` a day (`2026-10-06`); what is not printed is empty.
#[must_use]
pub fn signatures_csv(roll: &Roll) -> Vec<u8> {
    let mut table = String::with_capacity(80 * (roll.signatures.len() + 1));
    table.push(BYTE_ORDER_MARK);
    table.push_str(HEAD);
    table.push_str("\r\n");
    for entry in &roll.signatures {
        push_line(entry, &mut table);
    }
    table.into_bytes()
}

fn push_line(entry: &RollEntry, table: &mut String) {
    let day = entry.signed_on.map(|day| day.to_string());
    let cells = [
        Some(entry.name.as_str()),
        entry.standing.map(|standing| standing.word()),
        entry.workplace.as_deref(),
        entry.division.as_deref(),
        day.as_deref(),
    ];
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            table.push(',');
        }
        push_cell(cell.unwrap_or_default(), table);
    }
    table.push_str("\r\n");
}

/// An apostrophe in front makes text of what a spreadsheet would compute (OWASP, "CSV Injection").
fn push_cell(text: &str, table: &mut String) {
    let defused = if text.starts_with(is_formula) {
        "'"
    } else {
        ""
    };
    if text.contains([',', '"', '\r', '\n']) {
        table.push('"');
        table.push_str(defused);
        table.push_str(&text.replace('"', "\"\""));
        table.push('"');
    } else {
        table.push_str(defused);
        table.push_str(text);
    }
}

/// The full-width forms too: spreadsheets set to an East Asian language compute them.
fn is_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Standing;

    fn lines(names: &[&str]) -> Vec<String> {
        let entry = |name: &&str| RollEntry {
            name: (*name).to_owned(),
            standing: Some(Standing::LaidOff),
            workplace: None,
            division: Some("District 3, north".to_owned()),
            signed_on: "2026-10-06".parse().ok(),
        };
        let roll = Roll {
            signatures: names.iter().map(entry).collect(),
            ..Roll::default()
        };
        let table = String::from_utf8(signatures_csv(&roll)).expect("UTF-8");
        let table = table.strip_prefix(BYTE_ORDER_MARK).expect("a mark");
        table.split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_line_says_what_the_roll_prints_and_leaves_the_rest_empty() {
        assert_eq!(
            lines(&["Ana Ruiz"]),
            [HEAD, "Ana Ruiz,laid_off,,\"District 3, north\",2026-10-06"]
        );
    }

    #[test]
    fn no_name_is_a_formula() {
        let hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "=\"a\",b"];
        let cells = [
            "'=1+1",
            "'+1",
            "'-1",
            "'@SUM(A1)",
            "'＝1",
            "\"'=\"\"a\"\",b\"",
        ];
        for (line, cell) in lines(&hostile).iter().skip(1).zip(cells) {
            assert!(line.starts_with(&format!("{cell},")), "{line}");
        }
    }
}
