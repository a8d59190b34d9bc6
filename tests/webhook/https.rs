//! By `https`: whom the system trusts is told, and nobody else.

use std::{net::TcpListener, path::PathBuf, process::Command};

use chatdesk_tests::TempFolder;

use crate::{Receiver, folder, secret_of};

const NOT_CONNECTED: &str =
    "Retry { after: None, why: \"the receiver could not be connected to\" }";

/// A root certificate, and one for `localhost` that it stands for.
struct Authority(TempFolder);

impl Authority {
    fn new() -> Self {
        let made = Self(TempFolder::new());
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
        let root = "-addext basicConstraints=critical,CA:TRUE -days 2 -subj /CN=root";
        made.openssl(&format!("req -x509 {key} -keyout root.key -out root.pem {root}"));
        made.openssl(&format!("req {key} -keyout leaf.key -out leaf.csr -subj /CN=leaf"));
        std::fs::write(made.file("names"), "subjectAltName=DNS:localhost").unwrap();
        let by = "-CA root.pem -CAkey root.key -CAcreateserial -days 2";
        made.openssl(&format!("x509 -req -in leaf.csr {by} -extfile names -out leaf.pem"));
        made
    }

    fn openssl(&self, arguments: &str) {
        let mut openssl = Command::new("openssl");
        let openssl = openssl.current_dir(self.0.path()).args(arguments.split(' '));
        let output = openssl.output().expect("openssl is installed");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A receiver that shows the certificate.
    fn receiver(&self, secret: &str) -> Receiver {
        let mut command = Command::new(folder().join(".venv/bin/python"));
        command.args(["receiver.py", secret]);
        Receiver::start(command.arg(self.file("leaf.pem")).arg(self.file("leaf.key")))
    }
}

/// What a post from a process of its own came to.
fn posted(url: &str, secret: &str, environment: &[(&str, &str)]) -> String {
    let mut poster = Command::new(env!("CARGO_BIN_EXE_poster"));
    poster.args([url, secret]).envs(environment.iter().copied());
    let output = poster.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_receiver_is_told_where_the_system_trusts_its_certificate_for_its_name() {
    let (secret, authority) = (secret_of(1, 32), Authority::new());
    let receiver = authority.receiver(&secret);
    let root = authority.file("root.pem");
    let trusted = [("SSL_CERT_FILE", root.to_str().unwrap())];
    let [by_name, by_address] =
        ["localhost", "127.0.0.1"].map(|host| format!("https://{host}:{}/", receiver.port));

    assert_eq!(posted(&by_name, &secret, &trusted), "Sent { provider_id: None, thread: None }");
    assert_eq!(posted(&by_address, &secret, &trusted), NOT_CONNECTED);
    assert_eq!(posted(&by_name, &secret, &[]), NOT_CONNECTED);
}

#[test]
fn a_proxy_of_the_environment_is_not_used() {
    let secret = secret_of(1, 32);
    let receiver = Receiver::of_python(&secret);
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    proxy.set_nonblocking(true).unwrap();
    let address = format!("http://{}", proxy.local_addr().unwrap());
    let names =
        ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    let environment = names.map(|name| (name, address.as_str()));

    let outcome = posted(&format!("http://127.0.0.1:{}/", receiver.port), &secret, &environment);

    assert_eq!(outcome, "Sent { provider_id: None, thread: None }");
    assert!(proxy.accept().is_err(), "somebody connected to the proxy");
}
