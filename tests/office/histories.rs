//! Git histories: each commit that changed a text is a revision.

use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::common::{self, Desk};

#[test]
fn a_git_history_is_read_commit_by_commit_through_renames() {
    if Command::new("git").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("no git here: skipped");
        return;
    }
    let desk = Desk::new();
    let repo = desk.path("repo");
    std::fs::create_dir(&repo).unwrap();
    let git = |words: &[&str]| {
        let mut command = Command::new("git");
        command.current_dir(&repo).args(["-c", "user.name=Ana Núñez", "-c", "user.email=a@example.org"]).args(words);
        command.env("GIT_COMMITTER_DATE", "2020-01-02T03:04:05+01:00").env_remove("GIT_DIR");
        assert!(command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success(), "{words:?}");
    };
    git(&["init", "-q"]);
    std::fs::write(repo.join("-a.md"), "---\ntitle: Fire\n---\n\nTen died.\n").unwrap();
    git(&["add", "."]);
    git(&["commit", "-qm", "first\n\n:100644 odd"]);
    git(&["mv", "--", "-a.md", "b ü.md"]);
    git(&["commit", "-qm", "rename"]);
    std::fs::write(repo.join("b ü.md"), "---\ntitle: Fire\n---\n\nTwelve died.\n").unwrap();
    git(&["commit", "-qam", "second"]);
    // A repository that would have things run: nothing of it is.
    let trap = format!("touch {}", desk.path("trapped").display());
    for (key, value) in [
        ("core.fsmonitor", &*trap),
        ("diff.external", &*trap),
        ("core.pager", &*trap),
        ("gpg.program", &*trap),
        ("log.showSignature", "true"),
    ] {
        git(&["config", key, value]);
    }
    let path = std::env::var("PATH").unwrap();
    let run = |words: &[&str]| {
        let mut command = desk.command(words);
        command.env("PATH", &path).env("GIT_DIR", "/nowhere").env("GIT_EXTERNAL_DIFF", &trap);
        common::finish(command, "")
    };
    let first = run(&["import", "--json", "--git", "repo/b ü.md"]).ends(0).json();
    assert_eq!((&first["items"][0]["outcome"], &first["items"][0]["revision"]), (&json!("created"), &json!(2)));
    let revisions = desk.run(&["revision", "list", "b-u", "--json"]).ends(0).json();
    assert_eq!(
        (&revisions[0]["author"], &revisions[0]["source_time"]),
        (&json!("Ana Núñez"), &json!("2020-01-02T02:04:05Z"))
    );
    assert_eq!(run(&["import", "--json", "--git", "repo"]).ends(0).json()["unchanged"], 1);
    assert!(!desk.path("trapped").exists(), "something in the repository was run");
    run(&["import", "--git", "fire.md"]).ends(5).says("rejected");
}

#[test]
fn a_git_history_ends_with_what_a_merge_made_and_knows_any_name() {
    if Command::new("git").arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("no git here: skipped");
        return;
    }
    let desk = Desk::new();
    let git_in = |folder: &str, minute: u32, words: &[&str]| {
        let mut command = Command::new("git");
        command
            .current_dir(desk.path(folder))
            .args(["-c", "user.name=Ana", "-c", "user.email=a@example.org"])
            .args(words);
        command.env("GIT_COMMITTER_DATE", format!("2020-01-02T03:{minute:02}:05Z")).env_remove("GIT_DIR");
        assert!(command.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success(), "{words:?}");
    };
    let git = |minute: u32, words: &[&str]| git_in("repo", minute, words);
    let path = std::env::var("PATH").unwrap();
    let import = |words: &[&str]| {
        let mut command = desk.command(&[&["import", "--json", "--git"], words].concat());
        command.env("PATH", &path);
        common::finish(command, "")
    };
    let refused = |words: &[&str], why: &str| {
        let run = import(words).ends(5).json();
        assert!(run["items"][0]["message"].as_str().unwrap().contains(why), "{run}");
    };
    let write = |text: &str| std::fs::write(desk.path("repo/fire.md"), text).unwrap();
    std::fs::create_dir(desk.path("repo")).unwrap();
    git(1, &["init", "-q", "-b", "main"]);
    refused(&["repo"], "a repository without a commit yet");
    write("# Fire\n\nTen died.\n\nOne.\n\nTwo.\n\nIt burnt.\n");
    git(1, &["add", "."]);
    git(1, &["commit", "-qm", "first"]);
    git(2, &["checkout", "-qb", "side"]);
    write("# Fire\n\nTwelve died.\n\nOne.\n\nTwo.\n\nIt burnt.\n");
    git(2, &["commit", "-qam", "side"]);
    git(3, &["checkout", "-q", "main"]);
    write("# Fire\n\nTen died.\n\nOne.\n\nTwo.\n\nIt burnt down.\n");
    // The clock of the one who wrote this was slow.
    git(0, &["commit", "-qam", "main"]);
    git(4, &["merge", "-q", "side", "-m", "merge"]);
    import(&["repo/fire.md"]).ends(0);
    let body = desk.run(&["article", "show", "fire", "--json"]).ends(0).json()["body"].as_str().unwrap().to_owned();
    assert_eq!(body, "Twelve died.\n\nOne.\n\nTwo.\n\nIt burnt down.");
    let revisions = desk.run(&["revision", "list", "fire", "--json"]).ends(0).json();
    let notes: Vec<&Value> = revisions.as_array().unwrap().iter().map(|revision| &revision["note"]).collect();
    assert_eq!(notes, ["first", "main", "side", "merge"]);
    assert_eq!((&revisions[3]["reader"], revisions[3]["raw_sha256"].as_str().unwrap().len()), (&json!("git"), 64));
    // Names that are no UTF-8.
    #[cfg(target_os = "linux")]
    {
        let name = |byte: u8| {
            let bytes = [b"caf".as_slice(), &[byte], b".md"].concat();
            desk.path("repo").join(<std::ffi::OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(&bytes))
        };
        std::fs::write(name(0xe9), "# Cafe\n\nOpen.\n").unwrap();
        std::fs::write(name(0xe8), "# Other\n\nShut.\n").unwrap();
        git(5, &["add", "."]);
        git(5, &["commit", "-qm", "names"]);
        let run = import(&["repo"]).ends(0).json();
        assert_eq!((&run["created"], &run["unchanged"]), (&json!(2), &json!(1)), "{run}");
    }
    // A clone whose history is cut off says so, and is the same article.
    let from = format!("file://{}", desk.path("repo").display());
    git_in("", 6, &["clone", "-q", "--depth", "1", &from, "cut"]);
    let cut = import(&["cut/fire.md"]).ends(0).json();
    assert_eq!(
        (&cut["items"][0]["outcome"], &cut["items"][0]["repairs"][0]["code"]),
        (&json!("unchanged"), &json!("history-cut"))
    );
    refused(&["nowhere/at.md"], "no such file");
    desk.file("loose.md", "# Loose\n\nCopy.");
    refused(&["loose.md"], "without --git the files are imported as they are");
}
