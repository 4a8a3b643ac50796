//! The configuration as written: a struct for each section, each value with its place, nothing judged yet.

use serde::Deserialize;
use toml::Spanned;

/// The whole file. What is required is an `Option` too: `judge` says what is missing, together with what is wrong.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct File {
    pub hostname: Option<Spanned<String>>,
    pub data: Option<Spanned<String>>,
    pub user: Option<Spanned<String>>,
    pub trusted: Option<Spanned<Texts>>,
    pub listener: Vec<Spanned<Listener>>,
    pub tls: Option<Spanned<Certificate>>,
    pub certificate: Vec<Spanned<Certificate>>,
    pub limits: Limits,
    pub guessing: Guessing,
    pub passwords: Passwords,
    pub auth: Auth,
    pub source: Vec<Spanned<Source>>,
    pub issuer: Vec<Spanned<Issuer>>,
    pub client_certificate: Vec<Spanned<ClientCertificate>>,
    pub store: Store,
    pub submission: Submission,
    pub route: Vec<Spanned<Route>>,
    pub delivery: Delivery,
    pub dkim: Vec<Spanned<Dkim>>,
    pub metrics: Option<Spanned<Metrics>>,
    pub log: Log,
}

/// One `[[listener]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Listener {
    pub address: Option<Spanned<String>>,
    pub service: Option<Spanned<String>>,
    pub tls: Option<Spanned<String>>,
    pub relay_from: Option<Spanned<Texts>>,
    pub relay_to: Option<Spanned<Texts>>,
    pub proxy_from: Option<Spanned<Texts>>,
    pub mechanisms: Option<Spanned<Texts>>,
    pub client_ca: Option<Spanned<String>>,
}

/// `[tls]`, and one `[[certificate]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Certificate {
    pub certificate: Option<Spanned<String>>,
    pub key: Option<Spanned<String>>,
}

/// `[limits]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Limits {
    pub message_size: Option<Spanned<Size>>,
    pub recipients: Option<Spanned<Count>>,
    pub header_size: Option<Spanned<Size>>,
    pub received_headers: Option<Spanned<Count>>,
    pub connections: Option<Spanned<Count>>,
    pub connections_per_network: Option<Spanned<Count>>,
    pub errors: Option<Spanned<Count>>,
    pub idle_commands: Option<Spanned<Count>>,
    pub command_line: Option<Spanned<Count>>,
    pub auth_line: Option<Spanned<Count>>,
    pub login_time: Option<Spanned<Time>>,
    pub idle_time: Option<Spanned<Time>>,
    pub data_time: Option<Spanned<Time>>,
    pub session_time: Option<Spanned<Time>>,
    pub body_memory: Option<Spanned<Size>>,
}

/// `[guessing]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Guessing {
    pub window: Option<Spanned<Time>>,
    pub delay_from: Option<Spanned<Count>>,
    pub ban_from: Option<Spanned<Count>>,
    pub ban_time: Option<Spanned<Time>>,
}

/// `[passwords]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Passwords {
    pub memory: Option<Spanned<Size>>,
    pub passes: Option<Spanned<Count>>,
    pub workers: Option<Spanned<Count>>,
    pub waiting: Option<Spanned<Count>>,
    pub remembered: Option<Spanned<Count>>,
}

/// `[auth]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Auth {
    pub default_domain: Option<Spanned<String>>,
    pub case: Option<Spanned<String>>,
    pub scram_iterations: Option<Spanned<Count>>,
    pub tell_transition: Option<bool>,
}

/// One `[[source]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Source {
    pub kind: Option<Spanned<String>>,
    pub name: Option<Spanned<String>>,
    pub domains: Option<Spanned<Texts>>,
    pub cache: Option<Spanned<Time>>,
    pub path: Option<Spanned<String>>,
    pub host: Option<Spanned<String>>,
    pub port: Option<Spanned<Count>>,
    pub tls: Option<Spanned<String>>,
    pub ca: Option<Spanned<String>>,
    pub connections: Option<Spanned<Count>>,
    pub database: Option<Spanned<String>>,
    pub user: Option<Spanned<String>>,
    pub password_file: Option<Spanned<String>>,
    pub query: Option<Spanned<String>>,
    pub bind_dn: Option<Spanned<String>>,
    pub base: Option<Spanned<String>>,
    pub filter: Option<Spanned<String>>,
    pub search_dn: Option<Spanned<String>>,
    pub senders_attribute: Option<Spanned<String>>,
    pub socket: Option<Spanned<String>>,
}

/// One `[[issuer]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Issuer {
    pub issuer: Option<Spanned<String>>,
    pub audience: Option<Spanned<Texts>>,
    pub scope: Option<Spanned<Texts>>,
    pub account: Option<Spanned<String>>,
    pub domains: Option<Spanned<Texts>>,
    pub accounts: Option<Spanned<String>>,
    pub skew: Option<Spanned<Time>>,
    pub introspection: Option<Spanned<String>>,
    pub client_id: Option<Spanned<String>>,
    pub client_secret_file: Option<Spanned<String>>,
    pub ca: Option<Spanned<String>>,
}

