//! Sources whose types are the engine's already: Parquet, JSON, Arrow files and tables in memory.

mod convert;
mod describe;
mod files;
mod kernel;
mod look;
mod merge;
mod normal;
mod provider;

pub use describe::describe;
pub use files::open;
pub use look::Told;
