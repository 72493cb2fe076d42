//! `freshet-sandbox`: the embedded fediverse as a program of its own.

use clap::Parser;
use freshet_sandbox::{Options, Sandbox};

/// Runs an embedded fediverse on loopback until Ctrl-C: Mastodon homes, origins
/// of many kinds, and the proxy through which a browser sees them.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Port of the proxy; 0 lets the system choose.
    #[arg(long, default_value_t = 8899)]
    port: u16,
    /// Folder with the shared corpus (`corpus/actors`); its hosts are served when it is there.
    #[arg(long)]
    shared: Option<std::path::PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let usual = Options::default();
    let options = Options {
        port: arguments.port,
        shared: arguments.shared.or(usual.shared),
    };
    let sandbox = Sandbox::start_with(options).await?;
    println!("{}", sandbox.listing());
    tokio::signal::ctrl_c().await?;
    Ok(())
}
