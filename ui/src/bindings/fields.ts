// This file is made from the core's descriptions of fields by `cargo xtask bindings`. Do not edit it.
import type { AuthorizationType } from "./AuthorizationType";
import type { Draft } from "./Draft";
import type { FieldDescription } from "./FieldDescription";

/** The fields of an environment, by the type of authorization. */
export const FIELDS: Record<AuthorizationType, readonly FieldDescription[]> = {
  "api-key": [
  {
    "field": "key",
    "member": "key",
    "kind": "text"
  },
  {
    "field": "in",
    "member": "in",
    "kind": "choice",
    "words": [
      "header",
      "query",
      "cookie"
    ]
  },
  {
    "field": "value",
    "member": "value",
    "kind": "secret"
  }
],
  "oauth2": [
  {
    "field": "authorization_url",
    "member": "authorization_url",
    "kind": "text"
  },
  {
    "field": "redirect_host",
    "member": "redirect_host",
    "kind": "choice",
    "words": [
      "127.0.0.1",
      "::1"
    ]
  },
  {
    "field": "redirect_port",
    "member": "redirect_port",
    "kind": "text"
  },
  {
    "field": "code_challenge_method",
    "member": "code_challenge_method",
    "kind": "choice",
    "words": [
      "S256",
      "plain"
    ]
  },
  {
    "field": "token_url",
    "member": "token_url",
    "kind": "text"
  },
  {
    "field": "device_url",
    "member": "device_url",
    "kind": "text"
  },
  {
    "field": "accept_cleartext",
    "member": "accept_cleartext",
    "kind": "flag"
  },
  {
    "field": "client_id",
    "member": "client_id",
    "kind": "text"
  },
  {
    "field": "client_secret",
    "member": "client_secret",
    "kind": "secret"
  },
  {
    "field": "client_auth",
    "member": "client_authentication",
    "kind": "choice",
    "words": [
      "client_secret_basic",
      "client_secret_post",
      "none",
      "client_secret_jwt",
      "private_key_jwt",
      "tls_client_auth",
      "self_signed_tls_client_auth"
    ]
  },
  {
    "field": "basic_encoding",
    "member": "basic_encoding",
    "kind": "choice",
    "words": [
      "rfc6749",
      "raw"
    ]
  },
  {
    "field": "private_key",
    "member": "private_key",
    "kind": "private_key"
  },
  {
    "field": "key_alg",
    "member": "assertion_algorithm",
    "kind": "choice",
    "words": [
      "HS256",
      "HS384",
      "HS512",
      "RS256",
      "RS384",
      "RS512",
      "PS256",
      "PS384",
      "PS512",
      "ES256",
      "ES384",
      "ES512",
      "EdDSA"
    ]
  },
  {
    "field": "key_id",
    "member": "key_id",
    "kind": "text"
  },
  {
    "field": "key_cert",
    "member": "key_certificate",
    "kind": "certificates"
  },
  {
    "field": "assertion_audience",
    "member": "assertion_audience",
    "kind": "text"
  },
  {
    "field": "client_cert",
    "member": "client_certificate",
    "kind": "certificates"
  },
  {
    "field": "client_key",
    "member": "client_key",
    "kind": "private_key"
  },
  {
    "field": "dpop",
    "member": "dpop",
    "kind": "flag"
  },
  {
    "field": "dpop_key",
    "member": "dpop_key",
    "kind": "private_key"
  },
  {
    "field": "dpop_alg",
    "member": "dpop_algorithm",
    "kind": "choice",
    "words": [
      "RS256",
      "RS384",
      "RS512",
      "PS256",
      "PS384",
      "PS512",
      "ES256",
      "ES384",
      "ES512",
      "EdDSA"
    ]
  },
  {
    "field": "scopes",
    "member": "scopes",
    "kind": "texts"
  },
  {
    "field": "audience",
    "member": "audience",
    "kind": "text"
  },
  {
    "field": "resource",
    "member": "resources",
    "kind": "texts"
  },
  {
    "field": "extra_body",
    "member": "extras",
    "kind": "extras",
    "place": "body"
  },
  {
    "field": "extra_headers",
    "member": "extras",
    "kind": "extras",
    "place": "header"
  },
  {
    "field": "extra_query",
    "member": "extras",
    "kind": "extras",
    "place": "query"
  },
  {
    "field": "extra_authorization",
    "member": "extras",
    "kind": "extras",
    "place": "authorization"
  },
  {
    "field": "request_format",
    "member": "request_format",
    "kind": "choice",
    "words": [
      "form",
      "json",
      "get"
    ]
  },
  {
    "field": "client_id_in_body",
    "member": "client_id_in_body",
    "kind": "flag"
  },
  {
    "field": "scope_separator",
    "member": "scope_separator",
    "kind": "choice",
    "words": [
      "space",
      "comma"
    ]
  },
  {
    "field": "grant_type_value",
    "member": "grant_type_value",
    "kind": "text"
  },
  {
    "field": "content_type",
    "member": "content_type",
    "kind": "text"
  },
  {
    "field": "token_member",
    "member": "token_member",
    "kind": "text"
  },
  {
    "field": "proxy",
    "member": "proxy",
    "kind": "choice",
    "words": [
      "default",
      "system",
      "none",
      "address"
    ]
  },
  {
    "field": "proxy_address",
    "member": "proxy_address",
    "kind": "text"
  },
  {
    "field": "proxy_user",
    "member": "proxy_username",
    "kind": "text"
  },
  {
    "field": "proxy_password",
    "member": "proxy_password",
    "kind": "secret"
  },
  {
    "field": "ca",
    "member": "ca_certificates",
    "kind": "certificates"
  },
  {
    "field": "timeout",
    "member": "timeout_s",
    "kind": "text"
  },
  {
    "field": "insecure_skip_verify",
    "member": "skip_verification",
    "kind": "flag"
  }
],
};

