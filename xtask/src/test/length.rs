//! How much of what is drawn at random one run tries.

use std::process::Command;
use std::time::Duration;

/// How long a run may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// What everybody runs: what the tests themselves say.
    Ordinary,
    /// `--long`: more kills of the server, more sequences of the model test.
    Long,
}

/// What the test programs read; each has its own number where nothing is set.
const MORE: [(&str, &str); 4] = [
    ("CHATDESK_TEST_KILL_ROUNDS", "100"),
    ("CHATDESK_TEST_SEQUENCES", "10000"),
    ("CHATDESK_TEST_REAL_LEASES", "1"),
    ("CHATDESK_TEST_MUTATIONS", "400000"),
];

impl Length {
    /// Tells a test program.
    pub(crate) fn tell(self, test: &mut Command) {
        if self == Self::Long {
            test.envs(MORE);
        }
    }

    /// How many requests schemathesis makes up for each operation and each role.
    pub(crate) const fn examples(self) -> &'static str {
        match self {
            Self::Ordinary => "50",
            Self::Long => "500",
        }
    }

    /// How long one test program may take.
    pub(crate) const fn limit(self) -> Duration {
        match self {
            Self::Ordinary => Duration::from_secs(10 * 60),
            Self::Long => Duration::from_secs(60 * 60),
        }
    }
}
