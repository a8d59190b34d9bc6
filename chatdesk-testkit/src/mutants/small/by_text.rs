//! Faults in what is about text channels.

use chatdesk_core::{List, ReceiptState};

use super::{super::mutants, Answer, Answers, Asks, Question, Twist, Wrote};

mutants![
    "a dialog is forgotten": Twist(|_, batch| {
        for record in &mut batch.put {
            if let chatdesk_core::Record::Session(session) = record {
                session.dialog = None;
            }
        }
    }) => [
        "by_text::a_dialog_is_read_back_as_it_was_written",
    ],
    "a receipt forgets what went wrong": Twist(|_, batch| {
        for receipt in &mut batch.receipts {
            receipt.receipt.error = None;
        }
    }) => [
        "by_text::a_receipt_is_read_back_and_moves_nothing_of_its_message",
        "by_text::a_receipt_may_come_with_its_message",
    ],
    "a receipt forgets what the provider calls it": Twist(|_, batch| {
        for receipt in &mut batch.receipts {
            receipt.receipt.provider_id = None;
        }
    }) => [
        "by_text::a_receipt_is_read_back_and_moves_nothing_of_its_message",
        "by_text::a_receipt_may_come_with_its_message",
    ],
    "a message begins without its receipt": Twist(|_, batch| {
        for message in &mut batch.messages {
            message.receipt = None;
        }
    }) => [
        "by_text::a_receipt_may_come_with_its_message",
    ],
    "a receipt moves its message": Wrote(|_, now, batch| {
        let head = now.log.head;
        for receipt in &batch.receipts {
            let row = now.sessions.get_mut(&receipt.session);
            let mut messages = row.into_iter().flat_map(|row| &mut row.messages);
            if let Some(message) = messages.find(|message| message.seq == receipt.seq) {
                message.changed = head;
            }
        }
    }) => [
        "by_text::a_receipt_is_read_back_and_moves_nothing_of_its_message",
    ],
    "a receipt is written on every message": Wrote(|_, now, batch| {
        for receipt in &batch.receipts {
            let row = now.sessions.get_mut(&receipt.session);
            for message in row.into_iter().flat_map(|row| &mut row.messages) {
                message.receipt = Some(receipt.receipt.clone());
            }
        }
    }) => [
        "by_text::a_receipt_is_read_back_and_moves_nothing_of_its_message",
    ],
    "a message that failed is never sent": Wrote(|was, now, batch| {
        for receipt in &batch.receipts {
            let before = was.sessions.get(&receipt.session);
            let before = before.and_then(|row| row.messages.iter().find(|it| it.seq == receipt.seq));
            let failed = before.and_then(|it| it.receipt.clone());
            let failed = failed.filter(|it| it.state == ReceiptState::Failed);
            let after = now.sessions.get_mut(&receipt.session);
            let after = after.and_then(|row| row.messages.iter_mut().find(|it| it.seq == receipt.seq));
            if let (Some(failed), Some(after)) = (failed, after) {
                after.receipt = Some(failed);
            }
        }
    }) => [
        "by_text::a_receipt_is_read_back_and_moves_nothing_of_its_message",
    ],
    "a receipt of no message is accepted": Twist(|state, batch| {
        batch.receipts.retain(|receipt| {
            let row = state.sessions.get(&receipt.session);
            let stored = row.is_some_and(|row| row.messages.iter().any(|it| it.seq == receipt.seq));
            stored || batch.messages.iter().any(|it| it.seq == receipt.seq)
        });
    }) => [
        "by_text::a_receipt_of_no_message_is_refused",
    ],
    "a conversation is any session": Answers(|state, answer| {
        if let Answer::Page(List::Conversations { .. }, page) = answer {
            let oldest = state.sessions.values().min_by_key(|row| row.made);
            page.value.sessions.extend(oldest.and_then(|row| state.view(row)));
        }
    }) => [
        "by_text::conversations_are_the_newest_session_of_each_person",
        "panel::a_conversation_of_staff_is_in_no_list_of_the_desk",
    ],
    "who waits by text stands in the queue of the web": Answers(|state, answer| {
        if let Answer::Page(List::Waiting { before: None, .. }, page) = answer {
            let by_text = state.sessions.values().filter(|row| row.session.channel.is_by_text());
            page.value.sessions.extend(by_text.filter_map(|row| state.view(row)));
        }
    }) => [
        "by_text::who_waits_on_a_text_channel_stands_in_no_queue",
    ],
    "conversations stand where they were made": Answers(|_, answer| {
        if let Answer::Page(List::Conversations { .. }, page) = answer {
            page.value.sessions.sort_by_key(|view| std::cmp::Reverse(view.session.id));
        }
    }) => [
        "by_text::conversations_are_the_newest_session_of_each_person",
    ],
    "conversations have no end": Asks(|question| {
        if let Question::List(List::Conversations { limit }) = question {
            *limit = u16::MAX;
        }
    }) => [
        "by_text::conversations_are_the_newest_session_of_each_person",
    ],
];
