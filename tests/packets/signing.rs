//! Who signed in Alder County: confirmed signatures, counted as the intake counts them.

use broadside::signatures::SignatureId;
use broadside::signatures::address::Address;
use broadside::signatures::entity::{signature, signature_count};
use broadside::signatures::seal;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr, EntityTrait};
use uuid::Uuid;

use super::county::{BRANCHES, County};
use crate::kit::World;

/// Somebody who signed: where they work or live, what they are, and how they want to be seen.
pub struct Signing {
    pub branch: Option<usize>,
    pub district: usize,
    pub standing: &'static str,
    pub visibility: &'static str,
    pub name: Option<String>,
    pub comment: Option<&'static str>,
}

impl Signing {
    pub fn counted(branch: usize) -> Self {
        let district = BRANCHES[branch].1;
        Self {
            branch: Some(branch),
            district,
            standing: "employee",
            visibility: "counted",
            name: None,
            comment: None,
        }
    }

    pub fn public(branch: usize, name: &str) -> Self {
        Self {
            visibility: "public",
            name: Some(name.to_owned()),
            ..Self::counted(branch)
        }
    }

    pub fn recipients(branch: usize, name: &str) -> Self {
        Self {
            visibility: "recipients",
            name: Some(name.to_owned()),
            ..Self::counted(branch)
        }
    }

    pub fn patron(district: usize) -> Self {
        Self {
            branch: None,
            district,
            standing: "patron",
            ..Self::counted(0)
        }
    }

    pub fn saying(self, comment: &'static str) -> Self {
        Self {
            comment: Some(comment),
            ..self
        }
    }
}

impl County {
    /// Confirmed signatures, counted as the intake counts them.
    pub async fn sign(&self, signings: &[Signing]) -> Vec<SignatureId> {
        let app = &self.world.app;
        let ids: Vec<_> = signings.iter().map(|_| SignatureId(self.fresh())).collect();
        let all = &ids;
        let written = app.db.write(|tx| async move {
            let tx = &*tx;
            for (id, signing) in all.iter().zip(signings) {
                self.signature_row(*id, signing).insert(tx).await?;
                self.count(tx, signing).await?;
            }
            Ok::<_, DbErr>(())
        });
        written.await.unwrap();
        ids
    }

    /// The same for a crowd of one kind: many rows at a time.
    pub async fn sign_in_bulk(&self, names: impl Iterator<Item = String>, like: &Signing) {
        let row = |name: String| {
            let signing = Signing {
                branch: like.branch,
                district: like.district,
                standing: like.standing,
                visibility: like.visibility,
                name: Some(name),
                comment: None,
            };
            self.signature_row(SignatureId(self.fresh()), &signing)
        };
        let rows: Vec<_> = names.map(row).collect();
        let rows = &rows;
        let written = self.world.app.db.write(|tx| async move {
            for chunk in rows.chunks(500) {
                signature::Entity::insert_many(chunk.to_vec())
                    .exec_without_returning(&*tx)
                    .await?;
            }
            let number = i64::try_from(rows.len()).unwrap();
            self.count_many(&tx, like, number).await
        });
        written.await.unwrap();
    }

    fn signature_row(&self, id: SignatureId, signing: &Signing) -> signature::ActiveModel {
        let app = &self.world.app;
        let address = Address::parse(&format!("{}@patrons.example", id.0.simple())).unwrap();
        let sealed = seal::seal(app, id, &address, signing.name.as_deref(), signing.comment);
        let now = app.clock.now();
        signature::ActiveModel {
            id: Set(id),
            organization_id: Set(self.owner.organization),
            petition_id: Set(self.petition),
            version_number: Set(1),
            dedupe_key: Set(id.0.as_bytes().to_vec()),
            address_sealed: Set(Some(sealed.address)),
            name_sealed: Set(sealed.name),
            comment_sealed: Set(sealed.comment),
            comment_state: Set(if signing.comment.is_some() {
                "approved"
            } else {
                "none"
            }
            .to_owned()),
            visibility: Set(signing.visibility.to_owned()),
            standing: Set(signing.standing.to_owned()),
            membership: Set(None),
            workplace_id: Set(signing.branch.map(|at| self.branches[at])),
            division_id: Set(Some(self.districts[signing.district])),
            language: Set("en".to_owned()),
            wants_updates: Set(false),
            network_kind: Set("ordinary".to_owned()),
            nonce: Set(id.0.as_bytes().to_vec()),
            state: Set("confirmed".to_owned()),
            reason: Set(None),
            batch: Set(None),
            signed_at: Set(now),
            expires_at: Set(now),
            confirmed_at: Set(Some(now)),
            ended_at: Set(None),
        }
    }

