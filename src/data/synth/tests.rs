use super::*;

#[test]
fn a_longer_data_set_begins_with_the_shorter() {
    let (short, long) = (digits(37, 7), digits(64, 7));
    assert_eq!(short.len(), 37);
    assert_eq!(short.images(), &long.images()[..37 * PIXELS]);
    assert_eq!(short.labels(), &long.labels()[..37]);
    assert_ne!(digits(37, 8).images(), short.images());
    assert!(digits(0, 7).is_empty());
}

#[test]
fn each_ten_holds_every_digit_once() {
    let data = digits(200, 3);
    for ten in data.labels().chunks(10) {
        let mut ten = ten.to_vec();
        ten.sort_unstable();
        assert_eq!(ten, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
}

#[test]
fn no_two_digits_are_alike() {
    let data = digits(1_000, 1);
    let mut images: Vec<_> = data.images().chunks(PIXELS).collect();
    images.sort_unstable();
    assert!(images.windows(2).all(|pair| pair[0] != pair[1]));
}

#[test]
fn splits_share_nothing_and_do_not_disturb_each_other() {
    let (train, test) = splits(300, 100, 1).unwrap();
    assert_eq!((train.len(), test.len()), (300, 100));
    assert_eq!(splits(10, 100, 1).unwrap().1, test);
    let train: std::collections::HashSet<_> = train.images().chunks(PIXELS).collect();
    assert!(test.images().chunks(PIXELS).all(|image| !train.contains(image)));
}

#[test]
fn impossible_counts_are_refused() {
    let error = splits(9, 100, 1).unwrap_err();
    assert_eq!(error.to_string(), "The built-in data can have 10 to 60000 training digits, not 9.");
    assert!(splits(100, 60_001, 1).unwrap_err().to_string().contains("held-out"));
}
