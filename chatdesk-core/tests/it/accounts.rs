//! People of the desk whom no host knows.

use std::time::Duration;

use chatdesk_core::{
    Account, AddAccount, AddedAccount, Entered, Error, ErrorKind, Invalid, StaffRole, Timestamp,
};
use chatdesk_testkit::Folder;

use crate::stage::{Person, Stage};

const SECOND: Duration = Duration::from_secs(1);
const DAY: Duration = Duration::from_hours(24);

async fn adds(admin: &Person, name: &str, role: Option<StaffRole>, link: &str) -> AddedAccount {
    let add = AddAccount { name: name.parse().unwrap(), role, link: link.to_owned() };
    admin.desk.add_account(&admin.actor, Ok(add)).await.unwrap()
}

async fn removes(admin: &Person, name: &str) -> Result<(), Error> {
    admin.desk.remove_account(&admin.actor, Ok(name.parse().unwrap())).await
}

async fn account(stage: &Stage, name: &str) -> Option<Account> {
    stage.desk.account(&name.parse().unwrap()).await.unwrap()
}

/// An agent who has set a password.
async fn has_signed_up(stage: &Stage, name: &str, password: &str) -> Entered {
    adds(&stage.admin(), name, None, password).await;
    stage.desk.set_password(password, &format!("hash of {password}")).await.unwrap()
}

async fn counts(stage: &Stage, account: &Account, at: Timestamp) -> bool {
    let agent = stage.agent(&account.id());
    !agent.desk.is_revoked(&agent.actor, Some(at)).await.unwrap()
}