/** An empty draft of each type. */
export const BLANK_DRAFTS: Record<AuthorizationType, Draft> = {
  "api-key": {
  "id": null,
  "revision": null,
  "etag": null,
  "name": "",
  "description": "",
  "details": {
    "type": "api-key",
    "environments": {
      "staging": {
        "key": "",
        "in": "header",
        "value": {
          "kind": "blank"
        }
      },
      "production": {
        "key": "",
        "in": "header",
        "value": {
          "kind": "blank"
        }
      }
    }
  }
},
  "oauth2": {
  "id": null,
  "revision": null,
  "etag": null,
  "name": "",
  "description": "",
  "details": {
    "type": "oauth2",
    "grant_type": "client_credentials",
    "environments": {
      "staging": {
        "token_url": "",
        "authorization_url": "",
        "redirect_host": "127.0.0.1",
        "redirect_port": "",
        "code_challenge_method": "S256",
        "device_url": "",
        "accept_cleartext": false,
        "client_id": "",
        "client_secret": {
          "kind": "blank"
        },
        "scopes": [],
        "client_authentication": "client_secret_basic",
        "basic_encoding": "rfc6749",
        "private_key": {
          "kind": "blank"
        },
        "assertion_algorithm": null,
        "key_id": "",
        "key_certificate": "",
        "assertion_audience": "",
        "client_certificate": "",
        "client_key": {
          "kind": "blank"
        },
        "dpop": false,
        "dpop_key": {
          "kind": "blank"
        },
        "dpop_algorithm": null,
        "audience": "",
        "resources": [],
        "extras": [],
        "request_format": "form",
        "client_id_in_body": false,
        "scope_separator": "space",
        "grant_type_value": "",
        "content_type": "",
        "token_member": "",
        "proxy": "default",
        "proxy_address": "",
        "proxy_username": "",
        "proxy_password": {
          "kind": "blank"
        },
        "ca_certificates": "",
        "timeout_s": "",
        "skip_verification": false
      },
      "production": {
        "token_url": "",
        "authorization_url": "",
        "redirect_host": "127.0.0.1",
        "redirect_port": "",
        "code_challenge_method": "S256",
        "device_url": "",
        "accept_cleartext": false,
        "client_id": "",
        "client_secret": {
          "kind": "blank"
        },
        "scopes": [],
        "client_authentication": "client_secret_basic",
        "basic_encoding": "rfc6749",
        "private_key": {
          "kind": "blank"
        },
        "assertion_algorithm": null,
        "key_id": "",
        "key_certificate": "",
        "assertion_audience": "",
        "client_certificate": "",
        "client_key": {
          "kind": "blank"
        },
        "dpop": false,
        "dpop_key": {
          "kind": "blank"
        },
        "dpop_algorithm": null,
        "audience": "",
        "resources": [],
        "extras": [],
        "request_format": "form",
        "client_id_in_body": false,
        "scope_separator": "space",
        "grant_type_value": "",
        "content_type": "",
        "token_member": "",
        "proxy": "default",
        "proxy_address": "",
        "proxy_username": "",
        "proxy_password": {
          "kind": "blank"
        },
        "ca_certificates": "",
        "timeout_s": "",
        "skip_verification": false
      }
    }
  }
},
};
