//! A server in a container, for the tests that need nothing but a namespace.

use testcontainers::core::{IntoContainerPort, WaitFor};
use testcontainers::runners::SyncRunner;
use testcontainers::{Container, GenericImage, ImageExt};

const PORT: u16 = 6379;
/// The container ends by itself when the process that started it was killed.
const SECONDS: &str = "1800";

/// Where it is, and what keeps it running; `None` where no container can be started.
pub(crate) fn start() -> Option<(String, Container<GenericImage>)> {
    // A thread of its own: the runner has a runtime, and tests have another.
    std::thread::spawn(|| {
        let image = GenericImage::new("redis", "7.0.15")
            .with_exposed_port(PORT.tcp())
            .with_wait_for(WaitFor::message_on_stdout("Ready to accept connections"))
            .with_cmd(["timeout", SECONDS, "redis-server", "--save", ""]);
        let container = image.start().ok()?;
        let port = container.get_host_port_ipv4(PORT).ok()?;
        Some((format!("redis://127.0.0.1:{port}"), container))
    })
    .join()
    .ok()?
}
