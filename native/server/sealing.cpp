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
constexpr std::size_t sealed_key_size = nonce_size + Key::size + tag_size;

// A wrapped key is a mark and the sealed key. The mark: 1, and its master key's id.
constexpr char mark_version = 1;
constexpr std::size_t mark_size = 1 + 8;

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

/// Looked up once: OpenSSL 3 searches its providers by name each time it is not.
const EVP_CIPHER* aes_256_gcm() {
  static const std::unique_ptr<EVP_CIPHER, decltype(&EVP_CIPHER_free)> cipher(
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr), &EVP_CIPHER_free);
  require(cipher != nullptr);
  return cipher.get();
}

CipherContext start(const Key& key, std::string_view nonce, std::string_view place,
                    Direction direction) {
  CipherContext context(EVP_CIPHER_CTX_new());
  require(context != nullptr);
  // The nonce length of 12 bytes is GCM's default.
  require(EVP_CipherInit_ex(context.get(), aes_256_gcm(), nullptr, in(key.bytes()), in(nonce),
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

Result<std::vector<Key>> read_keys(const std::string& text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto wrong = [](std::string message) {
    return Error{.code = ErrorCode::unavailable, .message = std::move(message)};
  };
  std::vector<Key> keys;
  for (std::size_t at = text.find_first_not_of(blanks); at != std::string::npos;) {
    const auto end = std::min(text.find_first_of(blanks, at), text.size());
    auto bytes = from_hex(std::string_view(text).substr(at, end - at));
    const auto key = bytes ? Key::from_bytes(*bytes) : std::nullopt;
    if (bytes) wipe(*bytes);
    if (!key) return wrong("the master key is not 64 hex digits");
    const bool twice = std::any_of(keys.begin(), keys.end(),
                                   [&](const Key& one) { return one.bytes() == key->bytes(); });
    if (twice) return wrong("a master key stands there twice");
    keys.push_back(*key);
    at = text.find_first_not_of(blanks, end);
  }
  if (keys.empty()) return wrong("the master key is empty");
  return keys;
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

Vault::Vault(const std::vector<Key>& masters) {
  for (const Key& key : masters) {
    const auto id =
        hmac_sha256_bytes(key.bytes(), "sealflow master key id").substr(0, mark_size - 1);
    masters_.push_back({to_hex(id), mark_version + id, key});
  }
}

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
  auto keys = read_keys(*text);
  wipe(*text);
  if (!keys) return keys.error();
  return Vault(*keys);
}

std::string Vault::new_master_key() { return to_hex(Key::random().bytes()) + "\n"; }

std::string Vault::wrap(const Key& key, std::string_view owner) const {
  const Master& master = masters_.front();
  return master.mark + seal(master.key, key.bytes(), place({"key", owner}));
}

Vault::NewKey Vault::create_key(std::string_view owner) const {
  const Key key = Key::random();
  return {key, wrap(key, owner)};
}

std::optional<Vault::Opened> Vault::open_wrapped(std::string_view wrapped,
                                                 std::string_view owner) const {
  // Those of the first versions name no master key: every one is tried.
  const bool named = wrapped.size() == mark_size + sealed_key_size;
  for (const Master& master : masters_) {
    if (named && !wrapped.starts_with(master.mark)) continue;
    auto bytes =
        unseal(master.key, named ? wrapped.substr(mark_size) : wrapped, place({"key", owner}));
    if (!bytes) continue;
    const auto key = Key::from_bytes(*bytes);
    wipe(*bytes);
    if (key) return Opened{*key, &master};
  }
  return std::nullopt;
}

std::optional<Key> Vault::unwrap(std::string_view wrapped, std::string_view owner) const {
  const auto opened = open_wrapped(wrapped, owner);
  return opened ? std::optional(opened->key) : std::nullopt;
}

std::optional<std::string> Vault::rewrap(std::string_view wrapped, std::string_view owner) const {
  const auto opened = open_wrapped(wrapped, owner);
  return opened ? std::optional(wrap(opened->key, owner)) : std::nullopt;
}

std::string Vault::master_of(std::string_view wrapped, std::string_view owner) const {
  const auto opened = open_wrapped(wrapped, owner);
  return opened ? opened->by->id : std::string();
}

bool Vault::is_current(std::string_view wrapped) const {
  return wrapped.size() == mark_size + sealed_key_size &&
         wrapped.starts_with(masters_.front().mark);
}

std::vector<std::string> Vault::ids() const {
  std::vector<std::string> ids;
  for (const Master& master : masters_) ids.push_back(master.id);
  return ids;
}

bool Vault::has(std::string_view id) const {
  return std::any_of(masters_.begin(), masters_.end(),
                     [&](const Master& master) { return master.id == id; });
}

}  // namespace sealflow::server
