// Sealing: AES-256-GCM over everything personal that reaches the disk.
//
//   master key (outside the database) wraps one key per app and one per handshake;
//   these seal rows. Destroying a handshake's wrapped key erases what it sealed.
//   Another master key wraps the same keys anew; what they seal stays as it is.
//
// Every sealed text is bound to where it stands (`place`), so that a row copied to another place
// does not open.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/result.hpp"

namespace sealflow::server {

/// 32 bytes that are wiped when they go.
class Key {
 public:
  static constexpr std::size_t size = 32;

  static Key random();
  /// Nothing unless there are exactly 32 bytes.
  static std::optional<Key> from_bytes(std::string_view bytes);

  Key(const Key&) = default;
  Key& operator=(const Key&) = default;
  ~Key();

  std::string_view bytes() const;

 private:
  Key() = default;
  std::array<char, size> bytes_{};
};

/// "events", "DS0…", "7" → the place of a sealed text.
std::string place(std::initializer_list<std::string_view> parts);

/// nonce (12) || ciphertext || tag (16)
std::string seal(const Key& key, std::string_view plain, std::string_view place);

/// Nothing when key, place or a single bit differs.
std::optional<std::string> unseal(const Key& key, std::string_view sealed, std::string_view place);

/// The same form, written piece by piece: uploads are sealed while they arrive and never lie open
/// on the disk.
class StreamSealer {
 public:
  StreamSealer(const Key& key, std::string_view place);
  ~StreamSealer();
  StreamSealer(StreamSealer&&) noexcept;

  std::string begin() const;                   ///< the nonce, first on disk
  std::string update(std::string_view plain);  ///< as many bytes as came in
  std::string finish();                        ///< the tag, last on disk

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// Holds the master keys and hands out the keys they wrap. The first one wraps, all of them unwrap:
/// while one takes another's place, both are here. A wrapped key names its master key.
class Vault {
 public:
  struct NewKey {
    Key key;
    std::string wrapped;  ///< what is stored
  };

  explicit Vault(const Key& master) : Vault(std::vector<Key>{master}) {}
  explicit Vault(const std::vector<Key>& masters);

  /// Reads 64 hex digits by reference; more keys on lines of their own. Error: unavailable, so that
  /// a server without its key does not start.
  static Result<Vault> open(std::string_view reference);

  /// The content of a new key file.
  static std::string new_master_key();

  NewKey create_key(std::string_view owner) const;
  std::optional<Key> unwrap(std::string_view wrapped, std::string_view owner) const;

  /// The same key under the first master key. Nothing when it does not open.
  std::optional<std::string> rewrap(std::string_view wrapped, std::string_view owner) const;

  /// The id of the master key that opens it, or "".
  std::string master_of(std::string_view wrapped, std::string_view owner) const;
  /// Needs no rewrap(): it names the first master key.
  bool is_current(std::string_view wrapped) const;

  /// Of the one that wraps: 16 hex digits, a one-way function of the key.
  const std::string& current() const { return masters_.front().id; }
  std::vector<std::string> ids() const;
  bool has(std::string_view id) const;

 private:
  struct Master {
    std::string id;
    std::string mark;  ///< begins what it wraps
    Key key;
  };
  struct Opened {
    Key key;
    const Master* by;
  };
  std::optional<Opened> open_wrapped(std::string_view wrapped, std::string_view owner) const;
  std::string wrap(const Key& key, std::string_view owner) const;

  std::vector<Master> masters_;
};

}  // namespace sealflow::server
