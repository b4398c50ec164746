//! `broadside find`: marks what may identify somebody, line by line, or measures the finder on gold files.

mod score;

use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{ArgGroup, Args};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Failure;
use crate::review::finder::{Directory, find};

#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
#[command(group(ArgGroup::new("task").required(true).args(["jsonl", "score"])))]
#[group(skip)]
pub struct Find {
    /// Read {"id","text"} lines on standard input, write {"id","spans"} lines.
    #[arg(long)]
    pub jsonl: bool,
    /// Measure on files of {"id","text","spans"} lines.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub score: Vec<PathBuf>,
    /// Names of people to look for, one in a line, UTF-8: a staff list. Blank lines are passed over.
    #[arg(long, value_name = "FILE", conflicts_with = "score")]
    pub names: Option<PathBuf>,
}

fn known(names_file: Option<&Path>) -> Result<Directory, Failure> {
    let Some(file) = names_file else {
        return Ok(Directory::default());
    };
    let bytes = std::fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
    Ok(Directory {
        people: names(&bytes)?,
        ..Directory::default()
    })
}

/// A name longer than this is a line of something else.
const LONGEST_NAME: usize = 200;

/// What is wrong is told by its line, never by its words.
fn names(bytes: &[u8]) -> Result<Vec<String>, String> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut names = Vec::new();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = std::str::from_utf8(line)
            .map_err(|_| format!("line {} of the names is not UTF-8", index + 1))?;
        let name = line.trim();
        if name.chars().count() > LONGEST_NAME {
            return Err(format!(
                "line {} of the names is too long for a name",
                index + 1
            ));
        }
        if !name.is_empty() {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

#[derive(Deserialize)]
struct Told {
    id: Value,
    text: String,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a Value,
    spans: Vec<Marked<'a>>,
}

#[derive(Serialize)]
struct Marked<'a> {
    start: u32,
    end: u32,
    label: &'static str,
    why: &'a str,
}

impl Find {
    pub fn run(self) -> Result<ExitCode, Failure> {
        for file in &self.score {
            score::print(file)?;
        }
        if !self.jsonl {
            return Ok(ExitCode::SUCCESS);
        }
        let directory = known(self.names.as_deref())?;
        let stdin = std::io::stdin().lock();
        let mut stdout = std::io::BufWriter::new(std::io::stdout().lock());
        let all_read = match lines(stdin, &directory, &mut stdout)
            .and_then(|all| Ok((stdout.flush()?, all).1))
        {
            Err(error) if nobody_reads(error.as_ref()) => return Ok(ExitCode::SUCCESS),
            read => read?,
        };
        Ok(if all_read {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// `head` has seen enough.
fn nobody_reads(error: &(dyn std::error::Error + 'static)) -> bool {
    let kind = match error.downcast_ref::<std::io::Error>() {
        Some(error) => Some(error.kind()),
        None => error
            .downcast_ref::<serde_json::Error>()
            .and_then(serde_json::Error::io_error_kind),
    };
    kind == Some(std::io::ErrorKind::BrokenPipe)
}

/// Whether every line could be read; what cannot be read is told by its number, never by its words.
fn lines(
    mut input: impl BufRead,
    directory: &Directory,
    output: &mut impl Write,
) -> Result<bool, Failure> {
    let mut all_read = true;
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        if input.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            continue;
        }
        match serde_json::from_slice::<Told>(&line) {
            Ok(told) => write(&told, directory, output)?,
            Err(error) => {
                all_read = false;
                eprintln!("line {number}: {}", fault(&error));
            }
        }
    }
    Ok(all_read)
}

fn fault(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => {
            "needs \"id\" and a \"text\" that is a string".to_owned()
        }
        _ => format!("is no JSON (at column {})", error.column()),
    }
}

fn write(told: &Told, directory: &Directory, output: &mut impl Write) -> Result<(), Failure> {
    let findings = find(&told.text, directory);
    let spans = findings.iter().map(|finding| Marked {
        start: finding.start,
        end: finding.end,
        label: finding.label.as_str(),
        why: &finding.why,
    });
    let line = Line {
        id: &told.id,
        spans: spans.collect(),
    };
    serde_json::to_writer(&mut *output, &line)?;
    output.write_all(b"\n")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Directory, lines, names};

    fn answer(input: &str) -> (bool, String) {
        let mut output = Vec::new();
        let all_read = lines(input.as_bytes(), &Directory::default(), &mut output).unwrap();
        (all_read, String::from_utf8(output).unwrap())
    }

    #[test]
    fn each_line_is_answered_with_its_id_and_its_spans() {
        let (all_read, output) =
            answer("{\"id\":\"a\",\"text\":\"ñ a@b.org\"}\n\n{\"id\":7,\"text\":\"\"}\n");
        assert!(all_read);
        let lines: Vec<&str> = output.lines().collect();
        assert_eq!(
            lines[0],
            r#"{"id":"a","spans":[{"start":2,"end":9,"label":"EMAIL","why":"an e-mail address"}]}"#
        );
        assert_eq!(lines[1], r#"{"id":7,"spans":[]}"#);
    }

    #[test]
    fn the_command_takes_lines_with_or_without_names_or_files_to_measure() {
        #[derive(Debug, clap::Parser)]
        struct Alone {
            #[command(flatten)]
            find: super::Find,
        }
        let parsed = |line: &str| {
            let words = line.split(' ');
            <Alone as clap::Parser>::try_parse_from(words).map(|alone| alone.find)
        };
        assert!(parsed("find --jsonl").unwrap().names.is_none());
        assert!(
            parsed("find --jsonl --names staff.txt")
                .unwrap()
                .names
                .is_some()
        );
        assert_eq!(parsed("find --score a b").unwrap().score.len(), 2);
        for wrong in [
            "find",
            "find --names staff.txt",
            "find --jsonl --score a",
            "find --score a --names b",
        ] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_are_read_line_by_line_and_found_in_any_case() {
        let people = names("\u{feff}Will Page\r\n\n Dagny Sørbø \n".as_bytes()).unwrap();
        assert_eq!(people, ["Will Page", "Dagny Sørbø"]);
        let directory = Directory {
            people,
            ..Directory::default()
        };
        let found = |text: &str| crate::review::finder::find(text, &directory).len();
        assert_eq!(found("I asked dagny about it."), 1);
        assert_eq!(found("I saw will page there."), 1);
        assert_eq!(found("The page will be late."), 0);
    }

    #[test]
    fn what_is_no_list_of_names_is_refused_by_its_line() {
        let wrong = names(b"Dagny\nS\xf8rb\xf8\n").unwrap_err();
        assert_eq!(wrong, "line 2 of the names is not UTF-8");
        assert!(names("x".repeat(500).as_bytes()).is_err());
    }

    #[test]
    fn a_line_that_cannot_be_read_does_not_stop_the_others() {
        let (all_read, output) = answer("{\"id\":1}\nnot json\n{\"id\":2,\"text\":\"x\"}");
        assert!(!all_read);
        assert_eq!(output, "{\"id\":2,\"spans\":[]}\n");
    }
}
