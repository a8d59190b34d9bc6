//! People of the desk whom no host knows.

use std::{collections::BTreeMap, fmt};

use super::{
    Desk,
    change::Command,
    entries::{entries, entry_at},
    lanes::LaneKey,
    revoke::revocation_of,
};
use crate::{
    Account, AccountName, Actor, EntryId, EntryKind, Error, Given, Id, StaffRole, Store,
    StoreError, Timestamp, UniqueKey,
    rules::{
        Decision, access,
        account::{self, AddedAccount, Entered, Facts},
        revoke::digest,
    },
};

/// Who is to have an account.
#[derive(Clone, PartialEq, Eq)]
pub struct AddAccount {
    /// What they sign in by.
    pub name: AccountName,
    /// What they may do; `None`: as before, else answer.
    pub role: Option<StaffRole>,
    /// The secret of the link by which they set a password, once, within 24 hours. Only a digest of it is kept.
    pub link: String,
}

/// Hides name and link.
impl fmt::Debug for AddAccount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AddAccount").field("role", &self.role).finish_non_exhaustive()
    }
}

impl Desk {
    /// All accounts, by name.
    ///
    /// # Errors
    /// `Forbidden` for anybody but the desk, `Unavailable`.
    pub async fn accounts(&self, actor: &Actor) -> Result<Vec<Account>, Error> {
        access::staff(actor)?;
        let entries = entries(EntryKind::Account, self.store()).await?;
        let accounts = entries.iter().filter_map(Account::of);
        // One that was removed and made anew in between is there twice.
        let by_name: BTreeMap<_, _> = accounts.map(|it| (it.name.folded(), it)).collect();
        Ok(by_name.into_values().collect())
    }

    /// The account that goes by a name, for whoever checks a password. Nobody needs to be known for that.
    ///
    /// # Errors
    /// `Unavailable`.
    pub async fn account(&self, name: &AccountName) -> Result<Option<Account>, Error> {
        let entry = entry_at(&UniqueKey::account(name), EntryKind::Account, self.store()).await?;
        Ok(entry.as_ref().and_then(Account::of))
    }

    /// Makes an account, or gives one that there is a new link; its password goes on until another is set.
    ///
    /// A role that changes takes their tokens back.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `Invalid` for a name that does not fit, `Unavailable`.
    pub async fn add_account(
        &self,
        actor: &Actor,
        add: Given<AddAccount>,
    ) -> Result<AddedAccount, Error> {
        access::admin(actor)?;
        let add = add?;
        let link = digest(&add.link);
        let added = self.change(&Adding { actor, add: &add, link, ids: self.ids() }).await?;
        self.forget_tokens(&added.account, added.revoked);
        Ok(added)
    }

    /// Removes an account and revokes the tokens of whoever had it: in this process at once, in others within a second.
    ///
    /// # Errors
    /// `Forbidden` for anybody but an administrator, `Invalid` for a name that does not fit, `NotFound`, `Unavailable`.
    pub async fn remove_account(
        &self,
        actor: &Actor,
        name: Given<AccountName>,
    ) -> Result<(), Error> {
        access::admin(actor)?;
        let name = name?;
        let account = self.account(&name).await?.ok_or(Error::NotFound)?;
        let revocation = self.ids().1;
        let at = self.change(&Removing { actor, account: &account, revocation }).await?;
        self.forget_tokens(&account, Some(at));
        Ok(())
    }

    /// Whether a link sets a password now: asked before a password is hashed for nothing.
    ///
    /// # Errors
    /// `NotFound` for one that is wrong, used or too old, `Unavailable`.
    pub async fn check_link(&self, link: &str) -> Result<(), Error> {
        let (link, now) = (digest(link), self.inner.clock.now());
        let facts = load_by_link(&link, self.store()).await?;
        let (_, revocation) = self.ids();
        account::set_password(&facts, (&link, ""), (now, revocation)).map(drop)
    }

    /// Sets the password that a link is for, and lets its owner in. The link is used up by it, and tokens that they got by a
    /// former password count no longer.
    ///
    /// # Errors
    /// `NotFound` for a link that is wrong, used or too old, `Unavailable`.
    pub async fn set_password(&self, link: &str, hash: &str) -> Result<Entered, Error> {
        let (_, revocation) = self.ids();
        let entered =
            self.change(&SettingPassword { link: digest(link), hash, revocation }).await?;
        self.forget_tokens(&entered.account, entered.revoked.then_some(entered.at));
        Ok(entered)
    }

