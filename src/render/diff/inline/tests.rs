use super::*;
use crate::diff::revision::{ClaimChange, DiffSide};
use crate::domain::claim::Standing;
use crate::domain::ids::{ClaimId, RevisionNumber};
use crate::domain::part::Texts;
use crate::render::diff::{stat, unified};

/// Two revisions of a story as one is edited on a busy evening.
fn story() -> RevisionDiff {
    let old = "\
MILLBROOK — The town will borrow 1.5 million pounds to mend its bridge, the mayor said on Tuesday.

\"We can't wait for the county,\" Helen Marsh told the council.

The bridge has been closed since a flood in March. Lorries drive round by Ashford, which takes 25 minutes.

The council meets again on 4 May to vote on the loan.

Traders on Mill Lane say they lost a third of their custom over the summer.

A spokesman for the county did comment on the plan.

The first bridge at this place was built in 1784.

It was widened twice, in 1907 and in 1955.";
    let new = "\
MILLBROOK — The town will borrow 15 million pounds to mend its bridge, the mayor said on Tuesday.

Traders on Mill Lane say they lost half of their custom over the summer.

“We can’t wait for the county,” Helen Marsh told the council.

The bridge has been closed since a flood in March.

Lorries drive round by Ashford, which takes 25 minutes.

Work is to begin in June.

A spokesman for the county did not comment on the plan.

The first bridge at this place was built in 1784.

It was widened twice, in 1907 and in 1955.";
    let texts = |headline: &str, body: &str| {
        Texts::default().with(Part::Headline, headline).with(Part::Byline, "By Anna Kern").with(Part::Body, body)
    };
    let side = |n, author: &str, at: &str| DiffSide {
        label: format!("bridge@{n}"),
        revision: Some(RevisionNumber(n)),
        author: Some(author.to_owned()),
        recorded_at: at.parse().ok(),
    };
    let (from, to) = (side(2, "Anna Kern", "2026-04-21T16:30:00Z"), side(3, "Tom Hill", "2026-04-21T18:05:00Z"));
    let (old, new) = (texts("Town may borrow for bridge", old), texts("Town to borrow for bridge, mayor says", new));
    let mut diff = RevisionDiff::of_texts("bridge", from, &old, to, &new);
    diff.claims.push(ClaimChange {
        id: ClaimId(12),
        before: Some(Standing::Approved),
        after: Some(Standing::Stale),
        reason: Some("a number changed: 1.5 → 15".to_owned()),
    });
    diff
}

