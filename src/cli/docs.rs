//! `docs/commands.md`, made from the tree of commands, so that the reference
//! can't differ from the program. A test (`tests/docs.rs`) fails when the file
//! is stale.

use std::fmt::Write;

use clap::{Arg, Command};

/// The command reference, in Markdown. The same program always gives the same text.
pub fn commands_markdown() -> String {
    let mut root = super::command();
    root.build();
    let mut out = String::from(
        "# Commands\n\nMade from the program by `UPDATE_DOCS=1 cargo test --test docs`; don't edit it by hand.\n\n",
    );
    paragraphs(&mut out, &about(&root));
    out.push_str("## Global options\n\nEvery command takes these, before or after its name.\n\n");
    for arg in root.get_arguments().filter(|arg| arg.is_global_set()) {
        argument(&mut out, arg);
    }
    out.push('\n');
    contents(&mut out, &root);
    for noun in visible(&root) {
        section(&mut out, noun, 2);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

fn visible(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
}

fn contents(out: &mut String, root: &Command) {
    out.push_str("## All commands\n\n");
    for noun in visible(root) {
        for command in std::iter::once(noun).filter(|noun| !noun.has_subcommands()).chain(visible(noun)) {
            let name = full_name(command);
            let first = command.get_about().map(ToString::to_string).unwrap_or_default();
            line(out, format_args!("- [`{name}`](#{}): {}", name.replace(' ', "-"), escape(&sentence(&first))));
        }
    }
    out.push('\n');
}

fn section(out: &mut String, command: &Command, level: usize) {
    line(out, format_args!("{} {}\n", "#".repeat(level), full_name(command)));
    paragraphs(out, &about(command));
    if command.has_subcommands() {
        for verb in visible(command) {
            section(out, verb, level + 1);
        }
        return;
    }
    let usage = command.clone().render_usage().to_string();
    let usage: Vec<&str> = usage.lines().map(|line| line.trim_start_matches("Usage: ").trim()).collect();
    line(out, format_args!("```text\n{}\n```\n", usage.join("\n")));
    let own: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| !arg.is_global_set() && !arg.is_hide_set() && arg.get_id() != "help" && arg.get_id() != "version")
        .collect();
    for arg in &own {
        argument(out, arg);
    }
    if !own.is_empty() {
        out.push('\n');
    }
}

fn full_name(command: &Command) -> String {
    command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned()
}

/// One argument on one line: how it is written, what it means, what it may be.
fn argument(out: &mut String, arg: &Arg) {
    let takes = arg.get_action().takes_values();
    let names: Vec<String> = arg.get_value_names().unwrap_or_default().iter().map(|name| format!("<{name}>")).collect();
    let mut written = Vec::new();
    if let Some(short) = arg.get_short() {
        written.push(format!("-{short}"));
    }
    if let Some(long) = arg.get_long() {
        written.push(if takes { format!("--{long} {}", names.join(" ")) } else { format!("--{long}") });
    }
    if arg.is_positional() {
        let many = arg.get_num_args().is_some_and(|range| range.max_values() > 1);
        written.push(format!("{}{}", names.join(" "), if many { "…" } else { "" }));
    }
    let help = arg.get_long_help().or_else(|| arg.get_help()).map(ToString::to_string).unwrap_or_default();
    let mut text = format!("- `{}`: {}", written.join("`, `"), escape(&sentence(&help)));
    if takes {
        let values: Vec<String> = arg
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| format!("`{}`", value.get_name()))
            .collect();
        if !values.is_empty() {
            write!(text, " One of {}.", values.join(", ")).ok();
        }
        let defaults: Vec<String> =
            arg.get_default_values().iter().map(|value| format!("`{}`", value.to_string_lossy())).collect();
        if !defaults.is_empty() {
            write!(text, " Default: {}.", defaults.join(", ")).ok();
        }
    }
    line(out, format_args!("{text}"));
}

fn about(command: &Command) -> String {
    command.get_long_about().or_else(|| command.get_about()).map(ToString::to_string).unwrap_or_default()
}

/// The paragraphs of a doc comment, with its example as a block of code.
fn paragraphs(out: &mut String, text: &str) {
    for paragraph in text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        if let Some(example) = paragraph.strip_prefix("Example: ") {
            line(out, format_args!("```sh\n{example}\n```\n"));
        } else {
            line(out, format_args!("{}\n", escape(&sentence(paragraph))));
        }
    }
}

/// On one line, with the full stop that clap takes away.
fn sentence(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() || line.ends_with(['.', ':', '-']) { line } else { format!("{line}.") }
}

/// Keeps placeholders such as `<FILE>` from being read as HTML, outside code.
fn escape(text: &str) -> String {
    text.split('`')
        .enumerate()
        .map(|(at, piece)| if at % 2 == 0 { piece.replace('<', "&lt;") } else { piece.to_owned() })
        .collect::<Vec<_>>()
        .join("`")
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String can't fail.
    writeln!(out, "{text}").ok();
}
