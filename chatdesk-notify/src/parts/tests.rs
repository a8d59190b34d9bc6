use proptest::prelude::*;

use super::parts;

const FAMILY: &str = "👨‍👩‍👧";

#[test]
fn what_fits_stays_whole_and_one_character_more_does_not() {
    for n in [1, 4095, 4096] {
        assert_eq!(parts(&"x".repeat(n), 4096), ["x".repeat(n)]);
        assert_eq!(parts(&"😀".repeat(n), 4096), ["😀".repeat(n)]);
    }
    assert_eq!(parts(&"😀".repeat(4097), 4096), ["😀".repeat(4096), "😀".to_owned()]);
}

#[test]
fn it_is_cut_where_a_line_ends_before_where_a_word_does() {
    assert_eq!(parts("one two\nthree four", 12), ["one two", "three four"]);
    assert_eq!(parts("one two three four", 12), ["one two", "three four"]);
    assert_eq!(parts("a\nbcdefghij klm", 12), ["a\nbcdefghij", "klm"]);
    assert_eq!(parts("abc def", 3), ["abc", "def"]);
}

#[test]
fn nothing_is_cut_inside_of_what_people_see_as_one_character() {
    // Five scalars each.
    assert_eq!(parts(&FAMILY.repeat(3), 14), [FAMILY.repeat(2), FAMILY.to_owned()]);
    assert_eq!(parts("🇩🇪🇫🇷", 3), ["🇩🇪", "🇫🇷"]);
    assert_eq!(parts("ae\u{301}", 2), ["a", "e\u{301}"]);
    assert_eq!(parts("👍🏽👍🏽", 3), ["👍🏽", "👍🏽"]);
    assert_eq!(parts("שָׁלוֹם", 2).concat(), "שָׁלוֹם");
    assert_eq!(parts("a\r\nb", 2), ["a", "b"]);
}

#[test]
fn what_is_too_long_for_a_part_alone_is_cut_all_the_same() {
    let heap = format!("e{}", "\u{301}".repeat(9));
    let cut = parts(&heap, 4);
    assert_eq!(cut.concat(), heap);
    assert!(cut.iter().all(|part| part.chars().count() <= 4), "{cut:?}");
}

#[test]
fn white_space_has_no_parts() {
    assert!(parts(" \n\t ", 4).is_empty());
    assert_eq!(parts(&format!("a{}b", " ".repeat(9000)), 4096), ["a", "b"]);
}

proptest! {
    #[test]
    fn nothing_but_white_space_is_lost(
        text in "(a|b| |\n|é|😀|\u{301}|👨‍👩‍👧|🇩🇪|\u{200d}|ש|\u{202e}){0,60}",
        longest in 1..12_usize,
    ) {
        let parts = parts(&text, longest);
        for part in &parts {
            prop_assert!((1..=longest).contains(&part.chars().count()), "{part:?}");
            prop_assert_eq!(*part, part.trim());
        }
        let seen = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        prop_assert_eq!(seen(&parts.concat()), seen(&text));
    }
}
