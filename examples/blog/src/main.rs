//! A blog for several users, each of whom sees only own posts, in front of one SQLite file. Its repositories are cached by
//! PostCache, and every page shows what that saves.

mod api;
mod app;
mod cli;
mod comments;
mod config;
mod db;
mod end_signal;
mod observe;
mod pages;
mod posts;
mod problem;
mod router;
mod self_check;
mod server;
mod session;
mod start_error;
mod users;

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use cli::Command;
use config::Config;
use db::Pace;
use end_signal::EndSignal;
use server::Server;
use start_error::StartError;

fn main() -> ExitCode {
    match run() {
        Ok(code) => code,
        Err(error) => {
            say(std::io::stderr(), format_args!("blog: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<ExitCode, StartError> {
    let command = cli::parse(std::env::args_os().skip(1))?;
    observe::install();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(StartError::Runtime)?;
    match command {
        Command::Help => {
            say(std::io::stdout(), cli::HELP);
            Ok(ExitCode::SUCCESS)
        }
        Command::Serve(flags) => runtime.block_on(serve(Config::load(flags)?)),
        Command::SelfCheck(check) => runtime.block_on(self_check::run(check)),
        Command::Part(config, sabotage) => runtime.block_on(self_check::serve_part(Config::read(&config)?, sabotage)),
    }
}

/// Serves until the process is told to end.
async fn serve(config: Config) -> Result<ExitCode, StartError> {
    let end = EndSignal::listen().map_err(StartError::Signals)?;
    let server = Server::start(&config, Pace::Full, None).await?;
    say(std::io::stdout(), format_args!("The blog is at http://{}/ (Ctrl-C ends it)\n", server.address()));
    end.received().await.map_err(StartError::Signals)?;
    say(std::io::stdout(), "Finishing what is under way.\n");
    server.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// Speaks to whoever started the program, if anybody still listens.
fn say(mut to: impl Write, what: impl Display) {
    let _nobody_listens = write!(to, "{what}").and_then(|()| to.flush());
}
