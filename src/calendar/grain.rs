//! The lengths that time is cut into.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{PoisonError, RwLock};

/// A grain: how time is cut into periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grain {
    /// This many minutes: 5, 15 or 30 as a grain, any that divide an hour as the length of a bucket.
    Minutes(u32),
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
    /// The periods of a table of the project with this name, see [`Grain::custom`].
    Custom(&'static str),
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Grain::Minutes(minutes) => write!(f, "{minutes}min"),
            Grain::Hour => f.write_str("hour"),
            Grain::Day => f.write_str("day"),
            Grain::Week => f.write_str("week"),
            Grain::Month => f.write_str("month"),
            Grain::Quarter => f.write_str("quarter"),
            Grain::Year => f.write_str("year"),
            Grain::Custom(name) => f.write_str(name),
        }
    }
}

impl Grain {
    /// The civil grain with this name, such as `month` or `15min`; `all` is not a grain.
    pub fn parse(name: &str) -> Option<Grain> {
        Some(match name {
            "hour" => Grain::Hour,
            "day" => Grain::Day,
            "week" => Grain::Week,
            "month" => Grain::Month,
            "quarter" => Grain::Quarter,
            "year" => Grain::Year,
            "5min" => Grain::Minutes(5),
            "15min" => Grain::Minutes(15),
            "30min" => Grain::Minutes(30),
            _ => return None,
        })
    }

    /// The grain of the project's table with this name. Names are kept as long as the process runs, so that grains can be
    /// copied.
    pub fn custom(name: &str) -> Grain {
        static NAMES: RwLock<BTreeSet<&'static str>> = RwLock::new(BTreeSet::new());
        let mut names = NAMES.write().unwrap_or_else(PoisonError::into_inner);
        let known = names.get(name).copied();
        Grain::Custom(known.unwrap_or_else(|| {
            let kept: &'static str = Box::leak(name.into());
            names.insert(kept);
            kept
        }))
    }

    /// The names of all civil grains, `all` included.
    pub const NAMES: [&'static str; 10] =
        ["5min", "15min", "30min", "hour", "day", "week", "month", "quarter", "year", "all"];
}
