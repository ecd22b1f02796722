#include "server/upload.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "sealflow/signature.hpp"
#include "server/base/log.hpp"
#include "server/base/random.hpp"
#include "server/http/message.hpp"
#include "server/services.hpp"
#include "server/store/media.hpp"

namespace sealflow::server {
namespace {

constexpr std::size_t longest_signature = 8;
constexpr std::size_t part_size = std::size_t{256} * 1024;

int open_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) throw StorageError("cannot create a file for an upload", 0);
  return file;
}

int open_unnamed(const std::string& folder) {
  std::string path = folder + "/sealflow-XXXXXX";
  const int file = ::mkostemp(path.data(), O_CLOEXEC);
  if (file < 0) throw StorageError("cannot create a file for an upload", 0);
  ::unlink(path.c_str());
  return file;
}

/// A new name is on disk only when its folder is.
bool sync_folder(const std::string& folder) {
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return false;
  const bool synced = ::fsync(handle) == 0;
  ::close(handle);
  return synced;
}

}  // namespace

std::string_view media_type_of(std::string_view first_bytes) {
  if (first_bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (first_bytes.starts_with("\x89PNG\r\n\x1A\n")) return "image/png";
  if (first_bytes.starts_with("%PDF-")) return "application/pdf";
  return {};
}

std::string_view media_type_named(std::string_view content_type) {
  const std::string type = bare_type(content_type);
  for (const std::string_view known : {"image/jpeg", "image/png", "application/pdf"}) {
    if (type == known) return known;
  }
  return {};
}

std::string place_of_media(std::string_view id) { return place({"media", id}); }

struct Upload::Hash {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  Hash() {
    if (context == nullptr || EVP_DigestInit_ex(context, EVP_sha256(), nullptr) != 1) {
      throw StorageError("SHA-256 failed", 0);
    }
  }
  ~Hash() { EVP_MD_CTX_free(context); }
  Hash(const Hash&) = delete;
  Hash& operator=(const Hash&) = delete;
};

Upload::Upload(const std::string& folder, std::string id, Target target, Content content)
    : id_(std::move(id)),
      content_(content),
      folder_(folder),
      path_(target == Target::file ? folder + "/" + id_ : ""),
      sealer_(key_, place_of_media(id_)),
      hash_(std::make_unique<Hash>()) {
  file_ = path_.empty() ? open_unnamed(folder) : open_file(path_);
  put(sealer_.begin());
}

Upload::~Upload() {
  if (file_ >= 0) ::close(file_);
  if (!kept_ && !path_.empty()) ::unlink(path_.c_str());
}

void Upload::put(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(file_, bytes.data(), bytes.size());
    if (written <= 0) throw StorageError("cannot write an upload to the disk", 0);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Hashed, sealed, on its way to the disk.
void Upload::store(std::string_view bytes) {
  size_ += static_cast<std::int64_t>(bytes.size());
  if (EVP_DigestUpdate(hash_->context, bytes.data(), bytes.size()) != 1)
    throw StorageError("SHA-256 failed", 0);
  put(sealer_.update(bytes));
}

void Upload::write(std::string_view bytes) {
  received_ += static_cast<std::int64_t>(bytes.size());
  if (broken_) return;  // read to its end, so that the answer reaches whoever sends
  if (content_ == Content::piece) {
    if (size_ < static_cast<std::int64_t>(longest_signature))
      first_bytes_ += bytes.substr(0, longest_signature);
    return store(bytes);
  }
  std::string begun;
  if (!filter_) {
    first_bytes_ += bytes;
    if (first_bytes_.size() < longest_signature) return;
    type_ = media_type_of(first_bytes_);
    filter_ = media_filter(type_);
    begun = std::move(first_bytes_);
    bytes = begun;
  }
  std::string kept;
  broken_ = !filter_ || !filter_->take(bytes, kept);
  if (!broken_) store(kept);
}

void Upload::finish() {
  if (content_ == Content::piece) {
    type_ = media_type_of(first_bytes_);
  } else {
    broken_ = broken_ || !filter_ || !filter_->complete();
  }
  put(sealer_.finish());
  std::string digest(32, '\0');
  EVP_DigestFinal_ex(hash_->context, reinterpret_cast<unsigned char*>(digest.data()), nullptr);
  sha256_ = to_hex(digest);
  if (path_.empty()) return;  // the database keeps it
  if (::fsync(file_) != 0 || !sync_folder(folder_))
    throw StorageError("cannot bring an upload to the disk", 0);
}

void Upload::read(
    const std::function<void(std::int64_t number, std::string_view sealed)>& part) const {
  std::string buffer(part_size, '\0');
  off_t offset = 0;
  for (std::int64_t number = 0;; ++number) {
    const ssize_t size = ::pread(file_, buffer.data(), buffer.size(), offset);
    if (size < 0) throw StorageError("cannot read an upload", 0);
    if (size == 0) return;
    part(number, std::string_view(buffer).substr(0, static_cast<std::size_t>(size)));
    offset += size;
  }
}

std::string Upload::sealed() const {
  std::string whole;
  read([&](std::int64_t, std::string_view part) { whole += part; });
  return whole;
}

std::shared_ptr<Upload> new_upload(const Services& services, Upload::Content content) {
  return std::make_shared<Upload>(
      services.settings.media_folder(), new_media_id(),
      services.store.shared() ? Upload::Target::database : Upload::Target::file, content);
}

void remove_media(const std::string& folder, const std::vector<std::string>& ids) {
  for (const auto& id : ids) {
    std::error_code failure;
    std::filesystem::remove(folder + "/" + id, failure);
    if (failure) log::warn("media_not_removed", {{"media", id}, {"reason", failure.message()}});
  }
}

void sweep_media(Database& db, const std::string& folder, int least_age_s) {
  const auto youngest =
      std::filesystem::file_time_type::clock::now() - std::chrono::seconds(least_age_s);
  std::int64_t removed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with("MX1") || media_file_named(db, name)) continue;
    std::error_code gone;  // somebody else may remove it at the same moment
    if (entry.last_write_time(gone) > youngest || gone) continue;
    if (std::filesystem::remove(entry.path(), gone)) ++removed;
  }
  if (removed > 0) log::info("media_swept", {{"files", removed}});
}

}  // namespace sealflow::server
