//! The tables that migrations make are the tables that entities expect.

use std::collections::{BTreeMap, BTreeSet};

use broadside::*;
use sea_orm::{
    ColumnTrait, ConnectionTrait, Database, DatabaseConnection, DbBackend, EntityName, Iterable,
    QueryResult, Schema, Statement,
};

use crate::kit::needs::{Tool, has};
use crate::kit::{World, database};

/// What one table looks like: column -> facts about it.
type Tables = BTreeMap<String, BTreeMap<String, String>>;

/// Calls a macro with the path of every entity.
macro_rules! with_every_entity {
    ($then:ident) => {
        $then! {
            accountability::entity::commitment,
            accountability::entity::correction,
            accountability::entity::delivery,
            accountability::entity::response,
            accountability::entity::vote,
            accountability::entity::vote_cast,
            announcements::entity::announcement,
            announcements::entity::announcement_choice,
            announcements::entity::announcement_recipient,
            announcements::entity::announcement_text,
            announcements::entity::audience_count,
            announcements::entity::suppression,
            audit::entity::audit_entry,
            audit::entity::audit_head,
            campaigns::entity::campaign,
            campaigns::entity::campaign_text,
            campaigns::entity::demand,
            campaigns::entity::demand_text,
            campaigns::entity::target,
            directory::entity::body,
            directory::entity::division,
            directory::entity::employer_domain,
            directory::entity::employer_network,
            directory::entity::headcount,
            directory::entity::official,
            directory::entity::person,
            directory::entity::post,
            directory::entity::postal_code,
            directory::entity::roster_name,
            directory::entity::workplace,
            events::entity::event,
            events::entity::event_text,
            events::entity::rsvp,
            http::entity::deletion,
            http::entity::idempotency_key,
            evidence::entity::evidence,
            evidence::entity::series,
            evidence::entity::series_value,
            identity::entity::api_key,
            identity::entity::invitation,
            identity::entity::member,
            identity::entity::member_role,
            identity::entity::organization,
            identity::entity::password_reset,
            identity::entity::recovery_code,
            identity::entity::refresh_token,
            identity::entity::session,
            identity::entity::sign_in_failure,
            incidents::entity::incident,
            incidents::entity::statistics_release,
            jobs::entity::job,
            jobs::entity::lease,
            layoffs::entity::choice,
            layoffs::entity::filing,
            layoffs::entity::layoff,
            packets::entity::compilation,
            packets::entity::compilation_packet,
            packets::entity::packet,
            packets::entity::packet_exhibit,
            packets::entity::packet_name,
            packets::entity::packet_volume,
            petitions::entity::petition,
            petitions::entity::petition_text,
            petitions::entity::petition_version,
            review::entity::published_photograph,
            review::entity::published_testimony,
            review::entity::review,
            review::entity::tombstone,
            review::entity::unlock,
            signatures::entity::mail_quota,
            signatures::entity::membership_match,
            sheets::entity::sheet,
            sheets::entity::sheet_entry,
            sheets::entity::sheet_print,
            signatures::entity::paper_signature,
            signatures::entity::petition_tally,
            signatures::entity::signature,
            signatures::entity::signature_count,
            signatures::entity::subscription,
            signatures::entity::workplace_release,
            testimony::entity::legal_hold,
            testimony::entity::recovery_key,
            testimony::entity::reviewer_key,
            testimony::entity::testimony,
            testimony::entity::testimony_note,
            testimony::entity::testimony_photograph,
            testimony::entity::testimony_wrap,
            tokens::entity::spent_token,
            tokens::entity::token_epoch,
            tokens::entity::token_voucher,
        }
    };
}

macro_rules! create {
    ($($entity:path),* $(,)?) => {
        async fn create_from_entities(db: &DatabaseConnection) {
            let schema = Schema::new(db.get_database_backend());
            $({
                use $entity as this;
                db.execute(&schema.create_table_from_entity(this::Entity)).await.unwrap();
            })*
        }
    };
}

macro_rules! names {
    ($($entity:path),* $(,)?) => {
        /// Names and whether they may be empty, as the entities say.
        fn said_by_entities() -> Tables {
            let mut tables = Tables::new();
            $({
                use $entity as this;
                let columns = this::Column::iter().map(|column| {
                    let may_be_empty = if column.def().is_null() { "YES" } else { "NO" };
                    (sea_orm::IdenStatic::as_str(&column).to_owned(), may_be_empty.to_owned())
                });
                tables.insert(this::Entity.table_name().to_owned(), columns.collect());
            })*
            tables
        }
    };
}

with_every_entity!(create);
with_every_entity!(names);

async fn rows(db: &DatabaseConnection, sql: &str) -> Vec<QueryResult> {
    let statement = Statement::from_string(db.get_database_backend(), sql.to_owned());
    db.query_all_raw(statement).await.unwrap()
}

fn text(row: &QueryResult, column: &str) -> String {
    row.try_get("", column).unwrap()
}

async fn described_by_sqlite(db: &DatabaseConnection) -> Tables {
    let sql = "SELECT m.name AS t, c.name AS c, lower(c.type) || ' not null ' || c.\"notnull\" || ' key ' || c.pk AS about \
               FROM sqlite_master m JOIN pragma_table_info(m.name) c \
               WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'seaql_migrations'";
    gather(&rows(db, sql).await)
}

