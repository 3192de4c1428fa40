use super::*;

/// Fills three options from a line.
fn filled(line: &str) -> Result<(u32, bool, Option<Vec<char>>), Stop> {
    let given = Given::parse(line.split_whitespace().map(OsString::from))?;
    let (mut epochs, mut turns, mut letters) = (20, false, None);
    let words = [("a", 'A'), ("b", 'B')];
    Form::new("try", "Tries the parser.")
        .value("epochs", "N", "passes over the images", &mut epochs)
        .choice("turns", "", YES_NO, &mut turns)
        .list("letters", "all where none is named", &words, &mut letters)
        .fill(&given)?;
    Ok((epochs, turns, letters))
}

fn refusal(line: &str) -> String {
    match filled(line) {
        Err(Stop::Refused(sentence)) => sentence,
        other => panic!("{line}: {other:?}"),
    }
}

#[test]
fn what_is_given_takes_the_place_of_a_default_and_the_last_one_counts() {
    assert_eq!(filled(""), Ok((20, false, None)));
    assert_eq!(filled("--epochs 3 --turns yes --epochs=4"), Ok((4, true, None)));
    assert_eq!(filled("--letters b,a"), Ok((20, false, Some(vec!['B', 'A']))));
}

#[test]
fn what_is_wrong_is_named() {
    assert_eq!(refusal("--epoch 3"), "there is no option --epoch; `metavae try --help` lists them");
    assert_eq!(refusal("--epochs 3 --epoch"), refusal("--epoch 3"));
    assert_eq!(refusal("--epochs"), "--epochs needs a value");
    assert_eq!(refusal("--epochs ten"), "--epochs is “ten”: invalid digit found in string");
    assert_eq!(refusal("--epochs -1"), "--epochs is “-1”: invalid digit found in string");
    assert_eq!(refusal("--turns perhaps"), "--turns is “perhaps”: it takes yes, no");
    assert_eq!(refusal("--letters a,c"), "--letters is “a,c”: it takes a, b");
    assert_eq!(refusal("3"), "“3” belongs to no option; write --name before it");
    assert_eq!(refusal("-e 3"), "there is no option -e; names are like --name");
}

#[test]
fn the_help_lists_every_option_with_its_default() {
    for line in ["--help", "-h", "--epochs 3 --help"] {
        let Err(Stop::Help(help)) = filled(line) else { panic!("{line}") };
        let expected = "\
metavae try [--OPTION VALUE]…

Tries the parser.

  --epochs N              passes over the images (default: 20)
  --turns WORD            yes, no (default: no)
  --letters WORD[,WORD…]  a, b; all where none is named";
        assert_eq!(help, expected);
    }
}

#[test]
fn a_long_text_goes_on_below_itself() {
    let mut out = PathBuf::from("somewhere");
    let text = "word ".repeat(30);
    let given = Given { help: true, ..Given::default() };
    let form = Form::new("try", "").path("out", "FILE", &text, &mut out);
    let Err(Stop::Help(help)) = form.fill(&given) else { panic!("no help") };
    let lines: Vec<_> = help.lines().skip(4).collect();
    assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= 100), "{help}");
    assert!(lines[0].starts_with("  --out FILE  word"), "{help}");
    assert!(lines[1].starts_with("              word"), "{help}");
    assert!(help.ends_with("(default: somewhere)"), "{help}");
}
