//! Installs the browsers by the system's own packages, or says how to.

use crate::project::Project;
use crate::shell::{Run, step, which};
use anyhow::Result;

/// The systems whose packages hold all that is needed.
const PACKAGES: &[(&str, &[&[&str]])] = &[
    (
        "apt-get",
        &[
            &["apt-get", "update"],
            &[
                "apt-get",
                "install",
                "-y",
                "--no-install-recommends",
                "chromium",
                "chromium-driver",
                "firefox-esr",
            ],
        ],
    ),
    (
        "dnf",
        &[&[
            "dnf",
            "install",
            "-y",
            "chromium",
            "chromedriver",
            "firefox",
        ]],
    ),
    (
        "pacman",
        &[&[
            "pacman",
            "-S",
            "--noconfirm",
            "--needed",
            "chromium",
            "firefox",
        ]],
    ),
    (
        "brew",
        &[&[
            "brew",
            "install",
            "--cask",
            "chromium",
            "chromedriver",
            "firefox",
        ]],
    ),
];

/// Installs them where that needs no password; what is still missing afterwards decides.
pub fn install() -> Result<()> {
    let Some((manager, commands)) = PACKAGES
        .iter()
        .find(|(manager, _)| which(manager).is_some())
    else {
        return Ok(());
    };
    let prefix: &[&str] = if *manager == "brew" || is_root() {
        &[]
    } else if sudo_without_password() {
        &["sudo", "-n"]
    } else {
        return Ok(());
    };
    let outcome = step(
        &format!("Installing Chromium, Firefox and their drivers by {manager} (about a minute)"),
        || {
            for command in *commands {
                let words: Vec<_> = prefix.iter().chain(command.iter()).collect();
                let [program, arguments @ ..] = words.as_slice() else {
                    continue;
                };
                Run::new(program)
                    .args(arguments)
                    .env("DEBIAN_FRONTEND", "noninteractive")
                    .run()?;
            }
            Ok(())
        },
    );
    if let Err(error) = outcome {
        // What is still missing decides, and its text says what to do.
        println!("    {error}");
    }
    Ok(())
}

fn is_root() -> bool {
    cfg!(unix)
        && Run::new("id")
            .arg("-u")
            .read()
            .is_ok_and(|said| said.trim() == "0")
}

fn sudo_without_password() -> bool {
    which("sudo").is_some() && Run::new("sudo").args(["-n", "true"]).read().is_ok()
}

/// What a person can do instead, in words.
pub fn by_hand(project: &Project) -> String {
    let mut lines = vec!["Install Chromium, chromedriver and Firefox in one of these ways, then run the command again:".to_owned()];
    for (manager, commands) in PACKAGES {
        if which(manager).is_some() {
            let sudo = if *manager == "brew" { "" } else { "sudo " };
            let joined: Vec<_> = commands
                .iter()
                .map(|command| format!("{sudo}{}", command.join(" ")))
                .collect();
            lines.push(format!("  {}", joined.join(" && ")));
        }
    }
    let folder = project.cache.join("browsers");
    for name in ["chrome@stable", "chromedriver@stable", "firefox@stable"] {
        lines.push(format!(
            "  npx @puppeteer/browsers install {name} --path \"{}\"",
            folder.display()
        ));
    }
    lines.push(
        "or name programs that you have by the variables CHROMIUM, CHROMEDRIVER and FIREFOX."
            .to_owned(),
    );
    lines.join("\n")
}
