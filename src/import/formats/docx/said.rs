//! What comments and notes say, and which comments answer which.

use std::collections::{BTreeMap, HashMap, HashSet};

use roxmltree::Document;

use super::styles::{attribute, named};

/// A note by its kind (`comment`, `footnote`, `endnote`) and number.
pub(super) type Id = (&'static str, String);

/// What a comment, a footnote or an endnote says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// Its words.
    pub(super) text: String,
    /// Who wrote it; empty where that isn't told.
    pub(super) author: String,
    /// Whether somebody marked it as done.
    pub(super) resolved: bool,
    /// What was answered to it.
    pub(super) replies: Vec<Self>,
}

impl Said {
    /// It and its answers, each with who said it, as they are kept.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> {
        std::iter::once(self).chain(&self.replies).filter(|said| !said.text.is_empty()).map(|said| {
            let resolved = if said.resolved { " (resolved)" } else { "" };
            match said.author.as_str() {
                "" => said.text.clone(),
                author => format!("{author}{resolved}: {}", said.text),
            }
        })
    }

    /// Whether nothing was said.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty() && self.replies.iter().all(|reply| reply.text.is_empty())
    }
}

/// What the package tells of its comments besides their words: by the mark of
/// a comment's last paragraph, which comment it answers, and whether it is done.
#[derive(Debug, Default)]
pub(super) struct Threads {
    parents: HashMap<String, String>,
    done: HashSet<String>,
}

impl Threads {
    pub(super) fn read(document: &Document<'_>) -> Self {
        let mut threads = Self::default();
        for node in document.root_element().children().filter(|node| named(node, "commentEx")) {
            let Some(id) = attribute(&node, "paraId") else { continue };
            if let Some(parent) = attribute(&node, "paraIdParent") {
                threads.parents.insert(id.to_owned(), parent.to_owned());
            }
            if matches!(attribute(&node, "done"), Some("1" | "true" | "on")) {
                threads.done.insert(id.to_owned());
            }
        }
        threads
    }

    /// Puts answers to what they answer. `comments` are in their order, each
    /// with the marks of its paragraphs; what answers nothing that is there
    /// stands by itself.
    pub(super) fn join(&self, comments: Vec<(String, Vec<String>, Said)>, all: &mut BTreeMap<Id, Said>) {
        let owner: HashMap<&str, usize> = comments
            .iter()
            .enumerate()
            .flat_map(|(at, (_, marks, _))| marks.iter().map(move |m| (m.as_str(), at)))
            .collect();
        let parent = |at: usize| {
            let (_, marks, _) = comments.get(at)?;
            let to = marks.iter().find_map(|mark| self.parents.get(mark))?;
            owner.get(to.as_str()).copied()
        };
        // Answers to answers go to the first of them, and a circle to nobody.
        let root = |at: usize| {
            let mut steps = std::iter::successors(Some(at), |at| parent(*at));
            steps.by_ref().take(comments.len()).last().filter(|last| parent(*last).is_none()).unwrap_or(at)
        };
        let roots: Vec<usize> = (0..comments.len()).map(root).collect();
        let ids: Vec<String> = comments.iter().map(|(id, _, _)| id.clone()).collect();
        for (at, (id, marks, mut said)) in comments.into_iter().enumerate() {
            said.resolved = marks.iter().any(|mark| self.done.contains(mark));
            let to = roots.get(at).copied().filter(|to| *to != at).and_then(|to| ids.get(to));
            match to {
                Some(to) => all.entry(("comment", to.clone())).or_default().replies.push(said),
                None => {
                    let own = all.entry(("comment", id)).or_default();
                    said.replies = std::mem::take(&mut own.replies);
                    *own = said;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_go_to_what_they_answer() {
        let told = "<c><x paraId='x'/><commentEx paraId='B' paraIdParent='A'/><commentEx paraId='C' paraIdParent='B' done='1'/>\
            <commentEx paraId='E' paraIdParent='F'/><commentEx paraId='F' paraIdParent='E'/><commentEx paraId='A' done='1'/>\
            <commentEx paraId='D' paraIdParent='gone'/></c>";
        let threads = Threads::read(&Document::parse(told).unwrap());
        let said = |text: &str| Said { text: text.to_owned(), author: text.to_lowercase(), ..Said::default() };
        // The answer stands before what it answers.
        let comments = ["B", "A", "C", "D", "E", "F"];
        let comments = comments.into_iter().map(|t| (t.to_lowercase(), vec![t.to_owned()], said(t))).collect();
        let mut all = BTreeMap::new();
        threads.join(comments, &mut all);
        let lines: Vec<(String, Vec<String>)> =
            all.into_iter().map(|((_, id), said)| (id, said.lines().collect())).collect();
        let short: Vec<(&str, String)> = lines.iter().map(|(id, lines)| (id.as_str(), lines.join("; "))).collect();
        let want = [("a", "a (resolved): A; b: B; c (resolved): C"), ("d", "d: D"), ("e", "e: E"), ("f", "f: F")];
        assert_eq!(short, want.map(|(id, lines)| (id, lines.to_owned())));
    }
}
