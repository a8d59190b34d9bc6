//! The pages that customers have before them: told while it is true, and kept nowhere.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    time::Duration,
};

use super::{Live, Waker};
use crate::{Actor, Address, Desk, Error, Given, Scope, Timestamp, rules};

/// A page is known for so long.
const KNOWN_FOR: Duration = Duration::from_mins(30);
/// Of so many customers; whoever showed theirs the longest ago is forgotten first.
const KEPT: usize = 4_096;

/// What a customer's browser says of the page that it shows.
#[derive(Clone, PartialEq, Eq)]
pub struct PageShown {
    /// Where it is: `http` or `https`, up to 2,048 characters.
    pub url: String,
    /// What it is called, up to 200 characters.
    pub title: Option<String>,
}

/// Hides which.
impl fmt::Debug for PageShown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PageShown(…)")
    }
}

/// The page that a customer has before them.
#[derive(Clone, PartialEq, Eq)]
pub struct ShownPage {
    /// Where it is, without query and fragment.
    pub url: String,
    /// What it is called.
    pub title: Option<String>,
    /// Since when.
    pub at: Timestamp,
}

/// Shows the instant alone.
impl fmt::Debug for ShownPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShownPage").field("at", &self.at).finish_non_exhaustive()
    }
}

/// Whether the desk knows of a customer yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ToDesk {
    Told,
    Untold,
}

/// The last page of each customer, in the order in which they were shown.
#[derive(Debug, Default)]
pub(super) struct Pages {
    numbers: HashMap<Address, u64>,
    pages: BTreeMap<u64, (Address, ShownPage, ToDesk)>,
    last: u64,
}

impl Pages {
    fn note(&mut self, address: Address, page: ShownPage, to_desk: ToDesk) {
        self.forget(&address);
        self.last += 1;
        self.numbers.insert(address.clone(), self.last);
        self.pages.insert(self.last, (address, page, to_desk));
        if self.pages.len() > KEPT
            && let Some((_, (oldest, ..))) = self.pages.pop_first()
        {
            self.numbers.remove(&oldest);
        }
    }

    fn forget(&mut self, address: &Address) {
        if let Some(number) = self.numbers.remove(address) {
            self.pages.remove(&number);
        }
    }

    fn of(&self, address: &Address, now: Timestamp) -> Option<&ShownPage> {
        let (_, page, _) = self.pages.get(self.numbers.get(address)?)?;
        is_known(page, now).then_some(page)
    }

    /// How many were shown so far.
    pub(super) const fn n_shown(&self) -> u64 {
        self.last
    }

    /// The next that was shown after so many; of a customer who has gone on since, the last.
    pub(super) fn next(&self, n_told: &mut u64, now: Timestamp) -> Option<(Address, ShownPage)> {
        let mut later = self.pages.range(*n_told + 1..);
        let found = later.find(|(_, (_, page, to))| *to == ToDesk::Told && is_known(page, now));
        *n_told = found.map_or(self.last, |(number, _)| *number);
        found.map(|(_, (address, page, _))| (address.clone(), page.clone()))
    }
}

fn is_known(page: &ShownPage, now: Timestamp) -> bool {
    now < page.at.plus(KNOWN_FOR)
}

impl Desk {
    /// Tells the desk which page a customer has before them.
    ///
    /// Not stored: it is known for half an hour, in this process. Of somebody who is not known yet the desk is not told.
    ///
    /// # Errors
    /// `Forbidden` for anybody but a customer, `Invalid` for what does not fit, `Unavailable`.
    pub async fn show_page(&self, actor: &Actor, page: Given<PageShown>) -> Result<(), Error> {
        let (address, page) = rules::page::decide(actor, &page, self.clock().now())?;
        let (live, store) = self.live_and_store();
        let loaded = store.load(&Scope::Address(address.clone()), &[]).await?;
        let to_desk = if loaded.contact.is_some() { ToDesk::Told } else { ToDesk::Untold };
        live.hints().pages.note(address, page, to_desk);
        if to_desk == ToDesk::Told {
            live.wakers().wake_one(Waker::Desk);
        }
        Ok(())
    }
}

impl Live {
    /// The page that a customer has before them, if that was told lately.
    pub(crate) fn page_of(&self, address: &Address, now: Timestamp) -> Option<ShownPage> {
        self.hints().pages.of(address, now).cloned()
    }

    /// Forgets which page somebody had before them who is erased.
    pub(crate) fn forget_page(&self, address: &Address) {
        self.hints().pages.forget(address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: usize) -> Address {
        number.to_string().parse().unwrap()
    }

    fn page(at: Timestamp) -> ShownPage {
        ShownPage { url: "https://x.example/".to_owned(), title: None, at }
    }

    #[test]
    fn the_last_page_of_each_is_told_once_and_what_is_kept_is_bounded() {
        let (mut pages, now) = (Pages::default(), Timestamp::default());
        for number in 0..KEPT + 10 {
            pages.note(address(number % 3), page(now), ToDesk::Told);
        }
        assert_eq!((pages.pages.len(), pages.numbers.len()), (3, 3));
        let mut n_told = 0;
        let told = std::iter::from_fn(|| pages.next(&mut n_told, now)).count();
        assert_eq!(told, 3);

        for number in 0..KEPT + 10 {
            pages.note(address(number), page(now), ToDesk::Untold);
        }
        assert_eq!((pages.pages.len(), pages.numbers.len()), (KEPT, KEPT));
        assert!(pages.of(&address(9), now).is_none() && pages.of(&address(10), now).is_some());
        assert!(pages.next(&mut n_told, now).is_none(), "the desk knows none of them");
    }

    #[test]
    fn a_page_is_known_for_half_an_hour() {
        let (mut pages, now) = (Pages::default(), Timestamp::default());
        pages.note(address(1), page(now), ToDesk::Told);
        let (before, after) =
            (now.plus(KNOWN_FOR).minus(Duration::from_secs(1)), now.plus(KNOWN_FOR));

        assert!(pages.of(&address(1), before).is_some() && pages.next(&mut 0, before).is_some());
        assert!(pages.of(&address(1), after).is_none() && pages.next(&mut 0, after).is_none());
    }
}
