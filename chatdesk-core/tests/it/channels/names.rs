//! By which names somebody is found: a business-scoped id before the phone, and another number after a change.

use chatdesk_core::{MovedAddress, Side};

use super::*;

fn named(text: &str) -> Address {
    text.parse().unwrap()
}

fn by_id() -> Address {
    named("whatsapp:US.1349876")
}

#[tokio::test]
async fn who_is_known_by_an_id_is_the_same_once_their_number_is_known() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    let hidden = Inbound { address: by_id(), ..wrote("support", "wamid.1") };
    scene.receives(hidden).await.unwrap();
    assert_eq!(scene.row().await.view.contact.address, by_id());

    let shown = Inbound { aliases: vec![by_id()], ..wrote("Hello", "wamid.2") };
    scene.receives(shown).await.unwrap();
    let row = scene.row().await;
    assert_eq!(row.view.contact.address, john(), "from now on they are named by their number");
    assert_eq!(row.view.unread(Side::Desk), 1);

    // And by the id alone they are still found.
    let content = InboundContent::Text("Still me".to_owned());
    let alone =
        Inbound { address: by_id(), aliases: vec![by_id()], content, ..wrote("", "wamid.3") };
    scene.receives(alone).await.unwrap();
    assert_eq!(scene.row().await.view.unread(Side::Desk), 2);
}

#[tokio::test]
async fn of_two_who_turn_out_to_be_one_the_id_counts_and_neither_gets_the_others_chats() {
    let folder = Folder::new();
    let scene = Scene::new(&folder).await;
    scene.receives(wrote("support", "wamid.1")).await.unwrap();
    let hidden = Inbound { address: by_id(), ..wrote("support", "wamid.2") };
    scene.receives(hidden).await.unwrap();
    let both = Inbound { aliases: vec![by_id()], ..wrote("Hello", "wamid.3") };
    scene.receives(both).await.unwrap();
    let rows = scene.conversations().await;
    assert_eq!(rows.len(), 2);
    let of = |address: &Address| {
        let row = rows.iter().find(|row| row.view.contact.address == *address).unwrap();
        row.view.unread(Side::Desk)
    };
    assert_eq!((of(&by_id()), of(&john())), (1, 0));
}

#[tokio::test]
async fn a_changed_number_takes_its_chat_along_and_the_old_one_is_somebody_elses() {
    let folder = Folder::new();
    let mut scene = Scene::new(&folder).await;
    scene.hears("support").await;
    let to = Address::of_channel(Channel::Whatsapp, "+4912345678").unwrap();
    let moved = || Received::Moved(MovedAddress { from: john(), to: to.clone() });
    scene.desk.receive(moved()).await.unwrap();
    scene.desk.receive(moved()).await.unwrap();
    assert_eq!(scene.row().await.view.contact.address, to);
    let content = InboundContent::Text("Me again".to_owned());
    let inbound = Inbound { address: to, content, ..wrote("", "wamid.8") };
    scene.receives(inbound).await.unwrap();
    assert_eq!(scene.row().await.view.unread(Side::Desk), 1);
    scene.hears("support").await;
    assert_eq!(scene.conversations().await.len(), 2, "whoever has the old number now is new");
}
