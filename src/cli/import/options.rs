//! What the command line says of how inputs are to be read.

use super::{Annotate, Args};
use crate::{
    cli::{
        Ctx,
        error::{Error, Result},
    },
    domain::{article::valid_slug, naming::TagName},
    import::{
        ImportTag, Options,
        formats::sheet::columns::{Column, Columns, folded, parse_map},
        source::{Annotations, Settings},
        times::Zone,
    },
    store::{self, Actor, Desk, event::Draft, sheet},
};

/// The options of a run, with what the desk remembers of its sheets.
pub(super) fn options(ctx: &Ctx, desk: &Desk, args: &Args) -> Result<Options> {
    let mut tags = Vec::new();
    for word in &args.tags {
        let tag = ImportTag::parse(word).filter(|_| word.parse::<TagName>().is_ok()).ok_or_else(|| {
            Error::usage(format!("\"{word}\" is no tag")).hint("write a name, or scheme:name such as place:Syria")
        })?;
        tags.push(tag);
    }
    if let Some(slug) = &args.slug
        && !valid_slug(slug)
    {
        return Err(Error::usage(format!("\"{slug}\" can't be a slug")).hint("use a-z, 0-9 and dashes, at most 120"));
    }
    let encoding = match &args.encoding {
        None => None,
        Some(name) => Some(encoding_rs::Encoding::for_label(name.trim().as_bytes()).ok_or_else(|| {
            Error::usage(format!("\"{name}\" is no encoding that is known"))
                .hint("give its usual name, such as utf-8, windows-1252, iso-8859-2, koi8-r, gb18030 or shift_jis")
        })?),
    };
    let zone = match &args.tz {
        None => Zone::Utc,
        Some(name) => name.parse().map_err(|message: String| Error::usage(message))?,
    };
    let known = desk.read(ctx.now(), sheet::columns)?;
    let saved = known.into_iter().filter_map(|(header, field)| Some((header, field.parse::<Column>().ok()?)));
    let columns = Columns::new(map(args)?.into_iter().chain(saved));
    let annotations = match args.annotations {
        Annotate::Claims => Annotations::Claims,
        Annotate::Comments => Annotations::Comments,
    };
    Ok(Options {
        format: args.input_format.map(|f| f.as_str().to_owned()),
        tags,
        desk: args.desk.clone(),
        slug: args.slug.clone(),
        provider: args.provider.clone(),
        article: args.article.clone(),
        settings: Settings { columns, encoding, annotations },
        zone,
        repair: args.repair,
        now: ctx.now().at,
    })
}

fn map(args: &Args) -> Result<Vec<(String, Column)>> {
    let mut map = Vec::new();
    for text in &args.map {
        let names = Column::ALL.iter().map(|column| column.as_str()).collect::<Vec<_>>().join(", ");
        map.extend(parse_map(text).map_err(|why| {
            Error::usage(format!("--map {text}: {why}"))
                .hint(format!("write --map statement=Fact,url=\"Source link\"; the columns are {names}"))
        })?);
    }
    Ok(map)
}

/// Remembers what the command line says of the desk's columns.
pub(super) fn remember(ctx: &Ctx, desk: &Desk, actor: &Actor, args: &Args) -> Result<()> {
    let map = map(args)?;
    if map.is_empty() || args.dry_run {
        return Ok(());
    }
    desk.transact(actor, ctx.now(), |tx| {
        let known = sheet::columns(tx)?;
        let new: Vec<(String, Column)> = map
            .into_iter()
            .map(|(header, column)| (folded(&header), column))
            .filter(|(header, column)| !known.iter().any(|(h, f)| h == header && f == column.as_str()))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        for (header, column) in &new {
            sheet::put_column(tx, header, column.as_str())?;
        }
        let told: serde_json::Map<String, serde_json::Value> =
            new.iter().map(|(header, column)| (header.clone(), column.as_str().into())).collect();
        tx.record(&Draft {
            action: "sheet.columns",
            subject: "desk",
            subject_id: 1,
            article: None,
            payload: serde_json::json!({ "columns": told }).into(),
            reverses: None,
        })?;
        Ok::<(), store::Error>(())
    })?;
    Ok(())
}
