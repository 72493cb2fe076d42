#[path = "../tests/samples/mod.rs"]
mod samples;
use freshet::ui::words::{Catalogue, Plain, Speaker};
fn main() {
    let mut out = serde_json::Map::new();
    for language in ["en", "de"] {
        let text = std::fs::read_to_string(format!("extension/_locales/{language}/messages.json"))
            .unwrap();
        let catalogue = &Catalogue::from_json(&text).unwrap();
        let speaker = Speaker {
            catalogue,
            formats: &Plain,
        };
        for sample in samples::all() {
            if !sample.name.starts_with("diagnosis ") {
                continue;
            }
            let nodes: Vec<_> = sample.nodes.iter().map(|n| n.spoken(&speaker)).collect();
            out.insert(
                format!("{language} {}", sample.name),
                serde_json::to_value(nodes).unwrap(),
            );
        }
        out.insert(
            format!("{language} report"),
            freshet::ui::diagnose::report(&samples::diagnoses::only_home_fails(), &speaker).into(),
        );
    }
    println!("{}", serde_json::Value::Object(out));
}