/// One `[[client_certificate]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ClientCertificate {
    pub name: Option<Spanned<String>>,
    pub account: Option<Spanned<String>>,
}

/// `[store]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Store {
    pub free_space: Option<Spanned<Size>>,
    pub free_percent: Option<Spanned<Count>>,
    pub ballast: Option<Spanned<Size>>,
    pub inline: Option<Spanned<Size>>,
}

/// `[submission]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Submission {
    pub hide_client_address: Option<bool>,
    pub senders: Option<Spanned<String>>,
    pub messages_per_hour: Option<Spanned<Count>>,
    pub messages_per_day: Option<Spanned<Count>>,
    pub recipients_per_hour: Option<Spanned<Count>>,
    pub recipients_per_day: Option<Spanned<Count>>,
    pub over_limit: Option<Spanned<String>>,
}

/// One `[[route]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Route {
    pub domains: Option<Spanned<Texts>>,
    pub via: Option<Spanned<String>>,
    pub host: Option<Spanned<String>>,
    pub port: Option<Spanned<Count>>,
    pub socket: Option<Spanned<String>>,
    pub tls: Option<Spanned<String>>,
    pub implicit_tls: Option<Spanned<bool>>,
    pub user: Option<Spanned<String>>,
    pub password_file: Option<Spanned<String>>,
    pub mechanisms: Option<Spanned<Texts>>,
    pub token_endpoint: Option<Spanned<String>>,
    pub client_id: Option<Spanned<String>>,
    pub client_secret_file: Option<Spanned<String>>,
    pub refresh_token_file: Option<Spanned<String>>,
    pub scope: Option<Spanned<String>>,
    pub client_certificate: Option<Spanned<String>>,
    pub client_key: Option<Spanned<String>>,
    pub ca: Option<Spanned<String>>,
    pub connections: Option<Spanned<Count>>,
    pub messages_per_connection: Option<Spanned<Count>>,
    pub messages_per_minute: Option<Spanned<Count>>,
}

/// `[delivery]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Delivery {
    pub workers: Option<Spanned<Count>>,
    pub resolvers: Option<Spanned<Texts>>,
    pub delay_notice: Option<Spanned<Time>>,
    pub give_up: Option<Spanned<Time>>,
    pub keep: Option<Spanned<Time>>,
    pub postmaster: Option<Spanned<String>>,
}

/// One `[[dkim]]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Dkim {
    pub domain: Option<Spanned<String>>,
    pub selector: Option<Spanned<String>>,
    pub key: Option<Spanned<String>>,
}

/// `[metrics]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Metrics {
    pub address: Option<Spanned<String>>,
}

/// `[log]`
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Log {
    pub level: Option<Spanned<String>>,
    pub format: Option<Spanned<String>>,
    pub file: Option<Spanned<String>>,
}

/// A list, each entry with its place.
pub(super) type Texts = Vec<Spanned<String>>;

/// A number, wider than any that will do, so that the bounds are ours to explain.
pub(super) type Count = i128;

/// A number of octets, or a text with a unit.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a whole number of octets, or a text such as \"50 MiB\"")]
pub(super) enum Size {
    Octets(i64),
    Text(String),
}

/// A number of seconds, or a text with a unit.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a whole number of seconds, or a text such as \"5 min\"")]
pub(super) enum Time {
    Seconds(i64),
    Text(String),
}

#[cfg(test)]
mod tests {
    use super::super::keys;
    use super::super::read::{Read, read};
    use super::*;

