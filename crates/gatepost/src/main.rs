//! The program's entrance. Everything is in the library, so that the made-up world can run it too.

#[cfg(feature = "mimalloc")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    gatepost::cli::run(std::env::args_os())
}
