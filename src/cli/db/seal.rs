//! `copydesk db seal`.

use crate::cli::{Ctx, error::Result};
use crate::desk::verify;
use crate::domain::ids::EventSeq;
use crate::render::{Column, Row, human};
use crate::store::hex;

/// Print one hash over the whole record.
///
/// Keep it outside the desk (in a mail, with a notary), with the number of its last event: the seal --at that event
/// stays the same for ever, unless somebody rewrote the record.
///
/// Example: copydesk db seal --at 118
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The seal as it was after this event.
    #[arg(long, value_name = "EVENT", value_parser = clap::value_parser!(i64).range(1..))]
    pub at: Option<i64>,
}

crate::record! {
    /// What `db seal --json` answers.
    struct SealView {
        /// The hash, in hexadecimal.
        seal: String,
        /// The last event that it covers.
        events: i64,
        /// How many chains it covers.
        chains: i64,
    }
}

impl Row for SealView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("seal", |s: &Self, _| (&s.seal).into()),
            Column::new("events", |s: &Self, _| s.events.into()).right(),
            Column::new("chains", |s: &Self, _| s.chains.into()).right(),
        ]
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, args: &Args) -> Result<()> {
    let seal = ctx.read_desk(|r| Ok(verify::seal(r, args.at.map(EventSeq))?))?;
    let view = SealView { seal: hex(&seal.hash), events: seal.events.0, chains: seal.chains };
    ctx.show(&view, |page| {
        page.line(&view.seal);
        let chains = human::count(view.chains.unsigned_abs(), "chain", "chains");
        page.line(format!("covers the record up to event {} in {chains}", view.events));
    })
}
