//! The desk's rules, one row a key, each value as JSON.

use super::desk::{Read, Tx};
use super::{Error, Fault};
use crate::domain::policy::Policy;

crate::statements! {
    EVERY = "SELECT key, value FROM policy ORDER BY key", scan: "a desk has a handful of rules";
    PUT = "INSERT INTO policy (key, value, event) VALUES ($1, $2, $3)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value, event = excluded.event";
}

/// The rules in force; a key without a row has its default.
pub fn load(r: &Read<'_>) -> Result<Policy, Error> {
    let mut fields = serde_json::Map::new();
    for (key, value) in r.all::<(String, String)>(&EVERY, &[])? {
        let value = serde_json::from_str(&value).map_err(|e| Fault::Corrupt(format!("policy {key}: {e}")))?;
        fields.insert(key, value);
    }
    serde_json::from_value(fields.into()).map_err(|e| Fault::Corrupt(format!("policy: {e}")).into())
}

/// Writes all rules.
pub fn put_all(tx: &Tx<'_>, policy: &Policy) -> Result<(), Error> {
    let fields = serde_json::to_value(policy).map_err(|e| Fault::Bug(e.to_string()))?;
    for (key, value) in fields.as_object().into_iter().flatten() {
        tx.exec(&PUT, &[key, &value.to_string(), &tx.seq()])?;
    }
    Ok(())
}
