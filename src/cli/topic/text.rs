//! The pages. A paragraph that begins with two blanks is printed as it stands.

/// How work moves.
pub(super) const WORKFLOW: &str = "
# From draft to print

An article is a draft, is submitted, approved and published. Each step is one
command, and each is recorded with who took it.

  copydesk article submit fire      the writer is done
  copydesk article approve fire     an editor signs for this very text
  copydesk article publish fire     it is public
  copydesk article republish fire   a new revision goes public, and says why
  copydesk article kill fire        a chief withdraws it, with a public note

Before approving and publishing stands the gate. It is clear when every claim in
the text is approved and no approval has lapsed. What blocks is listed, with the
command that clears it; a chief may pass a closed gate, with a reason that stays
on the record.

  copydesk gate fire                what blocks, and what to do about it

# The life of a claim

A claim ties an assertion to the exact words that make it. A checker takes it,
cites sources and proposes a finding; somebody else approves it.

  copydesk queue                    what needs work, the most pressing first
  copydesk review                   the same, claim by claim, a key a decision
  copydesk claim sheet fire         all claims of an article, a line each
  copydesk claim take 12            you have it; the hold ends by itself
  copydesk claim check 12           propose what you found
  copydesk claim approve 12         another pair of eyes agrees

Nobody approves a finding that they proposed, or words that they wrote. What you
decide is about the words you saw: if they changed meanwhile, the decision is
refused, and you are shown what is new. What you did by mistake is undone by
copydesk undo, as long as nobody built on it and the world has not seen it.
";

/// How texts are kept.
pub(super) const REVISIONS: &str = "
# Every text is kept

Each change of an article's text is a new revision, numbered from 1. A revision
is never changed and never removed; going back makes a new one with the old
text.

  copydesk revision list fire          all of them, who wrote which, and when
  copydesk revision restore fire@3     the text of revision 3, as a new revision
  copydesk blame fire                  who last wrote each sentence

# Naming one

  fire@3                  by its number
  fire@head               the newest; the same as fire alone
  fire@first, fire@prev   the oldest, and the one before the newest
  fire@-2                 two before the newest
  fire@approved           the one that the article's approval covers
  fire@published          the one that is public
  fire@seen               the one that you opened last
  fire@2026-01-31         the last one by the end of that day
  fire@live:2026-01-31T09:00   what was public at that hour

# Comparing two

  copydesk diff fire@3 @5                   what changed between them
  copydesk diff fire --since approved       what changed since it was approved
  copydesk diff fire --since seen           what changed since you last looked

A decision names the revision that its maker saw with --at; without it, the one
that you opened last counts. If the words differ by now, nothing is decided.
";

/// What may be relied on.
pub(super) const STANDING: &str = "
# What may be relied on now

An approval covers exactly the words that were approved. When a later revision
moves them, the approval goes along; when it changes them, or what they mean
where they stand, the approval lapses. A claim's standing says which:

  ✓ approved       an approval covers these words, as they stand
  ~ touched        the words stand, something near them changed: look once
  ! stale          what was checked no longer stands there: check it again
  ✗ contradicted   an approved finding says they are wrong, and they stand
  ○ unapproved     nobody has approved them yet
  ? unplaced       the claim has no words in the text yet
  – cut            the words were deleted; the claim blocks nothing

Touched, stale, contradicted and unapproved claims close the gate.

# What a change does

White space, quotation marks of another shape, emphasis, a link, a moved
sentence: the approval stays, and is listed where that could matter. A word
trimmed inside the words, or changed beside them in their sentence: touched. A
number, a unit, a name, a date, a negation, a hedge, a comparison, a speech
verb or a quotation mark, in the words or in their sentence: stale, and the
kind of change is named. So are words that went into or out of a quotation, or
have another speaker.

If the words that were approved come back in their place, so does the approval.
If they become the approved correction, they are approved: those words were
approved.

  copydesk claim show 12          why it stands as it does
  copydesk claim history 12       how it fared through all revisions
  copydesk claim reconfirm 12     touched: you looked, and it holds
  copydesk claim check 12         stale: you checked it again
  copydesk claim relink 12        its words are gone: tie it to others

Standing is not progress (open, checking, proposed, approved, returned …),
which is how far the work has come, and not the finding (confirmed, disputed
…), which is what the check found.
";
