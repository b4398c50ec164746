//! Many rows in one statement, whose text is the same for (almost) every number of them.

use data_encoding::HEXLOWER;
use sea_orm::sea_query::{ArrayType, Value};
use sea_orm::{ColumnTrait, DbBackend, Statement};
use serde_json::Value as Json;
use uuid::Uuid;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    Uuid,
    Bytes,
    Text,
    Integer,
    Boolean,
}

/// Cells of one row, in the order of the columns. The first is never NULL; an empty text or blob may become NULL.
pub type Row = Vec<Value>;

/// `INSERT INTO table (columns…, shared…) SELECT … FROM rows WHERE only tail`; shared columns have one value for all rows.
pub fn insert(
    backend: DbBackend,
    table: &str,
    columns: &[(&str, Cell)],
    shared: Vec<(&str, Value)>,
    rows: Vec<Row>,
    (only, tail): (&str, &str),
) -> Statement {
    let mut values: Vec<Value> = shared.iter().map(|(_, value)| value.clone()).collect();
    let first_rows = values.len() + 1;
    let names = columns.iter().map(|(name, _)| *name);
    let names: Vec<&str> = names.chain(shared.iter().map(|(name, _)| *name)).collect();
    let cells = columns.iter().enumerate();
    let mut wanted: Vec<String> = cells
        .map(|(i, (_, cell))| read(backend, i, *cell))
        .collect();
    wanted.extend((1..first_rows).map(|n| parameter(backend, n)));
    let source = match backend {
        DbBackend::Postgres => {
            values.extend((0..columns.len()).map(|i| texts(rows.iter().map(|row| text(&row[i])))));
            let arrays = (0..columns.len()).map(|i| format!("${}::text[]", first_rows + i));
            let names = (0..columns.len()).map(|i| format!("c{i}"));
            format!("UNNEST({}) AS r({})", list(arrays), list(names))
        }
        _ => {
            let places = places(rows.len(), columns.len());
            let missing = rows.len().next_power_of_two() - rows.len();
            values.extend(rows.into_iter().flatten());
            values.extend(vec![Value::String(None); missing * columns.len()]);
            format!("(VALUES {places})")
        }
    };
    // SQLite would read ON CONFLICT as a join constraint where there is no WHERE.
    let only = match backend {
        DbBackend::Postgres => only.to_owned(),
        _ => format!("column1 IS NOT NULL AND {only}"),
    };
    let (names, wanted) = (names.join(", "), wanted.join(", "));
    let sql =
        format!("INSERT INTO {table} ({names}) SELECT {wanted} FROM {source} WHERE {only} {tail}");
    Statement::from_sql_and_values(backend, sql, values)
}

/// Room for the next power of two of rows, so that few texts are prepared; what is not filled is NULL and left out.
fn places(rows: usize, columns: usize) -> String {
    let row = format!("({})", vec!["?"; columns].join(", "));
    vec![row; rows.next_power_of_two()].join(", ")
}

/// The n-th parameter. SQLite gets them without a name, in the order of the text: it searches named ones one by one.
pub fn parameter(backend: DbBackend, n: usize) -> String {
    match backend {
        DbBackend::Postgres => format!("${n}"),
        _ => "?".to_owned(),
    }
}

/// The i-th cell of a row as SQL, for the condition of `insert`.
pub fn read(backend: DbBackend, i: usize, cell: Cell) -> String {
    if backend != DbBackend::Postgres {
        return format!("column{}", i + 1);
    }
    let text = format!("NULLIF(c{i}, '')");
    match cell {
        Cell::Uuid => format!("{text}::uuid"),
        Cell::Bytes => format!("decode({text}, 'hex')"),
        Cell::Text => text,
        Cell::Integer => format!("{text}::integer"),
        Cell::Boolean => format!("{text}::boolean"),
    }
}

/// As PostgreSQL reads it back in `read`.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::Uuid(id) => id.map(|id| id.simple().to_string()),
        Value::Bytes(bytes) => bytes.as_ref().map(|bytes| HEXLOWER.encode(bytes)),
        Value::String(text) => text.clone(),
        Value::Int(number) => number.map(|number| number.to_string()),
        Value::Bool(truth) => truth.map(|truth| truth.to_string()),
        _ => None,
    }
}

/// An insert, and what follows from the rows that it made, as one text: each way to the database and back costs as much
/// as writing several rows. On PostgreSQL the others find what was made as `made`, on SQLite in the table itself.
pub fn chain(backend: DbBackend, insert: Statement, then: Vec<Statement>) -> Statement {
    let (mut sql, mut values) = (String::new(), Vec::new());
    let last = then.len();
    for (i, statement) in std::iter::once(insert).chain(then).enumerate() {
        let (before, after) = match backend {
            DbBackend::Sqlite => (String::new(), ";\n"),
            _ if i == 0 => ("WITH made AS (".to_owned(), " RETURNING *)"),
            _ if i == last => (" ".to_owned(), ""),
            _ => (format!(", also{i} AS ("), ")"),
        };
        sql.push_str(&before);
        sql.push_str(&counted_on(&statement.sql, values.len()));
        sql.push_str(after);
        values.extend(statement.values.into_iter().flat_map(|values| values.0));
    }
    Statement::from_sql_and_values(backend, sql, values)
}

/// The text with `$1` as the parameter after so many; nothing changes where parameters have no name.
fn counted_on(sql: &str, before: usize) -> String {
    let mut pieces = sql.split('$');
    let mut counted = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.find(|c: char| !c.is_ascii_digit());
        let (number, rest) = piece.split_at(digits.unwrap_or(piece.len()));
        let number = number.parse::<usize>().unwrap_or_default();
        counted.push_str(&format!("${}{rest}", number + before));
    }
    counted
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
    let keys = keys.into_iter().map(|key| HEXLOWER.encode(key));
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
        // Not IN: its plan, made while the table was small, may read the whole table for ever.
        let keys = texts(keys.map(Some));
        let read = if kind == "uuid" {
            "$1::text[]::uuid[]"
        } else {
            "ARRAY(SELECT decode(k, 'hex') FROM UNNEST($1::text[]) AS r(k))"
        };
        return Expr::cust_with_values(format!("{name} = ANY({read})"), [keys]);
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
