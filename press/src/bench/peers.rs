//! Other ways of making the same PDF, from PyPI into an environment that is thrown away.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure::{Run, process};
use super::{Failure, ROUNDS};

const PACKAGES: [&str; 3] = ["weasyprint==70.0", "reportlab==5.1.0", "typst==0.15.2"];
/// (peer, script, signatures, rounds, how many times faster the press has to be)
pub const ROLLS: [(&str, &str, usize, usize, f64); 5] = [
    (
        "WeasyPrint",
        include_str!("peers/weasyprint_paragraphs.py"),
        1_000,
        ROUNDS,
        15.0,
    ),
    (
        "a WeasyPrint table",
        include_str!("peers/weasyprint_table.py"),
        10_000,
        1,
        50.0,
    ),
    (
        "ReportLab",
        include_str!("peers/reportlab_roll.py"),
        1_000,
        ROUNDS,
        2.0,
    ),
    (
        "ReportLab",
        include_str!("peers/reportlab_roll.py"),
        10_000,
        ROUNDS,
        2.0,
    ),
    (
        "a WeasyPrint table",
        include_str!("peers/weasyprint_table.py"),
        1_000,
        ROUNDS,
        15.0,
    ),
];
const WHEEL: &str = include_str!("peers/typst_wheel.py");
const VERSIONS: &str = "import importlib.metadata as m\nfor p in ('weasyprint', 'reportlab', 'typst'): print(p, m.version(p))";

pub struct Peers {
    python: PathBuf,
    folder: PathBuf,
    pub versions: String,
}

/// Removed when everything is measured.
pub fn folder() -> Result<PathBuf, Failure> {
    let folder = std::env::temp_dir().join(format!("broadside-press-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

impl Peers {
    /// None, with a word about it, where there is no Python or the registry does not answer.
    pub fn install(python: &str, folder: &Path) -> Result<Option<Self>, Failure> {
        let environment = folder.join("python");
        let skipped = |why: &str| {
            println!(
                "\nSKIPPED: the comparison with WeasyPrint, ReportLab and the typst wheel: {why}"
            );
            Ok(None)
        };
        let made = Command::new(python)
            .args(["-m", "venv"])
            .arg(&environment)
            .output();
        if !made.is_ok_and(|made| made.status.success()) {
            return skipped("there is no Python that makes environments");
        }
        let own = environment.join("bin/python");
        let installed = Command::new(&own)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
            ])
            .args(PACKAGES)
            .output()?;
        if !installed.status.success() {
            return skipped("the registry gave no packages");
        }
        let versions = Command::new(&own).args(["-c", VERSIONS]).output()?;
        let versions = String::from_utf8_lossy(&versions.stdout);
        Ok(Some(Self {
            python: own,
            folder: folder.to_owned(),
            versions: versions.trim().replace('\n', ", "),
        }))
    }

    /// Sets a roll with a script that reads JSON from standard input and writes the file it is told, with the faces it is shown.
    pub fn set(&self, script: &str, roll: &[u8], root: &Path) -> Result<Run, Failure> {
        let to = self.folder.join("peer.pdf");
        let mut command = Command::new(&self.python);
        command
            .args(["-c", script])
            .arg(&to)
            .arg(root.join("fonts"));
        self.timed(command, roll, &to)
    }

    /// A folder with the template, its data and its faces.
    pub fn template(&self, snapshot: &[u8]) -> Result<PathBuf, Failure> {
        let root = self.folder.join("template");
        std::fs::create_dir_all(&root)?;
        broadside_press::export(snapshot, &root)?;
        Ok(root)
    }

    pub fn wheel(&self, root: &Path) -> Result<Run, Failure> {
        let to = self.folder.join("wheel.pdf");
        let mut command = Command::new(&self.python);
        command.args(["-c", WHEEL]).arg(root).arg(&to);
        command.env("RAYON_NUM_THREADS", "2");
        self.timed(command, &[], &to)
    }

    fn timed(&self, command: Command, input: &[u8], to: &Path) -> Result<Run, Failure> {
        let (run, _) = process(command, input.to_vec())?;
        let made = std::fs::read(to)?.len();
        std::fs::remove_file(to)?;
        Ok(Run { made, ..run })
    }
}
