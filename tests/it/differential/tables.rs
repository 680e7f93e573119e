//! Generated rows, written as Parquet files that jauge and DuckDB both read.

use super::random::Random;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use datafusion::parquet::arrow::ArrowWriter;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A sale; nothing in it is sure to be there.
#[derive(Clone, Debug)]
pub struct Sale {
    /// When, in microseconds since 1970 UTC.
    pub at: Option<i64>,
    closed_at: Option<i64>,
    day: Option<i32>,
    pub shop: Option<&'static str>,
    cust: Option<&'static str>,
    n: Option<i64>,
    cents: Option<i128>,
    x: Option<f64>,
    ok: Option<bool>,
}

/// The generated rows and the folder of their files.
pub struct Tables {
    pub folder: PathBuf,
    pub sales: Vec<Sale>,
    _kept: tempfile::TempDir,
}

const HOUR: i64 = 3_600_000_000;
/// Midnights in Paris: around the days of 23 and 25 hours, and where months begin.
const MIDNIGHTS: [&str; 12] = [
    "2024-03-30",
    "2024-03-31",
    "2024-04-01",
    "2024-04-02",
    "2024-10-26",
    "2024-10-27",
    "2024-10-28",
    "2024-10-29",
    "2024-03-01",
    "2024-10-01",
    "2024-11-01",
    "2024-05-01",
];
const SHOPS: [Option<&str>; 5] = [Some("a"), Some("b"), Some("É"), None, Some("rare")];
const CUSTOMERS: [Option<&str>; 6] = [Some("c1"), Some("c2"), Some("c3"), Some("c4"), Some("orphan"), None];
/// The segments of customers; one has none, one never buys.
pub const SEGMENTS: [(&str, Option<&str>); 5] =
    [("c1", Some("pro")), ("c2", Some("home")), ("c3", None), ("c4", Some("pro")), ("c9", Some("pro"))];

/// Now: inside the last month, on the day after which rows still come.
pub const AS_OF: &str = "2024-11-15T12:00";

/// The first instant of a date in Paris.
pub fn midnight(date: &str) -> i64 {
    use chrono::TimeZone as _;
    let date: chrono::NaiveDate = date.parse().expect("a date");
    let local = date.and_hms_opt(0, 0, 0).expect("midnight");
    chrono_tz::Europe::Paris.from_local_datetime(&local).single().expect("one midnight").timestamp_micros()
}

/// Now, in microseconds.
pub fn as_of() -> i64 {
    midnight("2024-11-15") + 12 * HOUR
}

fn instant(random: &mut Random) -> Option<i64> {
    if random.one_in(12) {
        return None;
    }
    if random.one_in(40) {
        return Some(as_of());
    }
    if random.one_in(2) {
        let near = [0, 0, 0, -1, 1, HOUR, 2 * HOUR, 2 * HOUR + HOUR / 2, 3 * HOUR, 23 * HOUR];
        return Some(midnight(MIDNIGHTS[random.below(MIDNIGHTS.len())]) + random.pick(&near));
    }
    Some(random.within(midnight("2024-02-10")..midnight("2024-11-25")) / 1_000_000 * 1_000_000)
}

fn some<T>(random: &mut Random, value: T) -> Option<T> {
    if random.one_in(5) { None } else { Some(value) }
}

fn sale(random: &mut Random) -> Sale {
    let at = instant(random);
    let day = at.map(|at| (at + 2 * HOUR).div_euclid(24 * HOUR) as i32);
    // Some are closed before they begin, some at once.
    let closed = at.map(|at| at + random.within(-20..40 * 24).max(-3) * HOUR);
    let shop = if random.one_in(25) { SHOPS[4] } else { SHOPS[random.below(4)] };
    let x = match random.below(14) {
        0 => f64::NAN,
        1 => f64::INFINITY,
        _ => random.within(-700..700) as f64 / 8.0,
    };
    Sale {
        at,
        closed_at: if random.one_in(4) { None } else { closed },
        day,
        shop,
        cust: *random.pick(&CUSTOMERS),
        n: {
            let n = random.within(-3..12);
            some(random, n)
        },
        cents: {
            let cents = random.within(-5_000..90_000);
            some(random, i128::from(cents))
        },
        x: some(random, x),
        ok: {
            let ok = random.one_in(2);
            some(random, ok)
        },
    }
}

