//! Who may see a ticket and write into it.

use chatdesk_core::{ErrorKind, Sent, Side, Switch, TicketNumber, TicketStatus, Window};

use super::{kind, made, ticket_of};
use crate::stage::Stage;

#[tokio::test]
async fn a_ticket_is_open_to_its_token_its_customer_and_the_desk() {
    let stage = Stage::new().await;
    let (token, number) = stage.ticket().await;
    let (other_token, _) = stage.ticket().await;
    let (ann, ben, alex) = (stage.user("ann"), stage.user("ben"), stage.agent("7"));
    let chat = ann.writes_first("hello").await;
    let hers = ticket_of(&made(alex.makes_ticket(chat).await.unwrap())).number;

    for (who, own, foreign) in [(&token, number, hers), (&ann, hers, number)] {
        who.answers(own, "more").await.unwrap();
        assert_eq!(kind(who.answers(foreign, "more").await), ErrorKind::NotFound);
        assert!(who.sees(own).await.is_ok());
        assert_eq!(kind(who.sees(foreign).await), ErrorKind::NotFound);
        for outcome in
            [kind(who.resolves(own, "").await), kind(who.moves(own, TicketStatus::Resolved).await)]
        {
            assert_eq!(outcome, ErrorKind::Forbidden);
        }
        assert_eq!(kind(who.desk.ticket_counts(&who.actor).await), ErrorKind::Forbidden);
        let window = Ok(Window::Newest { limit: 1 });
        let seen = who.desk.desks_ticket(&who.actor, own, window).await;
        let text = Ok("more".to_owned());
        let wrote = who.desk.answer_ticket_as_desk(&who.actor, own, None, text).await;
        assert_eq!((kind(seen), kind(wrote)), (ErrorKind::Forbidden, ErrorKind::Forbidden));
    }
    for who in [&other_token, &ben] {
        assert_eq!(kind(who.sees(number).await), ErrorKind::NotFound);
        assert_eq!(kind(who.answers(hers, "x").await), ErrorKind::NotFound);
    }
    assert_eq!(kind(stage.host().sees(number).await), ErrorKind::Forbidden);
    for unknown in [0, 9] {
        let unknown = TicketNumber::new(unknown);
        assert_eq!(kind(alex.sees(unknown).await), ErrorKind::NotFound);
        assert_eq!(kind(alex.moves(unknown, TicketStatus::Open).await), ErrorKind::NotFound);
        assert_eq!(kind(alex.resolves(unknown, "").await), ErrorKind::NotFound);
    }
    assert_eq!(alex.sees(number).await.unwrap().1, ["more"]);
}

#[tokio::test]
async fn a_tickets_token_opens_no_chat() {
    let stage = Stage::new().await;
    let (token, number) = stage.ticket().await;
    let session = stage.agent("7").looks(number).await.session;
    let window = Window::Newest { limit: 1 };
    assert_eq!(
        kind(token.desk.thread(&token.actor, session, Ok(window)).await),
        ErrorKind::NotFound
    );
    assert_eq!(kind(token.sends(session, "id-1", "hello").await), ErrorKind::NotFound);
    assert_eq!(kind(token.desk.listen(&token.actor, None).await), ErrorKind::Forbidden);
}

#[tokio::test]
async fn a_message_of_a_token_is_its_customers() {
    let stage = Stage::new().await;
    let (token, number) = stage.ticket().await;
    let Ok(Sent::New(message, view)) = token.answers(number, " more ").await else {
        panic!("it is new");
    };
    assert_eq!(message.sender.id, view.contact.address.to_string());
    assert_eq!(message.sender.name.as_deref(), Some("Ada Lovelace"));
    assert_eq!(message.sender.kind.side(), Side::Customer);
    assert_eq!((message.seq.get(), message.content.as_str()), (1, "more"));
    let admin = stage.admin();
    admin.tries_to_switch(&view.contact.address, Switch::Off).await.unwrap();
    assert_eq!(kind(token.answers(number, "more").await), ErrorKind::ChatDisabled);
    assert_eq!(kind(token.answers(number, " ").await), ErrorKind::Invalid);
}
