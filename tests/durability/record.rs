//! What `strace` wrote down, read for one question: which answers left before their message was on the disk.

use std::collections::{BTreeMap, BTreeSet};

/// The calls by which bytes get to the disk and to a client.
pub(crate) const CALLS: [&str; 9] = [
    "fsync",
    "fdatasync",
    "pwrite64",
    "pwritev",
    "pwritev2",
    "write",
    "writev",
    "sendto",
    "sendmsg",
];

/// What the texts and client ids begin with that are looked for; seven more characters follow: `03-0017`.
pub(crate) const ID_MARK: &str = "durable-";
const ID_REST: usize = 7;

/// A frame of the write-ahead log begins with a header of so many bytes, written by a call of its own.
const FRAME_HEADER: &str = "24";

/// What became of the messages.
///
/// The order of the record's lines is the order of what happened, as far as one thing may have caused another: a call
/// stands where it begins, its result where it ended, and no thread goes on before its line is written.
#[derive(Debug, Default)]
pub(crate) struct Record {
    /// Transactions in the write-ahead log.
    pub(crate) n_commits: usize,
    /// Syncs of the write-ahead log that succeeded.
    pub(crate) n_syncs: usize,
    /// Answered with 201 after a sync that began after the last write of their commit.
    pub(crate) durable: BTreeSet<String>,
    /// Answered with 201 before that.
    pub(crate) too_early: BTreeSet<String>,
    /// Answers with 201 in which nothing is found that was looked for.
    pub(crate) n_unmarked: usize,
    /// The commit that first wrote a message, counted from 0.
    commit_of: BTreeMap<String, usize>,
    /// So many commits were whole when a sync began that has succeeded.
    n_synced: usize,
    /// The frame that is being written is the last of its commit.
    is_last_frame: bool,
}

/// A call that has not returned.
enum Call {
    LastPage,
    /// A sync, and how many commits were whole when it began.
    Sync(usize),
    Other,
}

/// Whether the record reaches to the end of every thread that it tells of.
pub(crate) fn is_complete(text: &str) -> bool {
    let thread = |line: &'_ str| line.split(' ').next().map(str::to_owned);
    let threads: BTreeSet<_> = text.lines().map(thread).collect();
    let ended = text.lines().filter(|line| line.contains(" +++ ") && line.ends_with(" +++"));
    !text.is_empty() && ended.map(thread).collect::<BTreeSet<_>>() == threads
}

impl Record {
    /// Reads it from its first line to its last.
    pub(crate) fn read(text: &str) -> Self {
        let mut record = Self::default();
        let mut open: BTreeMap<&str, Call> = BTreeMap::new();
        for line in text.lines() {
            let (thread, told) = line.split_once(' ').unwrap_or((line, ""));
            let told = told.trim_start();
            if told.starts_with("<... ") {
                if let Some(call) = open.remove(thread) {
                    record.end(&call, told);
                }
                continue;
            }
            let call = record.begin(told);
            if told.ends_with("<unfinished ...>") {
                open.insert(thread, call);
            } else {
                record.end(&call, told);
            }
        }
        record
    }

    fn begin(&mut self, told: &str) -> Call {
        let Some((name, arguments)) = told.split_once('(') else { return Call::Other };
        let subject = arguments.split_once('>').map_or("", |(subject, _)| subject);
        match name {
            "fsync" | "fdatasync" if subject.ends_with("-wal") => Call::Sync(self.n_commits),
            "pwrite64" | "pwritev" | "pwritev2" if subject.ends_with("-wal") => self.log(arguments),
            _ if arguments.contains("HTTP/1.1 201") => {
                self.answer(arguments);
                Call::Other
            }
            _ => Call::Other,
        }
    }

    fn end(&mut self, call: &Call, told: &str) {
        match *call {
            Call::LastPage => self.n_commits += 1,
            Call::Sync(n_commits) if told.ends_with("= 0") => {
                self.n_syncs += 1;
                self.n_synced = self.n_synced.max(n_commits);
            }
            Call::Sync(_) | Call::Other => {}
        }
    }

    /// Something is written into the write-ahead log: a frame's header, or its page.
    fn log(&mut self, arguments: &str) -> Call {
        let (_, data) = arguments.split_once('"').unwrap_or_default();
        let (data, rest) = data.rsplit_once('"').unwrap_or_default();
        let length = rest.trim_start_matches(", ").split(',').next().unwrap_or_default();
        if length == FRAME_HEADER {
            // Four bytes number the page; the next four tell the file's length in the last frame of a commit alone.
            self.is_last_frame = bytes(data).skip(4).take(4).any(|byte| byte != 0);
            return Call::Other;
        }
        for id in ids(data) {
            self.commit_of.entry(id).or_insert(self.n_commits);
        }
        if std::mem::take(&mut self.is_last_frame) { Call::LastPage } else { Call::Other }
    }

    fn answer(&mut self, arguments: &str) {
        self.n_unmarked += usize::from(!arguments.contains(ID_MARK));
        for id in ids(arguments) {
            let is_synced = self.commit_of.get(&id).is_some_and(|commit| *commit < self.n_synced);
            if is_synced && !self.too_early.contains(&id) {
                self.durable.insert(id);
            } else {
                self.too_early.insert(id);
            }
        }
    }
}

