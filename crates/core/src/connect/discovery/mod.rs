//! Asking servers for their metadata: *Fill from issuer*.
//!
//! [`DiscoveryAsk`] is what the user gave. `search` decides which address is asked next and what its answer means; this module sends the
//! requests: GETs without credentials, cookies and client certificate, to at most eight addresses within one time limit. Nothing is
//! filled in: [`Discovered`] is what there is to choose from, and [`Asked`] says what each address answered.

mod asked;
mod failure;
mod found;
mod search;
mod texts;

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use serde::Serialize;
use ts_rs::TS;

use self::search::{Search, Step};
pub use self::{
    asked::{Asked, Came, NotAskedReason},
    failure::DiscoveryFailure,
    found::Discovered,
};
use super::{Connector, Options, verdict};
use crate::{
    authorization::TokenUrl,
    connect::{Code, Detail},
    http::{self, ConnectProblem, ErrorKind, Limits, Phase, Transport, Transports},
    oauth::{
        discovery::{Address, DiscoveryWarning, LIMIT_BYTES, Wanted},
        metadata,
    },
};

/// The longest time for one request.
const LONGEST: Duration = Duration::from_secs(10);
/// A request gets half of the time that is left, and at least this, so that one slow address isn't all that is asked.
const SHORTEST: Duration = Duration::from_secs(1);

/// What is looked for, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscoveryAsk {
    /// An issuer, the address of an API, or the address of a metadata document.
    pub text: String,
    /// Only the metadata of the issuer counts, not what an API says about its servers.
    pub is_issuer: bool,
    /// The user accepts addresses without encryption, whose answers anyone on the way could forge.
    pub accept_cleartext: bool,
}

/// What came of a search.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct Discovery {
    /// What was found, or why nothing was.
    #[serde(flatten)]
    pub result: DiscoveryResult,
    /// Each address that was asked, and what came.
    pub asked: Vec<Asked>,
}

/// What was found, or why nothing was.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "result", rename_all = "snake_case")]
#[ts(export)]
pub enum DiscoveryResult {
    /// Metadata with a token endpoint.
    Found {
        /// The metadata.
        found: Box<Discovered>,
    },
    /// Nothing that can be used.
    Failed {
        /// Why.
        failure: DiscoveryFailure,
    },
}

/// A search that is ready to begin.
pub struct PreparedDiscovery {
    search: Result<Search, DiscoveryFailure>,
    route: Route,
    limit: Duration,
}

/// How each address is reached.
struct Route {
    transports: Arc<Transports>,
    options: Box<dyn Fn(&TokenUrl) -> Options + Send + Sync>,
}

impl Connector {
    /// Prepares a search. `options` says how an address is reached; a client certificate in it isn't used.
    #[must_use]
    pub fn prepare_discovery(
        &self,
        ask: &DiscoveryAsk,
        options: impl Fn(&TokenUrl) -> Options + Send + Sync + 'static,
    ) -> PreparedDiscovery {
        let mut limit = Limits::default().whole;
        let search = ask.address().map(|address| {
            limit = options(&address.url).limits.whole;
            Search::new(address, ask.accept_cleartext)
        });
        let route = Route { transports: Arc::clone(&self.transports), options: Box::new(options) };
        PreparedDiscovery { search, route, limit }
    }
}

impl DiscoveryAsk {
    /// Returns why nothing can be asked; `None` if it can.
    #[must_use]
    pub fn refusal(&self) -> Option<DiscoveryFailure> {
        self.address().err()
    }

    fn address(&self) -> Result<Address, DiscoveryFailure> {
        let wanted = if self.is_issuer { Wanted::Issuer } else { Wanted::Anything };
        let address =
            Address::read(&self.text, wanted).map_err(|problem| DiscoveryFailure::InvalidInput { problem })?;
        if address.url.is_cleartext() && !self.accept_cleartext {
            return Err(DiscoveryFailure::CleartextRefused);
        }
        Ok(address)
    }
}

