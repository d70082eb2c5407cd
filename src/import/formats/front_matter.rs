//! The block of fields on top of a Markdown file, between `---` (YAML) or
//! `+++` (TOML), or as an object (JSON, as Hugo has it), as one kind of tree
//! for all three.
//!
//! Values stay as they are written: a title of `1.10` is not the number 1.1.

use std::{borrow::Cow, collections::HashMap, fmt};

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// The largest front matter, in bytes: a hundred times what the longest real
/// ones have, and no work for a parser to choke on.
pub(super) const MAX_FRONT_MATTER_BYTES: usize = 256 * 1024;

/// A value in front matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    /// Nothing.
    Null,
    /// A string, number, time or truth value, as written.
    Text(String),
    /// A number of which only the value is known, not how it was written.
    Number(String),
    /// A list.
    List(Vec<Node>),
    /// Fields within.
    Map(Fields),
}

/// Fields by name, in the order in which they stand.
pub(super) type Fields = Vec<(String, Node)>;

/// A document with its front matter split off.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Split<'a> {
    pub(super) fields: Option<Fields>,
    pub(super) body: &'a str,
}

/// What is wrong with a front matter, and in which line of the document.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken {
    pub(super) message: String,
    pub(super) line: usize,
    /// The text after it.
    pub(super) body_at: usize,
}

/// Whether a text opens with a front matter's fence, and the fence.
pub(super) fn fence(text: &str) -> Option<&'static str> {
    let start = text.trim_start_matches('\u{feff}').trim_start_matches([' ', '\t', '\r', '\n']);
    let first = start.split(['\n', '\r']).next()?;
    ["---", "+++"].into_iter().find(|fence| first.trim_end() == *fence)
}

/// Splits a document, whose line ends are LF, into its front matter and its body.
///
/// A rule (`---`) on top that no field follows is no front matter.
pub(super) fn split(text: &str) -> Result<Split<'_>, Broken> {
    let whole = Split { fields: None, body: text };
    let Some(fence) = fence(text) else {
        return if is_json(text) { split_json(text) } else { Ok(whole) };
    };
    let Some(opened) = text.find(fence) else { return Ok(whole) };
    let first_line = text.get(..opened).unwrap_or_default().matches('\n').count() + 1;
    let block_at = text.get(opened..).and_then(|t| t.find('\n')).map_or(text.len(), |n| opened + n + 1);
    let block = text.get(block_at..).unwrap_or_default();

    let mut closed = None;
    let mut at = 0;
    for line in block.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == fence || (fence == "---" && bare == "...") {
            closed = Some((at, at + line.len()));
            break;
        }
        at += line.len();
    }
    let Some((end, body_at)) = closed else {
        return if looks_like_fields(block, fence) {
            let message = format!("the front matter that {fence} opens is never closed");
            Err(Broken { message, line: first_line, body_at: block_at })
        } else {
            Ok(whole)
        };
    };
    let source = block.get(..end).unwrap_or_default();
    let body_at = block_at + body_at;
    let body = text.get(body_at..).unwrap_or_default();
    if source.len() > MAX_FRONT_MATTER_BYTES {
        return if looks_like_fields(source, fence) {
            let limit = MAX_FRONT_MATTER_BYTES / 1024;
            Err(Broken {
                message: format!("the front matter is over {limit} KiB, the limit"),
                line: first_line,
                body_at,
            })
        } else {
            Ok(whole)
        };
    }
    let parsed = if fence == "+++" { toml_fields(source).map(Some) } else { yaml_fields(source) };
    match parsed {
        Ok(None) => Ok(whole),
        Ok(fields) => Ok(Split { fields, body }),
        Err((line, message)) => Err(Broken { message, line: first_line + line, body_at }),
    }
}

/// Whether a document opens with an object of fields: a brace alone on its
/// line, or one that a quoted name follows.
pub(super) fn is_json(text: &str) -> bool {
    let start = text.trim_start_matches('\u{feff}').trim_start();
    start.strip_prefix('{').is_some_and(|rest| rest.trim_start().starts_with('"'))
}

