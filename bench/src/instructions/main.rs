//! What `cargo xtask test` counts the instructions of, under callgrind: send, poll and resume, in one process.
//!
//! A request goes through the router, the desk and a store in a file; no socket, no other process, a clock that stands
//! still. Around every part [`mark`] is called, where callgrind writes down what it has counted since the last time. At the
//! end it is told which count holds what: `12 send 64` is the twelfth, of 64 sends.

#![expect(clippy::print_stdout, reason = "the test command reads which count holds what")]

mod clock;
mod parts;
mod stage;

use std::{
    env,
    error::Error,
    path::{Path, PathBuf},
};

use self::stage::Stage;

type Failure = Box<dyn Error + Send + Sync>;
type Outcome<T> = Result<T, Failure>;

/// How often each part is repeated, so that what happens once does not weigh.
const TIMES: u32 = 64;

fn main() -> Outcome<()> {
    let folder = env::args_os().nth(1).ok_or("the folder for the database was expected")?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run(&PathBuf::from(folder)))
}

/// Takes every part a few times, so that statements are prepared and memory is fetched, and then so that it counts.
async fn run(folder: &Path) -> Outcome<()> {
    let mut stage = Stage::open(folder).await?;
    let mut counted = String::new();
    let mut n_marks = 0;
    for times in [4, TIMES] {
        counted.clear();
        mark(&mut n_marks);
        for part in parts::ALL {
            let call = part.prepare(&mut stage).await?;
            mark(&mut n_marks);
            part.repeat(&mut stage, &call, times).await?;
            mark(&mut n_marks);
            counted.push_str(&format!("{n_marks} {} {times}\n", part.name()));
        }
    }
    print!("{counted}");
    Ok(())
}

/// Where callgrind ends one count, and writes it down under the number of this call.
#[inline(never)]
fn mark(n_marks: &mut u32) {
    *n_marks += 1;
}
