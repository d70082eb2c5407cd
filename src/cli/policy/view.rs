//! The rules of the desk as they are shown.

use serde_json::{Map, Value};

use crate::domain::policy::{Key, Policy};
use crate::render::{Cell, page::Page};

/// The rules, or one of them, as an object of key and value.
pub fn object(policy: &Policy, only: Option<Key>) -> Value {
    let whole = serde_json::to_value(policy).unwrap_or_default();
    let value = |key: Key| whole.get(key.as_str()).cloned().unwrap_or(Value::Null);
    keys(only).map(|key| (key.as_str().to_owned(), value(key))).collect::<Map<_, _>>().into()
}

/// The rules on a page, each with what it does.
pub fn put(page: &mut Page, policy: &Policy, only: Option<Key>) {
    for key in keys(only) {
        page.pairs([(key.as_str(), Cell::from(policy.get(key)))]);
        page.wrapped(2, key.about());
    }
}

fn keys(only: Option<Key>) -> impl Iterator<Item = Key> {
    Key::ALL.iter().copied().filter(move |key| only.is_none_or(|only| only == *key))
}
