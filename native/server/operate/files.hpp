// Files that only their owner may read, brought to the disk for good. All throw StorageError.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sealflow::server {

struct FileDigest {
  std::int64_t size = 0;
  std::string sha256;  ///< hex
};

FileDigest digest_of_file(const std::string& path);

void make_private_folder(const std::string& path);  ///< 0700; may be there
void create_private_file(const std::string& path);  ///< 0600, empty; must not be there
void write_private_file(const std::string& path, std::string_view content);
void copy_private(const std::string& from, const std::string& to);
void sync_file(const std::string& path);  ///< or a folder

}  // namespace sealflow::server
