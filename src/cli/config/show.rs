//! `copydesk config show`.

use crate::cli::{
    Ctx,
    config::{Config, KEYS},
    error::Result,
    globals::DESK,
};
use crate::render::{Cell, Column, Ink, Row};
use crate::ui::ColorWhen;

/// Show what is set, and where each value comes from.
///
/// A flag or the environment wins over the config file; what nobody sets has copydesk's own value.
///
/// Example: copydesk config show
#[derive(Debug, clap::Args)]
pub struct Args {}

crate::record! {
    /// A setting.
    struct SettingView {
        /// Its name, as in the config file.
        key: &'static str,
        /// What holds now; null where nothing does.
        value: Option<String>,
        /// Who says so: a flag, a variable, the config file, or copydesk.
        from: String,
    }
}

impl Row for SettingView {
    fn columns() -> Vec<Column<Self>> {
        vec![
            Column::new("key", |s: &Self, _| Cell::new(s.key, Ink::Bold)),
            Column::new("value", |s: &Self, _| s.value.as_deref().unwrap_or("–").into()),
            Column::new("from", |s: &Self, _| Cell::new(&s.from, Ink::Dim)),
        ]
    }
}

/// Runs it.
pub fn run(ctx: &Ctx, _: &Args) -> Result<()> {
    let config = Config::load()?;
    let file = Config::path().map_or_else(String::new, |path| path.display().to_string());
    let rows: Vec<SettingView> = KEYS.into_iter().map(|key| setting(ctx, &config, &file, key)).collect();
    ctx.list(&rows, "")
}

fn setting(ctx: &Ctx, config: &Config, file: &str, key: &'static str) -> SettingView {
    let (globals, env) = (&ctx.globals, &ctx.globals.env);
    let default = |value: &str| (Some(value.to_owned()), "copydesk".to_owned());
    let set = |value: Option<String>| value.map(|value| (Some(value), file.to_owned()));
    let (value, from) = match key {
        "db" => desk(ctx, config, file),
        "user" => match (&globals.actor, &env.user) {
            (Some(name), Some(user)) if name == user => (Some(user.clone()), "COPYDESK_USER".to_owned()),
            (Some(name), _) => (Some(name.clone()), "--as".to_owned()),
            _ => set(config.user.clone()).unwrap_or_else(|| (globals.login(), "login".to_owned())),
        },
        "color" => match ctx.ui.settings() {
            s if s.color_asked => (Some(word(s.color).to_owned()), "--color".to_owned()),
            _ if env.no_color => (Some("never".to_owned()), "NO_COLOR".to_owned()),
            _ if env.force_color => (Some("always".to_owned()), "CLICOLOR_FORCE".to_owned()),
            _ => set(config.color.map(|c| word(c).to_owned())).unwrap_or_else(|| default("auto")),
        },
        "pager" => match &env.pager {
            Some((pager, variable)) => (Some(pager.clone()), (*variable).to_owned()),
            None => set(config.pager.clone()).unwrap_or_else(|| default(super::super::globals::PAGER)),
        },
        "queue.sort" => {
            let sort = config.queue.sort.and_then(|sort| clap::ValueEnum::to_possible_value(&sort));
            set(sort.map(|sort| sort.get_name().to_owned())).unwrap_or_else(|| default("priority"))
        }
        "queue.limit" => set(config.queue.limit.map(|n| n.to_string())).unwrap_or_else(|| default("50")),
        "queue.mine" => set(config.queue.mine.map(|mine| mine.to_string())).unwrap_or_else(|| default("false")),
        _ => set(config.queue.desk.clone()).unwrap_or_else(|| (None, "copydesk".to_owned())),
    };
    SettingView { key, value, from }
}

/// The desk's file, as [`super::super::globals::Globals::desk`] finds it.
fn desk(ctx: &Ctx, config: &Config, file: &str) -> (Option<String>, String) {
    let (globals, env) = (&ctx.globals, &ctx.globals.env);
    if let Some(db) = &globals.db {
        let named = env.db.as_ref().is_some_and(|named| named == db.as_os_str());
        return (Some(db.display().to_string()), if named { "COPYDESK_DB" } else { "--db" }.to_owned());
    }
    let near = std::env::current_dir().ok().and_then(|folder| super::super::globals::near(&folder));
    match (near, &config.db) {
        (Some(near), _) => (Some(near.display().to_string()), format!("the nearest {DESK}")),
        (None, Some(db)) => (Some(db.display().to_string()), file.to_owned()),
        (None, None) => (None, "copydesk".to_owned()),
    }
}

const fn word(color: ColorWhen) -> &'static str {
    match color {
        ColorWhen::Auto => "auto",
        ColorWhen::Always => "always",
        ColorWhen::Never => "never",
    }
}
