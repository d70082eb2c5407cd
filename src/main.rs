//! The `copydesk` program. All of it is in the library; see [`copydesk::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    copydesk::cli::main()
}
