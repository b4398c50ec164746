//! `withdrawals.log` beside the database: marks of what witnesses took back and of what was destroyed. It outlives a restore.
//!
//! Written anew every hour, whether or not anything was withdrawn, under a fresh salt and filled up with noise: two copies
//! of it share no line, and neither of them tells how many withdrew or whether somebody did in between. Its time is the day's.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use chrono::{Days, NaiveDate, NaiveTime};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::BackupError;
use crate::app::App;
use crate::jobs::Outcome;
use crate::review::tombstones::{Mark, marks};

const FIRST_LINE: &str = "broadside-withdrawals-1";
/// Fewer are never written, and beyond that a power of two.
const LEAST: usize = 256;
/// For so long a list that came with a restore is carried on: twice as long as a backup may be kept.
const CARRIED_DAYS: u64 = 60;

type Line = [u8; 16];

/// One list under its salt.
#[derive(Clone, Debug)]
pub struct Section {
    day: NaiveDate,
    salt: [u8; 16],
    lines: HashSet<Line>,
}

impl Section {
    pub fn day(&self) -> NaiveDate {
        self.day
    }

    pub fn names(&self, mark: &Mark) -> bool {
        self.lines.contains(&line(&self.salt, mark))
    }
}

pub fn file_in(data: &Path) -> PathBuf {
    data.join("withdrawals.log")
}

pub async fn log(app: &App) -> Outcome {
    match write(app).await {
        Ok(()) => Outcome::Done,
        Err(BackupError::Db(_)) => Outcome::Retry("database"),
        Err(_) => Outcome::Retry("withdrawals-log"),
    }
}

/// What the table holds, and what was carried over from the lists of an earlier restore.
pub async fn write(app: &App) -> Result<(), BackupError> {
    let path = file_in(&app.settings.data);
    let today = app.clock.today();
    let own = Section {
        day: today,
        salt: app.entropy.bytes(),
        lines: HashSet::new(),
    };
    let marks = marks(&app.db.read).await?;
    let mut lines: HashSet<Line> = marks.iter().map(|mark| line(&own.salt, mark)).collect();
    let wanted = lines.len().max(LEAST).next_power_of_two();
    while lines.len() < wanted {
        lines.insert(app.entropy.bytes());
    }
    let own = Section { lines, ..own };
    let carried = if path.exists() {
        carried(&path)?
    } else {
        vec![]
    };
    let text = [Kind::Own.print(&own)].into_iter().chain(
        carried
            .iter()
            .filter(|section| section.day + Days::new(CARRIED_DAYS) >= today)
            .map(|section| Kind::Carried.print(section)),
    );
    replace(&path, &text.collect::<String>(), today)
}

/// A list that was given to a restore goes on beside the restored one's own: the next restore may be of another backup.
pub(super) fn carry(path: &Path, sections: &[Section]) -> Result<(), BackupError> {
    let Some(day) = sections.iter().map(|section| section.day).max() else {
        return Ok(());
    };
    let sections = sections.iter().map(|section| Kind::Carried.print(section));
    replace(path, &sections.collect::<String>(), day)
}

pub fn read(path: &Path) -> Result<Vec<Section>, BackupError> {
    let sections = parse(&std::fs::read_to_string(path)?)?;
    Ok(sections.into_iter().map(|(_, section)| section).collect())
}

fn carried(path: &Path) -> Result<Vec<Section>, BackupError> {
    let sections = parse(&std::fs::read_to_string(path)?)?.into_iter();
    let is_carried = |(kind, section)| matches!(kind, Kind::Carried).then_some(section);
    Ok(sections.filter_map(is_carried).collect())
}

fn line(salt: &[u8; 16], mark: &Mark) -> Line {
    let digest = Sha256::new().chain_update(salt).chain_update(mark);
    let digest: [u8; 32] = digest.finalize().into();
    std::array::from_fn(|i| digest[i])
}

/// Whether the section comes from the table of this database, or from a list before it.
#[derive(Clone, Copy)]
enum Kind {
    Own,
    Carried,
}

