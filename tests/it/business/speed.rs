//! How long business time takes over many rows; run by hand: `cargo test --release --test it speed -- --ignored --nocapture`.

use super::{calendar, office};
use jauge::calendar::DAY;
use std::time::Instant;

#[test]
#[ignore = "measures"]
fn ten_million_rows() {
    let calendar = calendar("Europe/Paris", office());
    let mut reader = calendar.reader();
    let start = 1_500_000_000_000_000_i64;
    let mut random = 1_u64;
    let mut next = |limit: i64| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(random >> 33).unwrap() * 1_000_003 % limit
    };
    let rows: Vec<(i64, i64)> = (0..10_000_000)
        .map(|_| {
            let from = start + next(3 * 365 * DAY);
            (from, from + next(20 * DAY))
        })
        .collect();
    let clock = Instant::now();
    let total: i128 = rows.iter().map(|(from, to)| i128::from(reader.time_between(*from, *to))).sum();
    println!("business_time over 10 million rows: {:?} ({total})", clock.elapsed());
    let clock = Instant::now();
    let last = rows.iter().filter_map(|(from, to)| reader.add(*from, to - from)).max();
    println!("business_add over 10 million rows: {:?} ({last:?})", clock.elapsed());
}
