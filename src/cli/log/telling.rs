//! Events in plain words, from what [`super::view`] shows of them.

use serde_json::{Map, Value};

use super::view::EventView;

/// What an event did, as the end of a sentence that begins with who did it:
/// `approved #12: confirmed`. An event that nobody taught this page is told by
/// its action.
pub fn tell(event: &EventView) -> String {
    let e = Told::new(event);
    let subject = event.subject.as_str();
    let text = match event.action.as_str() {
        "desk.make" => format!("made the desk, with {} as its chief", e.after("chief")),
        "person.add" => format!("added {subject} as {}", e.after("role")),
        "person.set" => e.changed(&format!("changed {subject}")),
        "policy.set" => e.changed("changed the policy"),
        "article.new" => format!("wrote {subject}"),
        "article.import" => format!("imported {subject}{}", e.several_revisions()),
        "article.withdraw" => {
            format!("took note that its provider withdrew {subject}{}", prefixed(": ", e.after("reason")))
        }
        "article.update" => format!("imported a change of {subject}{}{}", e.several_revisions(), e.turned()),
        "precedent.import" => format!("imported {subject}: {}", e.after("statement")),
        "sheet.columns" => "said what the columns of its sheets are called".to_owned(),
        "import.end" => format!("ended an import{}", e.counts()),
        "article.set" | "source.edit" => format!("{}{}", e.changed(&format!("changed {subject}")), e.turned()),
        "article.assign" | "claim.assign" => e.assigned(subject),
        "article.submit" => format!("submitted {subject}"),
        "article.return" | "claim.return" => format!("returned {subject}{}", e.note()),
        "article.approve" => format!("approved {subject}{}{}", e.approved(), e.note()),
        "article.publish" => format!("published {subject}{}", e.publication()),
        "article.republish" => format!("republished {subject} as {}{}", e.published("kind"), e.publication()),
        "article.kill" => format!("killed {subject}{}", e.publication()),
        "article.reinstate" => format!("reinstated {subject}{}", e.note()),
        "article.spike" => format!("spiked {subject}"),
        "article.unspike" => format!("unspiked {subject}"),
        "revision.add" => format!("wrote revision {} of {subject}{}{}", e.revision(), e.note(), e.turned()),
        "revision.restore" => format!("restored {subject} as revision {}{}{}", e.revision(), e.note(), e.turned()),
        "claim.apply" => format!("put approved corrections into {subject}{}", e.turned()),
        "claim.add" => format!("added {subject}: {}", e.words()),
        "claim.take" => format!("took {subject}"),
        "claim.drop" => format!("gave {subject} back"),
        "claim.wait" => format!("put {subject} aside to wait{}", e.note()),
        "claim.check" => format!("checked {subject}: {}{}", e.finding(), e.note()),
        "claim.approve" => format!("approved {subject}{}", e.note()),
        "claim.reconfirm" => format!("reconfirmed {subject}{}", e.note()),
        "claim.answered" => format!("marked {subject} as answered in the text{}", e.note()),
        "claim.withdraw" => format!("withdrew {subject}{}", e.note()),
        "claim.reopen" => format!("reopened {subject}{}", e.note()),
        "claim.relink" => format!("tied {subject} to other words{}", e.standing()),
        "claim.place" => e.placed(subject),
        "claim.seen" => format!("saw what changed near {subject}{}", prefixed(": ", e.seen())),
        "claim.edit" => format!("{}{}", e.changed(&format!("changed {subject}")), e.standing()),
        "claim.cite" => format!("cited S{} for {subject} ({}){}", e.after("source"), e.after("stance"), e.standing()),
        "claim.comment" | "article.comment" => format!("commented on {subject}: {}", e.after("text")),
        "source.add" => format!("added {subject}: {}", e.inner("source", "title")),
        "tag.add" => format!("tagged {subject} {}", e.tags()),
        "tag.remove" => format!("took {} off {subject}", e.tags()),
        "tag.rename" => format!("renamed the tag {} to {}", e.before("name"), e.after("name")),
        "tag.merge" => format!("merged the tag {} into {}", e.after("from"), e.after("into")),
        action => match action.split_once('.') {
            Some((_, "undo")) => e.undone(subject),
            Some((noun, verb)) if noun == subject => format!("{noun}: {verb}"),
            Some((noun, verb)) => format!("{noun} {subject}: {verb}"),
            None => format!("{action} {subject}"),
        },
    };
    if e.after.contains_key("override") {
        format!("{text}, passing a closed gate: {}", e.inner("override", "reason"))
    } else {
        text
    }
}

struct Told<'e> {
    before: &'e Map<String, Value>,
    after: &'e Map<String, Value>,
}

static NOTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);

impl<'e> Told<'e> {
    fn new(event: &'e EventView) -> Self {
        let side = |side: &'e Option<Value>| side.as_ref().and_then(Value::as_object).unwrap_or(&NOTHING);
        Self { before: side(&event.before), after: side(&event.after) }
    }

    fn before(&self, key: &str) -> String {
        self.before.get(key).map(plain).unwrap_or_default()
    }

