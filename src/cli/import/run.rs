//! A run of an import: items are taken in by batches, a batch a transaction, and
//! what became of each is told once its batch is committed.

use std::{
    collections::BTreeMap,
    io::{BufRead as _, BufWriter, Seek as _, SeekFrom, Write as _},
    path::PathBuf,
};

use super::{
    Args,
    report::Report,
    view::{ItemView, ink},
};
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
    },
    desk::{
        self,
        intake::{Intake, Outcome, Revisions},
    },
    domain::ids::{ArticleId, RevisionNumber, RunId},
    import::{Import, Item, Options, Rejection},
    render::{self, Format, human, safe},
    store::{
        self, Actor, Desk, Tx,
        event::{Draft, Payload},
        import_run::{self, Counts},
    },
    ui::interrupt,
};

/// Rows after which a batch is committed, and the time after which it is
/// committed with fewer.
const BATCH_ROWS: usize = 5_000;
const BATCH_TIME: std::time::Duration = std::time::Duration::from_millis(500);

/// A run under way: what it counted, and where its outcomes go.
pub(super) struct Run<'c> {
    ctx: &'c Ctx,
    args: &'c Args,
    paths: &'c [PathBuf],
    report: Option<&'c mut Report>,
    id: Option<RunId>,
    items: i64,
    /// What became of the items.
    pub(super) counts: Counts,
    revisions: Revisions,
    /// How many items were read as which format.
    formats: BTreeMap<&'static str, u64>,
    /// For `--json`: the items, until the counts that stand before them are known.
    kept: Option<BufWriter<std::fs::File>>,
    told_head: bool,
}

impl<'c> Run<'c> {
    pub(super) fn new(
        ctx: &'c Ctx,
        args: &'c Args,
        paths: &'c [PathBuf],
        report: Option<&'c mut Report>,
    ) -> Result<Self> {
        let kept = match ctx.format() {
            Format::Json => Some(BufWriter::new(
                tempfile::tempfile().map_err(|e| Error::failed(format!("no temporary file can be made: {e}")))?,
            )),
            _ => None,
        };
        Ok(Self {
            ctx,
            args,
            paths,
            report,
            id: None,
            items: 0,
            counts: Counts::default(),
            revisions: Revisions::default(),
            formats: BTreeMap::new(),
            kept,
            told_head: false,
        })
    }

    /// Reads everything, a batch a transaction; each batch's outcomes are told
    /// once it is committed.
    pub(super) fn all(&mut self, desk: &Desk, actor: &Actor, options: Options) -> Result<()> {
        let paths = self.paths.iter().cloned();
        let import = if self.args.git { Import::of_histories(paths, options) } else { Import::new(paths, options) };
        let read = import.progress();
        let total = if self.args.git { None } else { total_bytes(self.paths) };
        let bar = self.ctx.ui.progress("bytes", total);
        let mut items = import.ahead().take(self.args.limit.unwrap_or(usize::MAX));
        let mut intake = Intake::default();
        if self.args.dry_run {
            return self.rehearse(desk, actor, &mut items, &mut intake);
        }
        interrupt::watch_once();
        let mut more = true;
        while more {
            let batch = gather(&mut items);
            more = batch.more;
            // Marking a way back for each item costs more than writing it, so
            // a batch is first written without; a refusal in it is rare.
            let told = match self.write(desk, actor, &batch, &mut intake, Care::None) {
                Err(Stopped::Refusal) => self.write(desk, actor, &batch, &mut intake, Care::EachItem),
                other => other,
            };
            match told {
                Ok(told) => {
                    told.iter().try_for_each(|item| self.tell(item))?;
                    self.ctx.ui.flush()?;
                    self.report.as_mut().map_or(Ok(()), |report| report.flush())?;
                }
                Err(Stopped::Failed(e)) => return Err(e),
                Err(Stopped::Refusal | Stopped::Dry) => return Err(Error::failed("a batch was refused twice")),
            }
            bar.set(read.bytes_read());
            if self.ctx.ui.reader_gone() {
                break;
            }
            // What is in stays; the next run goes on from there.
            if interrupt::pressed() && more && !self.args.watch {
                return Err(Error::interrupted());
            }
        }
        Ok(())
    }

