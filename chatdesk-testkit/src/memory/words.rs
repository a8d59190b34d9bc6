//! Words: what contacts and sessions are found by.
//!
//! Nothing is kept of them: they are read out of the texts when somebody asks, so a search never lags.

use chatdesk_core::{Contact, Message, Page, Search, Ticket};
use icu_normalizer::DecomposingNormalizerBorrowed;

use super::{
    list::{self, Row, by_change, descending, is_in_inbox},
    state::{SessionRow, State},
};

/// Sessions that hold all words, in messages or in their contact; newest change first.
pub(crate) fn search(state: &State, search: &Search) -> Page {
    let mut page = list::page(state, found(state, search), search.after, Some(search.limit));
    let queries = queries(&search.words);
    for view in &page.sessions {
        let row = state.sessions.get(&view.session.id);
        let message = row.and_then(|row| newest(&row.messages, &queries));
        page.matches.extend(message.map(|message| (view.session.id, message.clone())));
    }
    page
}

/// The newest message that holds all, or else the newest that holds one.
fn newest<'m>(messages: &'m [Message], queries: &[Vec<String>]) -> Option<&'m Message> {
    let holds = |message: &&Message, query: &Vec<String>| begins(&tokens(&message.content), query);
    let all = |message: &&Message| queries.iter().all(|query| holds(message, query));
    let one = |message: &&Message| queries.iter().any(|query| holds(message, query));
    let newest_first = || messages.iter().rev();
    newest_first().find(all).or_else(|| newest_first().find(one))
}

/// How many there are over all pages.
pub(crate) fn count(state: &State, search: &Search, cap: u32) -> u32 {
    u32::try_from(found(state, search).len()).unwrap_or(u32::MAX).min(cap)
}

fn found<'s>(state: &'s State, search: &Search) -> Vec<Row<'s>> {
    let queries = queries(&search.words);
    let rows = state.sessions.values().filter(|row| {
        is_in_inbox(row, &search.filter) && !queries.is_empty() && holds(state, row, &queries)
    });
    descending(rows.map(by_change))
}

/// The newest of these messages that holds all words; `None` for words of signs alone.
pub(super) fn newest_with_all<'m>(
    messages: &'m [Message],
    words: &[String],
) -> Option<&'m Message> {
    let queries = queries(words);
    let holds = |message: &&Message| all_in(&[tokens(&message.content)], &queries);
    if queries.is_empty() { None } else { messages.iter().rev().find(holds) }
}

/// Whether name, e-mail and address of a contact hold all words. Of no words at all they do; of signs alone they do not.
pub(super) fn name(contact: &Contact, words: &[String]) -> bool {
    let queries = queries(words);
    let is_asked = words.is_empty() || !queries.is_empty();
    let names = names(contact);
    is_asked && queries.iter().all(|query| begins(&names, query))
}

/// Whether a ticket's description, messages and contact hold all words. Of no words at all they do; of signs alone not.
pub(super) fn ticket(
    state: &State,
    (ticket, row): (&Ticket, &SessionRow),
    words: &[String],
) -> bool {
    let queries = queries(words);
    let mut texts = texts(state, row);
    texts.push(tokens(&ticket.description));
    words.is_empty() || !queries.is_empty() && all_in(&texts, &queries)
}

fn holds(state: &State, row: &SessionRow, queries: &[Vec<String>]) -> bool {
    all_in(&texts(state, row), queries)
}

/// What a session is found by.
fn texts(state: &State, row: &SessionRow) -> Vec<Vec<String>> {
    let contact = state.contacts.get(&row.session.contact);
    let mut texts: Vec<_> = contact.map(|row| names(&row.contact)).into_iter().collect();
    texts.extend(row.messages.iter().map(|message| tokens(&message.content)));
    texts
}

fn all_in(texts: &[Vec<String>], queries: &[Vec<String>]) -> bool {
    queries.iter().all(|query| texts.iter().any(|text| begins(text, query)))
}

fn names(contact: &Contact) -> Vec<String> {
    let profile = &contact.profile;
    let names = [profile.name.as_deref(), profile.email.as_deref()];
    names.into_iter().flatten().chain([contact.address.as_str()]).flat_map(tokens).collect()
}

/// What is asked for: of each word its own words, because `ada@example` is two. Signs alone ask for nothing.
fn queries(words: &[String]) -> Vec<Vec<String>> {
    words.iter().map(|word| tokens(word)).filter(|query| !query.is_empty()).collect()
}

/// Whether the words of a query follow each other in the text, the last one as the beginning of a word.
fn begins(text: &[String], query: &[String]) -> bool {
    let Some((last, first)) = query.split_last() else { return true };
    text.windows(query.len()).any(|words| {
        words.split_last().is_some_and(|(end, begin)| begin == first && end.starts_with(last))
    })
}

/// The words of a text, without case and accents.
fn tokens(text: &str) -> Vec<String> {
    let is_accent = |c: &char| ('\u{300}'..='\u{36f}').contains(c);
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    let plain: String = decomposed.chars().filter(|c| !is_accent(c)).collect();
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}
