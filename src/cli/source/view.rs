//! Sources as they are shown and listed, and the files kept with them.

use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::cli::Ctx;
use crate::cli::article::view::some;
use crate::cli::error::{Error, Result};
use crate::desk::sources::{Content, File, LARGEST_FILE};
use crate::domain::ids::{ClaimId, SourceId};
use crate::domain::source::SourceKind;
use crate::domain::time::Timestamp;
use crate::render::human::{bytes, local, source as shown};
use crate::render::page::Page;
use crate::render::{Cell, Column, Ink, Row};
use crate::store::source::{self, Source};
use crate::store::{Read, article, hex};

crate::record! {
    /// A source.
    pub struct SourceView {
        /// The id, shown `S3`.
        pub id: SourceId,
        /// The slug of the article it belongs to; null for the desk's.
        pub article: Option<String>,
        /// What sort of thing.
        pub kind: SourceKind,
        /// Its title, or the label of a confidential one.
        pub title: String,
        /// Where it is.
        pub url: Option<String>,
        /// Where a copy is kept.
        pub archived_url: Option<String>,
        /// When it was read.
        pub retrieved_at: Option<Timestamp>,
        /// Whether it is primary.
        pub primary: bool,
        /// Two sources of one group count once.
        pub independence: Option<String>,
        /// Whether its name is kept secret.
        pub confidential: bool,
        /// Who knows a confidential source's name.
        pub known_by: Option<String>,
        /// A note.
        pub note: Option<String>,
        /// The attached file's name.
        pub file_name: Option<String>,
        /// Its size in bytes.
        pub file_size: Option<i64>,
        /// Its SHA-256, in hexadecimal.
        pub file_sha256: Option<String>,
        /// Where it lies, where it is too large to be kept.
        pub file_place: Option<String>,
        /// When the source was added.
        pub created_at: Timestamp,
        /// The claims that cite it.
        pub claims: Vec<ClaimId>,
    }
}

impl SourceView {
    /// A source with the claims that cite it.
    pub fn load(r: &Read<'_>, s: Source) -> Result<Self> {
        Ok(Self {
            claims: source::claims_citing(r, s.id)?,
            article: match s.article {
                Some(id) => article::by_id(r, id)?.map(|a| a.slug),
                None => None,
            },
            id: s.id,
            kind: s.kind,
            title: s.title,
            url: some(&s.url),
            archived_url: some(&s.archived_url),
            retrieved_at: s.retrieved_at,
            primary: s.is_primary,
            independence: some(&s.independence),
            confidential: s.confidential,
            known_by: some(&s.known_by),
            note: some(&s.note),
            file_name: some(&s.file_name),
            file_size: s.file_size,
            file_sha256: s.file_hash.map(|hash| hex(&hash)),
            file_place: some(&s.file_place),
            created_at: s.created_at,
        })
    }

    /// The source on a page.
    pub fn put(&self, page: &mut Page) {
        let view = *page.view();
        page.ink(Ink::Info, shown(self.id)).put("  ").ink(Ink::Bold, &self.title).end();
        let mut what = vec![self.kind.as_str()];
        if self.primary {
            what.push("primary");
        }
        if self.confidential {
            what.push("confidential");
        }
        page.pairs([
            ("kind", Cell::from(what.join(", "))),
            ("of", self.article.as_deref().unwrap_or("the whole desk").into()),
            ("known to", self.known_by.as_deref().into()),
            ("group", self.independence.as_deref().into()),
            ("url", self.url.as_deref().into()),
            ("archived", self.archived_url.as_deref().into()),
            ("retrieved", self.retrieved_at.map(|at| local(at, &view)).into()),
            ("file", self.file().into()),
            ("sha-256", self.file_sha256.as_deref().map(|hash| Cell::new(hash, Ink::Dim)).into()),
            ("cited by", self.cited().into()),
        ]);
        if let Some(note) = &self.note {
            page.gap().wrapped(0, note);
        }
    }

    fn file(&self) -> Option<String> {
        let size = self.file_size.map_or_else(String::new, |size| format!(", {}", bytes(size.unsigned_abs())));
        let name = self.file_name.as_deref()?;
        Some(match &self.file_place {
            Some(place) => format!("{name}{size}, too large to be kept; it lies at {place}"),
            None => format!("{name}{size}"),
        })
    }

    fn cited(&self) -> String {
        self.claims.iter().map(|id| format!("#{id}")).collect::<Vec<_>>().join(" ")
    }
}

impl Row for SourceView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("id", |s: &Self, _| Cell::new(shown(s.id), Ink::Info)).right(),
            Column::new("kind", |s: &Self, _| s.kind.as_str().into()),
            Column::new("title", |s: &Self, _| (&s.title).into()),
            Column::new("primary", |s: &Self, _| if s.primary { "yes" } else { "" }.into()),
            Column::new("independence", |s: &Self, _| s.independence.as_deref().into()).head("group"),
            Column::new("article", |s: &Self, _| s.article.as_deref().unwrap_or("(desk)").into()),
            Column::new("claims", |s: &Self, _| s.cited().into()).head("cited by"),
            Column::new("url", |s: &Self, _| Cell::new(s.url.as_deref().unwrap_or_default(), Ink::Dim)),
        ]
    }
}

impl Ctx {
    /// A file to keep with a source: its bytes, or of one that is too large
    /// for the desk the place where it lies and its hash.
    pub fn attached(&self, file: &Path) -> Result<File> {
        let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Error::not_found(format!("there is no file {}", file.display())),
            _ => Error::failed(format!("{} can't be read: {error}", file.display())),
        };
        let size = fs::metadata(file).map_err(failed)?.len();
        if size <= LARGEST_FILE as u64 {
            return Ok(File { name, content: Content::Kept(self.read(file, LARGEST_FILE as u64)?) });
        }
        let mut open = fs::File::open(file).map_err(failed)?;
        let mut hash = Sha256::new();
        let mut size = 0;
        let mut piece = vec![0; 1 << 20];
        loop {
            let read = open.read(&mut piece).map_err(failed)?;
            if read == 0 {
                break;
            }
            size += read as u64;
            hash.update(piece.get(..read).unwrap_or_default());
        }
        let place = fs::canonicalize(file).map_err(failed)?.display().to_string();
        self.ui.warn(format!("{name} has more than 16 MiB: the desk keeps its place and its SHA-256, not its bytes"));
        Ok(File { name, content: Content::Elsewhere { place, size, hash: hash.finalize().into() } })
    }
}
