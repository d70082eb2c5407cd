//! `copydesk help TOPIC`: short pages on what the desk's words mean.

use crate::{
    cli::{Ctx, error::Result},
    render::page::Page,
};

mod text;

/// Read a page on one of the desk's ideas.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The topic.
    #[arg(value_enum, value_name = "TOPIC")]
    pub topic: Topic,
}

/// What there is to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Topic {
    /// How an article and its claims get from draft to print.
    Workflow,
    /// How texts are kept, named and compared.
    Revisions,
    /// What may be relied on, and what a change does to it.
    Standing,
}

/// Their words on the command line.
pub const WORDS: [&str; 3] = ["workflow", "revisions", "standing"];

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let text = match args.topic {
        Topic::Workflow => text::WORKFLOW,
        Topic::Revisions => text::REVISIONS,
        Topic::Standing => text::STANDING,
    };
    let mut view = ctx.view();
    // Prose is read in columns of a book's width.
    view.width = Some(view.width.unwrap_or(80).min(80));
    let mut page = Page::new(view);
    for block in text.trim().split("\n\n") {
        page.gap();
        if let Some(heading) = block.strip_prefix("# ") {
            page.heading(heading);
        } else if block.starts_with("  ") {
            // A table of commands stays as it is.
            for line in block.lines() {
                page.line(line);
            }
        } else {
            page.wrapped(0, &block.replace('\n', " "));
        }
    }
    Ok(ctx.ui.page(&page.into_text())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_that_a_page_names_can_be_typed() {
        for text in [text::WORKFLOW, text::REVISIONS, text::STANDING] {
            for line in text.lines().filter_map(|line| line.strip_prefix("  copydesk ")) {
                let words: Vec<&str> = line.split("  ").next().unwrap().split_whitespace().collect();
                let mut command = crate::cli::command();
                command.build();
                for word in words.iter().take(2) {
                    if let Some(found) = command.find_subcommand(word).cloned() {
                        command = found;
                    } else {
                        assert!(!command.has_subcommands(), "{line}: there is no {word}");
                    }
                }
            }
            assert!(text.lines().all(|line| line.chars().count() <= 80), "a line is too long");
        }
        let known: Vec<_> =
            <Topic as clap::ValueEnum>::value_variants().iter().map(|t| format!("{t:?}").to_lowercase()).collect();
        assert_eq!(known, WORDS);
    }
}
