//! The program's entrance. Everything is in the library, so that the made-up world can run it too.

fn main() -> std::process::ExitCode {
    gatepost::cli::run(std::env::args_os())
}
