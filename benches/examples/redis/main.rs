//! What Redis as the backend costs, beside the bare driver, on a server of this program's own:
//! `cargo run --release -p postcache-bench --example redis`, and behind `--` the parts that are wanted: `hits`, `memory`, `away`.
#![expect(clippy::print_stdout, reason = "this is a program for a person")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot be set up has nothing to say"
)]

mod away;
mod hits;
mod memory;
mod processor;
mod server;

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        if is_wanted("hits") {
            println!("| what | PostCache | bare driver | ratio |\n| --- | ---: | ---: | ---: |");
            hits::beside_the_driver().await;
        }
        if is_wanted("memory") {
            println!("\n| bytes at the server | PostCache | plain `SET` | ratio |\n| --- | ---: | ---: | ---: |");
            memory::beside_the_driver().await;
        }
        if is_wanted("away") {
            println!("\n| a server that goes away | |\n| --- | ---: |");
            away::killed().await;
            away::stopped().await;
        }
    });
}