#[test]
fn a_revision_as_an_editor_reads_it() {
    let wanted = "\
- bridge@2  Anna Kern, 21 Apr 2026 16:30
+ bridge@3  Tom Hill, 21 Apr 2026 18:05
  12 words in, 16 out; 1 paragraph moved; 11 changes (3 typographic, 1 spacing);
  1 claim touched

Headline
~ Town [-may-]{+to+} borrow for bridge{+, mayor says+}

Body
~ ¶1  MILLBROOK — The town will borrow [-1.5-]{+15+} million pounds to mend its
      bridge, the mayor said on Tuesday.
> ¶2  (moved up from ¶5) Traders on Mill Lane say they lost [-a third-]{+half+}
      of their custom over the summer.
~ ¶3  [-\"-]{+“+}We [-can't-]{+can’t+} wait for the county,[-\"-]{+”+} Helen Marsh
      told the council.
~ ¶4  (split into ¶4–5) The bridge has been closed since a flood in March.{+¶+}
      Lorries drive round by Ashford, which takes 25 minutes.
- ¶4  The council meets again on 4 May to vote on the loan.
< ¶5  (moved to ¶2) Traders on Mill Lane say they lost …
+ ¶6  Work is to begin in June.
~ ¶7  A spokesman for the county did {+not+} comment on the plan.
  ¶8  The first bridge at this place was built in 1784.
      … 1 paragraph unchanged …

Claims
  #12  approved → stale: a number changed: 1.5 → 15
";
    assert_eq!(inline(&story(), &Options::default()), wanted);
}

#[test]
fn what_is_ignored_is_drawn_as_unchanged() {
    let options = Options { ignore: vec![Class::Typographic, Class::Spacing], ..Options::default() };
    let drawn = inline(&story(), &options);
    assert!(drawn.contains("  ¶3  “We can’t wait for the county,” Helen Marsh told the council.\n"), "{drawn}");
    // That a paragraph was split is no mere spacing.
    assert!(drawn.contains("(split into ¶4–5)"), "{drawn}");
    let drawn = unified(&story(), &options);
    assert!(!drawn.contains("Helen Marsh told the council.\n+"), "{drawn}");
}

#[test]
fn context_and_the_whole() {
    let none = inline(&story(), &Options { context: 0, ..Options::default() });
    assert!(none.contains("      … 2 paragraphs unchanged …\n") && !none.contains("1784"), "{none}");
    let full = inline(&story(), &Options { full: true, ..Options::default() });
    assert!(full.contains("By Anna Kern") && full.contains("1955") && !full.contains("unchanged"), "{full}");
}

#[test]
fn at_a_glance() {
    let wanted = concat!(
        " headline   +3  -1 words  2 changes\n",
        " body       +9 -15 words  9 changes (3 typographic, 1 spacing), 1 paragraph moved, 1 split, 1 new, 1 cut\n",
        " total     +12 -16 words  11 changes (3 typographic, 1 spacing), 1 paragraph moved, 1 split, 1 new, 1 cut\n",
    );
    assert_eq!(stat(&story(), &Options::default()), wanted);
}

#[test]
fn lines_as_diff_u_has_them() {
    let diff = RevisionDiff::of_files("a.txt", "One.\n\nTwo.\n\nThree.\n", "b.txt", "One.\n\n2.\n\nThree.\n");
    let wanted = "--- a.txt\n+++ b.txt\n@@ -1,5 +1,5 @@\n One.\n \n-Two.\n+2.\n \n Three.\n";
    assert_eq!(unified(&diff, &Options::default()), wanted);
}

#[test]
fn nothing_differs_or_nothing_that_shows() {
    let of = |old: &str, new: &str| stat(&RevisionDiff::of_files("a", old, "b", new), &Options::default());
    assert_eq!(of("One.\n\nTwo.", "One.\n\nTwo."), "No difference.\n");
    assert_eq!(of("One.\n\nTwo.", "One.\n\n\nTwo.\n"), "No difference but in blank lines between paragraphs.\n");
    assert!(inline(&RevisionDiff::of_files("a", "", "b", ""), &Options::default()).ends_with("\nNo difference.\n"));
}

#[test]
fn nothing_from_copy_reaches_the_terminal_raw() {
    let old = "He \u{1b}[2Jleft \u{202e}early on Monday.\n\nGone \u{1b}]0;x\u{7} for good.";
    let new = "He \u{1b}[2Jleft \u{202e}late on Monday.\n\nCome\u{9b}31m at last.";
    let mut diff = RevisionDiff::of_files("a\u{1b}[31m", old, "b", new);
    diff.from.author = Some("x\u{1b}\ny".to_owned());
    for draw in [inline, stat, unified] {
        let drawn = draw(&diff, &Options::default());
        assert!(!drawn.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{drawn:?}");
    }
    assert!(inline(&diff, &Options::default()).contains("He ⟨U+001B⟩[2Jleft ⟨U+202E⟩[-early-]{+late+} on Monday."));
}

#[test]
fn colour_adds_nothing_that_the_text_does_not_say() {
    let mut plain = inline(&story(), &Options { color: true, ..Options::default() });
    assert!(plain.contains("\u{1b}[31m[-1.5-]\u{1b}[0m\u{1b}[32m{+15+}\u{1b}[0m"), "{plain:?}");
    while let Some(start) = plain.find('\u{1b}') {
        let end = start + plain[start..].find('m').unwrap();
        plain.replace_range(start..=end, "");
    }
    let trimmed: Vec<&str> = plain.lines().map(str::trim_end).collect();
    assert_eq!(trimmed.join("\n") + "\n", inline(&story(), &Options::default()));
}

#[test]
fn long_unchanged_stretches_are_left_out() {
    let words = "and so it went on ".repeat(60);
    let (old, new) = (format!("First {words}five {words}end."), format!("First {words}six {words}end."));
    let drawn = inline(&RevisionDiff::of_files("a", &old, "b", &new), &Options::default());
    assert!(
        drawn.contains("[-five-]{+six+}") && drawn.matches(" words …]").count() == 2 && drawn.len() < 1_200,
        "{drawn}"
    );
}

#[test]
fn white_space_that_changed_can_be_seen() {
    let drawn = inline(&RevisionDiff::of_files("a", "He said ,  so", "b", "He said, so"), &Options::default());
    assert!(drawn.contains("He said[-·-],[-··-]{+·+}so"), "{drawn}");
}

#[test]
fn lines_wrapped_anew_are_said_once() {
    let diff = RevisionDiff::of_files("a", "The choir will\nsing on\nSunday.", "b", "The choir will sing\non Monday.");
    let drawn = inline(&diff, &Options::default());
    assert!(drawn.ends_with("~ (lines wrapped anew) The choir will sing\n  on [-Sunday-]{+Monday+}.\n"), "{drawn}");
    // A line feed that makes a list is no mere wrapping.
    let diff = RevisionDiff::of_files("a", "It fell to - 5 degrees.", "b", "It fell to\n- 5 degrees.");
    assert!(!inline(&diff, &Options::default()).contains("wrapped"));
}
