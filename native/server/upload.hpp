// An upload on its way to the disk: counted, recognised by its first bytes, freed of what says more
// than the picture, hashed, and sealed as it arrives. What is not kept is taken away when the
// object goes. A piece of a file goes the same way; what the whole is, shows when it is joined.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/media/filter.hpp"
#include "server/sealing.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {

struct Services;

/// "image/jpeg", "image/png", "application/pdf", or "" for anything else. The file's own first
/// bytes decide: names and headers are claims.
std::string_view media_type_of(std::string_view first_bytes);
/// The one of these three types that a Content-Type names, or "".
std::string_view media_type_named(std::string_view content_type);

class Upload {
 public:
  /// Where it goes in the end: a file named like the id, or the database, with a file that has no
  /// name on the way there and is gone with the process.
  enum class Target { file, database };
  /// A piece is kept as it comes.
  enum class Content { file, piece };

  Upload(const std::string& folder, std::string id, Target target, Content content = Content::file);
  ~Upload();
  Upload(const Upload&) = delete;
  Upload& operator=(const Upload&) = delete;

  /// Throws StorageError when the disk does not take it.
  void write(std::string_view bytes);
  /// Brings it to the disk for good. Nothing may be written after it.
  void finish();
  /// The sealed file once more, after finish().
  void read(const std::function<void(std::int64_t number, std::string_view sealed)>& part) const;
  std::string sealed() const;
  /// The row is on disk: the file stays.
  void keep() { kept_ = true; }

  const std::string& id() const { return id_; }
  const Key& key() const { return key_; }
  std::int64_t received() const { return received_; }
  /// Empty when it is none that is taken; after finish() also when it is not whole. Of a piece:
  /// what a file would be that begins like this.
  std::string_view type() const { return broken_ ? std::string_view() : type_; }
  // Of what is stored, after finish():
  std::int64_t size() const { return size_; }
  const std::string& sha256() const { return sha256_; }  ///< hex

 private:
  struct Hash;
  void store(std::string_view bytes);
  void put(std::string_view bytes);

  std::string id_;
  Content content_;
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

/// An upload to where this server's go, with an id of its own.
std::shared_ptr<Upload> new_upload(const Services& services, Upload::Content content);

/// What a file or a piece was sealed for: it opens nowhere else.
std::string place_of_media(std::string_view id);

/// Files that have no row any more. One that cannot be removed now cannot be read without its key:
/// the sweeper looks for such files again.
void remove_media(const std::string& folder, const std::vector<std::string>& ids);

/// Takes away files without a row: uploads that a crash interrupted, or whose person was erased
/// elsewhere. `least_age_s`: younger ones may be about to get their row.
void sweep_media(Database& db, const std::string& folder, int least_age_s = 0);

}  // namespace sealflow::server
