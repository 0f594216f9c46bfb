//! Two public traces, which come in the source package of `libcachesim` on `PyPI`.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::trace::{SCOPES, Trace, at_each_capacity};

const PACKAGE: &str = "libcachesim==0.3.5";
const ARCHIVE: &str = "libcachesim-0.3.5.tar.gz";
const DATA: &str = "libcachesim-0.3.5/src/libCacheSim/data";
const TWITTER_REQUESTS: usize = 4_000_000;
const CLOUD_REQUESTS: usize = 113_872;

/// The objects of a public trace with their bytes, where it tells them.
pub(super) struct Public {
    pub(super) name: &'static str,
    pub(super) requests: Vec<u64>,
    pub(super) sizes: HashMap<u64, u32>,
}

impl Public {
    pub(super) fn at_each_capacity(&self) -> [Trace; 4] {
        at_each_capacity(self.name, self.requests.clone(), self.sizes.len())
    }
}

/// Or why there are none.
pub(super) fn traces() -> Result<[Public; 2], String> {
    parts(0..TWITTER_REQUESTS, 0..usize::MAX)
}

/// Others of Twitter's requests, and the first half of the others: on these our policy was chosen.
pub(super) fn for_choice() -> Result<[Public; 2], String> {
    parts(TWITTER_REQUESTS..2 * TWITTER_REQUESTS, 0..CLOUD_REQUESTS / 2)
}

fn parts(of_twitter: Range<usize>, of_cloud: Range<usize>) -> Result<[Public; 2], String> {
    let archive = downloaded()?;
    let twitter = text_of(&archive, "twitter_cluster52_10m.csv.zst", of_twitter)?;
    let cloud = text_of(&archive, "cloudPhysicsIO.csv", of_cloud)?;
    Ok([parsed("twitter52", &twitter, 1, 2), parsed("cloudphysics", &cloud, 4, 3)])
}

fn downloaded() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/bench/traces");
    let archive = folder.join(ARCHIVE);
    if archive.is_file() {
        return Ok(archive);
    }
    eprintln!("hit ratio: downloading {PACKAGE}");
    // Only this package from its source: what pip needs to read its metadata may be ready-made.
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", "libcachesim", PACKAGE, "-d"]);
    let ran = pip.arg(&folder).stdout(Stdio::null()).output().map_err(|error| format!("no python3: {error}"))?;
    if archive.is_file() {
        return Ok(archive);
    }
    let said = String::from_utf8_lossy(&ran.stderr);
    Err(format!("pip did not get {PACKAGE}: {}", said.lines().last().unwrap_or("it did not say why")))
}

/// Some lines of a file in the archive, counted behind its first.
fn text_of(archive: &Path, file: &str, lines: Range<usize>) -> Result<String, String> {
    let mut tar = Command::new("tar");
    tar.args(["-xOzf"]).arg(archive).arg(format!("{DATA}/{file}"));
    let packed = tar.output().map_err(|error| format!("no tar: {error}"))?.stdout;
    let plain = if Path::new(file).extension().is_some_and(|extension| extension == "zst") {
        unpacked(&packed, archive)?
    } else {
        packed
    };
    let text = String::from_utf8(plain).map_err(|_| format!("{file} is not text"))?;
    let mut kept = String::new();
    for line in text.lines().skip(1 + lines.start).take(lines.len()) {
        kept.push_str(line);
        kept.push('\n');
    }
    if kept.is_empty() { Err(format!("{file} is not in {ARCHIVE}")) } else { Ok(kept) }
}

fn unpacked(packed: &[u8], beside: &Path) -> Result<Vec<u8>, String> {
    let file = beside.with_extension("zst");
    std::fs::write(&file, packed).map_err(|error| error.to_string())?;
    let ran = Command::new("zstd").args(["-dc"]).arg(&file).output();
    let ran = ran.map_err(|error| format!("no zstd, which unpacks a trace: {error}"))?;
    let _removed = std::fs::remove_file(&file);
    Ok(ran.stdout)
}

/// The traces name no tenants: scopes are made up from the object.
fn parsed(name: &'static str, text: &str, object: usize, size: usize) -> Public {
    let (mut ids, mut sizes, mut requests) = (HashMap::new(), HashMap::new(), Vec::new());
    for line in text.lines() {
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        let Some(name) = fields.get(object) else { continue };
        let next = ids.len() as u64;
        let id = *ids.entry((*name).to_owned()).or_insert(next);
        let scope = (id.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40) % SCOPES as u64;
        let request = (scope << 32) | id;
        sizes.entry(request).or_insert_with(|| fields.get(size).and_then(|size| size.parse().ok()).unwrap_or(1));
        requests.push(request);
    }
    Public { name, requests, sizes }
}

#[cfg(test)]
mod tests {
    use super::parsed;

    #[test]
    fn an_object_is_always_the_same_request_and_has_its_first_size() {
        let public = parsed("cut", "0, 77, 100, 5\n1, 88, 7, 9\n2, 77, 300, 9\n", 1, 2);
        assert_eq!(public.requests.len(), 3);
        assert_eq!(public.requests[0], public.requests[2]);
        assert_ne!(public.requests[0], public.requests[1]);
        assert_eq!(public.sizes[&public.requests[0]], 100);
    }
}
