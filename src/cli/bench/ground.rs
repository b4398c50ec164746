//! A service with an open petition, on a database of its own.

use std::net::SocketAddr;
use std::path::Path;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr};
use secrecy::SecretString;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::app::App;
use crate::campaigns::CampaignId;
use crate::campaigns::entity::campaign;
use crate::cli::Failure;
use crate::clock::Clock;
use crate::config::Settings;
use crate::entropy::Entropy;
use crate::identity::{NewOwner, OrganizationId, create_owner};
use crate::listen::{Limits, Listener, serve};
use crate::petitions::PetitionId;
use crate::petitions::PetitionVersionId;
use crate::petitions::entity::{petition, petition_text, petition_version};
use crate::{ids, server};

/// A node and the petition that is signed on it.
#[derive(Debug)]
pub struct Ground {
    pub app: App,
    pub organization: OrganizationId,
    pub petition: PetitionId,
}

impl Ground {
    pub async fn lay(folder: &Path, database: Option<String>) -> Result<Self, Failure> {
        let mut settings = Settings {
            data: folder.to_owned(),
            database_url: database.map(SecretString::from),
            ..Settings::default()
        };
        settings.limits.general_a_minute = u32::MAX;
        settings.limits.sign_a_quarter_hour = u32::MAX;
        let app = App::open(settings, Clock::System, Entropy::system()?).await?;
        let new = NewOwner {
            organization: "Bench".to_owned(),
            email: "owner@bench.example".to_owned(),
            name: "Bench".to_owned(),
            language: "en".to_owned(),
            is_demo: true,
        };
        let (organization, _) =
            create_owner(&app, &new, "a password for the bench".to_owned()).await?;
        let petition = PetitionId(ids::timely(&app.clock, &app.entropy));
        let ground = Self {
            app,
            organization,
            petition,
        };
        ground.open(petition).await?;
        Ok(ground)
    }

    /// Opens a petition by writing its rows: the bench measures signing, not readiness.
    pub async fn open(&self, id: PetitionId) -> Result<(), Failure> {
        let app = &self.app;
        let organization = self.organization;
        app.entropy
            .with(|rng| app.petition_keys.create(rng, id.0))?;
        let now = app.clock.now();
        let campaign_id = CampaignId(ids::timely(&app.clock, &app.entropy));
        let version = PetitionVersionId(ids::timely(&app.clock, &app.entropy));
        app.db
            .write(|tx| async move {
                let tx = &*tx;
                let campaign = campaign::ActiveModel {
                    id: Set(campaign_id),
                    organization_id: Set(organization),
                    name: Set("Bench".to_owned()),
                    summary: Set(String::new()),
                    language: Set("en".to_owned()),
                    state: Set("active".to_owned()),
                    testimony_open: Set(false),
                    testimony_opened_on: Set(None),
                    testimony_withdraw_until: Set(None),
                    answer_requested_by: Set(None),
                    agenda_item: Set(None),
                    revision: Set(1),
                    created_at: Set(now),
                };
                campaign.insert(tx).await?;
                let petition = petition::ActiveModel {
                    id: Set(id),
                    organization_id: Set(organization),
                    campaign_id: Set(campaign_id),
                    state: Set("open".to_owned()),
                    reason: Set(None),
                    opens_at: Set(None),
                    closes_at: Set(None),
                    closed_at: Set(None),
                    goal: Set(None),
                    workplace_threshold: Set(5),
                    current_version: Set(1),
                    frozen_at: Set(None),
                    revision: Set(1),
                    created_at: Set(now),
                };
                petition.insert(tx).await?;
                let row = petition_version::ActiveModel {
                    id: Set(version),
                    organization_id: Set(organization),
                    petition_id: Set(id),
                    number: Set(1),
                    correction_note: Set(None),
                    demands: Set(None),
                    created_at: Set(now),
                };
                row.insert(tx).await?;
                let text = petition_text::ActiveModel {
                    version_id: Set(version),
                    language: Set("en".to_owned()),
                    title: Set("Bench".to_owned()),
                    body: Set("Bench".to_owned()),
                    is_original: Set(true),
                    added_on: Set(None),
                };
                text.insert(tx).await?;
                Ok::<_, DbErr>(())
            })
            .await?;
        Ok(())
    }

    pub async fn serve(&self) -> Result<Served, Failure> {
        let listener = Listener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel::<()>();
        let endpoint = server::endpoint(self.app.clone());
        let task = tokio::spawn(serve(listener, endpoint, Limits::default(), async {
            let _ = stopped.await;
        }));
        Ok(Served {
            address,
            stop,
            task,
        })
    }
}

/// A server on a loopback port.
#[derive(Debug)]
pub struct Served {
    pub address: SocketAddr,
    stop: oneshot::Sender<()>,
    task: JoinHandle<std::io::Result<()>>,
}

impl Served {
    pub async fn stop(self) -> Result<(), Failure> {
        let _ = self.stop.send(());
        Ok(self.task.await??)
    }
}

/// A request that signs, with an address of its own.
pub fn sign(
    petition: PetitionId,
    round: u64,
) -> impl Fn(u64, u64, &mut Vec<u8>) + Send + Sync + 'static {
    let path = format!("/v1/petitions/{petition}/signatures");
    move |client, n, out| {
        let body = format!(
            "{{\"email\":\"worker{round}x{client}x{n}@example.org\",\"standing\":\"employee\"}}"
        );
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        out.extend_from_slice(head.as_bytes());
    }
}

/// A request that reads the count.
pub fn count(petition: PetitionId) -> impl Fn(u64, u64, &mut Vec<u8>) + Send + Sync + 'static {
    let request = format!("GET /v1/petitions/{petition}/count HTTP/1.1\r\nhost: bench\r\n\r\n");
    move |_, _, out| out.extend_from_slice(request.as_bytes())
}
