//! People and policy: a chief keeps both.

use serde_json::json;

use super::claims::role;
use super::{Problem, Result, names};
use crate::domain::naming::nearest;
use crate::domain::person::{Role, valid_handle};
use crate::domain::policy::{Key, Policy};
use crate::store::event::Draft;
use crate::store::person::{self, Person};
use crate::store::{Tx, policy};

/// Adds somebody to the desk.
pub fn add(tx: &Tx<'_>, name: &str, display: &str, new_role: Role) -> Result<Person> {
    role(tx, Role::Chief, "add people")?;
    if !valid_handle(name) {
        return Err(Problem::usage(format!("\"{name}\" can't be a handle"))
            .hint("use 1 to 40 of a-z, 0-9, dot, dash and underscore, beginning with a letter, such as carl.checker"));
    }
    if person::by_name(tx, name)?.is_some() {
        return Err(Problem::refused(format!("{name} is at this desk already"))
            .hint(format!("change what they may do: copydesk person set {name} --role {new_role}")));
    }
    let display = if display.trim().is_empty() { name } else { display.trim() };
    let id = person::insert(tx, name, display, new_role)?;
    tx.record(&Draft {
        action: "person.add",
        subject: "person",
        subject_id: id.0,
        article: None,
        payload: json!({ "name": name, "display": display, "role": new_role }).into(),
        reverses: None,
    })?;
    Ok(Person { id, name: name.to_owned(), display: display.to_owned(), role: new_role, active: true })
}

/// Changes what is known of somebody; `None` leaves it as it is.
pub fn set(
    tx: &Tx<'_>,
    name: &str,
    display: Option<&str>,
    new_role: Option<Role>,
    active: Option<bool>,
) -> Result<Person> {
    role(tx, Role::Chief, "change people")?;
    let before = names::person(tx, name)?;
    let mut after = before.clone();
    if let Some(display) = display {
        display.trim().clone_into(&mut after.display);
    }
    after.role = new_role.unwrap_or(after.role);
    after.active = active.unwrap_or(after.active);
    if after == before {
        return Err(Problem::usage(format!("nothing about {name} changes"))
            .hint("name what changes: --role ROLE, --display TEXT, --active true|false"));
    }
    let is_chief = |p: &Person| p.active && p.role == Role::Chief;
    if is_chief(&before) && !is_chief(&after) && person::all(tx)?.iter().filter(|p| is_chief(p)).count() == 1 {
        return Err(Problem::refused(format!("{name} is the desk's only chief"))
            .hint("make somebody else chief first: copydesk person set NAME --role chief"));
    }
    person::update(tx, &after)?;
    let facts = |p: &Person| json!({ "display": p.display, "role": p.role, "active": p.active });
    tx.record(&Draft {
        action: "person.set",
        subject: "person",
        subject_id: after.id.0,
        article: None,
        payload: super::facts::change(&facts(&before), &facts(&after)).into(),
        reverses: None,
    })?;
    Ok(after)
}

/// Changes one rule of the desk.
pub fn set_policy(tx: &Tx<'_>, key: &str, value: &str) -> Result<Policy> {
    role(tx, Role::Chief, "change the desk's policy")?;
    let before = policy::load(tx)?;
    let mut after = before.clone();
    after.set(key, value).map_err(|e| {
        let keys = Key::ALL.iter().map(|k| k.as_str());
        match nearest(key, keys, 1).first() {
            Some(near) if *near != key => Problem::usage(e.to_string()).hint(format!("did you mean {near}?")),
            _ => Problem::usage(e.to_string()).hint("see all with: copydesk policy show"),
        }
    })?;
    policy::put_all(tx, &after)?;
    let facts = |p: &Policy| serde_json::to_value(p).unwrap_or_default();
    tx.record(&Draft {
        action: "policy.set",
        subject: "policy",
        subject_id: 1,
        article: None,
        payload: super::facts::change(&facts(&before), &facts(&after)).into(),
        reverses: None,
    })?;
    Ok(after)
}
