//! CSV files: header and delimiter, types told from the values, a streaming table.

mod dialect;
mod guess;
mod infer;
mod lines;
mod records;
mod stream;
mod table;

pub use dialect::delimiter;
pub use guess::Guess;
pub use table::open;
