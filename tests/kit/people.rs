//! The people of the stories. All of them are made up.

use broadside::identity::entity::session;
use broadside::identity::entity::{member, member_role};
use broadside::identity::tokens::{Claims, issue};
use broadside::identity::{
    MemberId, NewOwner, OrganizationId, Role, SessionId, create_owner, seal,
};
use broadside::ids;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel, QueryFilter};

use super::World;

/// Somebody with an account, signed in with a second factor.
#[derive(Clone, Debug)]
pub struct Persona {
    pub member: MemberId,
    pub organization: OrganizationId,
    pub token: String,
}

pub const PASSWORD: &str = "a long enough password";

impl World {
    /// A new organization (marked as made up) and its owner.
    pub async fn organization(&self, name: &str) -> Persona {
        let slug: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
        let new = NewOwner {
            organization: name.to_owned(),
            email: format!("owner@{}.example", slug.to_lowercase()),
            name: "Odalys Owner".to_owned(),
            language: "en".to_owned(),
            is_demo: true,
        };
        let (organization, member) = create_owner(&self.app, &new, PASSWORD.to_owned())
            .await
            .unwrap();
        self.sign_in(organization, member).await
    }

    /// Another member of the same organization.
    pub async fn member(&self, of: &Persona, roles: &[Role]) -> Persona {
        let app = &self.app;
        let id = MemberId(ids::timely(&app.clock, &app.entropy));
        let owner = member::for_jobs()
            .filter(sea_orm::ColumnTrait::eq(&member::Column::Id, of.member))
            .one(&app.db.read)
            .await
            .unwrap();
        let mut row = owner.unwrap().into_active_model();
        row.id = Set(id);
        let email = format!("{}@members.example", id.0.simple());
        row.email_key = Set(seal::email_key(app, &email));
        row.email_sealed = Set(seal::seal(app, "member.email", id.0, &email));
        row.name_sealed = Set(seal::seal(app, "member.name", id.0, "Marisol Member"));
        let (row, roles_to_give) = (&row, roles);
        app.db
            .write(|tx| async move {
                row.clone().insert(&*tx).await?;
                for role in roles_to_give {
                    let row = member_role::ActiveModel {
                        member_id: Set(id),
                        role: Set(role.as_str().to_owned()),
                    };
                    member_role::Entity::insert(row)
                        .exec_without_returning(&*tx)
                        .await?;
                }
                Ok::<_, sea_orm::DbErr>(())
            })
            .await
            .unwrap();
        self.sign_in(of.organization, id).await
    }

    /// The same person in a new session.
    pub async fn signed_in(&self, who: &Persona) -> Persona {
        self.sign_in(who.organization, who.member).await
    }

    async fn sign_in(&self, organization: OrganizationId, member: MemberId) -> Persona {
        let app = &self.app;
        let now = app.clock.now();
        let id = SessionId(ids::timely(&app.clock, &app.entropy));
        let row = session::ActiveModel {
            id: Set(id),
            organization_id: Set(organization),
            member_id: Set(member),
            second_factor_at: Set(Some(now)),
            created_at: Set(now),
            expires_at: Set(now + chrono::Duration::days(365)),
            ended_at: Set(None),
            ended_because: Set(None),
        };
        let row = &row;
        app.db
            .write(|tx| async move { row.clone().insert(&*tx).await.map(drop) })
            .await
            .unwrap();
        let mut claims = Claims::new(member, organization, id, now);
        claims.exp += 365 * 24 * 3600;
        let token = issue(app, &claims).unwrap();
        Persona {
            member,
            organization,
            token,
        }
    }
}