    /// Writes one batch in a transaction of its own and answers its outcomes.
    /// When it fails, the run is as before.
    fn write(
        &mut self,
        desk: &Desk,
        actor: &Actor,
        batch: &Batch,
        intake: &mut Intake,
        care: Care,
    ) -> Result<Vec<ItemView>, Stopped> {
        let before = (self.id, self.items, self.counts);
        let done = desk.transact(actor, self.ctx.now(), |tx| self.batch(tx, batch, intake, care));
        if done.is_err() {
            intake.forget();
            (self.id, self.items, self.counts) = before;
        }
        done
    }

    /// Does it all in one transaction that is never committed, so that what
    /// comes later sees what came before.
    fn rehearse(
        &mut self,
        desk: &Desk,
        actor: &Actor,
        items: &mut impl Iterator<Item = Result<Item, Rejection>>,
        intake: &mut Intake,
    ) -> Result<()> {
        let done: Result<(), Stopped> = desk.transact(actor, self.ctx.now(), |tx| {
            let mut more = true;
            while more {
                let batch = gather(items);
                more = batch.more;
                for item in self.batch(tx, &batch, intake, Care::EachItem)? {
                    self.tell(&item)?;
                }
            }
            Err(Stopped::Dry)
        });
        match done {
            Err(Stopped::Failed(e)) => Err(e),
            Ok(()) | Err(Stopped::Dry | Stopped::Refusal) => Ok(()),
        }
    }

    fn batch(&mut self, tx: &Tx<'_>, batch: &Batch, intake: &mut Intake, care: Care) -> Result<Vec<ItemView>, Stopped> {
        let run = match self.id {
            Some(run) => run,
            None => {
                let inputs: Vec<String> = self.paths.iter().map(|p| p.display().to_string()).collect();
                let run = import_run::begin(tx, &serde_json::json!(inputs).to_string())?;
                self.id = Some(run);
                run
            }
        };
        intake.run = Some(run);
        tx.bookkeeping();
        let mut told = Vec::with_capacity(batch.items.len());
        for item in &batch.items {
            let view = take(tx, intake, item, care)?;
            self.items += 1;
            self.count(view.outcome);
            let repairs =
                if view.repairs.is_empty() { "[]".to_owned() } else { serde_json::json!(view.repairs).to_string() };
            import_run::item(tx, run, &row(self.items, &view, &repairs))?;
            told.push(view);
        }
        import_run::count(tx, run, self.counts, !batch.more)?;
        if !batch.more {
            tx.record(&Draft {
                action: "import.end",
                subject: "import",
                subject_id: run.0,
                article: None,
                payload: Payload::of(&self.counts)?,
                reverses: None,
            })?;
        }
        Ok(told)
    }

    const fn count(&mut self, outcome: Outcome) {
        let c = &mut self.counts;
        *match outcome {
            Outcome::Created => &mut c.created,
            Outcome::Updated => &mut c.updated,
            Outcome::Unchanged => &mut c.unchanged,
            Outcome::Withdrawn => &mut c.withdrawn,
            Outcome::Rejected => &mut c.rejected,
        } += 1;
    }

