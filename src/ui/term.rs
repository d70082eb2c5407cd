//! What is known of the terminal: whether there is one, how wide, whether to colour.

use std::io::{IsTerminal, stderr, stdin, stdout};

use super::{ColorWhen, Settings};

/// What is known of the terminal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "three streams, each a terminal or not, and colour")]
pub struct Terminal {
    /// Standard input is one.
    pub stdin: bool,
    /// Standard output is one.
    pub stdout: bool,
    /// Standard error is one.
    pub stderr: bool,
    /// The width to wrap to, in columns; `None` (in a pipe) to not wrap.
    pub width: Option<usize>,
    /// Its height in lines, where standard output is one.
    pub height: Option<usize>,
    /// Whether to colour standard output.
    pub color: bool,
    /// Whether addresses on standard output are marked, for the terminal to open.
    pub links: bool,
}

/// The narrowest width that anything is wrapped to.
const NARROWEST: usize = 20;

impl Terminal {
    /// Looks at the process's streams.
    pub fn look(settings: &Settings) -> Self {
        let (stdin, stdout, stderr) = (stdin().is_terminal(), stdout().is_terminal(), stderr().is_terminal());
        let size = if stdout { console::Term::stdout().size_checked() } else { None };
        Self {
            stdin,
            stdout,
            stderr,
            width: width(stdout, settings.columns, size.map(|(_, columns)| usize::from(columns))),
            height: size.map(|(lines, _)| usize::from(lines)).filter(|lines| *lines > 0),
            color: color(settings, stdout),
            links: links(settings, stdout),
        }
    }

    /// Width and height as they are now; see [`Self::look`].
    pub fn sized_now(&self, settings: &Settings) -> (Option<usize>, Option<usize>) {
        if !self.stdout {
            return (self.width, self.height);
        }
        match console::Term::stdout().size_checked() {
            Some((lines, columns)) => (
                width(true, settings.columns, Some(usize::from(columns))),
                Some(usize::from(lines)).filter(|lines| *lines > 0),
            ),
            None => (self.width, self.height),
        }
    }

    /// Whether somebody sits there to answer.
    pub fn interactive(&self) -> bool {
        self.stdin && self.stderr
    }
}

fn width(terminal: bool, asked: Option<usize>, measured: Option<usize>) -> Option<usize> {
    let measured = measured.filter(|columns| *columns > 0);
    let width = if terminal { measured.or(asked).or(Some(80)) } else { asked };
    width.map(|columns| columns.max(NARROWEST))
}

fn color(settings: &Settings, terminal: bool) -> bool {
    match settings.color {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto if settings.no_color => false,
        ColorWhen::Auto => settings.force_color || (terminal && !settings.dumb),
    }
}

/// Of pagers, less alone is known to pass them on.
fn links(settings: &Settings, terminal: bool) -> bool {
    let passed_on = settings.pager.as_ref().is_none_or(|pager| pager.split(' ').next() == Some("less"));
    settings.links && terminal && !settings.dumb && passed_on
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_marked_where_nothing_garbles_them() {
        let has = Settings { links: true, pager: Some("less -FRX".into()), ..Settings::default() };
        assert!(links(&has, true) && !links(&has, false) && !links(&Settings::default(), true));
        assert!(!links(&Settings { pager: Some("more".into()), ..has.clone() }, true));
        assert!(links(&Settings { pager: None, ..has.clone() }, true));
        assert!(!links(&Settings { dumb: true, ..has }, true));
    }

    #[test]
    fn colour_is_decided_in_this_order() {
        let auto = Settings::default();
        assert!(color(&auto, true) && !color(&auto, false));
        let no = Settings { no_color: true, force_color: true, ..Settings::default() };
        assert!(!color(&no, true));
        assert!(color(&Settings { color: ColorWhen::Always, ..no }, false));
        let dumb = Settings { dumb: true, ..Settings::default() };
        assert!(!color(&dumb, true));
        let force = Settings { force_color: true, ..Settings::default() };
        assert!(color(&force, false));
    }

    #[test]
    fn a_pipe_is_not_wrapped_unless_asked() {
        assert_eq!(width(false, None, None), None);
        assert_eq!(width(false, Some(100), None), Some(100));
        assert_eq!(width(true, Some(100), Some(120)), Some(120));
        assert_eq!(width(true, None, Some(0)), Some(80));
        assert_eq!(width(true, None, Some(5)), Some(NARROWEST));
    }
}
