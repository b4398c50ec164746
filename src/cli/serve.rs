//! `broadside serve`: the API and the worker in one process.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use crate::app::App;
use crate::clock::Clock;
use crate::config::Settings;
use crate::entropy::Entropy;
use crate::{server, work};

#[derive(Debug, Args)]
pub struct Serve {
    /// The address to listen on.
    #[arg(long)]
    listen: Option<SocketAddr>,
}

impl Serve {
    pub async fn run(self, mut settings: Settings) -> Result<ExitCode, Failure> {
        if let Some(listen) = self.listen {
            settings.listen = listen;
        }
        settings.check()?;
        let listen = settings.listen;
        let app = App::open(settings, Clock::System, Entropy::system()?).await?;
        let worker = tokio::spawn(work::run(app.clone(), async {
            let _ = tokio::signal::ctrl_c().await;
        }));
        println!(
            "Broadside listens on http://{listen}; its documentation is at http://{listen}/docs"
        );
        let stop = async {
            let _ = tokio::signal::ctrl_c().await;
        };
        poem::Server::new(poem::listener::TcpListener::bind(listen))
            .run_with_graceful_shutdown(server::endpoint(app), stop, None)
            .await?;
        worker.await?;
        Ok(ExitCode::SUCCESS)
    }
}
