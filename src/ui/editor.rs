//! Text typed in the person's own editor.
//!
//! The draft is a file that outlives the program: only [`Draft::saved`]
//! removes it, once the text is in the desk. Whatever fails in between, the
//! path is told and nothing typed is lost.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use super::{Error, Ui, interrupt, pager};

impl Ui {
    /// Whether an editor can be opened: on a terminal, or where its owner
    /// named one for copydesk itself; never with `--no-input`.
    pub fn can_edit(&self) -> bool {
        let ours = self.settings().editor.as_ref().is_some_and(|editor| editor.ours);
        !self.settings().no_input && (ours || self.terminal().interactive())
    }
}

/// A text being edited.
#[derive(Debug)]
pub struct Draft {
    path: PathBuf,
    before: String,
}

impl Draft {
    /// Puts a text into a new file that only this user can read. `stem` goes
    /// into its name (`copydesk-harbour-fire-….md`).
    pub fn new(stem: &str, text: &str) -> Result<Self, Error> {
        let io = |source| Error::Io { what: "can't make a file for the draft", source };
        let stem: String = stem.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(60).collect();
        let mut file =
            tempfile::Builder::new().prefix(&format!("copydesk-{stem}-")).suffix(".md").tempfile().map_err(io)?;
        file.write_all(text.as_bytes()).map_err(io)?;
        let (_, path) = file.keep().map_err(|error| io(error.error))?;
        Ok(Self { path, before: text.to_owned() })
    }

    /// Where the draft is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts another text into the file, whole or not at all: what the person
    /// typed and what they must settle in it.
    pub fn put(&mut self, text: &str) -> Result<(), Error> {
        let io = |source| Error::Io { what: "can't write the draft", source };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
        file.write_all(text.as_bytes()).map_err(io)?;
        file.persist(&self.path).map_err(|error| io(error.error))?;
        text.clone_into(&mut self.before);
        Ok(())
    }

    /// Opens the editor, waits for it, and returns the text; `None` when it was
    /// left as it was. May be called again, to let the person mend something.
    ///
    /// Without a terminal only COPYDESK_EDITOR is run, because its owner asked for it.
    pub fn edit(&self, ui: &Ui) -> Result<Option<String>, Error> {
        let draft = |why: String| Error::Draft { why, path: self.path.clone() };
        let editor = ui.settings().editor.as_ref().ok_or(Error::NoEditor)?;
        if !ui.can_edit() {
            return Err(Error::NoEditor);
        }
        ui.flush()?;
        interrupt::watch();
        let status = pager::shell(&editor.command).arg(&self.path).status();
        // Ctrl-C was meant for the editor.
        interrupt::forget();
        match status {
            Err(error) => return Err(draft(format!("the editor ({}) can't be started: {error}", editor.command))),
            Ok(status) if !status.success() => {
                return Err(draft(format!("the editor ({}) ended with {status}", editor.command)));
            }
            Ok(_) => {}
        }
        let text = match fs::read_to_string(&self.path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                self.restore()?;
                return Err(draft(format!("the editor ({}) removed the draft; it is back as it was", editor.command)));
            }
            Err(error) => return Err(draft(format!("the draft can't be read: {error}"))),
        };
        Ok(if text == self.before { None } else { Some(text) })
    }

    /// Puts the text that the editor opened on back into the file.
    pub fn restore(&self) -> Result<(), Error> {
        fs::write(&self.path, &self.before).map_err(|source| Error::Io { what: "can't write the draft", source })
    }

    /// The text is safe in the desk, or the person typed nothing: removes the file.
    pub fn saved(self) {
        fs::remove_file(&self.path).ok();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::ui::{Editor, Settings, term::Terminal};

    fn ui(command: &str) -> Ui {
        let editor = Some(Editor { command: command.into(), ours: true });
        Ui::captured(Settings { editor, ..Settings::default() }, Terminal::default())
    }

    #[test]
    fn what_the_editor_wrote_comes_back() {
        let draft = Draft::new("harbour-fire", "Ten died.\n").unwrap();
        assert_eq!(draft.edit(&ui("true")).unwrap(), None);
        // The path is a word of its own to the shell, whatever it holds.
        let appended = draft.edit(&ui("sh -c 'echo Twelve died. >> \"$1\"' -")).unwrap();
        assert_eq!(appended.as_deref(), Some("Ten died.\nTwelve died.\n"));
        let path = draft.path().to_owned();
        draft.saved();
        assert!(!path.exists());
    }

    #[test]
    fn a_failing_editor_keeps_the_draft() {
        let draft = Draft::new("../x y", "text").unwrap();
        let path = draft.path().to_owned();
        assert!(path.file_name().unwrap().to_str().unwrap().starts_with("copydesk-xy-"));
        assert!(matches!(draft.edit(&ui("false")), Err(Error::Draft { .. })));
        drop(draft);
        assert!(path.exists(), "the draft outlives the program");
        fs::remove_file(path).unwrap();
    }

    #[test]
    fn a_draft_that_the_editor_removed_comes_back() {
        let draft = Draft::new("x", "Both texts.\n").unwrap();
        let failed = draft.edit(&ui("rm")).unwrap_err();
        assert!(failed.to_string().contains("removed the draft"), "{failed}");
        assert_eq!(fs::read_to_string(draft.path()).unwrap(), "Both texts.\n");
        draft.saved();
    }

    #[test]
    fn nobody_is_asked_without_a_terminal() {
        let draft = Draft::new("x", "text").unwrap();
        let editor = Some(Editor { command: "true".into(), ours: false });
        let ui = Ui::captured(Settings { editor, ..Settings::default() }, Terminal::default());
        assert!(matches!(draft.edit(&ui), Err(Error::NoEditor)));
        draft.saved();
    }
}
