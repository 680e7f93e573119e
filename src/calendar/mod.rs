//! All time: zones, grains, period boundaries, numbers and labels. Pure arithmetic on chrono, no engine.

mod grain;

pub use grain::Grain;