impl Kind {
    fn print(self, section: &Section) -> String {
        let kind = match self {
            Self::Own => "own",
            Self::Carried => "carried",
        };
        let mut lines: Vec<_> = section.lines.iter().collect();
        lines.sort_unstable();
        let lines = lines.iter().map(|line| HEXLOWER.encode(*line) + "\n");
        let (day, salt) = (section.day, HEXLOWER.encode(&section.salt));
        format!("{kind} {day} {salt}\n{}", lines.collect::<String>())
    }
}

/// The file is replaced whole, and never cut off: a line that cannot be read is damage.
fn parse(text: &str) -> Result<Vec<(Kind, Section)>, BackupError> {
    let bytes = |hex: &str| Line::try_from(HEXLOWER.decode(hex.as_bytes()).ok()?).ok();
    let head = |line: &str| {
        let (kind, rest) = line.split_once(' ')?;
        let (day, salt) = rest.split_once(' ')?;
        let kind = match kind {
            "own" => Kind::Own,
            "carried" => Kind::Carried,
            _ => return None,
        };
        let section = Section {
            day: day.parse().ok()?,
            salt: bytes(salt)?,
            lines: HashSet::new(),
        };
        Some((kind, section))
    };
    let mut sections: Vec<(Kind, Section)> = Vec::new();
    if text.lines().next() != Some(FIRST_LINE) {
        return Err(BackupError::Withdrawals(1));
    }
    for (number, line) in text.lines().enumerate().skip(1) {
        let broken = BackupError::Withdrawals(number + 1);
        if let Some(section) = head(line) {
            sections.push(section);
            continue;
        }
        let (_, section) = sections.last_mut().ok_or(BackupError::Withdrawals(2))?;
        section.lines.insert(bytes(line).ok_or(broken)?);
    }
    Ok(sections)
}

fn replace(path: &Path, sections: &str, day: NaiveDate) -> Result<(), BackupError> {
    let beside = path.with_extension("new");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&beside)?;
    file.write_all(format!("{FIRST_LINE}\n{sections}").as_bytes())?;
    let midnight = day.and_time(NaiveTime::MIN).and_utc().timestamp();
    let since = Duration::from_secs(u64::try_from(midnight).unwrap_or_default());
    file.set_modified(SystemTime::UNIX_EPOCH + since)?;
    file.sync_all()?;
    std::fs::rename(&beside, path)?;
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(day: &str, salt: u8, marks: &[Mark]) -> Section {
        let salt = [salt; 16];
        Section {
            day: day.parse().unwrap(),
            salt,
            lines: marks.iter().map(|mark| line(&salt, mark)).collect(),
        }
    }

    #[test]
    fn a_list_names_its_marks_and_shares_no_line_with_one_under_another_salt() {
        let (one, two) = (
            section("2026-10-05", 1, &[[7; 32]]),
            section("2026-10-05", 2, &[[7; 32]]),
        );
        assert!(one.names(&[7; 32]) && two.names(&[7; 32]) && !one.names(&[8; 32]));
        assert!(one.lines.is_disjoint(&two.lines));
    }

    #[test]
    fn what_was_carried_to_a_file_is_read_again_and_damage_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = file_in(folder.path());
        let sections = [
            section("2026-10-05", 1, &[[7; 32]]),
            section("2026-10-06", 2, &[[8; 32], [9; 32]]),
        ];
        carry(&file, &sections).unwrap();
        let found = read(&file).unwrap();
        assert!(found[0].names(&[7; 32]) && found[1].names(&[8; 32]) && found[1].names(&[9; 32]));
        assert_eq!(carried(&file).unwrap().len(), 2);
        let modified = std::fs::metadata(&file).unwrap().modified().unwrap();
        let modified = chrono::DateTime::<chrono::Utc>::from(modified);
        assert_eq!(modified.to_rfc3339(), "2026-10-06T00:00:00+00:00");
        let text = std::fs::read_to_string(&file).unwrap();
        for broken in ["", "something else\n", &text[..text.len() - 3]] {
            std::fs::write(&file, broken).unwrap();
            let refused = read(&file).unwrap_err();
            assert!(matches!(refused, BackupError::Withdrawals(_)));
        }
    }
}
