//! Which address is asked next, and what its answer means. Pure: the network is a caller that brings answers.

use std::collections::{HashSet, VecDeque};

use super::{
    asked::{Asked, Came, NotAskedReason},
    found::Discovered,
};
use crate::{
    authorization::{TokenMember, TokenUrl},
    clean,
    connect::{Code, Detail},
    http::Response,
    oauth::{
        BodyKind,
        discovery::{
            Address, DiscoveryWarning, DocumentKind, Expected, Purpose, ResourceMetadata, ServerMetadata, pointers,
            server_addresses,
        },
    },
};

/// The most requests of a search.
const MOST_REQUESTS: usize = 8;
/// The most authorization servers of an API that are asked.
const MOST_SERVERS: usize = 3;
/// The longest address of a server that is shown, in characters.
const SHOWN_CHARACTERS: usize = 300;

/// An address to ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) url: TokenUrl,
    pub(super) purpose: Purpose,
}

/// A search that is under way.
#[derive(Debug)]
pub(super) struct Search {
    /// The address that the user gave.
    given: TokenUrl,
    accepts_cleartext: bool,
    steps: VecDeque<Step>,
    left: usize,
    /// Origins that can't be reached: asking for another path there would change nothing.
    dead: HashSet<String>,
    known: HashSet<String>,
    resource: Option<(ResourceMetadata, Vec<DiscoveryWarning>)>,
    pub(super) asked: Vec<Asked>,
    pub(super) found: Option<Discovered>,
}

impl Search {
    pub(super) fn new(address: Address, accepts_cleartext: bool) -> Self {
        Self {
            given: address.url,
            accepts_cleartext,
            steps: address.candidates.into_iter().map(|(url, purpose)| Step { url, purpose }).collect(),
            left: MOST_REQUESTS,
            dead: HashSet::new(),
            known: HashSet::new(),
            resource: None,
            asked: Vec::new(),
            found: None,
        }
    }

    /// Returns the address to ask next; `None` if the search has ended.
    pub(super) fn next(&mut self) -> Option<Step> {
        while self.found.is_none() && self.left > 0 {
            let step = self.steps.pop_front()?;
            if self.dead.contains(&step.url.origin()) || !self.known.insert(step.url.as_str().to_owned()) {
                continue;
            }
            if step.url.is_cleartext() && !self.accepts_cleartext {
                self.note(&step, Came::NotAsked { why: NotAskedReason::Cleartext });
                continue;
            }
            self.left -= 1;
            return Some(step);
        }
        None
    }

    /// Takes a response to a request.
    pub(super) fn answered(&mut self, step: &Step, response: &Response) {
        let came = match &step.purpose {
            _ if (300..400).contains(&response.status) => Came::of_redirect(response, step.url.as_str()),
            Purpose::Api => self.pointer(response),
            _ if response.status != 200 => Came::of_status(response),
            _ if BodyKind::of(response.text(), &response.media_type(), &TokenMember::default()) == BodyKind::Html => {
                Came::Html { status: response.status }
            }
            Purpose::Server { issuer, kind } => self.server(step, issuer, *kind, response),
            Purpose::Resource { resource } => self.resource(resource, response),
        };
        self.note(step, came);
    }

    /// Takes the failure of a request.
    pub(super) fn failed(&mut self, step: &Step, code: &Code, detail: Option<Detail>, is_origin_dead: bool) {
        if is_origin_dead {
            self.dead.insert(step.url.origin());
        }
        self.note(step, Came::of_failure(code, detail));
    }

    fn note(&mut self, step: &Step, came: Came) {
        self.asked.push(Asked { url: step.url.as_str().to_owned(), came });
    }

    fn server(&mut self, step: &Step, issuer: &Expected, kind: DocumentKind, response: &Response) -> Came {
        let (found, server, mut warnings) = match ServerMetadata::read(response.text()) {
            Ok(read) => read,
            Err(problem) => return Came::Unusable { problem },
        };
        if let Some(difference) = issuer.difference(&found) {
            return Came::IssuerMismatch { asked: issuer.shown(), found: server.issuer, difference };
        }
        if server.token_endpoint.is_none() {
            let is_about_it = |warning: &&DiscoveryWarning| matches!(warning, DiscoveryWarning::EndpointDropped { member, .. } if member == "token_endpoint");
            return Came::NoTokenEndpoint { dropped: warnings.iter().find(is_about_it).cloned() };
        }
        warnings.extend(content_type(response));
        let (resource, more) = self.resource.take().unzip();
        warnings.splice(0..0, more.unwrap_or_default());
        let document_url = step.url.as_str().to_owned();
        self.found = Some(Discovered { server, kind, document_url, resource, warnings });
        Came::Metadata
    }

    fn resource(&mut self, resource: &Expected, response: &Response) -> Came {
        let (found, metadata, mut warnings) = match ResourceMetadata::read(response.text()) {
            Ok(read) => read,
            Err(problem) => return Came::Unusable { problem },
        };
        if let Some(difference) = resource.difference(&found) {
            return Came::ResourceMismatch { asked: resource.shown(), found: metadata.resource, difference };
        }
        let servers = metadata.authorization_servers.iter().take(MOST_SERVERS);
        let servers: Vec<_> = servers
            .filter_map(|issuer| TokenUrl::parse(issuer).ok())
            .map(|issuer| server_addresses(&issuer).into_iter())
            .collect();
        if servers.is_empty() {
            return Came::NoServers;
        }
        // The API says where its servers are, so nothing else is asked: first the usual places of each, then the unusual ones.
        let (usual, unusual): (Vec<_>, Vec<_>) =
            servers.into_iter().map(|mut places| (places.by_ref().take(2).collect::<Vec<_>>(), places)).unzip();
        let steps = usual.into_iter().flatten().chain(unusual.into_iter().flatten());
        self.steps = steps.map(|(url, purpose)| Step { url, purpose }).collect();
        warnings.extend(content_type(response));
        self.resource = Some((metadata, warnings));
        Came::Metadata
    }

    /// Reads what an API answers to a request without a token.
    fn pointer(&mut self, response: &Response) -> Came {
        let Some(text) = pointers(response).into_iter().next().filter(|_| response.status == 401) else {
            return Came::of_status(response);
        };
        let shown = clean::line(&text, SHOWN_CHARACTERS);
        // RFC 9728, section 3: below `/.well-known/`. Anything else could be an address that does something when it is asked.
        let is_usable = |url: &TokenUrl| url.target().starts_with("/.well-known/") && !url.as_str().contains('?');
        let Some(url) = TokenUrl::parse(&text).ok().filter(is_usable) else {
            self.asked.push(Asked { url: shown, came: Came::NotAsked { why: NotAskedReason::NotWellKnown } });
            return Came::of_status(response);
        };
        let purpose = Purpose::Resource { resource: Expected::This(self.given.as_str().to_owned()) };
        self.steps.push_front(Step { url, purpose });
        Came::Pointer { metadata_url: shown }
    }
}

fn content_type(response: &Response) -> Option<DiscoveryWarning> {
    let media_type = response.media_type();
    let is_json = media_type == "application/json" || media_type.ends_with("+json");
    (!is_json).then(|| DiscoveryWarning::ContentType { media_type: clean::line(&media_type, 100) })
}

#[cfg(test)]
mod tests;
