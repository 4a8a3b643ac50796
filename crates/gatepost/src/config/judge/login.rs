//! As whom a route logs in at a smarthost, and what proves it.

use super::{Judge, file, keys, place, values};
use crate::config::mechanisms::{MECHANISMS, Proof, proof_of};
use crate::config::routes::{RouteLogin, RouteProof, TokenGrant};
use crate::config::settings::CertificateFiles;
use std::ops::Range;
use toml::Spanned;

/// The settings of a route that are about its login, and where each of them stands.
pub(super) fn written_of(written: &file::Route) -> [(&'static str, Option<Range<usize>>); 10] {
    [
        ("user", place(&written.user)),
        ("password_file", place(&written.password_file)),
        ("mechanisms", place(&written.mechanisms)),
        ("token_endpoint", place(&written.token_endpoint)),
        ("client_id", place(&written.client_id)),
        ("client_secret_file", place(&written.client_secret_file)),
        ("refresh_token_file", place(&written.refresh_token_file)),
        ("scope", place(&written.scope)),
        ("client_certificate", place(&written.client_certificate)),
        ("client_key", place(&written.client_key)),
    ]
}

impl Judge<'_> {
    /// Who it is and what proves it: a password, a token or a certificate. `None` where nothing is written.
    pub(super) fn login(&mut self, index: usize, section: &Spanned<file::Route>) -> Option<RouteLogin> {
        let written = section.get_ref();
        let user = self.take("route.user", &written.user, |text| {
            values::text(keys::key("route.user"), text)
        });
        let password_file = self.path("route.password_file", &written.password_file);
        let grant = self.grant(index, section);
        let certificate = self.shown_certificate(index, written);
        let found = self.mechanisms("route.mechanisms", &written.mechanisms);
        let proofs = [
            ("password_file", Proof::Password, place(&written.password_file)),
            ("token_endpoint", Proof::Token, place(&written.token_endpoint)),
            (
                "client_certificate",
                Proof::Certificate,
                place(&written.client_certificate).or(place(&written.client_key)),
            ),
        ];
        let mut proofs = proofs
            .into_iter()
            .filter_map(|(key, proof, place)| Some((key, proof, place?)));
        let Some((key, proof, proof_place)) = proofs.next() else {
            self.nothing_proves_it(index, written);
            return None;
        };
        if let Some((other, _, place)) = proofs.next() {
            let setting = format!("route.{other}");
            let problem = format!("`{setting}` stands beside `{key}`");
            let fix = "take one of them out: one thing proves a login";
            self.wrong(&setting, problem, fix, place, "proves it another way");
            return None;
        }
        if written.user.is_none() && proof != Proof::Certificate && !self.is_unreadable(index, "user") {
            let setting = format!("route.{key}");
            let problem = format!("`{setting}` stands without `user`");
            let example = keys::example("route.user").unwrap_or_default();
            let fix = format!("write `{example}` beside it, or take it out");
            self.wrong(&setting, problem, fix, proof_place, "a login needs both");
        }
        let mechanisms = self.mechanisms_of(proof, key, found);
        let (proof, user) = match proof {
            Proof::Password => (RouteProof::Password(password_file?), user?),
            Proof::Token => (RouteProof::Token(grant?), user?),
            Proof::Certificate => (RouteProof::Certificate(certificate?), user.unwrap_or_default()),
        };
        Some(RouteLogin {
            user,
            proof,
            mechanisms,
        })
    }

    fn is_unreadable(&self, index: usize, key: &str) -> bool {
        self.unreadable.contains(&format!("route.{index}.{key}"))
    }

    /// A user or mechanisms, and nothing to log in with.
    fn nothing_proves_it(&mut self, index: usize, written: &file::Route) {
        let proofs = ["password_file", "token_endpoint", "client_certificate", "client_key"];
        if proofs.iter().any(|key| self.is_unreadable(index, key)) {
            return;
        }
        let example = keys::example("route.password_file").unwrap_or_default();
        if let Some(place) = place(&written.user) {
            let problem = "`route.user` stands without `password_file`".to_owned();
            let fix =
                format!("write `{example}` beside it (or `token_endpoint`, or `client_certificate`), or take it out");
            self.wrong("route.user", problem, fix, place, "a login needs both");
        } else if let Some(place) = place(&written.mechanisms) {
            let problem = "`route.mechanisms` stands at a route that does not log in".to_owned();
            let fix = format!("write `user` and `{example}` beside it, or take it out");
            self.wrong("route.mechanisms", problem, fix, place, "has no meaning there");
        }
    }

    /// Those that go with the proof, which is written as `key`.
    fn mechanisms_of(&mut self, proof: Proof, key: &str, found: Vec<(&'static str, Range<usize>)>) -> Vec<String> {
        let goes = |name: &str| proof_of(name) == proof;
        let mut names = Vec::new();
        for (name, place) in found {
            if goes(name) {
                names.push(name.to_owned());
                continue;
            }
            let setting = "route.mechanisms";
            let problem = format!("`{setting}` has {name}, which does not go with `{key}`");
            let those: Vec<&str> = MECHANISMS.into_iter().filter(|&name| goes(name)).collect();
            let fix = format!("take it out; with `{key}` go {}", those.join(", "));
            let label = match proof_of(name) {
                Proof::Password => "needs a password",
                Proof::Token => "needs a token",
                Proof::Certificate => "needs a client certificate",
            };
            self.wrong(setting, problem, fix, place, label);
        }
        names
    }

    /// Where tokens come from: with who asks, and what proves that.
    fn grant(&mut self, index: usize, section: &Spanned<file::Route>) -> Option<TokenGrant> {
        let written = section.get_ref();
        let endpoint = self.take("route.token_endpoint", &written.token_endpoint, |text| {
            values::url(keys::key("route.token_endpoint"), text)
        });
        let client_id = self.take("route.client_id", &written.client_id, |text| {
            values::text(keys::key("route.client_id"), text)
        });
        let client_secret_file = self.path("route.client_secret_file", &written.client_secret_file);
        let refresh_token_file = self.path("route.refresh_token_file", &written.refresh_token_file);
        let scope = self.take("route.scope", &written.scope, |text| {
            values::text(keys::key("route.scope"), text)
        });
        if written.token_endpoint.is_none() {
            self.no_endpoint(index, written);
            return None;
        }
        if written.client_id.is_none() {
            let path = format!("route.{index}.client_id");
            self.missing("route.client_id", &path, Some(section.span()));
        }
        let has_proof = written.client_secret_file.is_some()
            || written.refresh_token_file.is_some()
            || self.is_unreadable(index, "refresh_token_file");
        if !has_proof {
            let path = format!("route.{index}.client_secret_file");
            self.missing("route.client_secret_file", &path, Some(section.span()));
        }
        Some(TokenGrant {
            endpoint: endpoint?,
            client_id: client_id?,
            client_secret_file,
            refresh_token_file,
            scope,
        })
    }

    fn no_endpoint(&mut self, index: usize, written: &file::Route) {
        if self.is_unreadable(index, "token_endpoint") {
            return;
        }
        for (key, place) in [
            ("client_id", place(&written.client_id)),
            ("client_secret_file", place(&written.client_secret_file)),
            ("refresh_token_file", place(&written.refresh_token_file)),
            ("scope", place(&written.scope)),
        ] {
            let Some(place) = place else { continue };
            let setting = format!("route.{key}");
            let problem = format!("`{setting}` stands without `token_endpoint`");
            let example = keys::example("route.token_endpoint").unwrap_or_default();
            let fix = format!("write `{example}` beside it, or take it out");
            self.wrong(&setting, problem, fix, place, "is for getting a token");
        }
    }

    /// Both files, or neither.
    fn shown_certificate(&mut self, index: usize, written: &file::Route) -> Option<CertificateFiles> {
        let chain = self.path("route.client_certificate", &written.client_certificate);
        let key = self.path("route.client_key", &written.client_key);
        let alone = match (place(&written.client_certificate), place(&written.client_key)) {
            (Some(place), None) => Some(("client_certificate", "client_key", place)),
            (None, Some(place)) => Some(("client_key", "client_certificate", place)),
            _ => None,
        };
        if let Some((one, other, place)) = alone
            && !self.is_unreadable(index, other)
        {
            let setting = format!("route.{one}");
            let problem = format!("`{setting}` stands without `{other}`");
            let example = keys::example(&format!("route.{other}")).unwrap_or_default();
            let fix = format!("write `{example}` beside it, or take it out");
            self.wrong(&setting, problem, fix, place, "a certificate needs its key");
        }
        Some(CertificateFiles {
            chain: chain?,
            key: key?,
        })
    }
}
