//! Prints the HTML that a home would store for raw remote HTML: JSON lines in, JSON lines out.
//!
//! ```console
//! $ echo '{"home": "4.6.5", "input": "<h1>Hi</h1>"}' | cargo run --quiet --example stored
//! {"home":"4.6.5","input":"<h1>Hi</h1>","output":"<p><strong>Hi</strong></p>"}
//! ```

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::process::ExitCode;

use freshet::richtext::stored;
use freshet::software::Software;
use serde::{Deserialize, Serialize};

const HELP: &str = "\
Prints the HTML that a home would store for raw remote HTML.

Usage: stored [FILE]

Reads JSON lines {\"home\": ..., \"input\": ...} from FILE, or from standard input without one
or with \"-\", and prints for each {\"home\": ..., \"input\": ..., \"output\": ...}. Other keys are
ignored, and so are blank lines.

  home    a version as the server prints it (4.6.5, 4.6.5+glitch, 4.2.0+hometown-1.1.1,
          2.7.2 (compatible; Akkoma 3.16.0)), or vanilla-4.3, glitch-4.6, hometown-4.2
  input   HTML, at its full length: Mastodon cuts a bio to 20,480 characters beforehand

A line that cannot be read gives {\"error\": {\"code\": ..., \"message\": ...}} in its place:
  not-json     the line is no JSON
  bad-request  it is no object, or a key is missing or is no string

Exit status: 0 when every line was answered, 1 when one was not, 2 when the input or the
arguments cannot be read.
";

#[derive(Deserialize)]
struct Question {
    home: String,
    input: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Answer {
    Stored {
        home: String,
        input: String,
        output: String,
    },
    Failed {
        error: Failure,
    },
}

#[derive(Serialize)]
struct Failure {
    code: &'static str,
    message: String,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect();
    let input: Box<dyn BufRead> = match arguments.as_slice() {
        [flag] if flag == "--help" || flag == "-h" => {
            print!("{HELP}");
            return ExitCode::SUCCESS;
        }
        [] => Box::new(io::stdin().lock()),
        [name] if name == "-" => Box::new(io::stdin().lock()),
        [name] if !name.starts_with('-') => match File::open(name) {
            Ok(file) => Box::new(BufReader::new(file)),
            Err(error) => return unusable(&format!("{name}: {error}")),
        },
        other => return unusable(&format!("unknown arguments: {}", other.join(" "))),
    };
    match answer_all(input, BufWriter::new(io::stdout().lock())) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => unusable(&error.to_string()),
    }
}

fn unusable(message: &str) -> ExitCode {
    eprintln!("stored: {message}\nTry --help.");
    ExitCode::from(2)
}

/// Answers line by line; returns how many lines could not be read.
fn answer_all(mut input: impl BufRead, mut output: impl Write) -> io::Result<usize> {
    let (mut line, mut failed) = (Vec::new(), 0);
    while input.read_until(b'\n', &mut line)? > 0 {
        if !line.trim_ascii().is_empty() {
            let answer = answer(&line);
            failed += usize::from(matches!(answer, Answer::Failed { .. }));
            serde_json::to_writer(&mut output, &answer)?;
            output.write_all(b"\n")?;
        }
        line.clear();
    }
    output.flush()?;
    Ok(failed)
}

fn answer(line: &[u8]) -> Answer {
    match serde_json::from_slice(line) {
        Ok(Question { home, input }) => {
            let output = stored(&input, &Software::from_version(&home));
            Answer::Stored {
                home,
                input,
                output,
            }
        }
        Err(error) => {
            let code = if error.is_data() {
                "bad-request"
            } else {
                "not-json"
            };
            let message = error.to_string();
            Answer::Failed {
                error: Failure { code, message },
            }
        }
    }
}