    #[test]
    fn the_list_of_settings_and_the_structs_agree() {
        let Read { file, mistakes, .. } = read(&keys::whole()).unwrap_or_else(|mistakes| panic!("{mistakes:?}"));
        assert_eq!(mistakes, []);
        // Taken apart without `..`, so that a new field has to be named here, and then in the list.
        let File {
            hostname,
            data,
            user,
            trusted,
            listener,
            tls,
            certificate,
            limits,
            guessing,
            passwords,
            auth,
            source,
            issuer,
            client_certificate,
            store,
            submission,
            route,
            delivery,
            dkim,
            metrics,
            log,
        } = file;
        let Listener {
            address,
            service,
            tls: listener_tls,
            relay_from,
            relay_to,
            proxy_from,
            mechanisms,
            client_ca,
        } = listener.into_iter().next().unwrap().into_inner();
        let first = tls.unwrap().into_inner();
        let further = certificate.into_iter().next().unwrap().into_inner();
        let Submission {
            hide_client_address,
            senders,
            messages_per_hour,
            messages_per_day,
            recipients_per_hour,
            recipients_per_day,
            over_limit,
        } = submission;
        let Metrics { address: metrics } = metrics.unwrap().into_inner();
        let Log { level, format, file } = log;
        let mut texts = vec![hostname, data, user, address, service, listener_tls, senders, metrics];
        texts.extend([level, format, file, client_ca, over_limit]);
        for Certificate { certificate, key } in [first, further] {
            texts.extend([certificate, key]);
        }
        let Route {
            domains,
            via,
            host,
            port,
            socket,
            tls,
            implicit_tls,
            user,
            password_file,
            mechanisms: route_mechanisms,
            token_endpoint,
            client_id,
            client_secret_file,
            refresh_token_file,
            scope,
            client_certificate: route_certificate,
            client_key,
            ca,
            connections: at_once,
            messages_per_connection,
            messages_per_minute,
        } = route.into_iter().next().unwrap().into_inner();
        let Delivery {
            workers: deliveries,
            resolvers,
            delay_notice,
            give_up,
            keep,
            postmaster,
        } = delivery;
        let Dkim { domain, selector, key } = dkim.into_iter().next().unwrap().into_inner();
        texts.extend([via, host, socket, tls, user, password_file, ca, postmaster]);
        texts.extend([token_endpoint, client_id, client_secret_file, refresh_token_file]);
        texts.extend([scope, route_certificate, client_key]);
        texts.extend([domain, selector, key]);
        assert!(implicit_tls.is_some());
        assert!(texts.iter().all(Option::is_some) && hide_client_address.is_some());
        let lists = [trusted, relay_from, relay_to, proxy_from, domains, resolvers];
        assert!(lists.iter().all(Option::is_some));
        assert!(mechanisms.is_some() && route_mechanisms.is_some());
        let limits_of_senders = [
            messages_per_hour,
            messages_per_day,
            recipients_per_hour,
            recipients_per_day,
        ];
        assert!(limits_of_senders.iter().all(Option::is_some));
        logins(auth, source, issuer, client_certificate);
        let Limits {
            message_size,
            recipients,
            header_size,
            received_headers,
            connections,
            connections_per_network,
            errors,
            idle_commands,
            command_line,
            auth_line,
            login_time,
            idle_time,
            data_time,
            session_time,
            body_memory,
        } = limits;
        let Guessing {
            window,
            delay_from,
            ban_from,
            ban_time,
        } = guessing;
        let Passwords {
            memory,
            passes,
            workers,
            waiting,
            remembered,
        } = passwords;
        let Store {
            free_space,
            free_percent,
            ballast,
            inline,
        } = store;
        let mut counts = vec![
            recipients,
            received_headers,
            connections,
            connections_per_network,
            errors,
        ];
        counts.extend([idle_commands, command_line, auth_line, delay_from, ban_from]);
        counts.extend([
            passes,
            workers,
            waiting,
            remembered,
            free_percent,
            port,
            at_once,
            deliveries,
        ]);
        counts.extend([messages_per_connection, messages_per_minute]);
        assert!(counts.iter().all(Option::is_some));
        let sizes = [
            message_size,
            header_size,
            body_memory,
            memory,
            free_space,
            ballast,
            inline,
        ];
        assert!(sizes.iter().all(Option::is_some));
        let mut times = vec![login_time, idle_time, data_time, session_time, window, ban_time];
        times.extend([delay_notice, give_up, keep]);
        assert!(times.iter().all(Option::is_some));
    }

    /// The part of the test above that is about logins.
    fn logins(
        auth: Auth,
        source: Vec<Spanned<Source>>,
        issuer: Vec<Spanned<Issuer>>,
        certificate: Vec<Spanned<ClientCertificate>>,
    ) {
        let Auth {
            default_domain,
            case,
            scram_iterations,
            tell_transition,
        } = auth;
        assert!(scram_iterations.is_some() && tell_transition.is_some());
        let Source {
            kind,
            name,
            domains,
            cache,
            path,
            host,
            port,
            tls,
            ca,
            connections,
            database,
            user,
            password_file,
            query,
            bind_dn,
            base,
            filter,
            search_dn,
            senders_attribute,
            socket,
        } = source.into_iter().next().unwrap().into_inner();
        assert!(domains.is_some() && cache.is_some() && port.is_some() && connections.is_some());
        let mut texts = vec![default_domain, case, kind, name, path, host, tls, ca, database, user];
        texts.extend([password_file, query, bind_dn, base, filter, search_dn]);
        texts.extend([senders_attribute, socket]);
        let Issuer {
            issuer,
            audience,
            scope,
            account,
            domains,
            accounts,
            skew,
            introspection,
            client_id,
            client_secret_file,
            ca,
        } = issuer.into_iter().next().unwrap().into_inner();
        assert!(audience.is_some() && scope.is_some() && domains.is_some() && skew.is_some());
        texts.extend([
            issuer,
            account,
            accounts,
            introspection,
            client_id,
            client_secret_file,
            ca,
        ]);
        let ClientCertificate { name, account } = certificate.into_iter().next().unwrap().into_inner();
        texts.extend([name, account]);
        assert!(texts.iter().all(Option::is_some));
    }
}