impl PreparedDiscovery {
    /// Asks one address after the other until metadata is found. Dropping the future ends the search.
    pub async fn send(self) -> Discovery {
        let Self { search, route, limit } = self;
        let mut search = match search {
            Ok(search) => search,
            Err(failure) => return Discovery { result: DiscoveryResult::Failed { failure }, asked: Vec::new() },
        };
        let (route, started) = (Arc::new(route), Instant::now());
        let mut is_unverified = false;
        while let Some(step) = search.next() {
            let left = limit.saturating_sub(started.elapsed());
            if left.is_zero() {
                break;
            }
            is_unverified |= route.send(&mut search, &step, left).await;
        }
        let Some(mut found) = search.found else {
            let failure = DiscoveryFailure::of(&search.asked);
            return Discovery { result: DiscoveryResult::Failed { failure }, asked: search.asked };
        };
        let is_cleartext = |asked: &Asked| {
            asked.came == Came::Metadata && TokenUrl::parse(&asked.url).is_ok_and(|url| url.is_cleartext())
        };
        found.warnings.extend(search.asked.iter().any(is_cleartext).then_some(DiscoveryWarning::FetchedUnencrypted));
        found.warnings.extend(is_unverified.then_some(DiscoveryWarning::FetchedUnverified));
        Discovery { result: DiscoveryResult::Found { found: Box::new(found) }, asked: search.asked }
    }
}

impl Route {
    /// Sends one request and gives the search what came. Returns whether the certificate of the server that answered wasn't verified.
    async fn send(self: &Arc<Self>, search: &mut Search, step: &Step, left: Duration) -> bool {
        let options = (self.options)(&step.url);
        let is_unverified = options.trust.is_unverified() && step.url.is_https();
        let limits = Limits { body_bytes: LIMIT_BYTES, ..Limits::within(share(left)) };
        let (transport, request) = match (self.transport(step, options).await, metadata::request(step.url.as_str())) {
            (Ok(transport), Ok(request)) => (transport, request),
            (Err((code, detail)), _) => {
                search.failed(step, &code, detail, true);
                return false;
            }
            (_, Err(_)) => {
                search.failed(step, &Code::InvalidInput, None, false);
                return false;
            }
        };
        let sent = http::send(Arc::clone(&transport), request, limits).await;
        match (&sent.response, &sent.error) {
            (Some(response), None) => {
                search.answered(step, response);
                return is_unverified;
            }
            (_, error) => {
                let error = error.clone().unwrap_or_else(|| ErrorKind::Closed.into());
                if error.is_tls() {
                    self.transports.forget(&transport);
                }
                let (code, detail) = verdict::of_error(&error);
                search.failed(step, &code, detail, is_origin_dead(&error));
            }
        }
        false
    }

    /// Building a client may block for some milliseconds.
    async fn transport(
        self: &Arc<Self>,
        step: &Step,
        options: Options,
    ) -> Result<Arc<Transport>, (Code, Option<Detail>)> {
        let proxy = options.proxy.resolve(&step.url).map_err(|error| {
            let source = error.variable.unwrap_or("system").to_owned();
            (Code::InvalidInput, Some(Detail::SystemProxyUnusable { source }))
        })?;
        let (route, trust) = (Arc::clone(self), options.trust.without_identity());
        let built = tokio::task::spawn_blocking(move || route.transports.get(&trust, proxy.as_ref())).await;
        built.ok().and_then(Result::ok).ok_or((Code::TlsFailed, Some(Detail::NoClient)))
    }
}

/// Returns how long a request may take of the time that is left.
fn share(left: Duration) -> Duration {
    (left / 2).max(SHORTEST).min(LONGEST).min(left)
}

/// Whether no other path of the same origin could be reached either.
fn is_origin_dead(error: &http::Error) -> bool {
    match error.kind {
        ErrorKind::NameNotFound | ErrorKind::Certificate(_) | ErrorKind::Tls(_) => true,
        ErrorKind::NotConnected(problem) => problem != ConnectProblem::Other,
        ErrorKind::TimedOut { phase, .. } => matches!(phase, Phase::LookUp | Phase::Connecting | Phase::Handshake),
        _ => false,
    }
}
