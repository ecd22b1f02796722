// An upload on its way to the disk: counted, recognised by its first bytes, freed of what says more
// than the picture, hashed, and sealed as it arrives. What is not kept is taken away when the
// object goes.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "server/media/filter.hpp"
#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

/// "image/jpeg", "image/png", "application/pdf", or "" for anything else. The file's own first
/// bytes decide: names and headers are claims.
std::string_view media_type_of(std::string_view first_bytes);

class Upload {
 public:
  /// Where it goes in the end: a file named like the id, or the database, with a file that has no
  /// name on the way there and is gone with the process.
  enum class Target { file, database };

  Upload(const std::string& folder, std::string id, Target target);
  ~Upload();
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  /// Throws StorageError when the disk does not take it.
  void write(std::string_view bytes);
  /// Brings it to the disk for good. Nothing may be written after it.
  void finish();
  /// The sealed file once more, after finish() with Target::database.
  void read(const std::function<void(std::int64_t number, std::string_view sealed)>& part) const;
  /// The row is on disk: the file stays.
  void keep() { kept_ = true; }

  const std::string& id() const { return id_; }
  const Key& key() const { return key_; }
  std::int64_t received() const { return received_; }
  /// Empty when it is none that is taken; after finish() also when it is not whole.
  std::string_view type() const { return broken_ ? std::string_view() : type_; }
  // Of what is stored, after finish():
  std::int64_t size() const { return size_; }
  const std::string& sha256() const { return sha256_; }  ///< hex

 private:
  struct Hash;
  void store(std::string_view bytes);
  void put(std::string_view bytes);

  std::string id_;
  std::string folder_;
  std::string path_;  ///< empty: it has no name
  Key key_ = Key::random();
  StreamSealer sealer_;
  std::unique_ptr<Hash> hash_;
  std::string first_bytes_;  ///< until they say what it is
  std::string_view type_;
  std::unique_ptr<MediaFilter> filter_;
  bool broken_ = false;
  std::string sha256_;
  std::int64_t received_ = 0;
  std::int64_t size_ = 0;
  int file_ = -1;
  bool kept_ = false;
};

/// Takes away files without a row: uploads that a crash interrupted, or whose person was erased
/// elsewhere. `least_age_s`: younger ones may be about to get their row.
void sweep_media(Database& db, const std::string& folder, int least_age_s = 0);

}  // namespace sealflow::server