/// Splits off the object that a document opens with.
fn split_json(text: &str) -> Result<Split<'_>, Broken> {
    let opened = text.find('{').unwrap_or(0);
    let lines = |to: usize| text.get(..to).unwrap_or_default().matches('\n').count();
    let source = text.get(opened..).unwrap_or_default();
    let mut values =
        serde_json::Deserializer::from_str(source).into_iter::<serde_json::Map<String, serde_json::Value>>();
    let broken = |message: String, line: usize| Broken { message, line, body_at: opened };
    match values.next() {
        Some(Ok(_)) if values.byte_offset() > MAX_FRONT_MATTER_BYTES => {
            let limit = MAX_FRONT_MATTER_BYTES / 1024;
            Err(broken(format!("the front matter is over {limit} KiB, the limit"), lines(opened) + 1))
        }
        Some(Ok(fields)) => {
            let body = source.get(values.byte_offset()..).unwrap_or_default();
            Ok(Split { fields: Some(json_fields(fields)), body: body.trim_start_matches([' ', '\t']) })
        }
        Some(Err(error)) => {
            let message = error.to_string();
            let what = message.split(" at line ").next().unwrap_or(&message);
            Err(broken(format!("the front matter is no JSON: {what}"), lines(opened) + error.line()))
        }
        None => Ok(Split { fields: None, body: text }),
    }
}

fn json_fields(fields: serde_json::Map<String, serde_json::Value>) -> Fields {
    fields.into_iter().map(|(name, value)| (name, json_node(value))).collect()
}

fn json_node(value: serde_json::Value) -> Node {
    use serde_json::Value;
    match value {
        Value::Null => Node::Null,
        Value::Bool(truth) => Node::Text(truth.to_string()),
        Value::Number(number) => Node::Text(number.to_string()),
        Value::String(text) => Node::Text(text),
        Value::Array(items) => Node::List(items.into_iter().map(json_node).collect()),
        Value::Object(fields) => Node::Map(json_fields(fields)),
    }
}

/// Whether the first line with anything on it is a field.
fn looks_like_fields(block: &str, fence: &str) -> bool {
    let sign = if fence == "+++" { '=' } else { ':' };
    let line = block.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    line.and_then(|line| line.split_once(sign)).is_some_and(|(name, _)| {
        !name.is_empty() && name.trim_end().bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.\"'".contains(&b))
    })
}

/// The most values in front matter, those that aliases repeat counted again.
const MAX_NODES: usize = 50_000;

/// The fields of a YAML block; `None` when it is text rather than fields.
/// An error comes with its line within the block.
fn yaml_fields(source: &str) -> Result<Option<Fields>, (usize, String)> {
    let read = |guide: Option<&Node>| {
        let options = serde_saphyr::options! {
            strict_booleans: true,
            duplicate_keys: serde_saphyr::DuplicateKeyPolicy::PassThrough,
            leading_zero_numbers_as_strings: true,
            underscored_numbers_as_strings: true,
            ignore_binary_tag_for_string: true,
            non_finite_float_policy: serde_saphyr::NonFiniteFloatPolicy::AsString,
            with_snippet: false,
            budget: serde_saphyr::budget! { max_nodes: MAX_NODES },
        };
        serde_saphyr::with_deserializer_from_str_with_options(source, options, |de| Guided(guide).deserialize(de))
    };
    let found = read(None).map_err(|error| {
        let error = error.without_snippet();
        let place = error.location();
        let line = place.map_or(1, |at| usize::try_from(at.line()).unwrap_or(1));
        (line, format!("the front matter is no YAML: {}", plain_message(&error.to_string())))
    })?;
    match found {
        Node::Map(_) if has_number(&found) => {
            // Read again, asking for text where the first reading met a number.
            let exact = read(Some(&found)).unwrap_or(found);
            Ok(Some(if let Node::Map(fields) = exact { fields } else { Vec::new() }))
        }
        Node::Map(fields) => Ok(Some(fields)),
        Node::Null => Ok(Some(Vec::new())),
        _ => Ok(None),
    }
}

/// A YAML error's first line without its place, which is said apart.
fn plain_message(message: &str) -> &str {
    let line = message.lines().next().unwrap_or(message);
    let line = line.strip_prefix("error: ").unwrap_or(line);
    if line.starts_with("budget breached: Nodes") {
        return "more values than front matter ever has, or aliases that expand into each other";
    }
    line.split(" at line ").next().unwrap_or(line).trim_end_matches([':', ','])
}

