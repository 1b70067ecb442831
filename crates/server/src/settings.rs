//! What the house can be told, and what it is when it is told nothing.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use wellmet_care::{BadIdentifierSystem, IdentifierSystem, PeopleSettings};
use wellmet_foundation::settings::{self, SettingsError};
use wellmet_notify::{BadMailSettings, MailSettings};
use wellmet_vocabulary::{BadPublicUrl, PublicUrl};

use crate::network::{BadNetwork, Network};

/// Variables of the environment that settings are read from start so.
const PREFIX: &str = "WELLMET_";
/// As many as media threads' numbers tell apart.
const MAX_MEDIA_THREADS: u8 = 64;
/// Above this, a number of years is a slip of the keyboard.
const OLDEST_CHILD: u8 = 25;
const ALIASES: &[(&str, &str)] = &[("DATABASE_URL", "database_url")];

/// Settings as written in the file (TOML, these names) and the environment (`WELLMET_` and these
/// names in capitals). Lists are separated by commas.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Settings {
    /// The folder of the database and the keys.
    pub data: PathBuf,
    /// Where the house is reached from outside: the only source of links.
    pub public_url: String,
    /// Where HTTP is served.
    pub listen: SocketAddr,
    /// Where media arrives, by UDP: at the first media thread; each further one has the next port.
    pub media_listen: SocketAddr,
    /// Media threads; one for each core when it is not told.
    pub media_threads: Option<u8>,
    /// Addresses announced to clients for media, in place of those discovered.
    pub media_addresses: Option<String>,
    /// A PEM file with the certificate chain; together with `tls_key` the house serves HTTPS.
    pub tls_cert: Option<PathBuf>,
    /// A PEM file with the private key.
    pub tls_key: Option<PathBuf>,
    /// Proxies in front that end TLS and say for whom they ask: addresses or networks.
    pub trusted_proxies: Option<String>,
    /// The mail server, such as `smtps://user:password@mail.example.org`.
    pub smtp_url: Option<String>,
    /// The sender of mails.
    pub mail_from: String,
    /// What is logged, such as `info,wellmet_sfu=debug`.
    pub log: String,
    /// A PostgreSQL database in place of the file in `data`; also read from `DATABASE_URL`.
    pub database_url: Option<String>,
    /// The first administrator's address, on an empty database.
    pub administrator_email: String,
    /// The first organisation's name, on an empty database.
    pub organisation: String,
    /// Patients younger than this, in whole years, need a guardian who agreed; 0 asks for none.
    pub guardian_below: u8,
    /// The numbers patients are known by elsewhere, such as `nhs=NHS number:nhs_number`; see the
    /// operator's guide. None when it is empty.
    pub identifier_systems: Option<String>,
    /// Who presents it as a bearer token may read `/metrics` from elsewhere than this machine.
    pub metrics_token: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            data: "./wellmet-data".into(),
            public_url: "http://localhost:8080".to_owned(),
            listen: (Ipv4Addr::LOCALHOST, 8080).into(),
            media_listen: (Ipv4Addr::UNSPECIFIED, 7882).into(),
            media_threads: None,
            media_addresses: None,
            tls_cert: None,
            tls_key: None,
            trusted_proxies: None,
            smtp_url: None,
            mail_from: "Wellmet <wellmet@localhost>".to_owned(),
            log: "info,sqlx=warn".to_owned(),
            database_url: None,
            administrator_email: "administrator@localhost".to_owned(),
            organisation: "My organisation".to_owned(),
            guardian_below: PeopleSettings::default().guardian_below,
            identifier_systems: None,
            metrics_token: None,
        }
    }
}