    /// Tells one outcome.
    fn tell(&mut self, item: &ItemView) -> Result<()> {
        self.revisions.added += item.revisions.added;
        self.revisions.unchanged += item.revisions.unchanged;
        if let Some(format) = item.format {
            *self.formats.entry(format).or_default() += 1;
        }
        if let Some(report) = &mut self.report {
            report.tell(item)?;
        }
        if let Some(kept) = &mut self.kept {
            render::json::write_line(kept, item).map_err(render::Error::from)?;
            kept.write_all(b"\n").map_err(|e| Error::failed(format!("the temporary file can't be written: {e}")))?;
            return Ok(());
        }
        if self.ctx.for_people() {
            return self.tell_people(item);
        }
        let mut out = Vec::new();
        let fields = self.ctx.globals.fields.as_deref();
        render::list(&mut out, [item], self.ctx.format(), fields, self.ctx.view())?;
        // Each item is a list of one: the header is told once.
        let header = match self.ctx.format() {
            Format::Csv | Format::Tsv => 1,
            Format::Markdown => 2,
            _ => 0,
        };
        let skip = if self.told_head { header } else { 0 };
        self.told_head = true;
        let from = out.iter().enumerate().filter(|(_, b)| **b == b'\n').map(|(at, _)| at + 1).nth(skip.max(1) - 1);
        let body = if skip == 0 { &out[..] } else { out.get(from.unwrap_or(0)..).unwrap_or_default() };
        Ok(self.ctx.ui.write(body)?)
    }

    fn tell_people(&self, item: &ItemView) -> Result<()> {
        let view = self.ctx.view();
        let mut line = String::new();
        ink(item.outcome).paint(&mut line, &format!("{:9}", item.outcome), view.color);
        let named = item.named();
        if !named.is_empty() {
            line.push(' ');
            line.push_str(&named);
        }
        line.push_str(if named.is_empty() { " " } else { "  " });
        line.push_str(&safe::text(&item.input));
        let remarks = item.remarks();
        if !remarks.is_empty() {
            line.push_str(": ");
            line.push_str(&safe::text(&remarks));
        }
        line.push('\n');
        Ok(self.ctx.ui.write(line.as_bytes())?)
    }

    /// Tells what the run came to.
    pub(super) fn close(&mut self, took: std::time::Duration) -> Result<()> {
        let c = self.counts;
        if let Some(kept) = self.kept.take() {
            return self.document(kept);
        }
        let all: i64 = [c.created, c.updated, c.unchanged, c.withdrawn, c.rejected].iter().sum();
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let rate = all as f64 / took.as_secs_f64().max(0.001);
        let mut parts = Vec::new();
        for (n, what) in [
            (c.created, "created"),
            (c.updated, "updated"),
            (c.unchanged, "unchanged"),
            (c.withdrawn, "withdrawn"),
            (c.rejected, "rejected"),
        ] {
            if n > 0 {
                parts.push(format!("{} {what}", human::thousands(n.unsigned_abs())));
            }
        }
        if parts.is_empty() {
            parts.push("nothing to import".to_owned());
        }
        let dry = if self.args.dry_run { "dry run, nothing was changed: " } else { "" };
        let r = self.revisions;
        let histories = if r.added + r.unchanged > usize::try_from(all).unwrap_or(0) {
            let (added, unchanged) = (human::thousands(r.added as u64), human::thousands(r.unchanged as u64));
            format!("; {added} revisions, {unchanged} more without a change of words")
        } else {
            String::new()
        };
        let seconds = took.as_secs_f64();
        let read_as = match self.formats.len() {
            0 => String::new(),
            1 => format!("; read as {}", self.formats.keys().copied().collect::<String>()),
            _ => {
                let each: Vec<String> =
                    self.formats.iter().map(|(format, n)| format!("{} {format}", human::thousands(*n))).collect();
                format!("; read as {}", each.join(", "))
            }
        };
        self.ctx.ui.flush()?;
        self.ctx
            .ui
            .status(format!("{dry}{}{histories}{read_as} in {seconds:.1} s ({rate:.0} a second)", parts.join(", ")));
        Ok(())
    }