async fn described_by_postgres(db: &DatabaseConnection) -> Tables {
    let sql = "SELECT table_name::text AS t, column_name::text AS c, is_nullable::text AS about FROM information_schema.columns \
               WHERE table_schema = current_schema() AND table_name <> 'seaql_migrations'";
    gather(&rows(db, sql).await)
}

fn gather(rows: &[QueryResult]) -> Tables {
    let mut tables = Tables::new();
    for row in rows {
        let table = tables.entry(text(row, "t")).or_default();
        table.insert(text(row, "c"), text(row, "about"));
    }
    tables
}

#[tokio::test]
async fn migrations_make_the_tables_that_entities_expect() {
    let world = World::new().await;
    let db = &world.app.db.read;
    if db.get_database_backend() == DbBackend::Postgres {
        assert_same(&described_by_postgres(db).await, &said_by_entities());
        return;
    }
    let from_entities = Database::connect("sqlite::memory:").await.unwrap();
    create_from_entities(&from_entities).await;
    assert_same(
        &described_by_sqlite(db).await,
        &described_by_sqlite(&from_entities).await,
    );
}

#[track_caller]
fn assert_same(migrated: &Tables, expected: &Tables) {
    let names: BTreeSet<_> = migrated.keys().chain(expected.keys()).collect();
    let mut differences = vec![];
    for name in names {
        let (found, wanted) = (migrated.get(name), expected.get(name));
        if found != wanted {
            differences.push(format!(
                "{name}\n  migrated {found:?}\n  entity   {wanted:?}"
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Whoever adds a table adds its entity to the list above.
#[test]
fn every_entity_stands_in_the_list_of_this_file() {
    let listed = said_by_entities();
    for (file, source) in crate::house::sources() {
        let Some((_, rest)) = source.split_once("#[sea_orm(table_name = \"") else {
            continue;
        };
        let (table, _) = rest.split_once('"').unwrap();
        assert!(listed.contains_key(table), "{file}: {table}");
    }
}

/// Indexes but for primary keys, and references, each in one line.
type Rules = BTreeSet<String>;

async fn rules(db: &DatabaseConnection, indexes: &str, references: &str) -> Rules {
    let mut found = Rules::new();
    for row in rows(db, indexes)
        .await
        .iter()
        .chain(&rows(db, references).await)
    {
        let line = ["t", "about", "columns"].map(|column| text(row, column));
        found.insert(line.join(" "));
    }
    found
}

async fn rules_of_sqlite(db: &DatabaseConnection) -> Rules {
    let indexes = "SELECT m.name AS t, 'unique ' || l.\"unique\" || ' partial ' || l.partial AS about, \
                   (SELECT group_concat(i.name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno) i) AS columns \
                   FROM sqlite_master m JOIN pragma_index_list(m.name) l WHERE m.type = 'table' AND l.origin <> 'pk'";
    let references = "SELECT m.name AS t, 'to ' || f.\"table\" || ' ' || lower(f.on_delete) AS about, f.\"from\" AS columns \
                      FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'";
    rules(db, indexes, references).await
}

async fn rules_of_postgres(db: &DatabaseConnection) -> Rules {
    let indexes = "SELECT t.relname::text AS t, 'unique ' || i.indisunique::int || ' partial ' || (i.indpred IS NOT NULL)::int AS about, \
                   string_agg(a.attname::text, ',' ORDER BY k.place) AS columns \
                   FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace \
                   CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(number, place) \
                   JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number \
                   WHERE n.nspname = current_schema() AND NOT i.indisprimary \
                   GROUP BY i.indexrelid, t.relname, i.indisunique, i.indpred IS NOT NULL";
    let references = "SELECT t.relname::text AS t, 'to ' || o.relname || ' ' || CASE c.confdeltype WHEN 'a' THEN 'no action' \
                      WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' ELSE 'set default' END AS about, \
                      a.attname::text AS columns \
                      FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class o ON o.oid = c.confrelid \
                      CROSS JOIN LATERAL unnest(c.conkey) k(number) \
                      JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number WHERE c.contype = 'f'";
    rules(db, indexes, references).await
}

#[tokio::test]
async fn both_databases_have_the_same_indexes_and_references() {
    let name = "both_databases_have_the_same_indexes_and_references";
    if !has(Tool::Postgres, name) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}", folder.path().join("db").display());
    let here = broadside::db::connect(&file).await.unwrap();
    broadside::db::migrate(&here).await.unwrap();
    let (url, _database) = database::fresh().await;
    let there = Database::connect(url).await.unwrap();
    let (sqlite, postgres) = (
        rules_of_sqlite(&here.read).await,
        rules_of_postgres(&there).await,
    );
    assert!(sqlite.len() > 50, "{sqlite:#?}");
    let only =
        |some: &Rules, other: &Rules| -> Vec<String> { some.difference(other).cloned().collect() };
    assert_eq!(
        only(&sqlite, &postgres),
        Vec::<String>::new(),
        "on SQLite alone"
    );
    assert_eq!(
        only(&postgres, &sqlite),
        Vec::<String>::new(),
        "on PostgreSQL alone"
    );
}
