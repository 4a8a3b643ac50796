//! Certificates that clients show. One that does not count ends no handshake: programs show what they have, and may log in by a
//! password all the same.

use rustls::client::danger::HandshakeSignatureValid;
use rustls::server::ParsedCertificate;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use rustls_pki_types::{CertificateDer, UnixTime};
use std::sync::Arc;
use x509_parser::oid_registry::{
    OID_EC_P256, OID_KEY_TYPE_EC_PUBLIC_KEY, OID_NIST_EC_P384, OID_NIST_EC_P521, OID_PKCS1_RSAENCRYPTION,
    OID_SIG_ED25519,
};
use x509_parser::parse_x509_certificate;
use x509_parser::public_key::PublicKey;

/// Takes any certificate. Of a kind that is known here, the client has to have the key; of another, nobody looks, and it counts for
/// nothing. What one is worth is looked at behind the handshake, by the verifier within.
#[derive(Debug)]
pub(super) struct Any(Arc<dyn ClientCertVerifier>);

impl Any {
    pub(super) fn new(verifier: Arc<dyn ClientCertVerifier>) -> Self {
        Self(verifier)
    }
}

impl ClientCertVerifier for Any {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        self.0.root_hint_subjects()
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if is_known_kind(certificate) {
            return self.0.verify_tls12_signature(message, certificate, signed);
        }
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        if is_known_kind(certificate) {
            return self.0.verify_tls13_signature(message, certificate, signed);
        }
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}

/// Whether it can be found out whether a client has the key of its certificate: X.509 version 3, without critical extensions that
/// are not known here; RSA of 2,048 to 8,192 bits, ECDSA with P-256, P-384 or P-521, or Ed25519. Of any other kind no signature is
/// looked at, so it must never count.
pub(super) fn is_known_kind(certificate: &CertificateDer<'_>) -> bool {
    let Ok((_, parsed)) = parse_x509_certificate(certificate) else {
        return false;
    };
    let key = parsed.public_key();
    let algorithm = &key.algorithm;
    let is_known_key = if algorithm.algorithm == OID_PKCS1_RSAENCRYPTION {
        matches!(key.parsed(), Ok(PublicKey::RSA(rsa)) if (2_048..=8_192).contains(&rsa.key_size()))
    } else if algorithm.algorithm == OID_KEY_TYPE_EC_PUBLIC_KEY {
        let curve = algorithm.parameters.as_ref().and_then(|curve| curve.as_oid().ok());
        curve.is_some_and(|curve| [OID_EC_P256, OID_NIST_EC_P384, OID_NIST_EC_P521].contains(&curve))
    } else {
        algorithm.algorithm == OID_SIG_ED25519
    };
    is_known_key && ParsedCertificate::try_from(certificate).is_ok()
}

/// Why one does not count that is of another kind.
pub(super) const UNKNOWN_KIND: &str =
    "it is of a kind that is not known here (RSA under 2,048 bits, another curve, X.509 version 1)";

