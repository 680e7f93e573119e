//! Sources built by hand, opened and read back as texts.

use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::prelude::{SessionConfig, SessionContext};
use jauge::calendar::Civil;
use jauge::diag::{FileId, Span, Spanned};
use jauge::lang::{Repr, Type, Unit};
use jauge::sources::{Failure, OpenSettings, Table, open};
use jauge::spec::{Column, ColumnType, CsvOptions, FileOrigin, Format, Origin, Source};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// A folder of files and a source over them.
pub struct Case {
    pub folder: TempDir,
    pub source: Source,
    pub origin: FileOrigin,
    pub settings: OpenSettings,
}

/// The place of the n-th text of the definition.
pub fn place(n: usize) -> Span {
    Span::new(FileId(0), n * 10, n * 10 + 5)
}

fn text(value: &str, n: usize) -> Spanned<String> {
    Spanned::new(value.to_owned(), place(n))
}

/// The place of the source's first path.
pub const PATH: usize = 1;
/// The place of a column's name, type, unit, format and name in the file.
pub const NAME: usize = 2;
pub const KIND: usize = 3;
pub const UNIT: usize = 4;
pub const FORMAT: usize = 5;
pub const COLUMN: usize = 6;

impl Case {
    /// A source over `path` in an empty folder.
    pub fn new(path: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let origin = FileOrigin {
            paths: vec![text(path, PATH)],
            base: folder.path().to_path_buf(),
            format: None,
            csv: CsvOptions::default(),
        };
        let source = Source {
            name: text("data", 0),
            origin: Origin::Given,
            key: Vec::new(),
            time: None,
            interval: None,
            columns: Default::default(),
            links: Default::default(),
            filter: None,
            sparse: false,
            broken: false,
        };
        Self { folder, source, origin, settings: OpenSettings::default() }
    }

    /// A source over one CSV file.
    pub fn csv(content: impl AsRef<[u8]>) -> Self {
        Self::new("data.csv").file("data.csv", content)
    }

    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn base(mut self, base: &Path) -> Self {
        self.origin.base = base.to_path_buf();
        self
    }

    pub fn format(mut self, format: Format) -> Self {
        self.origin.format = Some(Spanned::new(format, place(9)));
        self
    }

    pub fn options(mut self, change: impl FnOnce(&mut CsvOptions)) -> Self {
        change(&mut self.origin.csv);
        self
    }

    pub fn zone(mut self, zone: chrono_tz::Tz) -> Self {
        self.settings.civil = Civil { zone, ..Civil::default() };
        self
    }

    /// States a column by `key=value` words: `type=date format=%d/%m/%Y unit=s column=x null=NA`.
    pub fn column(mut self, name: &str, words: &str) -> Self {
        let mut column = Column {
            name: text(name, NAME),
            column: None,
            kind: None,
            unit: None,
            format: None,
            nulls: None,
            expr: None,
        };
        for (key, value) in words.split(';').filter_map(|word| word.trim().split_once('=')) {
            match key {
                "type" => column.kind = Some(Spanned::new(kind(value), place(KIND))),
                "unit" => column.unit = Some(text(value, UNIT)),
                "format" => column.format = Some(text(value, FORMAT)),
                "column" => column.column = Some(text(value, COLUMN)),
                "null" => column.nulls = Some(vec![value.to_owned()]),
                other => panic!("{other}"),
            }
        }
        self.source.columns.insert(name.to_owned(), column);
        self
    }

    pub fn open(&self) -> Result<Table, Failure> {
        runtime().block_on(open(&self.source, &self.origin, &self.settings, &session().state()))
    }

    /// The columns and rows, or what failed, as texts.
    pub fn read(&self) -> Result<Read, String> {
        let table = self.open().map_err(|failure| self.told(&failure))?;
        let columns = described(&table);
        let rows = rows(&table).map_err(|failure| self.told(&failure))?;
        Ok(Read { columns, rows })
    }

    /// The message and the help, paths relative to the folder.
    pub fn told(&self, failure: &Failure) -> String {
        let help = failure.problem.help.clone().unwrap_or_default();
        let text = format!("{}: {} | {help}", failure.problem.code.as_str(), failure.problem.message);
        text.replace(&format!("{}/", self.folder.path().display()), "")
            .replace(&self.folder.path().display().to_string(), "FOLDER")
    }

    pub fn failure(&self) -> Failure {
        match self.open() {
            Err(failure) => failure,
            Ok(table) => rows(&table).expect_err("it can be read"),
        }
    }
}

/// What was read.
#[derive(Debug, PartialEq)]
pub struct Read {
    pub columns: String,
    pub rows: Vec<String>,
}

/// One session for all tests: nothing of one source may show in another.
pub fn session() -> &'static SessionContext {
    static SESSION: LazyLock<SessionContext> = LazyLock::new(|| {
        let mut config = SessionConfig::new().with_target_partitions(2);
        config.options_mut().optimizer.enable_aggregate_dynamic_filter_pushdown = false;
        SessionContext::new_with_config(config)
    });
    &SESSION
}

pub fn runtime() -> &'static Runtime {
    static RUNTIME: LazyLock<Runtime> =
        LazyLock::new(|| Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());
    &RUNTIME
}

/// All rows, values joined by ` | `, in the order of their texts when there are several files.
pub fn rows(table: &Table) -> Result<Vec<String>, Failure> {
    let columns: Vec<_> =
        table.columns.iter().map(|column| column.expr.clone().alias(&column.name)).collect();
    let batches = runtime().block_on(async {
        let frame = session().read_table(table.provider.clone())?.select(columns)?;
        frame.collect().await
    });
    let batches = batches.map_err(|error| Failure::within(&error).unwrap_or_else(|| panic!("{error}")))?;
    let options = FormatOptions::default().with_null("-");
    let mut rows = Vec::new();
    for batch in &batches {
        let columns: Vec<_> =
            batch.columns().iter().map(|array| ArrayFormatter::try_new(array, &options).unwrap()).collect();
        for row in 0..batch.num_rows() {
            let values: Vec<String> = columns.iter().map(|column| column.value(row).to_string()).collect();
            rows.push(values.join(" | "));
        }
    }
    if table.files.len() > 1 {
        rows.sort();
    }
    Ok(rows)
}

/// `name: type` of each column.
pub fn described(table: &Table) -> String {
    let one = |name: &str, ty: &Type| format!("{name}: {}", short(ty));
    table.columns.iter().map(|column| one(&column.name, &column.ty)).collect::<Vec<_>>().join(", ")
}

fn short(ty: &Type) -> String {
    let Type::Number(repr, unit) = ty else { return ty.unit_name() };
    let repr = match repr {
        Repr::Integer => "integer".to_owned(),
        Repr::Decimal(scale) => format!("decimal({scale})"),
        Repr::Float => "float".to_owned(),
    };
    if *unit == Unit::Number { repr } else { format!("{unit} {repr}") }
}

fn kind(name: &str) -> ColumnType {
    match name {
        "text" => ColumnType::Text,
        "boolean" => ColumnType::Boolean,
        "integer" => ColumnType::Integer,
        "float" => ColumnType::Float,
        "decimal" => ColumnType::Decimal,
        "share" => ColumnType::Share,
        "duration" => ColumnType::Duration,
        "date" => ColumnType::Date,
        "instant" => ColumnType::Instant,
        other => panic!("{other}"),
    }
}