fn has_number(node: &Node) -> bool {
    match node {
        Node::Number(_) => true,
        Node::List(items) => items.iter().any(has_number),
        Node::Map(fields) => fields.iter().any(|(_, node)| has_number(node)),
        Node::Null | Node::Text(_) => false,
    }
}

fn toml_fields(source: &str) -> Result<Fields, (usize, String)> {
    match toml::de::DeTable::parse(source) {
        Ok(table) => Ok(toml_table(table.into_inner())),
        Err(error) => {
            let before = error.span().and_then(|span| source.get(..span.start)).unwrap_or_default();
            Err((before.matches('\n').count() + 1, format!("the front matter is no TOML: {}", error.message())))
        }
    }
}

fn toml_table(table: toml::de::DeTable<'_>) -> Fields {
    table.into_iter().map(|(name, value)| (name.into_inner().into_owned(), toml_node(value.into_inner()))).collect()
}

fn toml_node(value: toml::de::DeValue<'_>) -> Node {
    use toml::de::DeValue;
    match value {
        DeValue::String(text) => Node::Text(text.into_owned()),
        DeValue::Integer(number) => Node::Text(number.as_str().to_owned()),
        DeValue::Float(number) => Node::Text(number.as_str().to_owned()),
        DeValue::Boolean(truth) => Node::Text(truth.to_string()),
        DeValue::Datetime(time) => Node::Text(time.to_string()),
        DeValue::Array(items) => Node::List(items.into_iter().map(|item| toml_node(item.into_inner())).collect()),
        DeValue::Table(table) => Node::Map(toml_table(table)),
    }
}

/// Reads a node; with a guide, reads text wherever the guide has a scalar.
#[derive(Clone, Copy)]
struct Guided<'g>(Option<&'g Node>);

