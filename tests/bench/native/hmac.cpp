// HMAC-SHA256 with one key and many messages: ours, mbedTLS's one-shot, OpenSSL's kept context.
#include <mbedtls/md.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <memory>
#include <numeric>

#include "contenders.hpp"
#include "sealflow/signature.hpp"

namespace sealflow::bench {
namespace {

using Digest = std::array<unsigned char, 32>;

const unsigned char* raw(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string text_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

struct FreeMac {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

std::shared_ptr<EVP_MAC_CTX> openssl_context(const std::string& key) {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  std::shared_ptr<EVP_MAC_CTX> context(EVP_MAC_CTX_new(mac), FreeMac());
  EVP_MAC_free(mac);
  std::string digest = "SHA256";
  const OSSL_PARAM settings[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  EVP_MAC_init(context.get(), raw(key), key.size(), settings);
  return context;
}

}  // namespace

std::vector<Contender> hmac_contenders() {
  const std::string key(32, '\7');
  const auto kept = std::make_shared<HmacKey>(key);
  const auto context = openssl_context(key);
  std::vector<Contender> contenders;
  for (const std::size_t size : {64U, 1024U, 16384U}) {
    std::string message(size, '\0');
    for (std::size_t i = 0; i < size; ++i) message[i] = static_cast<char>(i * 131);
    const std::string suffix = "-" + std::to_string(size);
    contenders.push_back({"hmac-kept" + suffix, 1, [kept, message] {
                            Digest digest;
                            kept->write(message, digest);
                            return text_of(digest);
                          }});
    contenders.push_back(
        {"hmac-once" + suffix, 1, [key, message] { return hmac_sha256_bytes(key, message); }});
    contenders.push_back({"hmac-mbedtls" + suffix, 1, [key, message] {
                            Digest digest;
                            mbedtls_md_hmac(mbedtls_md_info_from_type(MBEDTLS_MD_SHA256), raw(key),
                                            key.size(), raw(message), message.size(),
                                            digest.data());
                            return text_of(digest);
                          }});
    contenders.push_back({"hmac-evp" + suffix, 1, [context, message] {
                            Digest digest;
                            std::size_t written = 0;
                            EVP_MAC_init(context.get(), nullptr, 0, nullptr);
                            EVP_MAC_update(context.get(), raw(message), message.size());
                            EVP_MAC_final(context.get(), digest.data(), &written, digest.size());
                            return text_of(digest);
                          }});
  }
  for (Contender& contender : contenders)
    contender.shown = [](const std::string& made) { return to_hex(made); };
  return contenders;
}

}  // namespace sealflow::bench
