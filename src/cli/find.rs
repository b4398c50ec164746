//! `broadside find`: marks what may identify somebody, line by line, or measures the finder on gold files.

mod score;

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Failure;
use crate::review::finder::{Directory, find};

#[derive(Debug, Args)]
#[command(arg_required_else_help = true)]
#[group(required = true, multiple = false)]
pub struct Find {
    /// Read {"id","text"} lines on standard input, write {"id","spans"} lines.
    #[arg(long)]
    pub jsonl: bool,
    /// Measure on files of {"id","text","spans"} lines.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub score: Vec<PathBuf>,
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
        let stdin = std::io::stdin().lock();
        let mut stdout = std::io::BufWriter::new(std::io::stdout().lock());
        let all_read = match lines(stdin, &mut stdout).and_then(|all| Ok((stdout.flush()?, all).1))
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
fn lines(mut input: impl BufRead, output: &mut impl Write) -> Result<bool, Failure> {
    let directory = Directory::default();
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
            Ok(told) => write(&told, &directory, output)?,
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
    use super::lines;

    fn answer(input: &str) -> (bool, String) {
        let mut output = Vec::new();
        let all_read = lines(input.as_bytes(), &mut output).unwrap();
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
    fn a_line_that_cannot_be_read_does_not_stop_the_others() {
        let (all_read, output) = answer("{\"id\":1}\nnot json\n{\"id\":2,\"text\":\"x\"}");
        assert!(!all_read);
        assert_eq!(output, "{\"id\":2,\"spans\":[]}\n");
    }
}
