//! A draft's way to its place: first the bytes of all volumes into the store, then, in one transaction, the rows that point at them.

use std::collections::HashSet;

use broadside_press::document::{FurtherVolume, Sha256Hex};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};
use serde_json::json;
use uuid::Uuid;

use super::PacketId;
use super::bundle::{Bundle, REPORT};
use super::create_packet::{CreatePacketError, Draft};
use super::entity::{packet, packet_exhibit, packet_name, packet_volume};
use super::freeze::facts::Facts;
use super::freeze::{Frozen, evidence, membership, translated};
use super::rules::{Holds, State};
use super::vault;
use crate::app::App;
use crate::audit::{self, Action};
use crate::campaigns::entity::target;
use crate::db::Tx;
use crate::identity::Caller;
use crate::ids;
use crate::jobs::{self, NewJob};
use crate::review::PublishedTestimonyId;
use crate::signatures::SignatureId;

/// A packet whose bytes lie in the store, and that nothing points at yet.
pub(super) struct Stored {
    row: packet::ActiveModel,
    id: PacketId,
    kind: &'static str,
    volumes: Vec<packet_volume::Model>,
    personal: Vec<SignatureId>,
    told: Vec<PublishedTestimonyId>,
}

impl Stored {
    pub async fn put(
        app: &App,
        caller: &Caller,
        facts: &Facts,
        draft: Draft,
    ) -> Result<Self, CreatePacketError> {
        let row = row(app, caller, facts, &draft);
        let mut stored = Self {
            row,
            id: draft.terms.id,
            kind: draft.terms.kind.as_str(),
            volumes: Vec::new(),
            personal: draft.frozen.personal.clone(),
            told: told(&draft),
        };
        match stored.put_volumes(app, draft).await {
            Ok(()) => Ok(stored),
            Err(error) => {
                stored.discard(app).await;
                Err(error)
            }
        }
    }

    /// The report comes last: its snapshot names the digests of the others.
    async fn put_volumes(&mut self, app: &App, draft: Draft) -> Result<(), CreatePacketError> {
        let mut report = draft.frozen;
        for (number, volume) in (REPORT + 1..).zip(draft.further) {
            let digest = self.put_volume(app, number, &volume).await?;
            report.packet.volumes.extend(listed(&volume, digest));
        }
        self.put_volume(app, REPORT, &report).await?;
        self.volumes.sort_by_key(|volume| volume.number);
        Ok(())
    }

    async fn put_volume(
        &mut self,
        app: &App,
        number: i32,
        volume: &Frozen,
    ) -> Result<Sha256Hex, CreatePacketError> {
        let snapshot = serde_json::to_vec(&volume.packet);
        let snapshot = snapshot.map_err(|_| CreatePacketError::Unwritable)?;
        let object = ids::timeless(&app.entropy);
        self.volumes
            .push(volume_row(self.id, number, volume, (object, &snapshot)));
        vault::put(app, object, &snapshot).await?;
        Ok(Sha256Hex::of(&snapshot))
    }

    /// One row each for packet, volumes, names and exhibits, and one job; `Moved` where somebody who is named is not `standing` any more.
    pub async fn keep(
        &self,
        app: &App,
        tx: &Tx,
        caller: &Caller,
        (target, standing): (&target::Model, &HashSet<SignatureId>),
    ) -> Result<Bundle, CreatePacketError> {
        if !self.personal.iter().all(|id| standing.contains(id)) {
            return Err(CreatePacketError::Moved);
        }
        let row = packet::ActiveModel {
            target_id: Set(target.id),
            ..self.row.clone()
        };
        let row = row.insert(tx).await?;
        for volume in &self.volumes {
            packet_volume::ActiveModel::from(volume.clone())
                .reset_all()
                .insert(tx)
                .await?;
        }
        keep_names(tx, self.id, &self.personal).await?;
        keep_exhibits(tx, self.id, &self.told).await?;
        supersede(tx, &row).await?;
        let entry = Action::new(caller.actor(), "create_packet", self.id)
            .detail(json!({"kind": self.kind}));
        audit::record(app, tx, caller.organization, entry).await?;
        let job = NewJob::new(jobs::Kind::RenderPacket, self.id.0, app.clock.now());
        jobs::enqueue(app, tx, job.language(&row.language)).await?;
        let volumes = self.volumes.clone();
        Ok(Bundle { row, volumes })
    }

    /// Nothing points at it; a copy of names must not stay behind. What cannot be taken away now is swept at night.
    pub async fn discard(&self, app: &App) {
        for volume in &self.volumes {
            let _ = vault::destroy(app, volume.snapshot_object).await;
        }
    }
}

/// Of all volumes.
fn told(draft: &Draft) -> Vec<PublishedTestimonyId> {
    let further = draft.further.iter().flat_map(|volume| &volume.told);
    let all: HashSet<_> = draft.frozen.told.iter().chain(further).copied().collect();
    all.into_iter().collect()
}

