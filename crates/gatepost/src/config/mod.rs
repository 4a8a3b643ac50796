//! The configuration: as written (`file`), as used (`settings`), and what is wrong with it (`complain`).
//!
//! Every setting is one block in `keys`: files are read by it (`read`, `judge`), and from it are made the page (`docs`), the
//! JSON Schema (`schema`), what is shown (`show`) and what a reload says (`reload`). Nothing here reads the environment,
//! and only `files` looks at the disk: the caller hands in text and paths.

mod auth;
mod complain;
pub mod docs;
mod file;
mod files;
mod judge;
mod keys;
mod mechanisms;
mod nearest;
mod read;
mod reload;
mod routes;
pub mod schema;
mod settings;
mod show;
mod units;
mod values;

pub use auth::{
    Auth, CaseRule, ClientCertificate, Introspection, Issuer, LdapEntry, OverLimit, SendRules, Source, SourceKind,
    SourceTls, SourceTlsMode, TokenAccounts,
};
pub use complain::{Complaint, Finding, Severity};
pub use files::{check_files, is_named_pipe};
pub use judge::{collide, load};
pub use reload::reload_difference;
pub use routes::{
    DeliverySettings, DkimFile, LmtpServer, Route, RouteLogin, RouteProof, RouteTls, Routes, TokenGrant, Via,
};
pub use settings::{
    CertificateFiles, Guessing, Limits, Listener, ListenerTls, Log, LogFormat, LogLevel, PasswordCost, SenderRule,
    Service, Settings, StoreSettings, default_data, without_file,
};
pub use show::{show, show_json};

/// A configuration file with every setting, fit to be loaded; it stands in the documentation.
pub const EXAMPLE: &str = include_str!("example.toml");
