//! Twilio, emulated: it takes what we send, and we take what it signs.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use chatdesk_core::{
    Channel, Content, Delivery, DeliveryId, Forged, Hint, InboundContent, Notifier as _, Outcome,
    Post, ReceiptState, Received, Receiver as _,
};
use chatdesk_notify::{Twilio, TwilioReceiver};
use chatdesk_testkit::given::NOW;
use chatdesk_tests::TempFolder;

use crate::{
    hook::{Hook, Posted},
    program::Program,
};

const ACCOUNT: &str = "AC00000000000000000000000000000000";
const AUTH: &str = "twilio_test_auth_token";
const FROM: &str = "whatsapp:+15551234567";

struct Scene {
    twilio: Program,
    hook: Hook,
    /// What the program read at its start.
    _folder: TempFolder,
}

impl Scene {
    fn new() -> Self {
        let (hook, folder) = (Hook::new(), TempFolder::new());
        let seed = format!(
            "twilio:\n  account:\n    sid: {ACCOUNT}\n    auth_token: {AUTH}\n    \
             friendly_name: Tests\n  phone_numbers:\n    - phone_number: \"{FROM}\"\n      \
             friendly_name: Tests\n      sms_url: {}\n",
            hook.url
        );
        let path = folder.write("seed.yaml", seed);
        let path = path.to_string_lossy();
        let arguments = ["start", "-s", "twilio", "-p", "{port}", "--seed", &path];
        let twilio = Program::start("emulate", &arguments, "twilio");
        Self { twilio, hook, _folder: folder }
    }

    /// Lets the emulator do something, as whoever owns the account.
    fn simulate(&self, what: &str, fields: &[(&str, &str)]) {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let basic = format!("Basic {}", STANDARD.encode(format!("{ACCOUNT}:{AUTH}")));
        let form = ("content-type", "application/x-www-form-urlencoded");
        let path = format!("/_twilio/simulate/{what}");
        let (status, said) = self.twilio.post(&path, &[form, ("authorization", &basic)], &body);
        assert!((200..300).contains(&status), "{said}");
    }

    fn receiver(&self, auth: &str) -> TwilioReceiver {
        TwilioReceiver::new(&self.hook.url.parse().unwrap(), auth.into()).unwrap()
    }

    fn read(&self, posted: &Posted, auth: &str) -> Result<Vec<Received>, Forged> {
        let post = Post { query: "", headers: &posted.headers, body: &posted.body };
        self.receiver(auth).read(&post).map(|posted| posted.received)
    }
}

#[test]
fn a_message_that_it_signs_is_taken_and_an_altered_one_is_not() {
    let scene = Scene::new();
    for text in ["Hello", "  Grüße & 1+1=2 😀\n ", "سلام", ""] {
        let from = "whatsapp:+16505551234";
        scene.simulate("inbound-message", &[("To", FROM), ("From", from), ("Body", text)]);
        let mut posted = scene.hook.next();

        let received = scene.read(&posted, AUTH).unwrap();
        match (&received[..], text.trim()) {
            ([], "") => {}
            ([Received::Message(inbound)], trimmed) => {
                assert_eq!(inbound.content, InboundContent::Text(trimmed.to_owned()));
                assert_eq!(inbound.address.as_str(), from);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(scene.read(&posted, "another"), Err(Forged));
        let last = posted.body.len() - 1;
        posted.body[last] ^= 1;
        assert_eq!(scene.read(&posted, AUTH), Err(Forged));
        posted.body.truncate(last);
        assert_eq!(scene.read(&posted, AUTH), Err(Forged));
        posted.headers.remove("x-twilio-signature");
        assert_eq!(scene.read(&posted, AUTH), Err(Forged));
    }
}

#[tokio::test]
async fn what_is_sent_is_taken_and_its_states_come_back() {
    let scene = Scene::new();
    let base = format!("http://127.0.0.1:{}", scene.twilio.port).parse().unwrap();
    let twilio = Twilio::builder(ACCOUNT, AUTH.into(), FROM).api_base(base);
    let twilio = twilio.status_callback(scene.hook.url.parse().unwrap()).build().unwrap();
    assert_eq!(twilio.check(NOW).await.as_deref(), Ok("Tests (active)"));
    let to = "whatsapp:+16505551234".parse().unwrap();
    let hint = Content::Hint(Hint::new(Channel::Whatsapp, to, "Write support. 😀".to_owned()));

    let outcome = twilio.deliver(&Delivery::new(DeliveryId::made("1"), NOW, hint)).await;

    let Outcome::Sent { provider_id: Some(sid), .. } = outcome else { panic!("{outcome:?}") };
    // That it waits is no news.
    assert_eq!(scene.read(&scene.hook.next(), AUTH), Ok(vec![]));
    for (word, state) in [("sent", ReceiptState::Sent), ("delivered", ReceiptState::Delivered)] {
        scene.simulate("message-status", &[("MessageSid", &sid), ("Status", word)]);
        let received = scene.read(&scene.hook.next(), AUTH).unwrap();
        let [Received::Status(status)] = &received[..] else { panic!("{received:?}") };
        assert_eq!((&status.provider_id, status.state), (&sid, state));
    }
}
