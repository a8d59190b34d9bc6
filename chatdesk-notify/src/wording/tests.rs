use chatdesk_core::{
    Answered, ContactId, Digest, Preview, Recipient, SenderKind, SessionId, Unread,
};
use chatdesk_testkit::given::{self, NOW};

use super::{AlertText, Wording, cut};

const LINK: &str = "https://shop.example/chat/console/?session={session}";

fn wording() -> Wording {
    Wording { link: Some(LINK.to_owned()), ..Wording::default() }
}

fn unread(name: &str, text: &str) -> Unread {
    let session = SessionId::generate(NOW);
    let address = "whatsapp:+491701234567".parse().unwrap();
    let mut unread = Unread::new(session, ContactId::generate(NOW), address);
    unread.name = Some(name.to_owned());
    let (text, sender) = (text.to_owned(), SenderKind::User);
    unread.preview = Some(Preview { text, sender, at: NOW });
    unread
}

fn shown(text: &AlertText) -> String {
    format!("{}\n{}", text.title, text.lines.join("\n"))
}

#[test]
fn an_alert_says_who_wrote_how_much_and_what_and_leads_to_the_chat() {
    let mut unread = unread("Ada", "hello");
    let text = wording().alert(&unread);
    assert_eq!((text.title.as_str(), text.lines), ("Ada wrote", vec!["hello".to_owned()]));
    let link = format!("https://shop.example/chat/console/?session={}", unread.session);
    assert_eq!(text.link, Some(link));

    unread.n_unread = 3;
    unread.name = None;
    assert_eq!(wording().alert(&unread).title, "A customer wrote 3 messages");
}

#[test]
fn what_was_not_told_yet_stands_in_place_of_the_preview() {
    let mut unread = unread("Ada", "three");
    for content in ["two", "  ", "three"] {
        let session = given::session(&given::contact());
        let message = given::message(&session, given::customer(&session), content);
        unread.messages.push(message);
    }
    assert_eq!(wording().alert(&unread).lines, ["two", "three"]);
}

#[test]
fn without_previews_there_is_no_content_and_no_name() {
    let quiet = Wording { preview: false, ..wording() };
    for n_unread in [1, 3] {
        let mut unread = unread("Ada", "my card is 4711");
        unread.n_unread = n_unread;
        let mut answered = Answered::new(Recipient::Own, unread.session);
        answered.n_unread = n_unread;
        answered.agent = Some("Ada".to_owned());
        answered.preview.clone_from(&unread.preview);
        for text in [quiet.alert(&unread), quiet.answered(&answered)] {
            let said = shown(&text);
            assert!(!said.contains("Ada") && !said.contains("4711") && !said.contains("+49"));
            assert!(n_unread == 1 || said.contains('3'), "{said}");
        }
    }
}

#[test]
fn a_name_is_one_line_and_nothing_turns_the_text_around() {
    let rows = [
        ("Ada\r\nBcc: all@example.com", "Ada Bcc: all@example.com wrote"),
        ("\u{202e}adA\u{202c} \u{2067}x\u{2069}", "adA x wrote"),
        ("Ada\u{2028}\u{0}\u{85}Eve", "Ada Eve wrote"),
        ("אדה\u{200f}", "אדה\u{200f} wrote"),
        (" \u{202e} ", "A customer wrote"),
    ];
    for (name, title) in rows {
        assert_eq!(wording().alert(&unread(name, "x")).title, title);
    }
    let text = wording().alert(&unread("Ada", "a\u{202e}b\u{1b}[31m\nc\td\u{2066}\u{7f} "));
    assert_eq!(text.lines, ["ab[31m\nc\td"]);
    let long = "😀".repeat(200);
    let title = wording().alert(&unread(&long, "x")).title;
    assert_eq!(title, format!("{}… wrote", "😀".repeat(79)));
}

#[test]
fn a_digest_counts_and_leads_to_all_chats() {
    let rows = [
        (LINK, Some("https://shop.example/chat/console/")),
        ("https://shop.example/#/chats/{id}", Some("https://shop.example/")),
        ("https://shop.example/chats/{session}", None),
        ("https://shop.example/chats/{session}?from=alert", None),
        ("https://shop.example/?view=chats", Some("https://shop.example/?view=chats")),
    ];
    for (link, all) in rows {
        let wording = Wording { link: Some(link.to_owned()), ..Wording::default() };
        let text = wording.digest(&Digest::new(12, 34));
        assert_eq!(shown(&text), "12 more chats wait\n34 unread messages");
        assert_eq!(text.link.as_deref(), all, "{link}");
        assert_eq!(wording.test().link.as_deref(), all, "{link}");
    }
    assert_eq!(shown(&wording().digest(&Digest::new(1, 1))), "1 more chat waits\n1 unread message");
}

#[test]
fn a_customer_is_led_to_their_page_and_never_to_the_console() {
    let mut answered = Answered::new(Recipient::Own, SessionId::generate(NOW));
    assert_eq!(wording().answered(&answered).link, None);
    assert_eq!(wording().answered(&answered).title, "Support wrote");
    answered.agent = Some("Sam".to_owned());
    answered.n_unread = 2;
    let page = Some("https://shop.example/help".to_owned());
    let text = Wording { page: page.clone(), ..wording() }.answered(&answered);
    assert_eq!((text.title.as_str(), text.link), ("Sam wrote 2 messages", page));
}

#[test]
fn what_is_cut_is_cut_between_characters() {
    let rows =
        [("abc", "abc"), ("abcd", "ab…"), ("ab😀", "ab😀"), ("a😀bc", "a😀…"), ("a bcd", "a…")];
    for (text, short) in rows {
        assert_eq!(cut(text, 3), short);
    }
}
