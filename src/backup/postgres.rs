//! `pg_dump` and `pg_restore`, which know PostgreSQL better than we do.

use std::io;
use std::path::Path;
use std::process::Command;

use super::BackupError;
use super::make::LEFT_OUT;

pub fn dump(url: &str, to: &Path) -> Result<(), BackupError> {
    let mut command = program("pg_dump", url);
    command.args(["--format=custom", "--no-owner", "--no-privileges"]);
    for table in LEFT_OUT {
        command.arg(format!("--exclude-table-data={table}"));
    }
    run("pg_dump", command.arg("--file").arg(to))
}

/// All or nothing; a database that is not empty refuses by its own tables.
pub fn load(url: &str, from: &Path) -> Result<(), BackupError> {
    let mut command = program("pg_restore", url);
    command.args([
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
    ]);
    run("pg_restore", command.arg(from))
}

/// The password goes into the environment: an argument can be read by everybody on the machine.
fn program(name: &str, url: &str) -> Command {
    let (url, password) = without_password(url);
    let mut command = Command::new(name);
    command.arg(format!("--dbname={url}"));
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    command
}

fn without_password(url: &str) -> (String, Option<String>) {
    let split = || {
        let (scheme, rest) = url.split_once("://")?;
        let (who, place) = rest.split_once('@')?;
        let (user, password) = who.split_once(':')?;
        Some((format!("{scheme}://{user}@{place}"), decoded(password)))
    };
    split().map_or((url.to_owned(), None), |(url, password)| {
        (url, Some(password))
    })
}

/// `%40` and the like, as they stand in addresses.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let code = tail.get(..2).filter(|_| *first == b'%');
        let code = code.and_then(|code| u8::from_str_radix(str::from_utf8(code).ok()?, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn run(name: &'static str, command: &mut Command) -> Result<(), BackupError> {
    match command.output() {
        Ok(said) if said.status.success() => Ok(()),
        Ok(said) => {
            let why = String::from_utf8_lossy(&said.stderr);
            Err(BackupError::Program(
                name,
                why.lines().next().unwrap_or_default().to_owned(),
            ))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(BackupError::NoProgram(name)),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_password_never_stands_among_the_arguments() {
        let (url, password) =
            without_password("postgres://broadside:p%40ss@db.example.org/broadside");
        assert_eq!(url, "postgres://broadside@db.example.org/broadside");
        assert_eq!(password.as_deref(), Some("p@ss"));
        assert_eq!(
            without_password("postgres://localhost/b"),
            ("postgres://localhost/b".to_owned(), None)
        );
    }
}
