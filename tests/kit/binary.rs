//! The real program as a child process, for what only a process can show: signals, sockets, sudden death.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A `broadside serve` of this data folder. It is killed when the test ends, whichever way.
pub struct Binary {
    child: Child,
    pub url: String,
    said: Arc<Mutex<String>>,
}

pub fn command(data: &Path) -> Command {
    let mut command = command_in(data);
    command.args(["--data", &data.display().to_string()]);
    command
}

/// One that chooses its own data folder.
pub fn command_in(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_broadside"));
    command
        .current_dir(folder)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command
}

impl Binary {
    pub async fn serve(data: &Path) -> Self {
        Self::with(data, |_| {}).await
    }

    /// `change` adds settings, most often as variables.
    pub async fn with(data: &Path, change: impl FnOnce(&mut Command)) -> Self {
        let mut command = command(data);
        command
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("BROADSIDE_METRICS_LISTEN", "127.0.0.1:0")
            .stdout(Stdio::piped())
            .stderr(Stdio::from(
                std::fs::File::create(data.join("stderr.log")).unwrap(),
            ));
        change(&mut command);
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().map(Result::unwrap).unwrap_or_default();
        let url = first.split(" on ").nth(1).unwrap_or_default().to_owned();
        let said = Arc::new(Mutex::new(first));
        let heard = Arc::clone(&said);
        // Read on to the end, or the child would wait for somebody to read it.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let mut heard = heard.lock().unwrap();
                heard.push('\n');
                heard.push_str(&line);
            }
        });
        let mut binary = Self { child, url, said };
        if binary.url.is_empty() {
            binary.child.wait().unwrap();
            let log = std::fs::read_to_string(data.join("stderr.log")).unwrap();
            panic!("it does not serve:\n{log}");
        }
        binary.until_ready().await;
        binary
    }

    async fn until_ready(&self) {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) {
            if let Ok(answer) = reqwest::get(format!("{}/healthz", self.url)).await
                && answer.status() == 200
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("it does not answer");
    }

    /// What it printed while it started.
    pub async fn said(&self) -> String {
        self.said.lock().unwrap().clone()
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        reqwest::get(format!("{}{path}", self.url)).await.unwrap()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill")
            .args([&format!("-{name}"), &pid])
            .status();
        assert!(sent.unwrap().success());
    }

    /// Waits for the end; how long it took, and how it ended.
    pub fn ended(&mut self, within: Duration) -> std::process::ExitStatus {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(began.elapsed() < within, "it does not end");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// As the power cut does it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
