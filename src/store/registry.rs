//! Every SQL statement of the program, for the test that walks them.

use super::engine::{Statement, words};
use super::{
    article, claim, comment, decision, desk, event, import_run, listed, person, policy, precedent, publication, queue,
    revision, seen, sheet, source, tag,
};

/// All statements.
pub fn statements() -> impl Iterator<Item = &'static Statement> {
    [
        article::STATEMENTS,
        claim::STATEMENTS,
        comment::STATEMENTS,
        decision::STATEMENTS,
        desk::STATEMENTS,
        event::STATEMENTS,
        import_run::STATEMENTS,
        listed::STATEMENTS,
        person::STATEMENTS,
        policy::STATEMENTS,
        precedent::STATEMENTS,
        publication::STATEMENTS,
        queue::STATEMENTS,
        revision::STATEMENTS,
        seen::STATEMENTS,
        sheet::STATEMENTS,
        source::STATEMENTS,
        tag::STATEMENTS,
        words::STATEMENTS,
    ]
    .into_iter()
    .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::engine::open::{Mode, open, prepare};

    /// Tables that stay small whatever a desk grows to.
    const SMALL: [&str; 5] = ["desk", "person", "policy", "sheet_column", "tag"];

    #[test]
    fn every_statement_prepares_is_portable_and_uses_an_index() {
        let folder = tempfile::tempdir().unwrap();
        let engine = open(&folder.path().join("desk.db"), Mode::Make { force: true }).unwrap().engine;
        engine.begin_write().unwrap();
        prepare(&engine).unwrap();
        engine.commit().unwrap();
        let mut faults = Vec::new();
        for statement in statements() {
            let explained = engine.connection().explain(statement).unwrap_or_else(|e| panic!("{e}"));
            let wanted: Vec<String> = (1..=explained.parameters.len()).map(|n| format!("${n}")).collect();
            if explained.parameters != wanted {
                faults.push(format!("{}: parameters {:?} don't come in order", statement.name, explained.parameters));
            }
            for step in &explained.plan {
                let scans = step.strip_prefix("SCAN ").and_then(|rest| rest.split_whitespace().next());
                let allowed = |t: &str| SMALL.contains(&t) || t == "CONSTANT" || !statement.scan.is_empty();
                if scans.is_some_and(|t| !allowed(t)) {
                    faults.push(format!("{}: {step}, and no reason is given", statement.name));
                }
            }
            // What is the engine's own stands beneath the seam.
            let beneath = statement.name.contains("::engine::");
            for word in ["::", "AUTOINCREMENT", "datetime(", "INSERT OR", "REPLACE INTO", " GLOB ", "rowid"] {
                if !beneath && statement.sql.contains(word) {
                    faults.push(format!("{}: {word} is not portable", statement.name));
                }
            }
        }
        assert!(faults.is_empty(), "{}", faults.join("\n"));
    }
}
