// TLS as sealflowd speaks it: the certificate, the key, and what is agreed to. OpenSSL alone; Asio
// takes the context over.
#pragma once

#include <openssl/ossl_typ.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "sealflow/result.hpp"

namespace sealflow::server {

struct FreeTlsContext {
  void operator()(SSL_CTX* context) const;
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeTlsContext>;

/// Reads both by reference (PEM). TLS 1.2 with forward secrecy and authenticated encryption, or
/// TLS 1.3; no renegotiation, no compression. Error: unavailable, with what is wrong, also when
/// the key is not that of the certificate.
Result<TlsContext> make_tls_context(std::string_view cert_reference,
                                    std::string_view key_reference);

/// When the first certificate ends, in ms since 1970.
std::int64_t certificate_ends(SSL_CTX& context);

}  // namespace sealflow::server
