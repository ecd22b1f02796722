#include "server/operate/files.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "sealflow/signature.hpp"
#include "server/store/database.hpp"

namespace sealflow::server {
namespace {

constexpr std::size_t piece_size = 256 * 1024;

class File {
 public:
  File(const std::string& path, int flags) : path_(path) {
    file_ = ::open(path.c_str(), flags | O_CLOEXEC, 0600);
    if (file_ < 0) throw StorageError("cannot open " + path, 0);
  }
  ~File() { ::close(file_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void read_all(const std::function<void(std::string_view)>& take) const {
    std::vector<char> piece(piece_size);
    for (;;) {
      const auto size = ::read(file_, piece.data(), piece.size());
      if (size < 0) throw StorageError("cannot read " + path_, 0);
      if (size == 0) return;
      take({piece.data(), static_cast<std::size_t>(size)});
    }
  }
  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto size = ::write(file_, bytes.data(), bytes.size());
      if (size <= 0) throw StorageError("cannot write " + path_, 0);
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
  }
  void sync() const {
    if (::fsync(file_) != 0) throw StorageError("cannot bring " + path_ + " to the disk", 0);
  }

 private:
  std::string path_;
  int file_;
};

constexpr int fresh = O_WRONLY | O_CREAT | O_EXCL;

}  // namespace

FileDigest digest_of_file(const std::string& path) {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> hash(EVP_MD_CTX_new(),
                                                                     &EVP_MD_CTX_free);
  if (!hash || EVP_DigestInit_ex(hash.get(), EVP_sha256(), nullptr) != 1)
    throw StorageError("SHA-256 failed", 0);
  FileDigest digest;
  File(path, O_RDONLY).read_all([&](std::string_view piece) {
    EVP_DigestUpdate(hash.get(), piece.data(), piece.size());
    digest.size += static_cast<std::int64_t>(piece.size());
  });
  std::string bytes(32, '\0');
  EVP_DigestFinal_ex(hash.get(), reinterpret_cast<unsigned char*>(bytes.data()), nullptr);
  digest.sha256 = to_hex(bytes);
  return digest;
}

void make_private_folder(const std::string& path) {
  std::filesystem::create_directories(path);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

void create_private_file(const std::string& path) { const File file(path, fresh); }

void write_private_file(const std::string& path, std::string_view content) {
  const File file(path, fresh);
  file.write(content);
  file.sync();
}

void copy_private(const std::string& from, const std::string& to) {
  const File target(to, fresh);
  File(from, O_RDONLY).read_all([&](std::string_view piece) { target.write(piece); });
  target.sync();
}

void sync_file(const std::string& path) { File(path, O_RDONLY).sync(); }

}  // namespace sealflow::server