    fn after(&self, key: &str) -> String {
        self.after.get(key).map(plain).unwrap_or_default()
    }

    fn inner(&self, of: &str, key: &str) -> String {
        self.after.get(of).and_then(|of| of.get(key)).map(plain).unwrap_or_default()
    }

    /// `: the note`, or nothing.
    fn note(&self) -> String {
        prefixed(": ", self.after("note"))
    }

    /// `what: field before → after, …`.
    fn changed(&self, what: &str) -> String {
        const AXES: [&str; 4] = ["progress", "standing", "standing_reason", "quote"];
        let changes: Vec<String> = self
            .before
            .iter()
            .filter(|(key, _)| !AXES.contains(&key.as_str()))
            .map(|(key, was)| {
                let is = self.after(key);
                let [was, is] = [plain(was), is].map(|t| if t.is_empty() { "nothing".to_owned() } else { short(&t) });
                format!("{} {was} → {is}", key.replace('_', " "))
            })
            .collect();
        if changes.is_empty() { what.to_owned() } else { format!("{what}: {}", changes.join(", ")) }
    }

    fn assigned(&self, subject: &str) -> String {
        match self.after("assignee") {
            to if to.is_empty() => format!("took {subject} from {}", self.before("assignee")),
            to => format!("gave {subject} to {to}"),
        }
    }

    fn revision(&self) -> String {
        self.inner("revision", "number")
    }

    fn several_revisions(&self) -> String {
        match self.after.get("revisions").and_then(Value::as_array).map_or(0, Vec::len) {
            0 | 1 => String::new(),
            n => format!(" in {n} revisions"),
        }
    }

    /// `: 3 created, 1 rejected`.
    fn counts(&self) -> String {
        let counts: Vec<String> = ["created", "updated", "unchanged", "withdrawn", "rejected"]
            .iter()
            .filter_map(|what| self.after.get(*what)?.as_i64().filter(|n| *n > 0).map(|n| format!("{n} {what}")))
            .collect();
        prefixed(": ", counts.join(", "))
    }

    fn approved(&self) -> String {
        prefixed(" at revision ", self.after("approved"))
    }

    fn published(&self, key: &str) -> String {
        self.inner("publication", key)
    }

    fn publication(&self) -> String {
        format!("{}{}", prefixed(" at revision ", self.published("revision")), prefixed(": ", self.published("note")))
    }

    fn words(&self) -> String {
        let quote = self.inner("claim", "quote");
        if quote.is_empty() { short(&self.inner("claim", "statement")) } else { format!("“{}”", short(&quote)) }
    }

    fn finding(&self) -> String {
        let finding = self.inner("decision", "finding");
        match self.after("correction") {
            none if none.is_empty() => finding,
            correction => format!("{finding}, “{}” should stand", short(&correction)),
        }
    }

    /// `; now stale`, where the standing changed.
    fn standing(&self) -> String {
        prefixed("; now ", self.after("standing"))
    }

    /// The claims whose standing or progress an event turned: `; #3 now stale`.
    fn turned(&self) -> String {
        const MOST: usize = 3;
        let turned = self.after.get("turned").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        if turned.is_empty() {
            return String::new();
        }
        let mut told: Vec<String> = turned
            .iter()
            .take(MOST)
            .map(|t| {
                let now = if t["before"] == t["after"] { &t["progress"] } else { &t["after"] };
                format!("#{} now {}", plain(&t["claim"]), plain(now))
            })
            .collect();
        if turned.len() > MOST {
            told.push(format!("and {} more", turned.len() - MOST));
        }
        format!("; {}", told.join(", "))
    }

    fn tags(&self) -> String {
        self.after
            .get("tags")
            .and_then(Value::as_array)
            .map_or_else(String::new, |tags| tags.iter().map(plain).collect::<Vec<_>>().join(", "))
    }

    /// What of the listed changes was seen.
    fn seen(&self) -> String {
        let list = self.after.get("seen").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        list.iter().map(|seen| short(&plain(&seen["message"]))).collect::<Vec<_>>().join("; ")
    }

    /// A second place that was confirmed or dismissed.
    fn placed(&self, subject: &str) -> String {
        match self.after("confirmed") {
            none if none.is_empty() => {
                format!("dismissed place {} of {subject}{}", self.after("dismissed"), self.standing())
            }
            place => format!("confirmed place {place} of {subject}{}", self.standing()),
        }
    }

    fn undone(&self, subject: &str) -> String {
        let (event, what) = (self.after("reverses"), self.after("undoes"));
        format!("undid event {event} ({what}) on {subject}{}{}{}", self.note(), self.standing(), self.turned())
    }
}

fn prefixed(prefix: &str, text: String) -> String {
    if text.is_empty() { text } else { format!("{prefix}{text}") }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// So much of a text as fits into a line of the record.
fn short(text: &str) -> String {
    const MOST: usize = 60;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    let cut: String = text.chars().take(MOST - 1).collect();
    format!("{}…", cut.trim_end())
}
