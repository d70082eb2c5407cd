//! The command reference is what the program says.

#[test]
fn the_command_reference_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/commands.md");
    let made = copydesk::cli::docs::commands_markdown();
    assert_eq!(made, copydesk::cli::docs::commands_markdown(), "the reference must be the same every time");
    if std::env::vars_os().any(|(name, _)| name == "UPDATE_DOCS") {
        std::fs::write(path, &made).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(kept == made, "docs/commands.md is stale. Make it anew with: UPDATE_DOCS=1 cargo test --test docs");
}