fn listed(volume: &Frozen, snapshot_sha256: Sha256Hex) -> Option<FurtherVolume> {
    let place = volume.packet.volume?;
    let packet = &volume.packet;
    let entries = packet.exhibits.len() + packet.roll.signatures.len();
    Some(FurtherVolume {
        number: place.number,
        holds: place.holds,
        entries: u64::try_from(entries).unwrap_or(u64::MAX),
        snapshot_sha256,
    })
}

fn volume_row(
    packet_id: PacketId,
    number: i32,
    volume: &Frozen,
    (snapshot_object, snapshot): (Uuid, &[u8]),
) -> packet_volume::Model {
    use broadside_press::document::Holds as Printed;
    let holds = match volume.packet.volume.map(|place| place.holds) {
        None | Some(Printed::Report) => Holds::Report,
        Some(Printed::Exhibits) => Holds::Exhibits,
        Some(Printed::Roll) => Holds::Roll,
    };
    packet_volume::Model {
        packet_id,
        number,
        holds: holds.as_str().to_owned(),
        snapshot_object,
        snapshot_size: i64::try_from(snapshot.len()).unwrap_or(i64::MAX),
        snapshot_digest: super::sha256(snapshot),
        pdf_object: None,
        pdf_digest: None,
        pdf_size: None,
        pdf_crc: None,
        csv_digest: None,
        report: None,
    }
}

/// Whoever it is for is set when it is kept: an official of a body becomes a target only then.
fn row(app: &App, caller: &Caller, facts: &Facts, draft: &Draft) -> packet::ActiveModel {
    let (terms, frozen, head) = (&draft.terms, &draft.frozen, facts.audit_head.as_ref());
    let mut warnings = evidence::warnings(&frozen.packet, facts);
    warnings.extend(translated::warnings(&frozen.packet, facts, terms.language));
    let further: usize = draft
        .further
        .iter()
        .map(|it| it.packet.exhibits.len())
        .sum();
    packet::ActiveModel {
        id: Set(terms.id),
        organization_id: Set(caller.organization),
        campaign_id: Set(facts.campaign.id),
        petition_id: Set(Some(facts.petition.id)),
        kind: Set(terms.kind.as_str().to_owned()),
        language: Set(terms.language.as_str().to_owned()),
        paper: Set(terms.paper.as_str().to_owned()),
        state: Set(State::Frozen.as_str().to_owned()),
        failure: Set(None),
        content_digest: Set(draft.content.clone()),
        manifest: Set(None),
        manifest_signature: Set(None),
        summary: Set(json!({
            "addressee": frozen.packet.addressee.name,
            "division": frozen.packet.addressee.division,
            "signatures": frozen.packet.petition.signatures,
            "own_signatures": frozen.packet.own_division.as_ref().map(|own| own.signatures),
            "members": frozen.packet.membership.as_ref().and_then(|_| membership::members_told(facts)),
            "answer_by": frozen.packet.answer_requested_on,
            "exhibits": frozen.packet.exhibits.len() + further,
            "names": frozen.named,
            "warnings": warnings,
        })),
        audit_sequence: Set(head.map(|head| head.sequence).unwrap_or_default()),
        audit_hash: Set(head.map(|head| head.hash.clone()).unwrap_or_default()),
        created_by: Set(caller.member_id()),
        created_at: Set(app.clock.now()),
        rendered_at: Set(None),
        delivered_on: Set(None),
        recalled_on: Set(None),
        superseded_by: Set(None),
        revision: Set(1),
        ..Default::default()
    }
}

async fn keep_names(tx: &Tx, id: PacketId, personal: &[SignatureId]) -> Result<(), DbErr> {
    for chunk in personal.chunks(500) {
        let rows = chunk.iter().map(|signature| packet_name::ActiveModel {
            packet_id: Set(id),
            signature_id: Set(*signature),
        });
        packet_name::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

async fn keep_exhibits(tx: &Tx, id: PacketId, told: &[PublishedTestimonyId]) -> Result<(), DbErr> {
    for chunk in told.chunks(500) {
        let rows = chunk.iter().map(|told| packet_exhibit::ActiveModel {
            packet_id: Set(id),
            published_id: Set(*told),
        });
        packet_exhibit::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// A frozen packet is never changed; it is said of the older one that this one takes its place.
async fn supersede(tx: &Tx, new: &packet::Model) -> Result<(), DbErr> {
    use packet::Column as C;
    packet::Entity::update_many()
        .col_expr(C::SupersededBy, new.id.into())
        .filter(C::OrganizationId.eq(new.organization_id))
        .filter(C::TargetId.eq(new.target_id))
        .filter(C::PetitionId.eq(new.petition_id))
        .filter(C::Kind.eq(&new.kind))
        .filter(C::Language.eq(&new.language))
        .filter(C::SupersededBy.is_null())
        .filter(C::Id.ne(new.id))
        .exec(tx)
        .await
        .map(drop)
}
