//! Looking into JSON of formats that others define: names without regard to
//! case, texts that forgive a number, lists that forgive a single thing.

use serde_json::Value;

/// The value of a field, in whatever case its name is written.
pub(super) fn get<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    let fields = value.as_object()?;
    fields
        .get(name)
        .or_else(|| fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v))
        .filter(|v| !v.is_null())
}

/// A text, or a number or truth value as it is spelt; nothing when it is blank.
pub(super) fn text(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(text)
}

/// The first of these fields that holds a text.
pub(super) fn field(value: &Value, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| get(value, name).and_then(text))
}

/// A list's items; a single thing counts as a list of it, an object of named
/// things as the list of them.
pub(super) fn list<'v>(value: &'v Value, name: &str) -> Vec<&'v Value> {
    match get(value, name) {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(other) => vec![other],
        None => Vec::new(),
    }
}

/// The names of the fields of the object (or of the first one in the list)
/// that a text begins with, as far as the text goes.
pub(super) fn first_names(head: &str) -> Vec<&str> {
    let text = head.trim_start_matches('\u{feff}').trim_start();
    let text = text.strip_prefix('[').map_or(text, str::trim_start);
    let mut names = Vec::new();
    if !text.starts_with('{') {
        return names;
    }
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut name_next) = (0, 0_usize, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                let start = at + 1;
                at = start;
                while let Some(&b) = bytes.get(at) {
                    match b {
                        b'"' => break,
                        b'\\' => at += 2,
                        _ => at += 1,
                    }
                }
                if depth == 1 && name_next && bytes.get(at) == Some(&b'"') {
                    names.extend(text.get(start..at));
                    name_next = false;
                }
            }
            b'{' | b'[' => {
                depth += 1;
                name_next = depth == 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            b',' if depth == 1 => name_next = true,
            _ => {}
        }
        at += 1;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_from_what_is_there() {
        assert_eq!(first_names(r#" {"a":{"x":["b"]},"b":"c\"d", "e" : [1,{"f":2}], "g"#), ["a", "b", "e"]);
        assert_eq!(first_names(r#"[{"uri":"x"},{"y":1}]"#), ["uri"]);
        assert_eq!(first_names(r#"["a"]"#), Vec::<&str>::new());
    }
}