/// Why the house cannot be opened with these settings, in one sentence.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// They cannot be read.
    #[error(transparent)]
    Unreadable(#[from] SettingsError),
    /// The public URL is none.
    #[error("WELLMET_PUBLIC_URL: {0}")]
    PublicUrl(#[from] BadPublicUrl),
    /// A proxy is none.
    #[error("WELLMET_TRUSTED_PROXIES: {0}")]
    Proxy(#[from] BadNetwork),
    /// Media threads have no such ports.
    #[error(
        "WELLMET_MEDIA_THREADS and WELLMET_MEDIA_LISTEN: there are no {threads} ports from {first} on, \
         one for each of 1 to 64 media threads"
    )]
    MediaPorts {
        /// As many threads.
        threads: u8,
        /// The first one's port.
        first: u16,
    },
    /// A media address is none.
    #[error("WELLMET_MEDIA_ADDRESSES: `{0}` is not an IP address")]
    MediaAddress(String),
    /// Mails cannot be sent so.
    #[error("WELLMET_SMTP_URL or WELLMET_MAIL_FROM: {0}")]
    Mail(#[from] BadMailSettings),
    /// Nobody is a child for so long.
    #[error("WELLMET_GUARDIAN_BELOW: {0} is beyond 25, the highest age there is a guardian for")]
    GuardianAge(u8),
    /// A system of numbers is none.
    #[error("WELLMET_IDENTIFIER_SYSTEMS: {0}")]
    Identifier(#[from] BadIdentifierSystem),
    /// Two systems of numbers have one key.
    #[error("WELLMET_IDENTIFIER_SYSTEMS: `{0}` stands there twice")]
    IdentifierTwice(String),
    /// A certificate without its key, or the other way round.
    #[error("WELLMET_TLS_CERT and WELLMET_TLS_KEY belong together: set both or neither")]
    HalfTls,
    /// Cookies, cameras and request checks need a secure context.
    #[error(
        "WELLMET_LISTEN={0} is reached from other machines: set WELLMET_TLS_CERT and \
         WELLMET_TLS_KEY, or put a proxy with TLS in front and name it in WELLMET_TRUSTED_PROXIES"
    )]
    PlainHttp(SocketAddr),
    /// Links would lead where no cookie is kept and no camera works.
    #[error("WELLMET_PUBLIC_URL={0} must begin with https:// unless it is this machine's own")]
    InsecureUrl(PublicUrl),
    /// The demo's passwords are known to everybody.
    #[error("the demo serves this machine only, but WELLMET_LISTEN is {0}")]
    OpenDemo(SocketAddr),
}

impl Settings {
    /// Reads them: what is built in, then `file`, then the environment.
    pub fn load(file: Option<&Path>) -> Result<Self, Refusal> {
        Ok(settings::load(&Self::default(), file, PREFIX, ALIASES)?)
    }

    /// Whether `serve` may open the house with them.
    pub fn check_for_serving(&self) -> Result<(), Refusal> {
        let guarded = self.has_tls()? || !self.proxies()?.is_empty();
        if !self.listen.ip().is_loopback() && !guarded {
            return Err(Refusal::PlainHttp(self.listen));
        }
        let url = self.public_url()?;
        if !url.is_secure() && !is_this_machine(&url) {
            return Err(Refusal::InsecureUrl(url));
        }
        Ok(())
    }

    /// Whether `demo` may open the house with them.
    pub fn check_for_demo(&self) -> Result<(), Refusal> {
        if self.listen.ip().is_loopback() {
            self.check_for_serving()
        } else {
            Err(Refusal::OpenDemo(self.listen))
        }
    }

    /// What is decided about the register of patients.
    pub fn people(&self) -> Result<PeopleSettings, Refusal> {
        let mut people = PeopleSettings {
            guardian_below: self.guardian_below,
            ..PeopleSettings::default()
        };
        if self.guardian_below > OLDEST_CHILD {
            return Err(Refusal::GuardianAge(self.guardian_below));
        }
        if let Some(written) = &self.identifier_systems {
            people.identifier_systems = identifier_systems(written)?;
        }
        Ok(people)
    }

    /// The public URL.
    pub fn public_url(&self) -> Result<PublicUrl, Refusal> {
        Ok(PublicUrl::parse(&self.public_url)?)
    }

    /// Whether the house itself serves HTTPS.
    pub fn has_tls(&self) -> Result<bool, Refusal> {
        match (&self.tls_cert, &self.tls_key) {
            (Some(_), Some(_)) => Ok(true),
            (None, None) => Ok(false),
            _ => Err(Refusal::HalfTls),
        }
    }