fn is_refused<T: std::fmt::Debug>(answer: Result<T, Error>) {
    assert_eq!(answer.unwrap_err().kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn an_account_is_made_with_a_link_that_sets_its_password_once() {
    let stage = Stage::new().await;
    let added = adds(&stage.admin(), "Ann Lee", Some(StaffRole::Admin), "secret").await;
    assert!(!added.was_there);
    assert_eq!((added.account.id().as_str(), added.account.password), ("agent:Ann Lee", None));

    stage.desk.check_link("secret").await.unwrap();
    let entered = stage.desk.set_password("secret", "hash").await.unwrap();

    assert_eq!(entered.account.role, StaffRole::Admin);
    assert!(counts(&stage, &entered.account, entered.at).await);
    is_refused(stage.desk.set_password("secret", "another").await);
    is_refused(stage.desk.check_link("secret").await);
    let known = account(&stage, " ANN  lee").await.unwrap();
    assert_eq!(known.password.as_deref(), Some("hash"));
    assert_eq!(known.signed_in_at, Some(entered.at));
}

#[tokio::test]
async fn a_link_counts_for_a_day_and_only_as_it_was_given_out() {
    let stage = Stage::new().await;
    adds(&stage.admin(), "Ann", None, "secret").await;
    for wrong in ["", "secre", "secret2", "SECRET"] {
        is_refused(stage.desk.set_password(wrong, "hash").await);
    }
    stage.clock.advance(DAY.checked_sub(SECOND).unwrap());
    stage.desk.check_link("secret").await.unwrap();

    stage.clock.advance(SECOND);

    is_refused(stage.desk.check_link("secret").await);
    is_refused(stage.desk.set_password("secret", "hash").await);
    assert_eq!(account(&stage, "Ann").await.unwrap().password, None);
}

#[tokio::test]
async fn a_second_link_takes_the_place_of_the_first_and_the_old_password_goes_on_until_it_is_used()
{
    let stage = Stage::new().await;
    let before = has_signed_up(&stage, "Ann", "first").await;
    stage.clock.advance(SECOND);
    adds(&stage.admin(), "ann", None, "second").await;
    let again = adds(&stage.admin(), "ANN", None, "third").await;

    assert!(again.was_there);
    assert_eq!(again.account.name.as_str(), "Ann");
    is_refused(stage.desk.set_password("second", "hash").await);
    let entered = stage.desk.enter(&account(&stage, "Ann").await.unwrap()).await.unwrap();
    assert!(counts(&stage, &before.account, before.at).await);

    stage.clock.advance(SECOND);
    let renewed = stage.desk.set_password("third", "new hash").await.unwrap();

    assert!(!counts(&stage, &before.account, before.at).await, "a forgotten password may be known");
    assert!(!counts(&stage, &before.account, entered.at).await);
    assert!(counts(&stage, &before.account, renewed.at).await);
    is_refused(stage.desk.enter(&before.account).await);
}

#[tokio::test]
async fn who_becomes_something_else_has_to_sign_in_again() {
    let stage = Stage::new().await;
    let before = has_signed_up(&stage, "Ann", "first").await;
    stage.clock.advance(SECOND);

    adds(&stage.admin(), "Ann", Some(StaffRole::Agent), "same").await;
    assert!(counts(&stage, &before.account, before.at).await);
    let added = adds(&stage.admin(), "Ann", Some(StaffRole::Admin), "other").await;

    assert_eq!(added.account.role, StaffRole::Admin);
    assert!(!counts(&stage, &before.account, before.at).await);
    let kept = adds(&stage.admin(), "Ann", None, "kept").await;
    assert_eq!(kept.account.role, StaffRole::Admin);
    let entered = stage.desk.enter(&kept.account).await.unwrap();
    assert!(counts(&stage, &entered.account, entered.at).await);
}

#[tokio::test]
async fn a_removed_account_lets_nobody_in_and_what_it_let_in_before_is_out() {
    let stage = Stage::new().await;
    let before = has_signed_up(&stage, "Ann", "first").await;
    adds(&stage.admin(), "Ann", None, "link").await;
    stage.clock.advance(SECOND);

    removes(&stage.admin(), "aNN").await.unwrap();

    assert!(account(&stage, "Ann").await.is_none());
    assert!(!counts(&stage, &before.account, before.at).await);
    is_refused(stage.desk.enter(&before.account).await);
    is_refused(stage.desk.set_password("link", "hash").await);
    is_refused(removes(&stage.admin(), "Ann").await);

    // Somebody new of the same name, at the same instant.
    let anew = has_signed_up(&stage, "Ann", "anew").await;
    assert!(counts(&stage, &anew.account, anew.at).await);
    assert!(!counts(&stage, &anew.account, before.at).await);
}

#[tokio::test]
async fn who_is_removed_while_they_sign_in_is_out() {
    let stage = Stage::new().await;
    let ann = has_signed_up(&stage, "Ann", "first").await.account;
    let elsewhere = stage.other_process().admin();
    stage.store.before_next_commit(async move { removes(&elsewhere, "Ann").await.unwrap() });
    is_refused(stage.desk.enter(&ann).await);

    // The other way round: they come in right before the removal is written.
    let ann = has_signed_up(&stage, "Ann", "again").await.account;
    let (elsewhere, clock) = (stage.other_process(), stage.clock.clone());
    let (sender, receiver) = tokio::sync::oneshot::channel();
    stage.store.before_next_commit(async move {
        clock.advance(SECOND);
        sender.send(elsewhere.desk.enter(&ann).await.unwrap()).unwrap();
        clock.advance(SECOND);
    });
    removes(&stage.admin(), "Ann").await.unwrap();
    let entered = receiver.await.unwrap();
    assert!(!counts(&stage, &entered.account, entered.at).await);
}

#[tokio::test]
async fn of_two_who_use_one_link_at_once_one_does() {
    let stage = Stage::new().await;
    adds(&stage.admin(), "Ann", None, "secret").await;
    let elsewhere = stage.other_process();
    stage.store.before_next_commit(async move {
        elsewhere.desk.set_password("secret", "theirs").await.unwrap();
    });

    is_refused(stage.desk.set_password("secret", "ours").await);

    let password = account(&stage, "Ann").await.unwrap().password;
    assert_eq!(password.as_deref(), Some("theirs"));
}

#[tokio::test]
async fn of_two_who_add_one_name_at_once_there_is_one_account() {
    let stage = Stage::new().await;
    let elsewhere = stage.other_process().admin();
    stage.store.before_next_commit(async move {
        adds(&elsewhere, "ANN", None, "theirs").await;
    });

    let added = adds(&stage.admin(), "Ann", None, "ours").await;

    assert!(added.was_there);
    let admin = stage.admin();
    assert_eq!(admin.desk.accounts(&admin.actor).await.unwrap(), [added.account]);
    is_refused(stage.desk.check_link("theirs").await);
    stage.desk.check_link("ours").await.unwrap();
}

#[tokio::test]
async fn accounts_are_listed_by_name_for_the_desk_and_kept() {
    let folder = Folder::new();
    {
        let stage = Stage::on_file(&folder).await;
        for name in ["zoe", "Ümit", "Ann", "bob"] {
            adds(&stage.admin(), name, None, name).await;
        }
        removes(&stage.admin(), "Bob").await.unwrap();
    }
    let stage = Stage::on_file(&folder).await;
    let agent = stage.agent("7");

    let accounts = agent.desk.accounts(&agent.actor).await.unwrap();

    let names: Vec<_> = accounts.iter().map(|account| account.name.as_str()).collect();
    assert_eq!(names, ["Ann", "zoe", "Ümit"]);
    for person in [stage.user("ann"), stage.visitor(1), stage.host()] {
        let refused = person.desk.accounts(&person.actor).await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forbidden);
    }
}

#[tokio::test]
async fn only_admins_add_and_remove() {
    let stage = Stage::new().await;
    for person in [stage.user("ann"), stage.visitor(1), stage.agent("7"), stage.host()] {
        let unfit = Invalid::new("/name", "is not looked at");
        let add = person.desk.add_account(&person.actor, Err(unfit.clone())).await;
        let remove = person.desk.remove_account(&person.actor, Err(unfit)).await;
        assert_eq!(add.unwrap_err().kind(), ErrorKind::Forbidden);
        assert_eq!(remove.unwrap_err().kind(), ErrorKind::Forbidden);
    }
}
