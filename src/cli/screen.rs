//! The terminals that standard output and standard error lead to.

use super::args::Colour;
use std::io::{stderr, stdout};
use terminal_size::{Width, terminal_size_of};

/// Columns where there is no terminal to ask.
pub(super) const USUAL_WIDTH: usize = 80;

/// Columns of standard output.
pub(super) fn stdout_width() -> usize {
    terminal_size_of(stdout()).map_or(USUAL_WIDTH, |(Width(columns), _)| columns.into())
}

/// Columns of standard error.
pub(super) fn stderr_width() -> usize {
    terminal_size_of(stderr()).map_or(USUAL_WIDTH, |(Width(columns), _)| columns.into())
}

/// Whether to colour what goes to a stream.
pub(super) fn colour(when: Colour, terminal: bool) -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    match when {
        Colour::Auto => terminal && !refused && !dumb,
        Colour::Always => true,
        Colour::Never => false,
    }
}
