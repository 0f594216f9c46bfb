//! What Redis as the backend costs, beside the bare driver, on a server of this program's own:
//! `cargo run --release -p postcache-bench --example redis`.
#![expect(clippy::print_stdout, reason = "this is a program for a person")]
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot be set up has nothing to say"
)]

mod away;
mod hits;
mod memory;
mod server;

fn main() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        println!("| what | PostCache | bare driver | ratio |\n| --- | ---: | ---: | ---: |");
        hits::beside_the_driver().await;
        println!("\n| bytes at the server, 100-byte payload | |\n| --- | ---: |");
        memory::of_entries().await;
        println!("\n| a server that goes away | |\n| --- | ---: |");
        away::killed().await;
        away::stopped().await;
    });
}
