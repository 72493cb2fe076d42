//! A driver's process on a port of its own, and the end of its session.

use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const START: Duration = Duration::from_secs(30);
const END: Duration = Duration::from_secs(15);

/// A running driver; dropping it ends the session, and with it the browser, even on a panic.
#[derive(Debug)]
pub struct Driver {
    process: Child,
    address: SocketAddr,
    session: Option<(String, Option<u64>)>,
    folder: tempfile::TempDir,
}

impl Driver {
    /// Starts `program`; `arguments` makes its arguments from the port.
    ///
    /// # Errors
    /// When it cannot be started or does not listen in time.
    pub async fn start(
        program: &Path,
        arguments: impl Fn(u16) -> Vec<OsString>,
        environment: &[(&str, String)],
    ) -> Result<Self> {
        // The port is free when asked for; if another program is quicker, the next one serves.
        for _ in 0..5 {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
                .local_addr()?
                .port();
            let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
            // A file, since a pipe that nobody reads fills up and stops the driver.
            let output = File::create(folder.path().join("output"))?;
            let process = Command::new(program)
                .args(arguments(port))
                .envs(environment.iter().map(|(name, value)| (name, value)))
                .stdin(Stdio::null())
                .stdout(output.try_clone()?)
                .stderr(output)
                .spawn()
                .with_context(|| format!("cannot start {}", program.display()))?;
            let mut driver = Self {
                process,
                address: (Ipv4Addr::LOCALHOST, port).into(),
                session: None,
                folder,
            };
            if driver.listens().await? {
                return Ok(driver);
            }
        }
        bail!("{} ends at once, five times", program.display())
    }

    /// The address of the driver's service.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Remembers what must end with the driver: the session, and the browser's process where it is known.
    pub fn owns(&mut self, session: String, browser: Option<u64>) {
        self.session = Some((session, browser));
    }

    /// All that the driver and its browser have printed so far.
    pub fn output(&self) -> Result<String> {
        let bytes = std::fs::read(self.folder.path().join("output"))
            .context("cannot read the driver's output")?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Waits until it listens; false when it ended instead.
    async fn listens(&mut self) -> Result<bool> {
        let start = Instant::now();
        while start.elapsed() < START {
            if self.process.try_wait()?.is_some() {
                return Ok(false);
            }
            if TcpStream::connect_timeout(&self.address, Duration::from_secs(1)).is_ok() {
                return Ok(true);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("the driver at {} does not listen", self.address)
    }

    /// `DELETE /session/…`, by hand, since nothing asynchronous can be awaited in a drop.
    fn end_session(&self, session: &str) -> std::io::Result<()> {
        let mut stream = TcpStream::connect_timeout(&self.address, END)?;
        stream.set_read_timeout(Some(END))?;
        write!(
            stream,
            "DELETE /session/{session} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        if let Some((session, browser)) = self.session.take()
            && self.end_session(&session).is_err()
            && let Some(browser) = browser
            && cfg!(unix)
        {
            // It would outlive a driver that no longer answers.
            let _ = Command::new("kill")
                .args(["-9", &browser.to_string()])
                .status();
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