    /// How mails are sent; without a mail server, `outbox` says whether they are shown on a page.
    pub fn mail(&self, outbox: bool) -> Result<MailSettings, Refusal> {
        let url = self.smtp_url.as_deref();
        Ok(MailSettings::new(url, &self.mail_from, outbox)?)
    }

    /// The proxies in front.
    pub fn proxies(&self) -> Result<Vec<Network>, Refusal> {
        let written = listed(self.trusted_proxies.as_deref());
        Ok(written.map(str::parse).collect::<Result<_, BadNetwork>>()?)
    }

    /// Where each media thread listens; `cores` of them, unless it was told how many.
    pub fn media_sockets(&self, cores: usize) -> Result<Vec<SocketAddr>, Refusal> {
        let most = u8::try_from(cores)
            .map_or(MAX_MEDIA_THREADS, |cores| cores.clamp(1, MAX_MEDIA_THREADS));
        let (threads, first) = (self.media_threads.unwrap_or(most), self.media_listen.port());
        let refusal = || Refusal::MediaPorts { threads, first };
        if !(1..=MAX_MEDIA_THREADS).contains(&threads) {
            return Err(refusal());
        }
        let socket = |number: u8| {
            // Port 0 lets the system choose each one.
            let next = first.checked_add(number.into());
            let port = if first == 0 { Some(0) } else { next };
            Some(SocketAddr::new(self.media_listen.ip(), port?))
        };
        (0..threads)
            .map(socket)
            .collect::<Option<_>>()
            .ok_or_else(refusal)
    }

    /// The media addresses to announce; empty when they are to be discovered.
    pub fn media_addresses(&self) -> Result<Vec<IpAddr>, Refusal> {
        let address = |text: &str| {
            text.parse()
                .map_err(|_| Refusal::MediaAddress(text.to_owned()))
        };
        listed(self.media_addresses.as_deref())
            .map(address)
            .collect()
    }
}

fn identifier_systems(written: &str) -> Result<Vec<IdentifierSystem>, Refusal> {
    let mut systems: Vec<IdentifierSystem> = Vec::new();
    for part in listed(Some(written)) {
        let system: IdentifierSystem = part.parse()?;
        if systems.iter().any(|other| other.key == system.key) {
            return Err(Refusal::IdentifierTwice(system.key));
        }
        systems.push(system);
    }
    Ok(systems)
}

fn listed(written: Option<&str>) -> impl Iterator<Item = &str> {
    let parts = written.unwrap_or_default().split(',').map(str::trim);
    parts.filter(|part| !part.is_empty())
}

