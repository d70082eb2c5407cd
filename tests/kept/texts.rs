//! Texts of all that a context reads from near or far, and what is done to them.

use copydesk::domain::part::{Part, Texts};
use proptest::prelude::*;

use super::prose;

/// Blocks of all the kinds that a context reads from near or far.
pub(super) const BLOCKS: &[&str] = &[
    "The bridge will cost 12 million euros, its engineer Anna Weiss said. Work begins in May. Nobody objected.",
    "\"We found no cracks in 2014,\" said Otto Lang. \"We closed it twice.\"",
    "\"We closed it twice. It was never safe.\"",
    "He said 40 boats were lost. The latter sank on Thursday. It was dark.",
    "Weiss spoke for 20 minutes. She left at ten. The company paid.",
    "The Halm Port Authority (HPA) lost 3 million. HPA said nothing. Its head is John Smith.",
    "Smith owns 5 percent. We counted them on Monday here.",
    "I saw 200 men. Our ship came late, in May.",
    "LAVROV: Ten tanks were destroyed. Nobody came.",
    "KULEBA: We won the town.",
    "Anna Meier: It costs 5 million.",
    "Ten people died in the fire. That report was false. The mayor visited.",
    "Jane Hill, mayor of Halm: We cut jobs. We paid 5 million for it.",
    "Tom Berg (laughs): I knew nothing.\nHILL [aside]: It cost 7 million. Nobody paid.",
    "HILL. We cut jobs. We paid 5 million for it.",
    "3 May: The roof fell. Ten people died.\n\n9 May – He left. Nobody came.",
    "Did the mayor pay the men?",
    "How many died? Forty. They were old men from the hill above the town.",
    "Yes. All 40 of them, the mayor and the port said, had been paid in full by then.",
    "A: No.\n\nThe mayor paid 40 men in the old town, and nobody else got any money.",
    "The plan would:",
    "Police denied the following reports:",
    "- raise fines to $500\n- ban 30 trucks a day\n  and two boats\n- close",
    "1. Oslo has 2 murders a year\n2. Bern has 3 murders a year",
    "## The bridge",
    "## The ferry",
    "### Facts",
    "**In brief**",
    "WHAT IT COSTS",
    "ADVERTISEMENT",
    "##",
    "    let it = be\n    # Not true\nIt cost 7 million.",
    "- a list\n\n      # far in",
    "The towns* pay 5 million.",
    "\\* Without the harbour.",
    "[^1]: It was not so.",
    "They paid 40 euros.[^1]",
    "Deaths by city",
    "| City | Deaths |\n| --- | --- |\n| Aleppo | 120 |\n| Homs | 14 |",
    "> We spent 5 million on it.\n> It was late.",
    "> > Deep words of 7 men.",
    "— Der Bürgermeister, 12. Mai",
    "— Nous avons perdu 5 millions, dit Anna Berg. Rien de plus.",
    "“The first part is open. It cost 3 million.",
    "The second part runs on. It cost 4 million.",
    "The third part closes.” And 9 more said Ida Moor.",
    "“Again it opens. With 8 men.",
    "![The mayor, left](img/a.jpg)",
    "The mayor, left, took 5 million dollars. See [the report][1] and the note[^1].",
    "[1]: https://who.int/r1",
    "[^1]: Counted by hand in 2014.",
    "* * *",
    "```\nlet x = 5\n```",
    "MOSCOW, Nov 12 (Agency) - The jet was shot down on Thursday. He met Putin.",
    "Vladimir Putin met Obama. He spoke for 20 minutes. They left.",
    "Putin said 15 ships came. “Obama knew,” he said.",
    "There were *ten* ships of __John__ Smith. A third of them sank. But they came back.",
    "A term\n: what it means, in 4 words",
    "The workers' pay rose 5%; it's the boss’s. ‘Mayor stole millions’",
    "Er sagte: „Wir haben 5 Häuser.“ Das war 2014.",
    "他说：“我们赢了三百万。”普京来了。",
    "(Reporting by Jane Doe)",
    "Smith's brother, Jack O'Brien, paid $5. O'Brien knew.",
    "Prices and wages rose. The latter rose by 5 percent.",
    "Q. What did Hill do?",
    "A. We cut 400 jobs in May. We paid 5 million for it.",
    "**Hill** We cut 400 jobs. We paid 5 million for it.",
    "[00:12] HILL: We cut 400 jobs. It cost 5 million.",
    "王强：我们输了。我们花了5亿。",
    "— Jane Hill, mayor of Halm",
    "*Jane Hill, mayor of Halm*",
    "Ten people died\\*. The roof fell†. Nobody paid 5 million².",
    "\\* Confirmed by the police.",
    "† Denied by the owner.",
    "² Counted in 2014.",
    "| City | Year | Dead |\n| --- | --- | --- |\n| Aleppo | 2014 | 120 |\n| | 2015 | 130 |",
    "Figures in thousands.",
    "Amounts in dollars.",
    "She owns 5 percent of it. Ms Smith left. Anna stayed.",
    "Dr. Jane Smith runs the ward. In May 40 left.",
    "The council met on Monday. It has ten members. The hall was full. Nobody spoke. Residents paid 40 euros.",
    "Prices rose by 5 percent in 2014. Wages fell. The ministry counted 200 shops. Half of them closed. It was cold.",
    "Jane Hill opened the port. Tom Berg closed it. Hill paid 5 million. Berg paid nothing. They met in May.",
    "A bridge stands there. Boats pass below it. Ten sank in 2012. The port was rebuilt. Ships came back.",
    "Did the town pay? Yes. All 40 men were paid by the port in full then. Nobody else was. The case is closed.",
    "Forty men were paid in May [1, 3]. The roof fell (2). It cost 5 million.",
    "[2] Counted by hand.\n[3] In the north.",
    "## Notes\n\n1. By the police.\n2. By the owner.",
    "\"We lost 5 million,\" she said. \"It hurt.\"",
    "Police confirm the following —",
    "The first report:",
    "Read also: Mine to close in May",
    "Forty men were paid in May.[1] The roof fell.",
    "[1] The police say so.",
    "\\[1\\] Denied by the owner.",
    "<strong>Jane Hill</strong> We cut 400 jobs. It cost 5 million.",
    "**Jane Hill**\\\nWe cut 400 jobs. It cost 5 million.",
    "A. Hill runs the mine. B. Hill closed it. Hill paid 5 million. She left in May.",
    "The prosecutor opened the case. He said they took 5 million. All sums are in euros.",
    "All sums are in euros.",
    "Figures are in thousands, as the port counts them. It paid 40 euros.",
    "✅",
    "Police confirm that",
    "ten people died, and it cost 5 million.",
    "It would be wrong to say that…",
    "*Facts*",
    "**Rumours.**",
    "The roof fell.† The port paid 40 euros.(1) It was late.",
    "@hill",
    "| City | Injured |\n| --- | --- |\n| Homs | 90 |\n| **City** | **Missing** |\n| Aleppo | 7 |",
    "Table: Deaths in 2014",
    "*The economist Hanna Brandt ran the bank. Olaf Rask spoke to her in Halm.*",
    "*Helen Ford is a former councillor.*",
    "As told to Mary Hood by Tom Lane:",
    "George Platt, Moor End",
    "I paid 4.80 for a ticket on the 17 bus. The driver refused my pass.",
    "A spokesman for Shell came on Monday. The room was full.",
    "A spokesman for BP came on Monday. Ann Lee was not in the hall.",
    "\"We spent 5 million dollars on it,\" the spokesman said.",
    "\"We spent 6 million dollars on it,\" he added.",
    "A firefighter leaned on the engine. \"We waited 25 minutes.\"",
    "\"Two of the hydrants were dry.\"",
    "Advertisement",
    "*Subscribe to our newsletter*",
    "*Correction, 3 May: an earlier version misspelled the name of Tom Berg.*",
    "*08:00*",
    "REPORTER: And how many did you sack? Was it 40?",
    "— Did the bank know? It lost 5 million.",
    "— We knew in March. The board was told on the 14th.",
    "The economist Anna Bell ran the bank. Mark Lane spoke to her.",
    "The port of Odesa was hit on Monday. The port handles 5 million tonnes.",
    "It was late by then._Jack O'Brien is an editor._ And [he left.](http://a.b)Smith stayed.",
];

