//! Who has a claim on the screen: a short lease, so that two people at work at
//! once never meet the same claim.
//!
//! It is no fact of the record: nothing was done to the claim. So it has no
//! event, it leaves the claim's progress alone, and it ends by the clock should
//! the one who looked go away without a word. A claim that somebody took
//! ([`super::take`]) stays theirs for as long as policy says, whatever was on
//! whose screen.

use super::free_for;
use crate::desk::{Result, names};
use crate::domain::ids::ClaimId;
use crate::store::{Tx, claim};

/// How long a claim on a screen is held, in milliseconds: a quarter of an hour.
const ON_SCREEN: i64 = 15 * 60 * 1000;

/// Holds a claim for the actor, who has it on the screen. Answers whether it is
/// held for the screen alone, so that whoever leaves it lets go of it: not
/// where the actor took it. A conflict where somebody else has it.
pub fn hold(tx: &Tx<'_>, id: ClaimId) -> Result<bool> {
    let claim = names::claim(tx, id)?;
    free_for(tx, &claim, "go on to another; it is free again when they are done")?;
    let until = tx.now.plus_millis(ON_SCREEN);
    let mine = claim.holder == Some(tx.actor.id) && claim.lease_until > Some(tx.now);
    if !mine || claim.lease_until < Some(until) {
        tx.bookkeeping();
        claim::lease(tx, id, Some((tx.actor.id, until)))?;
    }
    Ok(!mine || claim.work.is_none())
}

/// Lets go of a claim that was held while it was on the screen.
pub fn let_go(tx: &Tx<'_>, id: ClaimId) -> Result<()> {
    let claim = names::claim(tx, id)?;
    if claim.holder == Some(tx.actor.id) {
        tx.bookkeeping();
        claim::lease(tx, id, None)?;
    }
    Ok(())
}