    /// The document of `--json`: the counts, then the items.
    fn document(&self, kept: BufWriter<std::fs::File>) -> Result<()> {
        let failed = |e: std::io::Error| Error::failed(format!("the temporary file can't be read: {e}"));
        let mut file = kept.into_inner().map_err(|e| failed(e.into_error()))?;
        file.seek(SeekFrom::Start(0)).map_err(failed)?;
        let c = self.counts;
        let run = self.id.filter(|_| !self.args.dry_run).map_or("null".to_owned(), |id| id.to_string());
        let head = format!(
            "{{\n  \"run\": {run},\n  \"created\": {},\n  \"updated\": {},\n  \"unchanged\": {},\n  \"withdrawn\": {},\n  \"rejected\": {},\n  \"items\": [",
            c.created, c.updated, c.unchanged, c.withdrawn, c.rejected
        );
        self.ctx.ui.write(head.as_bytes())?;
        let mut first = true;
        for line in std::io::BufReader::new(file).lines() {
            let line = line.map_err(failed)?;
            self.ctx.ui.write(if first { b"\n    " } else { b",\n    " })?;
            self.ctx.ui.write(line.as_bytes())?;
            first = false;
        }
        self.ctx.ui.write(if first { b"]\n}\n" } else { b"\n  ]\n}\n" })?;
        Ok(())
    }
}

/// Items that are written in one transaction.
struct Batch {
    items: Vec<Result<Item, Rejection>>,
    /// Whether others come after them.
    more: bool,
}

/// Reads the items of the next batch.
fn gather(items: &mut impl Iterator<Item = Result<Item, Rejection>>) -> Batch {
    let begun = std::time::Instant::now();
    let mut batch = Batch { items: Vec::new(), more: true };
    let mut rows = 0;
    while rows < BATCH_ROWS && begun.elapsed() < BATCH_TIME {
        let Some(item) = items.next() else {
            batch.more = false;
            break;
        };
        rows += item.as_ref().map_or(1, Item::weight);
        batch.items.push(item);
    }
    batch
}

/// Whether a way back is marked before each item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Care {
    /// No: a refusal undoes the whole batch.
    None,
    /// Yes: a refusal undoes only the item.
    EachItem,
}

/// Why a batch's transaction ends without a commit.
enum Stopped {
    /// It was only to be seen what would happen.
    Dry,
    /// An item was refused, and no way back was marked.
    Refusal,
    /// Something went wrong.
    Failed(Error),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<store::Error> for Stopped {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}

/// Takes one item, or says why not. Only a fault of the desk ends the run.
fn take(tx: &Tx<'_>, intake: &mut Intake, item: &Result<Item, Rejection>, care: Care) -> Result<ItemView, Stopped> {
    let item = match item {
        Ok(item) => item,
        Err(why) => return Ok(ItemView::rejected(why.clone())),
    };
    let mark = if care == Care::EachItem { Some(tx.mark()?) } else { None };
    let problem = match intake.take(tx, item) {
        Ok(taken) => {
            if let Some(mark) = mark {
                tx.keep(mark)?;
            }
            return Ok(ItemView::taken(item, taken));
        }
        Err(problem) => problem,
    };
    if problem.kind == desk::Kind::Failed {
        return Err(Stopped::Failed(problem.into()));
    }
    let Some(mark) = mark else { return Err(Stopped::Refusal) };
    tx.back(&mark)?;
    intake.forget();
    let code = match problem.kind {
        desk::Kind::Conflict => "conflict",
        desk::Kind::NotFound => "not-found",
        _ => "refused",
    };
    let mut message = problem.message;
    for line in &problem.details {
        message.push_str("; ");
        message.push_str(line);
    }
    if let Some(hint) = problem.hint {
        message.push_str(" (");
        message.push_str(&hint);
        message.push(')');
    }
    Ok(ItemView::rejected(Rejection::new(item.input(), code, message)))
}

fn row<'a>(number: i64, view: &'a ItemView, repairs: &'a str) -> import_run::Item<'a> {
    import_run::Item {
        item: number,
        input: &view.input,
        outcome: view.outcome.as_str(),
        article: view.article_id.map(ArticleId),
        revision: view.revision.map(RevisionNumber),
        code: view.code.as_deref(),
        message: view.message.as_deref(),
        repairs,
    }
}

/// The bytes that there are to read, where that can be known at once.
fn total_bytes(paths: &[PathBuf]) -> Option<u64> {
    paths.iter().try_fold(0_u64, |sum, path| {
        let meta = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
        Some(sum.saturating_add(meta.len()))
    })
}