#[derive(Debug, Clone)]
pub(super) enum Change {
    Insert(usize, usize),
    Replace(usize, usize),
    Remove(usize),
    Prose(prose::Edit),
    Number(usize),
    Append(usize, usize),
    Sentence(usize, usize, usize, u8),
}

/// Sentences that may come into a paragraph: some that others lean on, or are labelled by.
const SENTENCES: &[&str] = &[
    "The ferry was late. ",
    "He left. ",
    "Jane Hill runs the port. ",
    "Mary Hill sold the port. ",
    "Hill runs the port. ",
    "Did the mayor pay? ",
    "Yes. ",
    "No. ",
    "In 2014 the harbour closed. ",
    "In May the harbour closed. ",
    "3 May – The roof fell. ",
    "HILL. ",
    "Jane Hill – We cut jobs. ",
    "A third of them sank. ",
    "She said so. ",
    "I counted them. ",
    "But the latter sank. ",
    "The list: ten men. ",
    "“We paid,” said Tom Berg. ",
    "It is ~~not~~ true. ",
    "We paid 40 euros.[^1] ",
    "Police said it was false. ",
    "All sums are in euros. ",
    "Prices include tax. ",
    "Checked ✅. ",
];

pub(super) fn change() -> impl Strategy<Value = Change> {
    let n = any::<usize>;
    prop_oneof![
        3 => (n(), n()).prop_map(|(at, b)| Change::Insert(at, b)),
        3 => (n(), n()).prop_map(|(at, b)| Change::Replace(at, b)),
        3 => n().prop_map(Change::Remove),
        3 => prose::edit().prop_map(Change::Prose),
        2 => n().prop_map(Change::Number),
        2 => (n(), n()).prop_map(|(at, b)| Change::Append(at, b)),
        6 => (n(), n(), n(), 0u8..3).prop_map(|(at, k, s, what)| Change::Sentence(at, k, s, what)),
    ]
}

