//! What is asked while somebody sets a bot up.

use serde_json::json;

use crate::{
    given::{assert_silent, builder},
    golden::assert_golden,
    provider::{Answer, Provider},
};

#[tokio::test]
async fn telegram_says_who_the_bot_is_and_where_it_posts() {
    let provider = Provider::new([]).await;
    let telegram = builder(&provider).build().unwrap();

    let bot = telegram.get_me().await.unwrap();
    let webhook = telegram.get_webhook_info().await.unwrap();

    assert_eq!((bot.id, &*bot.username, bot.can_join_groups), (123, "chatdesk_bot", true));
    assert!(!bot.can_read_all_group_messages);
    assert_eq!(webhook.url, "https://shop.example/webhooks/telegram");
    assert_eq!(webhook.pending_update_count, 2);
    assert_eq!(webhook.last_error_message.as_deref(), Some("Connection refused"));
    assert_eq!(provider.methods(), ["getMe", "getWebhookInfo"]);
}

#[tokio::test]
async fn a_webhook_is_set_with_its_secret_and_for_what_is_read() {
    let provider = Provider::new([]).await;
    let telegram = builder(&provider).build().unwrap();

    telegram.set_webhook("https://shop.example/webhooks/telegram", &"s-1".into()).await.unwrap();

    let body = &provider.calls()[0].body;
    assert_eq!(body["secret_token"], "s-1");
    assert_eq!(body["allowed_updates"], json!(["message", "callback_query"]));
    assert_golden("telegram", "set-webhook", &provider.golden());
    for secret in ["", "a b"] {
        telegram.set_webhook("https://shop.example/", &secret.into()).await.unwrap_err();
    }
    assert_eq!(provider.calls().len(), 1);
}

#[tokio::test]
async fn what_is_wrong_is_said_in_words() {
    for (answer, words) in [
        (Answer::refusal(401, "Unauthorized"), "bot token is wrong"),
        (Answer::refusal(400, "Bad Request: bad webhook: HTTPS url must be provided"), "webhook"),
        (Answer::html(200, ""), "api_base"),
        (Answer::Text(200, "", json!({"ok": true, "result": 7}).to_string()), "cannot be read"),
    ] {
        let provider = Provider::new([answer]).await;
        let problem = builder(&provider).build().unwrap().get_me().await.unwrap_err();
        assert!(problem.to_string().contains(words), "{problem}");
        assert_silent(&problem);
    }
}
