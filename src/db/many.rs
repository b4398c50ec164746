//! Many rows as one parameter: one statement text for every size, and no limit of binds.

use sea_orm::sea_query::{ArrayType, Value};
use sea_orm::{ColumnTrait, DbBackend, Statement};
use serde_json::Value as Json;
use uuid::Uuid;

/// How the text of a cell becomes a value of the column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Uuid,
    /// From hexadecimal digits.
    Bytes,
    Text,
    Integer,
    /// From `0` and `1`.
    Boolean,
}

/// Cells of one row, in the order of the columns; a missing one is NULL, and so is an empty one.
pub type Row = Vec<Option<String>>;

/// `INSERT INTO table (columns…, shared…) SELECT … FROM rows tail`; shared columns have one value for all rows.
pub fn insert(
    backend: DbBackend,
    table: &str,
    columns: &[(&str, Cell)],
    shared: Vec<(&str, Value)>,
    rows: &[Row],
    tail: &str,
) -> Statement {
    let mut values: Vec<Value> = shared.iter().map(|(_, value)| value.clone()).collect();
    let first_rows = values.len() + 1;
    let names = columns.iter().map(|(name, _)| *name);
    let names: Vec<&str> = names.chain(shared.iter().map(|(name, _)| *name)).collect();
    let cells = columns.iter().enumerate();
    let mut wanted: Vec<String> = cells
        .map(|(i, (_, cell))| read(backend, i, *cell))
        .collect();
    wanted.extend((1..first_rows).map(|n| format!("${n}")));
    let source = match backend {
        DbBackend::Postgres => {
            values.extend((0..columns.len()).map(|i| texts(rows.iter().map(|row| row[i].clone()))));
            let arrays = (0..columns.len()).map(|i| format!("${}::text[]", first_rows + i));
            let names = (0..columns.len()).map(|i| format!("c{i}"));
            format!("UNNEST({}) AS r({})", list(arrays), list(names))
        }
        _ => {
            let rows = serde_json::to_string(rows).unwrap_or_default();
            values.push(rows.into());
            format!("json_each(${first_rows})")
        }
    };
    let names = names.join(", ");
    let wanted = wanted.join(", ");
    // `WHERE true`, since SQLite would read ON CONFLICT as a join constraint.
    let sql =
        format!("INSERT INTO {table} ({names}) SELECT {wanted} FROM {source} WHERE true {tail}");
    Statement::from_sql_and_values(backend, sql, values)
}

fn read(backend: DbBackend, i: usize, cell: Cell) -> String {
    if backend == DbBackend::Postgres {
        let text = format!("NULLIF(c{i}, '')");
        return match cell {
            Cell::Uuid => format!("{text}::uuid"),
            Cell::Bytes => format!("decode({text}, 'hex')"),
            Cell::Text => text,
            Cell::Integer => format!("{text}::integer"),
            Cell::Boolean => format!("({text} = '1')"),
        };
    }
    let text = format!("NULLIF(value ->> {i}, '')");
    match cell {
        Cell::Uuid | Cell::Bytes => format!("unhex({text})"),
        Cell::Text => text,
        Cell::Integer | Cell::Boolean => format!("CAST({text} AS INTEGER)"),
    }
}

/// `column IN (…)` over any number of ids, as one parameter.
pub fn among(
    backend: DbBackend,
    column: impl ColumnTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> sea_orm::sea_query::SimpleExpr {
    hex_among(
        backend,
        column,
        ids.into_iter().map(|id| id.simple().to_string()),
        "uuid",
    )
}

/// The same for keys of bytes.
pub fn among_bytes<'a>(
    backend: DbBackend,
    column: impl ColumnTrait,
    keys: impl IntoIterator<Item = &'a [u8]>,
) -> sea_orm::sea_query::SimpleExpr {
    let keys = keys
        .into_iter()
        .map(|key| data_encoding::HEXLOWER.encode(key));
    hex_among(backend, column, keys, "bytea")
}

fn hex_among(
    backend: DbBackend,
    column: impl ColumnTrait,
    keys: impl Iterator<Item = String>,
    kind: &str,
) -> sea_orm::sea_query::SimpleExpr {
    use sea_orm::sea_query::Expr;
    let entity = column.entity_name().to_string();
    let name = format!("\"{entity}\".\"{}\"", column.as_str());
    if backend == DbBackend::Postgres {
        let read = if kind == "uuid" {
            "k::uuid"
        } else {
            "decode(k, 'hex')"
        };
        let sql = format!("{name} IN (SELECT {read} FROM UNNEST($1::text[]) AS r(k))");
        return Expr::cust_with_values(sql, [texts(keys.map(Some))]);
    }
    let keys = Json::from(keys.collect::<Vec<_>>()).to_string();
    Expr::cust_with_values(
        format!("{name} IN (SELECT unhex(value) FROM json_each(?))"),
        [keys],
    )
}

fn texts(cells: impl Iterator<Item = Option<String>>) -> Value {
    let cells = cells.map(|cell| Value::String(Some(cell.unwrap_or_default())));
    Value::Array(ArrayType::String, Some(Box::new(cells.collect())))
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}
