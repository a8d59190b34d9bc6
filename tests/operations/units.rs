use std::process::Command;

use chatdesk_tests::{TempFolder, server_binary};

use crate::{file, run};

/// The units in a folder, with the program where this build has it.
fn units() -> TempFolder {
    let folder = TempFolder::new();
    let program = server_binary();
    for name in ["chatdesk.service", "chatdesk-backup.service", "chatdesk-backup.timer"] {
        let unit = std::fs::read_to_string(file(&format!("deploy/{name}"))).unwrap();
        let unit = unit.replace("/usr/local/bin/chatdesk-server", program.to_str().unwrap());
        let _path = folder.write(name, unit);
    }
    folder
}

#[test]
fn systemd_has_nothing_to_say_about_the_units() {
    let folder = units();
    let units = folder.files_in("");
    let told = run(Command::new("systemd-analyze").arg("verify").args(units));
    assert_eq!(told, "");
}

/// 0 is nothing exposed, 100 everything; a unit without a setting has 96.
#[test]
fn the_services_expose_little_of_the_machine() {
    let folder = units();
    for (unit, at_most) in [("chatdesk.service", "15"), ("chatdesk-backup.service", "30")] {
        let mut analyze = Command::new("systemd-analyze");
        analyze.args(["security", "--offline=yes", "--threshold", at_most]).arg(folder.join(unit));
        run(&mut analyze);
    }
}