    /// Lets somebody in whose password was found to be right.
    ///
    /// # Errors
    /// `NotFound` when account or password are no longer those that were checked, `Unavailable`.
    pub async fn enter(&self, checked: &Account) -> Result<Entered, Error> {
        self.change(&Entering { checked }).await
    }

    fn ids(&self) -> (EntryId, EntryId) {
        let now = self.inner.clock.now();
        (Id::generate(now), Id::generate(now))
    }

    fn forget_tokens(&self, account: &Account, revoked: Option<Timestamp>) {
        self.inner.revocations.remember(revoked.map(|at| (digest(&account.id()), at)));
    }
}

async fn load_by_name(name: &AccountName, store: &dyn Store) -> Result<Facts, StoreError> {
    load_at(&UniqueKey::account(name), store).await
}

async fn load_by_link(link: &str, store: &dyn Store) -> Result<Facts, StoreError> {
    load_at(&UniqueKey::password_link(link), store).await
}

async fn load_at(key: &UniqueKey, store: &dyn Store) -> Result<Facts, StoreError> {
    let entry = entry_at(key, EntryKind::Account, store).await?;
    let revocation = match entry.as_ref().and_then(Account::of) {
        Some(account) => revocation_of(&account.id(), store).await?,
        None => None,
    };
    Ok(Facts { account: entry, revocation })
}

/// Revocations queue there too.
fn lane(account: &Account) -> Vec<LaneKey> {
    account.id().parse().map(LaneKey::Person).into_iter().collect()
}

struct Adding<'a> {
    actor: &'a Actor,
    add: &'a AddAccount,
    link: String,
    ids: (EntryId, EntryId),
}

impl Command for Adding<'_> {
    type Facts = Facts;
    type Outcome = AddedAccount;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        load_by_name(&self.add.name, store).await
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<AddedAccount>, Error> {
        let (entry, revocation) = self.ids;
        let AddAccount { name, role, .. } = self.add;
        let (actor, link) = (self.actor, &self.link);
        let add = account::Add { actor, name, role: *role, link, now, entry, revocation };
        account::add(facts, &add)
    }

    async fn repeat(&self, _: &Facts, _: &dyn Store) -> Result<Option<AddedAccount>, StoreError> {
        Ok(None)
    }
}

struct Removing<'a> {
    actor: &'a Actor,
    account: &'a Account,
    revocation: EntryId,
}

impl Command for Removing<'_> {
    type Facts = Facts;
    type Outcome = Timestamp;

    fn lanes(&self) -> Vec<LaneKey> {
        lane(self.account)
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        load_by_name(&self.account.name, store).await
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<Timestamp>, Error> {
        account::remove(facts, self.actor, (now, self.revocation))
    }

    async fn repeat(&self, _: &Facts, _: &dyn Store) -> Result<Option<Timestamp>, StoreError> {
        Ok(None)
    }
}

struct SettingPassword<'a> {
    link: String,
    hash: &'a str,
    revocation: EntryId,
}

impl Command for SettingPassword<'_> {
    type Facts = Facts;
    type Outcome = Entered;

    fn lanes(&self) -> Vec<LaneKey> {
        vec![]
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        load_by_link(&self.link, store).await
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<Entered>, Error> {
        account::set_password(facts, (&self.link, self.hash), (now, self.revocation))
    }

    async fn repeat(&self, _: &Facts, _: &dyn Store) -> Result<Option<Entered>, StoreError> {
        Ok(None)
    }
}

struct Entering<'a> {
    checked: &'a Account,
}

impl Command for Entering<'_> {
    type Facts = Facts;
    type Outcome = Entered;

    fn lanes(&self) -> Vec<LaneKey> {
        lane(self.checked)
    }

    async fn load(&self, store: &dyn Store) -> Result<Facts, StoreError> {
        load_by_name(&self.checked.name, store).await
    }

    fn decide(&self, facts: &Facts, now: Timestamp) -> Result<Decision<Entered>, Error> {
        account::enter(facts, self.checked, now)
    }

    async fn repeat(&self, _: &Facts, _: &dyn Store) -> Result<Option<Entered>, StoreError> {
        Ok(None)
    }
}