/// Why a certificate does not count, for the operator.
pub(super) fn why_not(error: &Error) -> String {
    let Error::InvalidCertificate(error) = error else {
        return error.to_string();
    };
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired".to_owned(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => "it is not valid yet".to_owned(),
        CertificateError::UnknownIssuer => "no authority of `client_ca` has issued it".to_owned(),
        CertificateError::BadSignature => "its signature is not that of the authority of that name".to_owned(),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "it is not meant for clients".to_owned()
        }
        CertificateError::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            "it is that of an authority, and not of a client".to_owned()
        }
        other => format!("{other:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;

    /// Made by OpenSSL: what old machines have, and at the end one as it should be.
    #[test]
    fn kinds_of_which_no_signature_is_looked_at() {
        for (what, is_known, certificate) in KINDS {
            let octets = STANDARD.decode(certificate).expect("it is in base64");
            assert_eq!(is_known_kind(&CertificateDer::from(octets)), *is_known, "{what}");
        }
        assert!(!is_known_kind(&CertificateDer::from(&b"no certificate"[..])));
    }

    const KINDS: &[(&str, bool, &str)] = &[
        (
            "RSA of 1,024 bits",
            false,
            "MIICCDCCAXGgAwIBAgIUWgphYagdcTrwADcP2sldv95JBUkwDQYJKoZIhvcNAQELBQAwFjEUMBIGA1UEAwwLb2xkLmV4YW1wbGUwHhcNMjYxMT\
             I2MDU0MTUzWhcNMzYxMTIzMDU0MTUzWjAWMRQwEgYDVQQDDAtvbGQuZXhhbXBsZTCBnzANBgkqhkiG9w0BAQEFAAOBjQAwgYkCgYEAuTnEsWRm\
             STk4+rdZj0+ubbAmbbE2tb0V7+jTAuuWAqkLnh3X5cqDtQNZgoxZ9ZIHdNL7X+2sVhRAEMP5nfHgERAx8UoQ3d1sEPYcynyYqjb2yT+Fmr/1k3\
             padgVBV1uYjVH2guJOS7yNc2lK/pfxIjf1QdyxKMNCZg7KT2H6l+kCAwEAAaNTMFEwHQYDVR0OBBYEFB2QB5Ncy9xsRMXOad+ErBdF30SSMB8G\
             A1UdIwQYMBaAFB2QB5Ncy9xsRMXOad+ErBdF30SSMA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADgYEAKtFYcNnxsE5gYd6BH3AHZR\
             cMSCg+S7BBqH8ahGjLDRpF26WPzqtX/FXiaGV3FMwnN60iYpQq1LNqE4QWf7rufFcQKdAwYTUwAh6q9ZKXYGrqX4cOKJb2xMd+U0tAFfkSrdwE\
             2rAm3lDfhy8NCqhI8K3W2GjUsQSAWFid3qpOrSQ=",
        ),
        (
            "secp256k1",
            false,
            "MIIBfjCCASSgAwIBAgIUROqBkyN+pXwnJ7ur1gfwl4A7T4owCgYIKoZIzj0EAwIwFjEUMBIGA1UEAwwLb2xkLmV4YW1wbGUwHhcNMjYxMTI2MD\
             U0MTUzWhcNMzYxMTIzMDU0MTUzWjAWMRQwEgYDVQQDDAtvbGQuZXhhbXBsZTBWMBAGByqGSM49AgEGBSuBBAAKA0IABA7h04/GviU8Nn8ek2BS\
             3slPmMoW8Yfl05KX7ETD9Myi/29cxzR8t4LyhPgXn/egS2LGFougVRahf7QzRrfw/5ijUzBRMB0GA1UdDgQWBBTHAGsKfdulu8wgJa5IRlbl+f\
             Fb+DAfBgNVHSMEGDAWgBTHAGsKfdulu8wgJa5IRlbl+fFb+DAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIH09MdlcYLH5lOeN\
             Jz4alAcuWZB11nqR989aQ4ax852xAiEAiaMWEyt6Flntj4qqSVdFuNtjfpDz1N4+CvOrQY1ESfY=",
        ),
        (
            "X.509 version 1",
            false,
            "MIIBJjCBzQIUSH8zWz0NZ0HCdfg4fP74/X5oS9YwCgYIKoZIzj0EAwIwFjEUMBIGA1UEAwwLb2xkLmV4YW1wbGUwHhcNMjYxMTI2MDU0MTUzWh\
             cNMzYxMTIzMDU0MTUzWjAWMRQwEgYDVQQDDAtvbGQuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFvA5p0Z8MsGbQwl1L+100NJ\
             A7XrXYltHNxF3RP5ILRJD0+YWJxmBRUSqbLS3jnHuak0ki4JGi8Bsp6hzC+GcMwwCgYIKoZIzj0EAwIDSAAwRQIge4fYiBUyyGOE7Iv7inZrRi\
             Phkp1QM4I/r4OA9q+iag8CIQCdoMaDphyacHgHUqr+tArv9+q84JLeNY9gbqB0ssBP2Q==",
        ),
        (
            "P-256",
            true,
            "MIIBgjCCASegAwIBAgIUHnmuKmlNcVJL40fi+QI/jSnYV6AwCgYIKoZIzj0EAwIwFjEUMBIGA1UEAwwLbmV3LmV4YW1wbGUwHhcNMjYxMTI2MD\
             U0MTUzWhcNMzYxMTIzMDU0MTUzWjAWMRQwEgYDVQQDDAtuZXcuZXhhbXBsZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFvA5p0Z8MsGbQwl\
             1L+100NJA7XrXYltHNxF3RP5ILRJD0+YWJxmBRUSqbLS3jnHuak0ki4JGi8Bsp6hzC+GcMyjUzBRMB0GA1UdDgQWBBTLEPzPvJvW7+kpaIParK\
             FbfQBWbDAfBgNVHSMEGDAWgBTLEPzPvJvW7+kpaIParKFbfQBWbDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQCpfkADWQ2c\
             kvre8C2Z8Ifz0J8Ywu6GkulIAuLtdJf4nQIhAI9LxyPmRnY0FgjFo+VVvhiHVabBrLc8hFkjx0a2R0vj",
        ),
    ];
}