impl Tables {
    /// Generates rows and writes their files.
    pub fn write(random: &mut Random) -> Tables {
        let kept = tempfile::tempdir().expect("a folder");
        let sales: Vec<Sale> = (0..420).map(|_| sale(random)).collect();
        write(&kept.path().join("sales.parquet"), &batch(&sales));
        write(&kept.path().join("customers.parquet"), &customers());
        Tables { folder: kept.path().to_path_buf(), sales, _kept: kept }
    }

    /// The first instant in the rows.
    pub fn first(&self) -> i64 {
        self.sales.iter().filter_map(|sale| sale.at).min().expect("a row with a time")
    }
}

impl Sale {
    /// The row as a line of CSV, an empty field for what is not there.
    pub fn line(&self, id: usize) -> String {
        fn text<T>(value: Option<T>, print: impl Fn(T) -> String) -> String {
            value.map_or(String::new(), print)
        }
        let time = |at: i64| {
            let at = chrono::DateTime::from_timestamp_micros(at).expect("an instant");
            at.format("%Y-%m-%d %H:%M:%S%.6f+00").to_string()
        };
        let day = |day: i32| chrono::NaiveDate::from_epoch_days(day).expect("a date").to_string();
        let fields = [
            id.to_string(),
            text(self.at, time),
            text(self.closed_at, time),
            text(self.day, day),
            text(self.shop, str::to_owned),
            text(self.cust, str::to_owned),
            text(self.n, |n| n.to_string()),
            text(self.cents, |cents| format!("{:.2}", cents as f64 / 100.0)),
            text(self.x, |x| if x.is_infinite() { "Infinity".to_owned() } else { x.to_string() }),
            text(self.ok, |ok| ok.to_string()),
        ];
        fields.join(",")
    }

    /// Whether one of its values is not there.
    pub fn has_null(&self) -> bool {
        self.n.is_none()
            || self.cents.is_none()
            || self.ok.is_none()
            || self.x.is_none()
            || self.closed_at.is_none()
    }
}

fn batch(sales: &[Sale]) -> RecordBatch {
    let times = |of: fn(&Sale) -> Option<i64>| -> ArrayRef {
        Arc::new(sales.iter().map(of).collect::<TimestampMicrosecondArray>().with_timezone("UTC"))
    };
    let texts = |of: fn(&Sale) -> Option<&'static str>| -> ArrayRef {
        Arc::new(sales.iter().map(of).collect::<StringArray>())
    };
    let cents = sales.iter().map(|sale| sale.cents).collect::<Decimal128Array>();
    crate::engine::support::batch(vec![
        ("id", Arc::new((0..sales.len() as i64).collect::<Int64Array>())),
        ("at", times(|sale| sale.at)),
        ("closed_at", times(|sale| sale.closed_at)),
        ("day", Arc::new(sales.iter().map(|sale| sale.day).collect::<Date32Array>())),
        ("shop", texts(|sale| sale.shop)),
        ("cust", texts(|sale| sale.cust)),
        ("n", Arc::new(sales.iter().map(|sale| sale.n).collect::<Int64Array>())),
        ("amount", Arc::new(cents.with_precision_and_scale(15, 2).expect("decimals"))),
        ("x", Arc::new(sales.iter().map(|sale| sale.x).collect::<Float64Array>())),
        ("ok", Arc::new(sales.iter().map(|sale| sale.ok).collect::<BooleanArray>())),
    ])
}

fn customers() -> RecordBatch {
    let names = SEGMENTS.iter().map(|(name, _)| Some(*name)).collect::<StringArray>();
    let segments = SEGMENTS.iter().map(|(_, segment)| *segment).collect::<StringArray>();
    crate::engine::support::batch(vec![("cust", Arc::new(names)), ("segment", Arc::new(segments))])
}

fn write(path: &Path, batch: &RecordBatch) {
    let file = std::fs::File::create(path).expect("a file");
    let mut writer = ArrowWriter::try_new(file, batch.schema(), None).expect("a writer");
    writer.write(batch).expect("rows are written");
    writer.close().expect("the file is closed");
}
