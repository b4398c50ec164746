//! `broadside serve`: the API and the worker in one process.

use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use sea_orm::{DbErr, PaginatorTrait};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::words::wrapped;
use super::{Failure, stopping};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Settings;
use crate::data_folder;
use crate::entropy::Entropy;
use crate::http::refusal::unreadable_head;
use crate::identity::entity::organization;
use crate::listen::{self, Limits, Listener, Tls, file_limit};
use crate::secrets::keyring::{Keyring, what_loss_means};
use crate::watch::{logs, metrics};
use crate::{backup, server, work};

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
        logs::start(&settings.log);
        let stop = stopping::token()?;
        // Before anything else: a second worker would take the first one's mails for its own.
        let _lock = data_folder::lock(&settings)?;
        let first_start = !Keyring::exists(&settings.data);
        let listener = bind(&settings).await?;
        let app = App::open(settings, Clock::System, Entropy::system()?).await?;
        backup::deletions::begin(&app.settings.data)?;
        backup::withdrawals::write(&app).await?;
        greet(&app, listener.local_addr()?, first_start).await?;
        let watched = tokio::spawn(watch(app.clone(), stop.clone()));
        run(&app, listener, stop).await?;
        watched.abort();
        // Otherwise what was taken back since the last hour would be missing from the list.
        if let Err(error) = backup::withdrawals::write(&app).await {
            tracing::error!(%error, "withdrawals.log is as old as the last hour");
        }
        app.db.clone().close().await?;
        Ok(ExitCode::SUCCESS)
    }
}

pub(super) async fn bind(settings: &Settings) -> Result<Listener, Failure> {
    let listener = Listener::bind(settings.listen).await;
    let listener =
        listener.map_err(|error| format!("cannot listen on {}: {error}", settings.listen))?;
    match &settings.tls {
        Some(tls) => Ok(listener.with_tls(Tls::from_pem_files(&tls.certificate, &tls.key)?)),
        None => Ok(listener),
    }
}

/// Serves and works until `stop`, and then for no longer than the settings say.
pub(super) async fn run(
    app: &App,
    listener: Listener,
    stop: CancellationToken,
) -> Result<(), Failure> {
    let within = Duration::from_secs(app.settings.stop_within_seconds);
    let mut limits = Limits {
        stop: within,
        problem_of: unreadable_head,
        ..Limits::default()
    };
    limits.exempt.extend(&app.settings.trusted_proxies);
    file_limit::make_room(&mut limits)?;
    let worker = tokio::spawn(work::run(app.clone(), stop.clone().cancelled_owned()));
    let endpoint = server::endpoint(app.clone());
    let served = listen::serve(listener, endpoint, limits, stop.clone().cancelled_owned());
    let worked = async {
        let abort = worker.abort_handle();
        tokio::pin!(worker);
        tokio::select! {
            ended = &mut worker => return ended,
            () = stop.cancelled() => {}
        }
        match timeout(within, worker).await {
            Ok(ended) => ended,
            // Its lease lapses within a minute, and the job runs again; a mail whose text was leaving is uncertain.
            Err(_) => {
                abort.abort();
                Ok(())
            }
        }
    };
    let (served, worked) = tokio::join!(served, worked);
    served?;
    Ok(worked?)
}

/// The figures have a port of their own. That nobody can read them is no reason not to serve.
async fn watch(app: App, stop: CancellationToken) {
    let address = app.settings.metrics_listen;
    if address.port() == 0 {
        return;
    }
    let Ok(handle) = metrics::start() else {
        return tracing::warn!("the metrics cannot be kept");
    };
    match Listener::bind(address).await {
        Ok(listener) => {
            let endpoint = metrics::endpoint(app, handle);
            let served = listen::serve(
                listener,
                endpoint,
                Limits::default(),
                stop.cancelled_owned(),
            );
            if served.await.is_err() {
                tracing::warn!("the metrics are no longer served");
            }
        }
        Err(error) => {
            tracing::warn!(%address, reason = %error.kind(), "the metrics cannot be served")
        }
    }
}

/// What whoever starts this has to know.
async fn greet(app: &App, listen: SocketAddr, first_start: bool) -> Result<(), DbErr> {
    let settings = &app.settings;
    let scheme = if settings.tls.is_some() {
        "https"
    } else {
        "http"
    };
    println!(
        "Broadside {} listens on {scheme}://{listen}",
        env!("CARGO_PKG_VERSION")
    );
    println!("  documentation  {scheme}://{listen}/docs");
    println!("  data           {}", settings.data.display());
    println!(
        "  database       {}",
        if app.db.is_sqlite() {
            "SQLite in the data folder"
        } else {
            "PostgreSQL"
        }
    );
    if let Some(bucket) = &settings.object_store.bucket {
        let there = crate::store::answers(app.store.as_ref()).await.is_ok();
        let word = if there {
            ""
        } else {
            ", which does not answer: no packet can be made or read until it does"
        };
        println!("  packets        in the bucket {bucket}{word}");
    }
    match &settings.mail.smtp_host {
        Some(host) => println!("  mail           leaves through {host}"),
        None => println!(
            "  mail           goes nowhere but {}: petitions cannot open until `mail.smtp_host` is set, except in a rehearsal",
            settings.data.join("mail").display()
        ),
    }
    if first_start {
        warn_of_loss(settings);
    }
    if organization::for_jobs().count(&app.db.read).await? == 0 {
        println!("\nNobody has an account yet. Make the first owner, in another terminal:");
        println!(
            "  broadside --data {} admin create-owner \\\n    --organization 'Library Workers Local 1' --email owner@example.org",
            settings.data.display()
        );
    }
    Ok(())
}

/// Said once, by whichever command made the keys.
pub(super) fn warn_of_loss(settings: &Settings) {
    println!(
        "\nKeys were made in {}.\nBack them up now, apart from the data. The loss of these is final:",
        settings.data.join("keys").display()
    );
    for key in what_loss_means().iter().filter(|key| key.loss_is_final) {
        let file = format!("  {:<15}", key.file);
        let text = format!("{}. Lost: {}", key.holds, key.meaning);
        println!("{}", wrapped(&file, &text));
    }
    println!("The others can be made anew: docs/keys.md says what that costs.");
}