/// The marks that occur in a text.
fn ids(text: &str) -> impl Iterator<Item = String> {
    text.match_indices(ID_MARK)
        .filter_map(|(at, mark)| text.get(at..at + mark.len() + ID_REST).map(str::to_owned))
}

/// The bytes that a string of the record stands for: C's escapes, octal numbers as short as they can be.
fn bytes(escaped: &str) -> impl Iterator<Item = u32> {
    let mut rest = escaped.chars().peekable();
    std::iter::from_fn(move || {
        match rest.next()? {
            '\\' => {}
            plain => return Some(u32::from(plain)),
        }
        let Some(first) = rest.peek().and_then(|digit| digit.to_digit(8)) else {
            return rest.next().map(u32::from);
        };
        rest.next();
        let mut byte = first;
        for _ in 0..2 {
            let Some(digit) = rest.peek().and_then(|digit| digit.to_digit(8)) else { break };
            rest.next();
            byte = byte * 8 + digit;
        }
        Some(byte)
    })
}

mod tests {
    use super::{Record, bytes, is_complete};

    const FIRST: &str = "9 pwrite64(12</d/x.db-wal>, \"\\0\\0\\0\\2\\0\\0\\0\\0/\", 24, 32) = 24\n\
                         9 pwrite64(12</d/x.db-wal>, \"\\r7durable-00-0001Is\\\"\", 4096, 56) = 4096\n";
    const LAST: &str = "9 pwrite64(12</d/x.db-wal>, \"\\0\\0\\0\\3\\0\\0\\0)/\", 24, 4152) = 24\n\
                        9 pwrite64(12</d/x.db-wal>, \"\\r\\0\", 4096, 4176) = 4096\n";
    const SYNC: &str = "9 fsync(12</d/x.db-wal>) = 0\n";
    const ANSWER: &str = "8 writev(22<socket:[1]>, [{iov_base=\"HTTP/1.1 201 Created\\r\\n\", iov_len=22}, \
                          {iov_base=\"{\\\"client_id\\\":\\\"durable-00-0001\\\"}\", iov_len=9}], 2) = 31\n";

    /// Of one message: whether it was durable, and whether it was too early.
    fn verdict(lines: &[&str]) -> (bool, bool) {
        let record = Record::read(&lines.concat());
        let id = "durable-00-0001";
        assert!(record.durable.union(&record.too_early).all(|found| found == id), "{record:?}");
        (record.durable.contains(id), record.too_early.contains(id))
    }

    #[test]
    fn an_answer_after_a_sync_that_began_after_the_commit_is_in_time() {
        assert_eq!(verdict(&[FIRST, LAST, SYNC, ANSWER]), (true, false));
    }

    #[test]
    fn an_answer_without_such_a_sync_is_too_early() {
        let failed = "9 fsync(12</d/x.db-wal>) = -1 EIO (Input/output error)\n";
        let elsewhere = "9 fsync(11</d/x.db>) = 0\n";
        let [begun, ended] =
            ["9 fsync(12</d/x.db-wal> <unfinished ...>\n", "9 <... fsync resumed>) = 0\n"];
        let cases: [&[&str]; 7] = [
            &[FIRST, LAST, ANSWER, SYNC],
            &[FIRST, SYNC, LAST, ANSWER],
            &[SYNC, FIRST, LAST, ANSWER],
            &[FIRST, LAST, failed, ANSWER],
            &[FIRST, LAST, elsewhere, ANSWER],
            &[FIRST, LAST, begun, ANSWER, ended],
            &[ANSWER],
        ];
        for case in cases {
            assert_eq!(verdict(case), (false, true), "{case:?}");
        }
    }

    #[test]
    fn calls_of_several_threads_are_put_together() {
        let begun =
            "9 fsync(12</d/x.db-wal> <unfinished ...>\n7 write(4<x>, \"\\1\", 8 <unfinished ...>\n";
        let ended = "7 <... write resumed>) = 8\n9 <... fsync resumed>) = 0\n";
        assert_eq!(verdict(&[FIRST, LAST, begun, ended, ANSWER]), (true, false));
    }

    #[test]
    fn a_sync_that_began_before_the_last_write_had_ended_does_not_count() {
        let [header, page] = LAST.split_inclusive('\n').collect::<Vec<_>>()[..] else {
            unreachable!()
        };
        let begun = page.replace(" = 4096", " <unfinished ...>");
        let other = SYNC.replace('9', "7");
        let ended = "9 <... pwrite64 resumed>) = 4096\n";
        assert_eq!(verdict(&[FIRST, header, &begun, &other, ended, ANSWER]), (false, true));
    }

    #[test]
    fn escapes_are_bytes() {
        let found: Vec<u32> = bytes(r#"\0a\17\0019\"\r"#).collect();
        assert_eq!(found, [0, 97, 15, 1, 57, 34, 114]);
    }

    #[test]
    fn a_record_is_complete_when_all_its_threads_have_ended() {
        let [first, second] = ["9 +++ exited with 0 +++\n", "8 +++ killed by SIGTERM +++\n"];
        assert!(is_complete(&[ANSWER, SYNC, first, second].concat()));
        assert!(!is_complete(&[ANSWER, SYNC, first].concat()));
        assert!(!is_complete(&[ANSWER, SYNC, first, second.trim_end_matches("+++\n")].concat()));
        assert!(!is_complete(""));
    }
}
