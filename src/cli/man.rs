//! `copydesk man`.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::cli::{
    Ctx,
    error::{Error, Result},
};

/// Print the manual page, or write the pages of all commands into a folder.
///
/// To read it at once: copydesk man | man -l -
///
/// Example: copydesk man --out ~/.local/share/man/man1
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to write all pages into; it is made if it doesn't exist.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let mut command = crate::cli::command();
    command.build();
    let Some(folder) = &args.out else {
        let page = page(command).map_err(|error| Error::failed(format!("the page can't be made: {error}")))?;
        return Ok(ctx.ui.write(&page)?);
    };
    let failed =
        |path: &Path, error: &io::Error| Error::failed(format!("{} can't be written: {error}", path.display()));
    fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    let mut count = 0_usize;
    let mut left = vec![command];
    while let Some(command) = left.pop() {
        if command.is_hide_set() || command.get_name() == "help" {
            continue;
        }
        left.extend(command.get_subcommands().cloned());
        let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
        let path = folder.join(format!("{name}.1"));
        let page = page(command).map_err(|error| failed(&path, &error))?;
        fs::write(&path, page).map_err(|error| failed(&path, &error))?;
        count += 1;
    }
    ctx.ui.status(format!("wrote {count} pages into {}", folder.display()));
    Ok(())
}

fn page(mut command: clap::Command) -> io::Result<Vec<u8>> {
    let usage = command.render_usage().to_string();
    let mut page = Vec::new();
    let source = concat!("copydesk ", env!("CARGO_PKG_VERSION"));
    clap_mangen::Man::new(command).source(source).manual("copydesk manual").render(&mut page)?;
    Ok(match String::from_utf8(page) {
        // An empty date is written as nothing, and what follows would be taken for it.
        Ok(page) => with_usage(&page, &usage).replacen(" 1  \"", " 1 \"\" \"", 1).into_bytes(),
        Err(error) => error.into_bytes(),
    })
}

/// The page with the usage that help shows too: a row of thirty flags in
/// brackets tells nobody how a command is called.
fn with_usage(page: &str, usage: &str) -> String {
    const HEADING: &str = "\n.SH SYNOPSIS\n";
    let Some((before, rest)) = page.split_once(HEADING) else { return page.to_owned() };
    let after = rest.find("\n.SH ").map_or("", |at| rest.get(at..).unwrap_or_default());
    let usage = usage.trim_start_matches("Usage:").trim();
    let lines: Vec<String> =
        usage.lines().map(|line| format!("\\&{}", line.trim().replace('\\', "\\e").replace('-', "\\-"))).collect();
    format!("{before}{HEADING}{}{after}", lines.join("\n.br\n"))
}
