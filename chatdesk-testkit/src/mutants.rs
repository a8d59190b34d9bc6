//! The suite is tested as well: stores with one fault each, and the cases that must say so.

mod answered;
mod broken;
mod killed;
mod removed;
mod small;
mod stage;
mod timed;
mod written;

use std::{
    collections::BTreeSet,
    io::Write as _,
    panic,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use self::{stage::Make, timed::Sound};

/// A store with one fault.
struct Mutant {
    name: &'static str,
    make: Make,
    /// The cases that it fails, written from the fault: all of them, and no other.
    killed_by: &'static [&'static str],
}

/// A table of mutants: a name, the fault, and the cases that it fails.
macro_rules! mutants {
    ($($name:literal: $fault:expr => [$($case:literal),+ $(,)?]),+ $(,)?) => {
        pub(super) const MUTANTS: &[crate::mutants::Mutant] = &[$(crate::mutants::Mutant {
            name: $name,
            make: || std::sync::Arc::new($fault),
            killed_by: &[$($case),+],
        }),+];
    };
}
use mutants;

fn all() -> Vec<&'static Mutant> {
    killed::MUTANTS.iter().chain(small::TABLES.into_iter().flatten()).collect()
}

/// The group of a case.
fn group(case: &str) -> &str {
    case.split_once("::").map_or(case, |(group, _)| group)
}

#[test]
fn a_store_without_a_fault_passes_on_this_stage() {
    silence_cases();
    let failing = on_case_threads(&[|| Arc::new(Sound) as _]);
    assert_eq!(failing, [Vec::<String>::new()]);
}

#[test]
fn each_mutant_fails_the_cases_that_name_its_fault_and_no_other() {
    silence_cases();
    let mutants = all();
    let makes: Vec<Make> = mutants.iter().map(|mutant| mutant.make).collect();
    let mut wrong = Vec::new();
    for (mutant, failing) in mutants.iter().zip(on_case_threads(&makes)) {
        let failing: BTreeSet<_> = failing.iter().map(String::as_str).collect();
        let expected: BTreeSet<_> = mutant.killed_by.iter().copied().collect();
        let survived: Vec<_> = expected.difference(&failing).collect();
        let beside: Vec<_> = failing.difference(&expected).collect();
        if !survived.is_empty() || !beside.is_empty() {
            let name = mutant.name;
            wrong.push(format!("{name}\n  passes {survived:?}\n  fails as well {beside:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let (n_mutants, n_cases) = (mutants.len(), stage::cases().len());
    let line = format!("    told: {n_mutants} mutants, {n_cases} cases each, all killed");
    // Past the test runner's capture: it is of interest in a run that passes, too.
    writeln!(std::io::stderr(), "{line}").unwrap();
}

#[test]
fn each_group_of_cases_has_a_mutant_that_it_alone_kills() {
    let groups: BTreeSet<_> = stage::cases().iter().map(|case| group(case).to_owned()).collect();
    let mut alone = BTreeSet::new();
    for mutant in all() {
        let killers: BTreeSet<_> = mutant.killed_by.iter().map(|case| group(case)).collect();
        if killers.len() == 1 {
            alone.extend(killers.into_iter().map(ToOwned::to_owned));
        }
    }
    assert_eq!(alone, groups);
}

#[test]
fn each_case_kills_a_mutant() {
    let killers: BTreeSet<_> = all().iter().flat_map(|mutant| mutant.killed_by).copied().collect();
    let cases = stage::cases();
    let idle: Vec<_> = cases.iter().filter(|case| !killers.contains(case.as_str())).collect();
    assert!(idle.is_empty(), "cases that never failed: {idle:#?}");
}

#[test]
fn each_mutant_has_a_name_of_its_own_and_is_killed() {
    let mutants = all();
    let names: BTreeSet<_> = mutants.iter().map(|mutant| mutant.name).collect();
    assert_eq!(names.len(), mutants.len());
    assert!(mutants.iter().all(|mutant| !mutant.killed_by.is_empty()));
}

const CASE_THREAD: &str = "cases of a mutant";

/// Runs the suite against each store, two at a time; answers what each of them fails.
fn on_case_threads(makes: &[Make]) -> Vec<Vec<String>> {
    let (next, answers) = (AtomicUsize::new(0), Mutex::new(vec![Vec::new(); makes.len()]));
    thread::scope(|scope| {
        for _ in 0..2 {
            let work = || {
                while let Some((index, make)) = take(&next, makes) {
                    let failing = stage::failing(make);
                    answers.lock().unwrap()[index] = failing;
                }
            };
            thread::Builder::new().name(CASE_THREAD.to_owned()).spawn_scoped(scope, work).unwrap();
        }
    });
    answers.into_inner().unwrap()
}

fn take(next: &AtomicUsize, makes: &[Make]) -> Option<(usize, Make)> {
    let index = next.fetch_add(1, Ordering::SeqCst);
    makes.get(index).map(|make| (index, *make))
}

/// Cases that fail here do so thousands of times: the threads that run them say nothing.
fn silence_cases() {
    static SILENCED: std::sync::Once = std::sync::Once::new();
    SILENCED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if thread::current().name() != Some(CASE_THREAD) {
                before(info);
            }
        }));
    });
}