/// Browsers hold these for secure without TLS (W3C Secure Contexts section 3.1).
fn is_this_machine(url: &PublicUrl) -> bool {
    let authority = url.origin().trim_start_matches("http://");
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next(),
        None => authority.split(':').next(),
    };
    let host = host.unwrap_or_default();
    host == "localhost"
        || host.ends_with(".localhost")
        || host
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listening_on(listen: &str) -> Settings {
        Settings {
            listen: listen.parse().unwrap(),
            ..Settings::default()
        }
    }

    #[test]
    fn what_is_built_in_serves_this_machine() {
        assert!(Settings::default().check_for_serving().is_ok());
        assert!(Settings::default().check_for_demo().is_ok());
    }

    #[test]
    fn the_register_of_patients_is_as_it_is_written() {
        let built_in = Settings::default().people().unwrap();
        assert_eq!(built_in.guardian_below, 16);
        assert_eq!(built_in.identifier_systems.len(), 2);
        let settings = |systems: &str| Settings {
            guardian_below: 18,
            identifier_systems: Some(systems.to_owned()),
            ..Settings::default()
        };
        let written = settings("chi=CHI number:text, nhs=NHS number:nhs_number");
        let people = written.people().unwrap();
        assert_eq!(people.guardian_below, 18);
        let keys: Vec<_> = people
            .identifier_systems
            .iter()
            .map(|one| &one.key)
            .collect();
        assert_eq!(keys, ["chi", "nhs"]);
        assert!(settings("").people().unwrap().identifier_systems.is_empty());
    }

    #[test]
    fn a_register_that_cannot_be_kept_so_is_refused_by_the_settings_name() {
        let refused = |guardian_below: u8, systems: &str| {
            let settings = Settings {
                guardian_below,
                identifier_systems: Some(systems.to_owned()),
                ..Settings::default()
            };
            settings.people().unwrap_err().to_string()
        };
        assert!(refused(16, "nhs:text").starts_with("WELLMET_IDENTIFIER_SYSTEMS: `nhs:text`"));
        assert!(refused(16, "a=A:text,a=B:text").contains("`a` stands there twice"));
        assert!(refused(116, "").starts_with("WELLMET_GUARDIAN_BELOW"));
    }

    #[test]
    fn plain_http_for_other_machines_is_refused() {
        let open = listening_on("0.0.0.0:8080");
        assert!(matches!(
            open.check_for_serving(),
            Err(Refusal::PlainHttp(_))
        ));
        let behind_a_proxy = Settings {
            trusted_proxies: Some("10.0.0.0/8".to_owned()),
            public_url: "https://meet.example.org".to_owned(),
            ..open.clone()
        };
        assert!(behind_a_proxy.check_for_serving().is_ok());
        let with_tls = Settings {
            tls_cert: Some("cert.pem".into()),
            tls_key: Some("key.pem".into()),
            public_url: "https://meet.example.org".to_owned(),
            ..open
        };
        assert!(with_tls.check_for_serving().is_ok());
    }

    #[test]
    fn a_public_url_without_tls_is_this_machines_own() {
        for (url, fine) in [
            ("http://localhost:8080", true),
            ("http://127.0.0.1", true),
            ("http://[::1]:8080", true),
            ("http://meet.example.org", false),
            ("http://localhost.example.org", false),
            ("https://meet.example.org", true),
        ] {
            let settings = Settings {
                public_url: url.to_owned(),
                ..Settings::default()
            };
            assert_eq!(settings.check_for_serving().is_ok(), fine, "{url}");
        }
    }

    #[test]
    fn the_demo_serves_this_machine_only() {
        let open = Settings {
            trusted_proxies: Some("10.0.0.0/8".to_owned()),
            ..listening_on("0.0.0.0:8080")
        };
        assert!(matches!(open.check_for_demo(), Err(Refusal::OpenDemo(_))));
    }

    #[test]
    fn a_certificate_needs_its_key() {
        let half = Settings {
            tls_cert: Some("cert.pem".into()),
            ..Settings::default()
        };
        assert!(matches!(half.check_for_serving(), Err(Refusal::HalfTls)));
    }

    #[test]
    fn lists_are_separated_by_commas() {
        let settings = Settings {
            media_addresses: Some("192.0.2.1, 2001:db8::1".to_owned()),
            ..Settings::default()
        };
        assert_eq!(settings.media_addresses().unwrap().len(), 2);
        let wrong = Settings {
            media_addresses: Some("here".to_owned()),
            ..settings
        };
        let sentence = wrong.media_addresses().unwrap_err().to_string();
        assert_eq!(
            sentence,
            "WELLMET_MEDIA_ADDRESSES: `here` is not an IP address"
        );
    }

    #[test]
    fn each_media_thread_has_a_port_of_its_own() {
        let ports = |listen: &str, threads, cores| {
            let settings = Settings {
                media_listen: listen.parse().unwrap(),
                media_threads: threads,
                ..Settings::default()
            };
            let sockets = settings.media_sockets(cores);
            sockets.map(|of| of.iter().map(SocketAddr::port).collect::<Vec<_>>())
        };
        assert_eq!(ports("0.0.0.0:7882", None, 3).unwrap(), [7882, 7883, 7884]);
        assert_eq!(ports("0.0.0.0:7882", Some(1), 3).unwrap(), [7882]);
        assert_eq!(ports("127.0.0.1:0", Some(2), 3).unwrap(), [0, 0]);
        assert_eq!(ports("127.0.0.1:0", None, 500).unwrap().len(), 64);
        for (listen, threads) in [
            ("0.0.0.0:65535", 2),
            ("0.0.0.0:7882", 0),
            ("0.0.0.0:7882", 65),
        ] {
            let refusal = ports(listen, Some(threads), 3).unwrap_err().to_string();
            assert!(refusal.contains("WELLMET_MEDIA_THREADS"), "{refusal}");
        }
    }
}
