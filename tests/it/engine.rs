//! The engine as a program that embeds jauge sees it: definitions as text, tables in memory or files, values out.

mod answers;
mod files;
mod probe;
mod sharing;
pub mod support;
