//! A PostgreSQL of one's own, for the bench and the tests: fresh, on a socket in a folder, gone when dropped.

use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running server of which nobody else knows.
#[derive(Debug)]
pub struct PrivatePostgres {
    folder: PathBuf,
    programs: PathBuf,
    user: Option<OtherUser>,
    server: Child,
}

/// Whose numbers the server runs under.
#[derive(Debug)]
struct OtherUser {
    user: String,
    group: String,
}

impl PrivatePostgres {
    /// Nothing where `initdb` or `postgres` is not on this machine. `folder` must not exist yet.
    pub fn start(folder: &Path) -> io::Result<Option<Self>> {
        let Some(programs) = programs() else {
            return Ok(None);
        };
        let user = other_user()?;
        std::fs::create_dir_all(folder)?;
        if let Some(user) = &user {
            run(Command::new("chown").arg(&user.user).arg(folder))?;
        }
        let data = folder.join("data");
        let mut initdb = run_as(user.as_ref(), &programs.join("initdb"));
        initdb
            .arg("-D")
            .arg(&data)
            .args(["-U", "postgres", "-A", "trust"]);
        run(initdb.args(["-E", "UTF8", "--locale=C", "--no-sync"]))?;
        let server = launch(user.as_ref(), &programs, folder)?;
        let mut started = Self {
            folder: folder.to_owned(),
            programs,
            user,
            server,
        };
        started.wait()?;
        Ok(Some(started))
    }

    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!(
            "postgres://postgres@localhost/{database}?host={}",
            self.folder.display()
        )
    }

    /// Ends the server as an administrator does it, and keeps its data.
    pub fn stop(&mut self) -> io::Result<()> {
        self.interrupt()?;
        self.server.wait().map(drop)
    }

    pub fn start_again(&mut self) -> io::Result<()> {
        self.server = launch(self.user.as_ref(), &self.programs, &self.folder)?;
        self.wait()
    }

    /// `INT` is PostgreSQL's fast shutdown: it ends its own children too.
    fn interrupt(&self) -> io::Result<()> {
        let mut kill = Command::new("kill");
        run(kill.arg("-INT").arg(self.server.id().to_string()))
    }

    pub fn create_database(&self, name: &str) -> io::Result<()> {
        run(self.program("createdb").arg(name))
    }

    /// One of PostgreSQL's own programs, set to talk to this server; nothing where it is not installed.
    pub fn installed(&self, name: &str) -> Option<Command> {
        self.programs
            .join(name)
            .exists()
            .then(|| self.program(name))
    }

    fn program(&self, name: &str) -> Command {
        let mut command = run_as(self.user.as_ref(), &self.programs.join(name));
        command.arg("-h").arg(&self.folder).args(["-U", "postgres"]);
        command
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "waits for another process before anything else runs"
    )]
    fn wait(&mut self) -> io::Result<()> {
        for _ in 0..200 {
            if self
                .program("pg_isready")
                .stdout(Stdio::null())
                .status()?
                .success()
            {
                return Ok(());
            }
            if self.server.try_wait()?.is_some() {
                return Err(io::Error::other("the private PostgreSQL did not start"));
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(io::Error::other(
            "the private PostgreSQL took too long to start",
        ))
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        if matches!(self.server.try_wait(), Ok(None)) {
            let _ = self.interrupt();
        }
        let _ = self.server.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn launch(user: Option<&OtherUser>, programs: &Path, folder: &Path) -> io::Result<Child> {
    let mut postgres = run_as(user, &programs.join("postgres"));
    postgres
        .arg("-D")
        .arg(folder.join("data"))
        .arg("-k")
        .arg(folder);
    postgres
        .args(["-c", "listen_addresses=", "-c", "max_connections=200"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

/// Whether a server can be started on this machine.
pub fn is_installed() -> bool {
    programs().is_some()
}

/// The newest folder that holds the server's programs.
fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.reverse();
    folders.extend(
        [
            "/usr/local/bin",
            "/usr/local/pgsql/bin",
            "/usr/bin",
            "/opt/homebrew/bin",
        ]
        .map(PathBuf::from),
    );
    let has = |folder: &PathBuf, name: &str| folder.join(name).is_file();
    folders
        .into_iter()
        .find(|folder| has(folder, "initdb") && has(folder, "postgres"))
}

/// PostgreSQL refuses to run as root: then somebody else has to.
fn other_user() -> io::Result<Option<OtherUser>> {
    let is_root = std::fs::metadata("/proc/self").is_ok_and(|this| this.uid() == 0);
    if !is_root {
        return Ok(None);
    }
    for name in ["postgres", "nobody"] {
        if let (Some(user), Some(group)) = (number_of(name, "-u")?, number_of(name, "-g")?) {
            return Ok(Some(OtherUser { user, group }));
        }
    }
    Err(io::Error::other(
        "PostgreSQL does not run as root, and there is no other user",
    ))
}

fn number_of(name: &str, which: &str) -> io::Result<Option<String>> {
    let said = Command::new("id").arg(which).arg(name).output()?;
    let number = String::from_utf8_lossy(&said.stdout).trim().to_owned();
    Ok(said.status.success().then_some(number))
}

fn run_as(other: Option<&OtherUser>, program: &Path) -> Command {
    let Some(OtherUser { user, group }) = other else {
        return Command::new(program);
    };
    let mut command = Command::new("setpriv");
    command
        .arg(format!("--reuid={user}"))
        .arg(format!("--regid={group}"));
    command
        .args(["--clear-groups", "--"])
        .arg(program)
        .current_dir("/");
    command
}

fn run(command: &mut Command) -> io::Result<()> {
    let done = command.stdin(Stdio::null()).output()?;
    if done.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Err(io::Error::other(format!(
        "{}: {}",
        command.get_program().display(),
        said.trim()
    )))
}
