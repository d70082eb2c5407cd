//! `copydesk demo`: a desk to play with, and a story's life on it.
//!
//! The storyline in `seeds/` is played with the verbs' own code (`walk`), so
//! that what the walk shows is what the program prints, and a step that comes
//! out otherwise than it should ends the demonstration with an error.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
    },
    render::{Column, Row},
};

pub mod seeds;
mod walk;

/// Make a desk with a small newsroom's copy in it and walk through a story's life.
///
/// A good first thing to try: it imports three stories, checks claims, shows an approval that lapses and a gate
/// that refuses, publishes and corrects, and says what to try next. The folder must be new or empty.
///
/// Example: copydesk demo ./demo
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The folder to make the desk in.
    #[arg(default_value = "copydesk-demo", value_name = "FOLDER")]
    pub folder: PathBuf,
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let folder = fresh(&args.folder)?;
    let (desk, line) =
        (seeds::Desk::load().map_err(|e| spoilt(&e))?, seeds::Storyline::load().map_err(|e| spoilt(&e))?);
    // The walk shows commands as they are typed in the desk's folder, so it is played there.
    std::env::set_current_dir(&folder).map_err(|e| cant("entered", &args.folder, &e))?;
    let named = args.folder.display().to_string();
    let mut walk = walk::Walk::new(ctx, &named);
    walk.open(&desk)?;
    for chapter in &line.chapters {
        walk.chapter(&desk, chapter)?;
    }
    walk.close()?;
    if ctx.for_people() {
        return Ok(());
    }
    let made = Made {
        file: folder.join("desk.db").display().to_string(),
        people: desk.people.len(),
        sources: desk.sources.len(),
        claims: desk.claims.len(),
        commands: walk.commands(),
    };
    ctx.record(&made)
}

/// The folder, made where it wasn't there; one with something in it is refused.
fn fresh(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder).map_err(|e| cant("made", folder, &e))?;
    if fs::read_dir(folder).map_err(|e| cant("read", folder, &e))?.next().is_some() {
        return Err(Error::refused(format!("there is something in {} already", folder.display()))
            .hint("name a folder that is new or empty: copydesk demo FOLDER"));
    }
    folder.canonicalize().map_err(|e| cant("read", folder, &e))
}

fn cant(what: &str, folder: &Path, error: &io::Error) -> Error {
    Error::failed(format!("{} can't be {what}: {error}", folder.display())).hint("name a folder: copydesk demo FOLDER")
}

fn spoilt(error: &toml::de::Error) -> Error {
    Error::failed(format!("the demonstration's own files can't be read: {error}"))
}

crate::record! {
    /// What `demo --json` answers.
    struct Made {
        /// The desk's file.
        file: String,
        /// How many people work there.
        people: usize,
        /// How many sources it has.
        sources: usize,
        /// How many claims it has.
        claims: usize,
        /// How many commands made it.
        commands: usize,
    }
}

impl Row for Made {
    fn columns() -> Vec<Column<Self>> {
        vec![Column::new("file", |m: &Self, _| m.file.as_str().into())]
    }
}
