//! Many rows of one table, written many at a time.

use anyhow::Result;
use sqlx::AssertSqlSafe;
use uuid::Uuid;
use wellmet_foundation::{Db, on};

/// Values of one statement. SQLite looks each `$` name up among all those before it, so many more take longer.
const VALUES: usize = 1_000;
/// Rows of one transaction.
const ROWS: usize = 200_000;

/// A value of a column.
#[derive(Debug, Clone)]
pub(crate) enum Cell {
    Id(Uuid),
    MaybeId(Option<Uuid>),
    Number(i64),
    MaybeNumber(Option<i64>),
    Yes(bool),
    Text(String),
    MaybeText(Option<String>),
    Word(&'static str),
}

macro_rules! cells {
    ($($from:ty => $cell:ident),+) => {
        $(impl From<$from> for Cell {
            fn from(value: $from) -> Self {
                Self::$cell(value)
            }
        })+
    };
}
cells!(Uuid => Id, Option<Uuid> => MaybeId, i64 => Number, Option<i64> => MaybeNumber, bool => Yes, String => Text, Option<String> => MaybeText, &'static str => Word);

/// The cells of one row.
macro_rules! row {
    ($($value:expr),+ $(,)?) => { vec![$($crate::sheet::Cell::from($value)),+] };
}
pub(crate) use row;

pub(crate) struct Sheet {
    table: &'static str,
    columns: &'static str,
    width: usize,
    rows: Vec<Vec<Cell>>,
}

impl Sheet {
    /// `columns` as SQL names them, separated by commas.
    pub(crate) fn new(table: &'static str, columns: &'static str) -> Self {
        Self {
            table,
            columns,
            width: columns.split(',').count(),
            rows: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, row: Vec<Cell>) {
        assert_eq!(row.len(), self.width, "{}", self.table);
        self.rows.push(row);
    }

    /// How many rows were written.
    pub(crate) async fn write(self, db: &Db) -> Result<usize> {
        for many in self.rows.chunks(ROWS) {
            let mut tx = db.write().await?;
            for rows in many.chunks(VALUES / self.width) {
                let text = self.statement(rows.len());
                on!(&mut tx, |c| {
                    let mut query = sqlx::query(AssertSqlSafe(text));
                    for cell in rows.iter().flatten().cloned() {
                        query = match cell {
                            Cell::Id(id) => query.bind(id),
                            Cell::MaybeId(id) => query.bind(id),
                            Cell::Number(number) => query.bind(number),
                            Cell::MaybeNumber(number) => query.bind(number),
                            Cell::Yes(yes) => query.bind(yes),
                            Cell::Text(text) => query.bind(text),
                            Cell::MaybeText(text) => query.bind(text),
                            Cell::Word(word) => query.bind(word),
                        };
                    }
                    query.execute(c).await.map(drop)
                })?;
            }
            tx.commit().await?;
        }
        eprintln!("{:>9} {}", self.rows.len(), self.table);
        Ok(self.rows.len())
    }

    fn statement(&self, rows: usize) -> String {
        let row = |row: usize| {
            let marks: Vec<String> = (1..=self.width)
                .map(|column| format!("${}", row * self.width + column))
                .collect();
            format!("({})", marks.join(","))
        };
        let rows: Vec<String> = (0..rows).map(row).collect();
        let (table, columns) = (self.table, self.columns);
        format!("INSERT INTO {table} ({columns}) VALUES {}", rows.join(","))
    }
}

/// Lets the database count what it has, so that it plans with the town's true shape.
pub(crate) async fn analyse(db: &Db) -> Result<()> {
    let mut tx = db.write().await?;
    on!(&mut tx, |c| sqlx::query("ANALYZE")
        .execute(c)
        .await
        .map(drop))?;
    Ok(tx.commit().await?)
}
