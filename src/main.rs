//! The `jauge` program.

fn main() -> std::process::ExitCode {
    jauge::cli::main()
}