pub(super) fn apply(text: &mut Vec<String>, change: &Change) {
    let block = |b: usize| BLOCKS[b % BLOCKS.len()].to_owned();
    let len = text.len().max(1);
    match *change {
        Change::Insert(at, b) => text.insert(at % (text.len() + 1), block(b)),
        _ if text.is_empty() => {}
        Change::Replace(at, b) => text[at % len] = block(b),
        Change::Remove(at) => drop(text.remove(at % len)),
        Change::Prose(edit) => prose::apply(text, edit),
        Change::Number(at) => {
            text[at % len] = text[at % len].replacen('5', "6", 1).replacen('2', "3", 1);
        }
        Change::Sentence(at, k, s, what) => {
            let block = &mut text[at % len];
            let mut all: Vec<String> = block.split_inclusive(". ").map(String::from).collect();
            let (k, sentence) = (k % all.len().max(1), SENTENCES[s % SENTENCES.len()].to_owned());
            match what {
                _ if all.is_empty() => {}
                0 => all.insert(k, sentence),
                1 => all[k] = sentence,
                _ => drop(all.remove(k)),
            }
            all.concat().trim_end().clone_into(block);
        }
        Change::Append(at, b) => {
            let words = block(b);
            let first = words.split_inclusive(". ").next().unwrap_or_default().trim().to_owned();
            text[at % len] = format!("{} {first}", text[at % len]);
        }
    }
}

pub(super) fn texts() -> impl Strategy<Value = (Texts, Texts)> {
    let blocks = prop::collection::vec((0..BLOCKS.len(), prop::option::weighted(0.1, prose::paragraph())), 1..28);
    let fields = prop::collection::vec(0usize..6, 4);
    (blocks, prop::collection::vec(change(), 1..4), fields, 0usize..12, prose::layout()).prop_map(
        |(blocks, changes, fields, field, layout)| {
            let old: Vec<String> =
                blocks.into_iter().map(|(b, prose)| prose.unwrap_or_else(|| BLOCKS[b].to_owned())).collect();
            let mut new = old.clone();
            for change in &changes {
                apply(&mut new, change);
            }
            let pick = |n: usize, all: &[&str]| all.get(n).copied().unwrap_or("").to_owned();
            let datelines = ["LONDON, 3 May", "Halm, 12 May", ""];
            let bylines = ["Anna Weiss", "Otto Lang", ""];
            let of = |body: &[String], dateline: usize, byline: usize| {
                Texts::default()
                    .with(Part::Headline, "A bridge for 12 million")
                    .with(Part::Dateline, pick(dateline, &datelines))
                    .with(Part::Byline, pick(byline, &bylines))
                    .with(Part::Body, layout.join(body))
            };
            // Now and then a field changes, too.
            let (d, b) = match field {
                0 => (fields[2], fields[1]),
                1 => (fields[0], fields[3]),
                _ => (fields[0], fields[1]),
            };
            (of(&old, fields[0], fields[1]), of(&new, d, b))
        },
    )
}

/// Paragraphs of several sentences each, some of which say nothing without those
/// beside them.
pub(super) fn paragraphs() -> impl Strategy<Value = Vec<String>> {
    let plain = [
        "The council met on Monday. ",
        "It has ten members. ",
        "Prices rose by 5 percent in 2014. ",
        "Half of them closed. ",
        "Jane Hill opened the port. ",
        "Hill paid 5 million. ",
        "Berg paid nothing. ",
        "They met in May. ",
        "Tom Berg closed it. ",
        "The ministry counted 200 shops here. ",
        "Yesterday 40 boats sank. ",
        "All 40 men were paid by the port in full then. ",
    ];
    let all: Vec<&str> = plain.iter().chain(&plain).chain(&plain).chain(SENTENCES).copied().collect();
    let paragraph = prop::collection::vec(prop::sample::select(all), 1..6);
    prop::collection::vec(paragraph.prop_map(|s| s.concat().trim_end().to_owned()), 1..9)
}

/// A long story of plain paragraphs, as most are.
pub(super) fn story() -> Vec<String> {
    let who = ["The council", "A spokesman", "The harbour board", "Residents", "The ministry of works"];
    (0..60)
        .map(|n| {
            let one =
                |k: usize| format!("{} counted {} boats, which cost {} million.", who[(n + k) % 5], n * 7 + k, n + k);
            format!("{} {} {}", one(0), one(1), one(2))
        })
        .collect()
}
