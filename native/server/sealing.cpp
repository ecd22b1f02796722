#include "server/sealing.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <stdexcept>

#include "sealflow/signature.hpp"
#include "server/base/random.hpp"
#include "server/base/secret_reference.hpp"

namespace sealflow::server {
namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;

struct ContextFree {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, ContextFree>;

const unsigned char* in(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

void require(bool done) {
  if (!done) throw std::runtime_error("AES-GCM failed");
}

enum class Direction { decrypt = 0, encrypt = 1 };

CipherContext start(const Key& key, std::string_view nonce, std::string_view place,
                    Direction direction) {
  CipherContext context(EVP_CIPHER_CTX_new());
  require(context != nullptr);
  // The nonce length of 12 bytes is GCM's default.
  require(EVP_CipherInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, in(key.bytes()), in(nonce),
                            static_cast<int>(direction)) == 1);
  int length = 0;
  require(EVP_CipherUpdate(context.get(), nullptr, &length, in(place),
                           static_cast<int>(place.size())) == 1);
  return context;
}

std::string update(EVP_CIPHER_CTX* context, std::string_view bytes) {
  std::string text(bytes.size(), '\0');
  int length = 0;
  if (!bytes.empty()) {
    require(EVP_CipherUpdate(context, out(text), &length, in(bytes),
                             static_cast<int>(bytes.size())) == 1);
    require(static_cast<std::size_t>(length) == bytes.size());
  }
  return text;
}

std::string finish_encryption(EVP_CIPHER_CTX* context) {
  std::string rest(tag_size, '\0');
  int length = 0;
  require(EVP_CipherFinal_ex(context, out(rest), &length) == 1 && length == 0);
  std::string tag(tag_size, '\0');
  require(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_size),
                              tag.data()) == 1);
  return tag;
}

}  // namespace

Key Key::random() { return *from_bytes(random_bytes(size)); }

std::optional<Key> Key::from_bytes(std::string_view bytes) {
  if (bytes.size() != size) return std::nullopt;
  Key key;
  std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
  return key;
}

Key::~Key() { wipe(bytes_.data(), bytes_.size()); }

std::string_view Key::bytes() const { return {bytes_.data(), bytes_.size()}; }

std::string place(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) {
    // The length in front: ("a", "bc") and ("ab", "c") are two places.
    text += std::to_string(part.size());
    text += ':';
    text += part;
  }
  return text;
}

std::string seal(const Key& key, std::string_view plain, std::string_view place) {
  const std::string nonce = random_bytes(nonce_size);
  const auto context = start(key, nonce, place, Direction::encrypt);
  std::string sealed = nonce + update(context.get(), plain);
  return sealed += finish_encryption(context.get());
}

std::optional<std::string> unseal(const Key& key, std::string_view sealed, std::string_view place) {
  if (sealed.size() < nonce_size + tag_size) return std::nullopt;
  const auto nonce = sealed.substr(0, nonce_size);
  const auto body = sealed.substr(nonce_size, sealed.size() - nonce_size - tag_size);
  std::string tag(sealed.substr(sealed.size() - tag_size));
  const auto context = start(key, nonce, place, Direction::decrypt);
  std::string plain = update(context.get(), body);
  std::string rest(tag_size, '\0');
  int length = 0;
  require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, static_cast<int>(tag_size),
                              tag.data()) == 1);
  if (EVP_CipherFinal_ex(context.get(), out(rest), &length) != 1) {
    wipe(plain);  // not authentic: nobody may look at it
    return std::nullopt;
  }
  return plain;
}

struct StreamSealer::Context {
  std::string nonce;
  CipherContext cipher;
};

StreamSealer::StreamSealer(const Key& key, std::string_view place)
    : context_(std::make_unique<Context>()) {
  context_->nonce = random_bytes(nonce_size);
  context_->cipher = start(key, context_->nonce, place, Direction::encrypt);
}
StreamSealer::~StreamSealer() = default;
StreamSealer::StreamSealer(StreamSealer&&) noexcept = default;

std::string StreamSealer::begin() const { return context_->nonce; }
std::string StreamSealer::update(std::string_view plain) {
  return server::update(context_->cipher.get(), plain);
}
std::string StreamSealer::finish() { return finish_encryption(context_->cipher.get()); }

Result<Vault> Vault::open(std::string_view reference) {
  if (reference.empty()) {
    return Error{
        .code = ErrorCode::unavailable,
        .message = "no master key: name one with --master-key file:PATH, env:NAME or exec:PROGRAM"};
  }
  auto text = read_secret(reference);
  if (!text)
    return Error{.code = ErrorCode::unavailable,
                 .message = "no master key: " + text.error().message};
  auto bytes = from_hex(*text);
  wipe(*text);
  const auto key = bytes ? Key::from_bytes(*bytes) : std::nullopt;
  if (bytes) wipe(*bytes);
  if (!key)
    return Error{.code = ErrorCode::unavailable, .message = "the master key is not 64 hex digits"};
  return Vault(*key);
}

std::string Vault::new_master_key() { return to_hex(Key::random().bytes()) + "\n"; }

Vault::NewKey Vault::create_key(std::string_view owner) const {
  const Key key = Key::random();
  return {key, seal(master_, key.bytes(), place({"key", owner}))};
}

std::optional<Key> Vault::unwrap(std::string_view wrapped, std::string_view owner) const {
  auto bytes = unseal(master_, wrapped, place({"key", owner}));
  if (!bytes) return std::nullopt;
  auto key = Key::from_bytes(*bytes);
  wipe(*bytes);
  return key;
}

}  // namespace sealflow::server
