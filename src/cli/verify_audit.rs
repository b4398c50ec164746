//! `broadside verify-audit`: recomputes every chain, and holds it against the ends that packets carry.

use std::process::ExitCode;
use std::str::FromStr;

use clap::Args;
use data_encoding::HEXLOWER_PERMISSIVE;
use sea_orm::DbErr;

use super::Failure;
use super::words::counted;
use crate::config::Settings;
use crate::db::Db;
use crate::packets::entity::packet;
use crate::{audit, db};

#[derive(Debug, Args)]
pub struct VerifyAudit {
    /// The end of the chain as a packet prints it: the number of the entry, a colon, the hash. May be given more than once.
    ///
    /// Whoever cuts entries off the end, or writes a chain anew, can make the rest fit again, but not what is printed.
    #[arg(long, value_name = "ENTRY:HASH")]
    head: Vec<Head>,
}

/// An end that somebody else holds.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Head {
    sequence: i64,
    hash: Vec<u8>,
}

impl FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const SHAPE: &str = "must be the number of an entry, a colon, and 64 digits (0-9, a-f), as packets print them";
        let (sequence, hash) = text.split_once(':').ok_or(SHAPE)?;
        let hash: String = hash.split_whitespace().collect();
        let hash = HEXLOWER_PERMISSIVE.decode(hash.as_bytes());
        let hash = hash.ok().filter(|hash| hash.len() == 32);
        Ok(Self {
            sequence: sequence.trim().parse().map_err(|_| SHAPE)?,
            hash: hash.ok_or(SHAPE)?,
        })
    }
}

impl VerifyAudit {
    pub async fn run(self, settings: Settings) -> Result<ExitCode, Failure> {
        let file = settings.data.join("broadside.db");
        if settings.database_url.is_none() && !file.exists() {
            return Err(format!("there is no database in {}", settings.data.display()).into());
        }
        let db = db::connect(&settings.database_url()).await?;
        let chains = chains(&db).await?;
        let given = given(&db, &self.head).await?;
        let printed = printed(&db).await?;
        if !(chains && given && printed) {
            return Ok(ExitCode::FAILURE);
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn chains(db: &Db) -> Result<bool, DbErr> {
    let verdicts = audit::verify_all(&db.read).await?;
    for verdict in &verdicts {
        println!(
            "{}  {}, {} waiting, head {}",
            verdict.organization,
            counted(verdict.sequence, "entry", "entries"),
            verdict.waiting,
            verdict.hash
        );
        if let Some(broken) = verdict.broken {
            println!("{}  BROKEN: {broken}", verdict.organization);
        }
    }
    if verdicts.iter().any(|verdict| verdict.broken.is_some()) {
        return Ok(false);
    }
    let waiting: u64 = verdicts.iter().map(|verdict| verdict.waiting).sum();
    if waiting > 0 {
        println!(
            "Waiting entries get their place in the chain while the service runs: within the hour, and \
             those that keep no more than a day when that day is over."
        );
    }
    println!(
        "{}",
        counted(verdicts.len(), "chain, whole", "chains, all whole")
    );
    Ok(true)
}

async fn given(db: &Db, heads: &[Head]) -> Result<bool, DbErr> {
    let mut all_hold = true;
    for head in heads {
        match audit::holds(&db.read, head.sequence, &head.hash).await? {
            Some(organization) => println!(
                "{organization}  entry {} is as it was printed",
                head.sequence
            ),
            None => {
                all_hold = false;
                println!(
                    "BROKEN: no chain has entry {} with this hash; entries were cut off or written anew",
                    head.sequence
                );
            }
        }
    }
    Ok(all_hold)
}

/// What each packet was frozen with lies in the database too, where a forger may overlook it.
async fn printed(db: &Db) -> Result<bool, DbErr> {
    use sea_orm::QueryFilter;
    let packets = packet::for_jobs()
        .filter(sea_orm::ColumnTrait::gt(&packet::Column::AuditSequence, 0))
        .all(&db.read)
        .await?;
    let mut fit = 0_u64;
    for packet in &packets {
        let there = audit::holds(&db.read, packet.audit_sequence, &packet.audit_hash).await?;
        if there == Some(packet.organization_id) {
            fit += 1;
            continue;
        }
        println!(
            "BROKEN: {} was frozen at entry {}, which is not there any more",
            packet.id, packet.audit_sequence
        );
    }
    if fit > 0 {
        println!(
            "{} to {} chain",
            counted(fit, "packet fits", "packets fit"),
            if fit == 1 { "its" } else { "their" }
        );
    }
    Ok(fit == packets.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::Head;

    #[test]
    fn an_end_is_read_as_it_is_printed() {
        let hash = "ab ".repeat(32);
        let head: Head = format!("12:{hash}").parse().unwrap();
        assert_eq!((head.sequence, head.hash), (12, vec![0xab; 32]));
        for wrong in ["12", "x:ab", "12:abcd", "12:"] {
            assert!(wrong.parse::<Head>().is_err(), "{wrong}");
        }
    }
}
