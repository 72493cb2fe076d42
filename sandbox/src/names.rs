//! Host names as people write them, and as servers are asked for them (RFC 3492). The workspace
//! carries no tables of Unicode, so names are lower-cased and nothing more.

use idna::punycode;

/// A host in the form in which it is asked for.
#[must_use]
pub fn ascii(host: &str) -> String {
    labels(&host.to_lowercase(), |label| match label.is_ascii() {
        true => None,
        false => Some(format!("xn--{}", punycode::encode_str(label)?)),
    })
}

/// A host as people read it.
#[must_use]
pub fn unicode(host: &str) -> String {
    labels(host, |label| {
        punycode::decode_to_string(label.strip_prefix("xn--")?)
    })
}

fn labels(host: &str, other: impl Fn(&str) -> Option<String>) -> String {
    let labels = host.split('.');
    let labels = labels.map(|label| other(label).unwrap_or_else(|| label.to_owned()));
    labels.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::{ascii, unicode};

    #[test]
    fn international_names_have_two_forms() {
        assert_eq!(ascii("BÜCHER.test"), "xn--bcher-kva.test");
        assert_eq!(unicode("xn--bcher-kva.test"), "bücher.test");
        assert_eq!(ascii("posts.test"), "posts.test");
        assert_eq!(unicode("posts.test"), "posts.test");
    }
}