    async fn count(&self, tx: &broadside::db::Tx, signing: &Signing) -> Result<(), DbErr> {
        self.count_many(tx, signing, 1).await
    }

    async fn count_many(
        &self,
        tx: &broadside::db::Tx,
        signing: &Signing,
        number: i64,
    ) -> Result<(), DbErr> {
        use sea_orm::ExprTrait;
        use sea_orm::sea_query::{Expr, OnConflict};
        use signature_count::Column as C;
        let row = signature_count::ActiveModel {
            petition_id: Set(self.petition),
            division_key: Set(self.districts[signing.district].0),
            workplace_key: Set(signing.branch.map_or(Uuid::nil(), |at| self.branches[at].0)),
            standing: Set(signing.standing.to_owned()),
            visibility: Set(signing.visibility.to_owned()),
            confirmed: Set(number),
            on_paper: Set(0),
        };
        let mut more = OnConflict::columns([
            C::PetitionId,
            C::DivisionKey,
            C::WorkplaceKey,
            C::Standing,
            C::Visibility,
        ]);
        more.value(
            C::Confirmed,
            Expr::col((signature_count::Entity, C::Confirmed)).add(number),
        );
        signature_count::Entity::insert(row)
            .on_conflict(more)
            .exec_without_returning(tx)
            .await
            .map(drop)
    }

    /// Enough signatures for figures in every district, and voices from two.
    pub async fn signed() -> Self {
        Self::signed_in(World::new().await).await
    }

    pub async fn signed_in(world: World) -> Self {
        let county = Self::in_world(world).await;
        let mut signings = vec![
            Signing::public(0, "Ana Ruiz Peñalosa"),
            Signing::public(0, "Nguyễn Thị Mai"),
            Signing::public(1, "阮文雄"),
            Signing::public(1, "ليلى حداد"),
            Signing::public(2, "=HYPERLINK(\"http://evil.example\") #strong[bold] $x$ *b* @ref"),
            Signing::recipients(0, "Rowan Recipientsonly"),
            Signing { name: Some("Petra Publicbutsmall".to_owned()), visibility: "public", ..Signing::counted(5) },
            Signing::patron(0).saying("My children do their homework at Alder Street. I want the people who work there to be safe."),
            Signing::patron(1).saying("I have been coming to Harbor for thirty years."),
        ];
        for (branch, more) in [(0, 16), (1, 5), (2, 9), (3, 8), (4, 12), (5, 2), (6, 1)] {
            signings.extend((0..more).map(|_| Signing::counted(branch)));
        }
        for (district, more) in [(0, 10), (1, 6), (2, 7), (3, 5), (4, 3)] {
            signings.extend((0..more).map(|_| Signing::patron(district)));
        }
        county.sign(&signings).await;
        county.publish(0, "I counted the minutes on the wall clock. Twenty-six, before anyone came. We locked the children's room and read them a story.\n\nAfterwards [a coworker] asked whether anybody would ask how we were. Nobody did.").await;
        county.publish(0, "A patron I know well was having a crisis. A nurse would have known what to do; what came was two cars and a drawn weapon.").await;
        county.publish(1, "I am alone at the desk from six to eight. I have told [a manager] that I am afraid.").await;
        county
    }
}