impl<'de> DeserializeSeed<'de> for Guided<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        match self.0 {
            Some(Node::Text(_) | Node::Number(_)) => {
                let text: Option<Cow<'de, str>> = serde::Deserialize::deserialize(deserializer)?;
                Ok(text.map_or(Node::Null, |text| Node::Text(text.into_owned())))
            }
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Guided<'_> {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Node, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Node, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Node, E> {
        Ok(Node::Text(value))
    }

    fn visit_unit<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node, A::Error> {
        let guides: &[Node] = if let Some(Node::List(items)) = self.0 { items } else { &[] };
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(Guided(guides.get(items.len())))? {
            items.push(item);
        }
        Ok(Node::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node, A::Error> {
        let guides: HashMap<&str, &Node> = match self.0 {
            Some(Node::Map(fields)) => fields.iter().map(|(name, node)| (name.as_str(), node)).collect(),
            _ => HashMap::new(),
        };
        let mut fields: Fields = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        while let Some(name) = map.next_key::<Option<String>>()? {
            let name = name.unwrap_or_default();
            let value = map.next_value_seed(Guided(guides.get(name.as_str()).copied()))?;
            // The last of two values under one name counts.
            if let Some((_, earlier)) = places.get(&name).and_then(|&at| fields.get_mut(at)) {
                *earlier = value;
            } else {
                places.insert(name.clone(), fields.len());
                fields.push((name, value));
            }
        }
        Ok(Node::Map(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(text: &str, name: &str) -> Node {
        let fields = split(text).unwrap().fields.unwrap();
        fields.into_iter().find(|(n, _)| n == name).map_or(Node::Null, |(_, node)| node)
    }

    fn text(s: &str) -> Node {
        Node::Text(s.to_owned())
    }

    #[test]
    fn yaml_values_stay_as_written() {
        let doc = "---\n# comment\ntitle: 1.10\ntags: [x, y, no, 2016, 007]\ndate: 2014-08-26 10:00:05 -0400\n\
                   draft: no\nempty:\nn: 1_000\nauthor: {name: Jo}\ntitle2: 'It''s: so'\nbig: 12345678901234567890123\n---\nBody\n";
        assert_eq!(field(doc, "title"), text("1.10"));
        assert_eq!(field(doc, "tags"), Node::List(["x", "y", "no", "2016", "007"].map(text).to_vec()));
        assert_eq!(field(doc, "date"), text("2014-08-26 10:00:05 -0400"));
        assert_eq!(field(doc, "draft"), text("no"));
        assert_eq!(field(doc, "empty"), Node::Null);
        assert_eq!(field(doc, "n"), text("1_000"));
        assert_eq!(field(doc, "author"), Node::Map(vec![("name".to_owned(), text("Jo"))]));
        assert_eq!(field(doc, "title2"), text("It's: so"));
        assert_eq!(field(doc, "big"), text("12345678901234567890123"));
        assert_eq!(split(doc).unwrap().body, "Body\n");
    }

    #[test]
    fn the_last_of_two_fields_counts() {
        assert_eq!(field("---\ntitle: a\ntitle: b\n---\n", "title"), text("b"));
    }

    #[test]
    fn toml_values_stay_as_written() {
        let doc = "+++\ntitle = \"It’s 1.10\"\nv = 1.10\ndate = 2015-11-19T12:20:00+01:00\nday = 2015-11-19\n[taxonomies]\ntags = [\"a\"]\n+++\nBody";
        assert_eq!(field(doc, "v"), text("1.10"));
        assert_eq!(field(doc, "date"), text("2015-11-19T12:20:00+01:00"));
        assert_eq!(field(doc, "day"), text("2015-11-19"));
        assert_eq!(field(doc, "taxonomies"), Node::Map(vec![("tags".to_owned(), Node::List(vec![text("a")]))]));
    }

    #[test]
    fn json_as_hugo_has_it() {
        let doc = "{\n  \"title\": \"It’s\",\n \"tags\": [\"a\", 7],\n \"x\": {\"y\": null}\n}\n\nBody {x}\n";
        assert_eq!(field(doc, "title"), text("It’s"));
        assert_eq!(field(doc, "tags"), Node::List(vec![text("a"), text("7")]));
        assert_eq!(split(doc).unwrap().body, "\n\nBody {x}\n");
        assert_eq!(split("{x} is a set.\n").unwrap().fields, None);
        assert_eq!(split("\n{\"a\": 1,\n b}\nText").unwrap_err().line, 3);
        let deep = format!("{{\"a\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(split(&deep).is_err());
    }

    #[test]
    fn a_rule_is_no_front_matter() {
        for doc in
            ["---\n\nText.\n", "---\nSome words.\n---\nmore", "Text\n---\na: b\n---\n", "----\na: b\n----\n", "***\n"]
        {
            assert_eq!(split(doc), Ok(Split { fields: None, body: doc }), "{doc:?}");
        }
        assert_eq!(split("---\n---\nBody").unwrap().fields, Some(Vec::new()));
    }

    #[test]
    fn what_is_broken_is_named_with_its_line() {
        for (doc, line) in [
            ("---\ntitle: ok\nsummary: \"open\n---\nBody", 3),
            ("---\ntitle: a: b\n---\n", 2),
            ("\n\n---\ntitle: [a\nb: c\n---\n", 5),
            ("---\ntitle: never closed\n\nBody", 1),
            ("+++\na = 1\ntitle = never quoted\n+++\n", 3),
            ("+++\na = 1\na = 2\n+++\n", 3),
        ] {
            let broken = split(doc).unwrap_err();
            assert!(broken.line.abs_diff(line) <= 1, "{doc:?} {broken:?}");
            assert!(!broken.message.contains('\n'));
        }
    }

    #[test]
    fn bombs_are_refused() {
        let mut bomb = "---\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
        for n in 1..12 {
            use std::fmt::Write;
            let refs = vec![format!("*a{}", n - 1); 10].join(",");
            writeln!(bomb, "a{n}: &a{n} [{refs}]").unwrap();
        }
        bomb.push_str("---\n");
        assert!(split(&bomb).is_err());
        let deep = format!("---\na: {}{}\n---\n", "[".repeat(100_000), "]".repeat(100_000));
        assert!(split(&deep).is_err());
        let deep = format!("+++\na = {}{}\n+++\n", "[".repeat(100_000), "]".repeat(100_000));
        assert!(split(&deep).is_err());
        let many: String = (0..100_000).fold("+++\n".to_owned(), |doc, n| doc + &format!("k{n}=1\n")) + "+++\n";
        assert_eq!(split(&many).unwrap_err().message, "the front matter is over 256 KiB, the limit");
        let rules = format!("---\n{}\n---\n", "Some words.\n\n".repeat(50_000));
        assert_eq!(split(&rules).unwrap().fields, None);
    }
}
