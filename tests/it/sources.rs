//! Sources: from files to typed columns and rows.

mod csv_files;
mod finding;
mod inference;
mod real_data;
mod stated;
mod support;
mod typed_files;
