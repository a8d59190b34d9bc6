//! Faults in how records are written: contacts, sessions, entries, the switch, text.

use chatdesk_core::{EntryContent, Position, Record, RecordId, UniqueKey, Version};

use super::{Twist, Wrote, refuse};
use crate::mutants::mutants;

mutants![
    // Contacts.
    "a contact's phone is not kept": Twist(|_, batch| {
        for record in &mut batch.put {
            if let Record::Contact(contact) = record {
                contact.profile.phone = None;
            }
        }
    }) => [
        "contacts::a_contact_is_read_back_as_it_was_written",
        "text::names_and_subjects_are_read_back_to_the_byte",
        "ticket_lists::tickets_are_narrowed_by_every_filter",
        "ticket_lists::what_is_skipped_is_left_out",
    ],
    "that a contact said it themself is not kept": Twist(|_, batch| {
        for record in &mut batch.put {
            if let Record::Contact(contact) = record {
                contact.said_at = None;
            }
        }
    }) => [
        "contacts::a_contact_is_read_back_as_it_was_written",
    ],
    "what is known of a contact is what was known first": Wrote(|was, now, _| {
        for (id, row) in &was.contacts {
            if let Some(now) = now.contacts.get_mut(id) {
                now.contact.profile = row.contact.profile.clone();
            }
        }
    }) => [
        "contacts::what_is_known_of_a_contact_is_what_was_written_last",
        "paging::contacts_words_are_what_they_are_now",
        "search::a_contacts_former_name_finds_nothing",
    ],
    "a contact who is there is made again": Twist(|state, batch| {
        for record in &mut batch.put {
            if let Record::Contact(contact) = record {
                let stored = state.version(RecordId::Contact(contact.id));
                contact.version = stored.filter(|_| contact.version == Version::NONE).unwrap_or(contact.version);
            }
        }
    }) => [
        "contacts::a_contact_who_is_there_cannot_be_made",
    ],
    "a contact's writing is never noted": Wrote(|_, now, _| {
        now.contacts.values_mut().for_each(|row| row.wrote_at = None);
    }) => [
        "contacts::a_contacts_last_writing_is_their_own_and_moves_no_version",
        "contacts::who_is_given_a_session_has_written_when_its_former_customer_did",
    ],
    // Sessions and entries.
    "a session forgets its agent": Twist(|_, batch| {
        for record in &mut batch.put {
            if let Record::Session(session) = record {
                session.agent = None;
            }
        }
    }) => [
        "narrowing::the_inbox_filters_by_agent_and_contact",
        "search::search_filters_by_agent_and_contact",
        "sessions::a_session_is_read_back_as_it_was_written",
    ],
    "a session forgets its tags": Twist(|_, batch| {
        for record in &mut batch.put {
            if let Record::Session(session) = record {
                session.tags.clear();
            }
        }
    }) => [
        "sessions::a_session_is_read_back_as_it_was_written",
        "sessions::tags_are_what_was_written_last",
    ],
    "tags stay what they were first": Wrote(|was, now, _| {
        for (id, row) in &was.sessions {
            if let Some(now) = now.sessions.get_mut(id).filter(|_| !row.session.tags.is_empty()) {
                now.session.tags = row.session.tags.clone();
            }
        }
    }) => [
        "sessions::tags_are_what_was_written_last",
    ],
    "an entry is not noted": Wrote(|_, now, _| {
        now.sessions.values_mut().for_each(|row| row.noted = Position::ZERO);
    }) => [
        "sessions::an_entry_of_a_session_is_noted_and_moves_nothing_else",
    ],
    "an entry moves its session": Wrote(|_, now, batch| {
        for record in &batch.put {
            if let Record::Entry(entry) = record
                && let RecordId::Session(session) = entry.subject
                && let Some(row) = now.sessions.get_mut(&session)
            {
                row.session.changed = row.noted;
            }
        }
    }) => [
        "sessions::an_entry_of_a_session_is_noted_and_moves_nothing_else",
        "sessions::only_a_write_moves_a_version",
    ],
    "who gets a session has not written": Wrote(|was, now, _| {
        for (id, row) in &was.contacts {
            if let Some(now) = now.contacts.get_mut(id)
                && row.wrote_at.is_none()
                && was.sessions.values().all(|row| row.session.contact != *id)
            {
                now.wrote_at = None;
            }
        }
    }) => [
        "contacts::who_is_given_a_session_has_written_when_its_former_customer_did",
    ],
    "only who loses a session begins anew": Wrote(|was, now, batch| {
        for record in &batch.put {
            if let Record::Session(session) = record
                && let Some(contact) = was.contacts.get(&session.contact)
                && let Some(now) = now.contacts.get_mut(&session.contact)
            {
                now.trimmed = contact.trimmed;
            }
        }
    }) => [
        "changed::who_resumes_from_before_a_session_changed_hands_begins_anew",
    ],
    "an entry forgets the reason": Twist(|_, batch| {
        for record in &mut batch.put {
            if let Record::Entry(entry) = record
                && let EntryContent::ToggleChange { reason, .. } = &mut entry.content
            {
                *reason = None;
            }
        }
    }) => [
        "sessions::an_entry_is_read_back_as_it_was_written",
        "toggle::a_switch_decided_on_an_old_contact_changes_nothing",
        "toggle::the_switch_its_reason_and_its_event_are_one_commit",
    ],
    "a session's version stops at three": Wrote(|_, now, _| {
        let stop = |version: Version| version.min(Version::new(3));
        now.sessions.values_mut().for_each(|row| row.session.version = stop(row.session.version));
    }) => [
        "sessions::each_write_moves_version_and_changed",
    ],
    "a message writes its session": Wrote(|_, now, batch| {
        for message in &batch.messages {
            let id = RecordId::Session(message.session);
            if batch.put.iter().all(|record| record.id() != id) {
                let session = &mut now.sessions.get_mut(&message.session).unwrap().session;
                session.version = session.version.next();
            }
        }
    }) => [
        "sessions::only_a_write_moves_a_version",
    ],
    "a record put twice is written once": Twist(|_, batch| {
        let mut seen = Vec::new();
        batch.put.retain(|record| {
            let is_new = !seen.contains(&record.id());
            seen.push(record.id());
            is_new
        });
    }) => [
        "sessions::one_record_is_written_once_in_a_batch",
    ],
    "a session that is there is made again": Twist(|state, batch| {
        for record in &mut batch.put {
            if let Record::Session(session) = record {
                let stored = state.version(RecordId::Session(session.id));
                session.version = stored.filter(|_| session.version == Version::NONE).unwrap_or(session.version);
            }
        }
    }) => [
        "sessions::a_record_that_exists_cannot_be_made",
    ],
    "what is gone is made again by a write": Twist(|state, batch| {
        for record in &mut batch.put {
            if let Record::Session(session) = record {
                let stored = state.version(RecordId::Session(session.id));
                session.version = stored.map_or(Version::NONE, |_| session.version);
            }
        }
    }) => [
        "erase::what_is_gone_is_not_deleted_again",
        "sessions::a_record_that_is_gone_cannot_be_written",
    ],
    // The switch.
    "who moved the switch is not kept": Twist(|_, batch| {
        for record in &mut batch.put {
            if let Record::Contact(contact) = record
                && let Some(switched) = &mut contact.switched
            {
                switched.by.clear();
            }
        }
    }) => [
        "contacts::a_contact_is_read_back_as_it_was_written",
        "toggle::the_switch_is_read_back_with_who_moved_it_and_when",
    ],
    "what is expected is written": Wrote(|_, now, batch| {
        for expect in &batch.expect {
            if let RecordId::Contact(contact) = expect.record {
                let contact = &mut now.contacts.get_mut(&contact).unwrap().contact;
                contact.version = contact.version.next();
            }
        }
    }) => [
        "races::no_message_is_stored_after_the_switch_fell",
        "toggle::expecting_a_contact_does_not_write_it",
    ],
    "the reason is not kept with the switch": Twist(|_, batch| {
        if batch.put.iter().any(|record| matches!(record, Record::Contact(_))) {
            batch.put.retain(|record| !matches!(record, Record::Entry(_)));
        }
    }) => [
        "toggle::a_switch_decided_on_an_old_contact_changes_nothing",
        "toggle::the_switch_its_reason_and_its_event_are_one_commit",
    ],
    // Text.
    "keys do not know capitals": Twist(|_, batch| {
        for claim in &mut batch.claim {
            claim.key = UniqueKey::from_text(claim.key.as_str().to_lowercase());
        }
    }) => [
        "text::addresses_are_what_they_are",
    ],
    "blanks at the ends of a subject are cut": Twist(|_, batch| {
        for record in &mut batch.put {
            if let Record::Session(session) = record {
                session.subject = session.subject.take().map(|text| text.trim().to_owned());
            }
        }
    }) => [
        "text::names_and_subjects_are_read_back_to_the_byte",
    ],
    // Keys.
    "an owner claims what they own": Twist(|state, batch| {
        batch.claim.retain(|claim| {
            state.keys.get(&claim.key).is_none_or(|key| key.owner != claim.owner)
        });
    }) => [
        "keys::an_owner_does_not_claim_twice",
    ],
    "a claim takes the key from its owner": Twist(|state, batch| {
        for claim in &batch.claim {
            if let Some(key) = state.keys.get(&claim.key).filter(|key| key.owner != claim.owner) {
                let (key, owner) = (claim.key.clone(), key.owner);
                batch.release.push(chatdesk_core::Release { key, owner });
            }
        }
    }) => [
        "keys::a_key_has_one_owner",
        "keys::a_key_is_free_from_its_until_on",
        "races::of_opens_under_one_key_one_wins",
    ],
    "a key is free only after its until": Twist(|state, batch| {
        let is_last = |key: &UniqueKey| {
            state.keys.get(key).is_some_and(|row| row.until == Some(batch.now))
        };
        if batch.claim.iter().any(|claim| is_last(&claim.key)) {
            refuse(batch);
        }
    }) => [
        "keys::a_key_is_free_from_its_until_on",
    ],
    "keys are claimed before others are released": Twist(|state, batch| {
        let is_released = |key: &UniqueKey| batch.release.iter().any(|release| release.key == *key);
        let is_owned = |key: &UniqueKey| state.keys.contains_key(key);
        if batch.claim.iter().any(|claim| is_released(&claim.key) && is_owned(&claim.key)) {
            refuse(batch);
        }
    }) => [
        "keys::keys_are_released_before_others_are_claimed",
    ],
    "anybody releases a key": Twist(|state, batch| {
        for release in &mut batch.release {
            release.owner = state.keys.get(&release.key).map_or(release.owner, |key| key.owner);
        }
    }) => [
        "keys::another_owners_key_is_not_released",
    ],
    "what nobody owns cannot be released": Twist(|state, batch| {
        if batch.release.iter().any(|release| !state.keys.contains_key(&release.key)) {
            refuse(batch);
        }
    }) => [
        "keys::a_key_that_nobody_owns_may_be_released",
    ],
    "of two claims in one batch the first is taken": Twist(|_, batch| {
        batch.claim.dedup_by(|second, first| second.key == first.key);
    }) => [
        "keys::a_key_is_claimed_once_in_a_batch",
    ],
];
