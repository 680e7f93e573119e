//! Sizes of memory: `512MB`, `2GiB`, `1.5G`, `1000000`.

/// Units and their bytes; `K`, `M` and `G` alone are binary, as is usual for memory.
const UNITS: [(&str, f64); 12] = [
    ("", 1.0),
    ("b", 1.0),
    ("k", 1024.0),
    ("kb", 1e3),
    ("kib", 1024.0),
    ("m", 1_048_576.0),
    ("mb", 1e6),
    ("mib", 1_048_576.0),
    ("g", 1_073_741_824.0),
    ("gb", 1e9),
    ("gib", 1_073_741_824.0),
    ("tb", 1e12),
];

/// The bytes that a size names, or how to write one.
pub(super) fn size(text: &str) -> Result<usize, String> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.find(|char: char| !char.is_ascii_digit() && char != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let bytes = UNITS.iter().find(|(name, _)| *name == unit.trim()).map(|(_, bytes)| bytes);
    match (number.parse::<f64>(), bytes) {
        (Ok(number), Some(bytes)) if number * bytes >= 1.0 => Ok((number * bytes) as usize),
        _ => Err("write a size such as `512MB` or `2GiB`".into()),
    }
}
