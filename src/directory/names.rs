//! Workplaces as spreadsheets name them.

use std::collections::{HashMap, HashSet};

use sea_orm::DbErr;

use super::WorkplaceId;
use super::entity::workplace;
use super::import::Reason;
use crate::db::Tx;
use crate::identity::OrganizationId;

/// Workplaces by external key, and by those names that only one bears.
#[derive(Debug)]
pub struct WorkplaceNames {
    by_key: HashMap<String, WorkplaceId>,
    by_name: HashMap<String, WorkplaceId>,
    shared: HashSet<String>,
}

impl WorkplaceNames {
    pub async fn load(tx: &Tx, organization: OrganizationId) -> Result<Self, DbErr> {
        let mut names = Self {
            by_key: HashMap::new(),
            by_name: HashMap::new(),
            shared: HashSet::new(),
        };
        for row in workplace::of(organization).all(tx).await? {
            names
                .by_key
                .extend(row.external_key.map(|key| (key, row.id)));
            let name = row.name.to_lowercase();
            if names.by_name.insert(name.clone(), row.id).is_some() {
                names.shared.insert(name);
            }
        }
        Ok(names)
    }

    pub fn find(&self, named: &str) -> Result<WorkplaceId, Reason> {
        if let Some(id) = self.by_key.get(named) {
            return Ok(*id);
        }
        let name = named.to_lowercase();
        if self.shared.contains(&name) {
            return Err(Reason::SeveralWorkplaces);
        }
        self.by_name
            .get(&name)
            .copied()
            .ok_or(Reason::NoSuchWorkplace)
    }
}
