#include "server/http/tls.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>

#include "sealflow/signature.hpp"
#include "server/base/secret_reference.hpp"

namespace sealflow::server {
namespace {

/// Of TLS 1.2; those of 1.3 are all good.
constexpr const char* ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using PrivateKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

ErrorBox refused(const std::string& message) {
  // OpenSSL's queue is the thread's; what stays in it would be taken for the next call's failure.
  ERR_clear_error();
  return failure(ErrorCode::unavailable, message);
}

Bio reader(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free};
}

/// A key that is locked with a passphrase would ask on the terminal.
int no_passphrase(char*, int, int, void*) { return -1; }

Result<void> use_chain(SSL_CTX* context, const std::string& pem) {
  const Bio bio = reader(pem);
  const Certificate own(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr), &X509_free);
  if (!own) return refused("--tls-cert has no certificate in PEM form");
  if (SSL_CTX_use_certificate(context, own.get()) != 1) {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    return refused(std::string("the certificate in --tls-cert cannot be used: ") +
                   (reason != nullptr ? reason : "OpenSSL does not say why"));
  }
  for (;;) {
    Certificate next(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr), &X509_free);
    if (!next) break;
    if (SSL_CTX_add0_chain_cert(context, next.get()) != 1)
      return refused("a certificate of the chain in --tls-cert cannot be used");
    (void)next.release();  // the context's now
  }
  ERR_clear_error();  // the end of the file
  return {};
}

Result<void> use_key(SSL_CTX* context, const std::string& pem) {
  const Bio bio = reader(pem);
  const PrivateKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr),
                       &EVP_PKEY_free);
  if (!key) return refused("--tls-key has no private key in PEM form");
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1 || SSL_CTX_check_private_key(context) != 1)
    return refused("--tls-key is not the key of the certificate in --tls-cert");
  return {};
}

}  // namespace

void FreeTlsContext::operator()(SSL_CTX* context) const { SSL_CTX_free(context); }

Result<TlsContext> make_tls_context(std::string_view cert_reference,
                                    std::string_view key_reference) {
  const auto chain = read_secret(cert_reference);
  if (!chain) return refused("--tls-cert: " + chain.error().message);
  auto key = read_secret(key_reference);
  if (!key) return refused("--tls-key: " + key.error().message);
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  if (!context) return refused("OpenSSL gives no TLS context");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                         SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  if (SSL_CTX_set_cipher_list(context.get(), ciphers) != 1)
    return refused("OpenSSL has none of the ciphers");
  if (auto used = use_chain(context.get(), *chain); !used) return used.error();
  auto used = use_key(context.get(), *key);
  wipe(*key);
  if (!used) return used.error();
  return context;
}

std::int64_t certificate_ends(SSL_CTX& context) {
  const X509* certificate = SSL_CTX_get0_certificate(&context);
  std::tm when{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &when) != 1)
    return 0;
  return static_cast<std::int64_t>(timegm(&when)) * 1000;
}

}  // namespace sealflow::server
