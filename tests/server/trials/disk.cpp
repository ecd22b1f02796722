#include "disk.hpp"

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <utility>

namespace sealflow::server::test {
namespace {

constexpr std::size_t sector = 512;
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

// --- The VFS: the system's, asked after the disk was
// ----------------------------------------------

sqlite3_vfs* system_vfs = nullptr;
Disk* disk = nullptr;
thread_local bool setting_up = false;

struct OnDisk {
  sqlite3_file base;
  std::string* path;   ///< null: a temporary file, which nobody expects to survive
  sqlite3_file* real;  ///< in the memory behind this
};

OnDisk* ours(sqlite3_file* file) { return reinterpret_cast<OnDisk*>(file); }
sqlite3_file* real(sqlite3_file* file) { return ours(file)->real; }
const sqlite3_io_methods* call(sqlite3_file* file) { return real(file)->pMethods; }

int x_close(sqlite3_file* file) {
  delete ours(file)->path;
  return call(file)->xClose(real(file));
}

int x_read(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  return call(file)->xRead(real(file), to, size, offset);
}

int x_write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  if (ours(file)->path != nullptr) {
    const int code = disk->writes(*ours(file)->path, offset,
                                  {static_cast<const char*>(from), static_cast<std::size_t>(size)});
    if (code != SQLITE_OK) return code;
  }
  return call(file)->xWrite(real(file), from, size, offset);
}

int x_truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (ours(file)->path != nullptr) {
    if (const int code = disk->truncates(*ours(file)->path, size); code != SQLITE_OK) return code;
  }
  return call(file)->xTruncate(real(file), size);
}

/// Not the system's: the trial's disk is in memory, and ten thousand trials would wait for a real
/// one.
int x_sync(sqlite3_file* file, int) {
  return ours(file)->path == nullptr ? SQLITE_OK : disk->syncs(*ours(file)->path);
}

/// With pretend_full, what a connection asks of `synchronous` is not done, and answered as if.
int x_control(sqlite3_file* file, int operation, void* argument) {
  if (operation == SQLITE_FCNTL_PRAGMA && disk->pretends_full() && !setting_up) {
    auto* const words = static_cast<char**>(argument);  // answer, name, value
    if (sqlite3_stricmp(words[1], "synchronous") == 0) {
      if (words[2] == nullptr) words[0] = sqlite3_mprintf("2");
      return SQLITE_OK;
    }
  }
  return call(file)->xFileControl(real(file), operation, argument);
}

const sqlite3_io_methods methods = {
    2,
    x_close,
    x_read,
    x_write,
    x_truncate,
    x_sync,
    [](sqlite3_file* file, sqlite3_int64* size) { return call(file)->xFileSize(real(file), size); },
    [](sqlite3_file* file, int lock) { return call(file)->xLock(real(file), lock); },
    [](sqlite3_file* file, int lock) { return call(file)->xUnlock(real(file), lock); },
    [](sqlite3_file* file, int* held) { return call(file)->xCheckReservedLock(real(file), held); },
    x_control,
    [](sqlite3_file* file) { return call(file)->xSectorSize(real(file)); },
    [](sqlite3_file* file) { return call(file)->xDeviceCharacteristics(real(file)); },
    [](sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
      return call(file)->xShmMap(real(file), page, size, extend, memory);
    },
    [](sqlite3_file* file, int offset, int count, int flags) {
      return call(file)->xShmLock(real(file), offset, count, flags);
    },
    [](sqlite3_file* file) { call(file)->xShmBarrier(real(file)); },
    [](sqlite3_file* file, int remove) { return call(file)->xShmUnmap(real(file), remove); },
    nullptr,
    nullptr};

int x_open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* given) {
  constexpr int kept = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
  std::memset(file, 0, sizeof(OnDisk));
  ours(file)->real = reinterpret_cast<sqlite3_file*>(ours(file) + 1);
  const bool existed = name != nullptr && std::filesystem::exists(name);
  const int code = system_vfs->xOpen(system_vfs, name, real(file), flags, given);
  if (code != SQLITE_OK) return code;
  file->pMethods = &methods;
  if (name != nullptr && (flags & kept) != 0) {
    ours(file)->path = new std::string(name);
    disk->opened(name, existed);
  }
  return SQLITE_OK;
}

int x_delete(sqlite3_vfs*, const char* name, int sync_folder) {
  const int code = disk->deletes(name, sync_folder != 0);
  return code == SQLITE_OK ? system_vfs->xDelete(system_vfs, name, sync_folder) : code;
}

int on_connection(sqlite3* connection, char**, const sqlite3_api_routines*) {
  if (!disk->pretends_full()) return SQLITE_OK;
  setting_up = true;
  sqlite3_exec(connection, "PRAGMA synchronous = NORMAL", nullptr, nullptr, nullptr);
  setting_up = false;
  return SQLITE_OK;
}

std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void put(std::string& content, std::size_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
  content.replace(offset, bytes.size(), bytes);
}

}  // namespace

Disk& Disk::install() {
  static Disk only;
  static sqlite3_vfs vfs;
  if (disk == nullptr) {
    disk = &only;
    only.start();
    system_vfs = sqlite3_vfs_find(nullptr);
    vfs = *system_vfs;
    vfs.zName = "trial";
    vfs.szOsFile = static_cast<int>(sizeof(OnDisk)) + system_vfs->szOsFile;
    vfs.xOpen = x_open;
    vfs.xDelete = x_delete;
    vfs.pNext = nullptr;
    sqlite3_vfs_register(&vfs, 1);
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(on_connection));
  }
  return only;
}

void Disk::start() {
  const std::lock_guard lock(mutex_);
  files_.clear();
  operations_ = 0;
  fail_from_ = never;
  power_cut_ = false;
}

void Disk::lose_power_at(std::int64_t n) {
  fail_at(n, Fault::broken, true);
  const std::lock_guard lock(mutex_);
  power_cut_ = true;
}

void Disk::fail_at(std::int64_t n, Fault fault, bool for_ever) {
  const std::lock_guard lock(mutex_);
  fail_from_ = operations_ + n;
  fault_ = fault;
  for_ever_ = for_ever;
}

void Disk::heal() {
  const std::lock_guard lock(mutex_);
  fail_from_ = never;
}

bool Disk::failed() {
  const std::lock_guard lock(mutex_);
  return operations_ >= fail_from_;
}

int Disk::next(int when_full, int when_broken) {
  ++operations_;
  const bool fails = for_ever_ ? operations_ >= fail_from_ : operations_ == fail_from_;
  if (!fails) return SQLITE_OK;
  return fault_ == Fault::full ? when_full : when_broken;
}

void Disk::opened(const std::string& path, bool existed) {
  const std::lock_guard lock(mutex_);
  const auto known = files_.find(path);
  if (known != files_.end() && !known->second.gone) return;
  File& file = files_[path];
  file = {};
  file.named = existed;
  if (existed) file.safe = content_of(path);
}

int Disk::writes(const std::string& path, sqlite3_int64 offset, std::string bytes) {
  const std::lock_guard lock(mutex_);
  const int code = next(SQLITE_FULL, SQLITE_IOERR_WRITE);
  // The write in which the power goes may arrive, too.
  if (code == SQLITE_OK || (power_cut_ && operations_ == fail_from_))
    files_[path].unsafe.push_back({static_cast<std::size_t>(offset), std::move(bytes), false});
  return code;
}

int Disk::truncates(const std::string& path, sqlite3_int64 size) {
  const std::lock_guard lock(mutex_);
  const int code = next(SQLITE_IOERR_TRUNCATE, SQLITE_IOERR_TRUNCATE);
  if (code == SQLITE_OK) files_[path].unsafe.push_back({static_cast<std::size_t>(size), "", true});
  return code;
}

int Disk::syncs(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const int code = next(SQLITE_IOERR_FSYNC, SQLITE_IOERR_FSYNC);
  if (power_cut_ && code != SQLITE_OK) return code;
  File& file = files_[path];
  for (const auto& write : std::exchange(file.unsafe, {})) {
    if (code != SQLITE_OK) continue;
    if (write.truncate) {
      file.safe.resize(write.offset);
    } else {
      put(file.safe, write.offset, write.bytes);
    }
  }
  if (code == SQLITE_OK) file.named = true;
  return code;
}

int Disk::deletes(const std::string& path, bool synced) {
  const std::lock_guard lock(mutex_);
  const auto file = files_.find(path);
  if (file == files_.end()) return SQLITE_OK;
  const int code = next(SQLITE_IOERR_DELETE, SQLITE_IOERR_DELETE);
  if (code != SQLITE_OK) return code;
  if (synced) {
    files_.erase(file);
  } else {
    file->second.gone = true;
  }
  return code;
}

void Disk::power_back(std::mt19937_64& random) { restore(&random); }
void Disk::power_back() { restore(nullptr); }

void Disk::restore(std::mt19937_64* random) {
  // How many of a hundred arrived of what was not synced, and whether in whole writes.
  constexpr std::array<std::uint64_t, 4> chances = {0, 50, 95, 100};
  const auto chance = random == nullptr ? 0 : chances.at((*random)() % chances.size());
  const bool whole = random == nullptr || ((*random)() & 1) != 0;
  const auto arrived = [&] { return random != nullptr && (*random)() % 100 < chance; };
  for (auto& [path, file] : files_) {
    std::filesystem::remove(path + "-shm");
    const bool there = file.gone ? !arrived() : file.named || arrived();
    if (!there) {
      std::filesystem::remove(path);
      continue;
    }
    std::string content = std::move(file.safe);
    for (const auto& write : file.unsafe) {
      if (write.truncate) {
        if (arrived()) content.resize(write.offset);
        continue;
      }
      for (std::size_t at = 0; at < write.bytes.size();) {
        const std::size_t left = sector - (write.offset + at) % sector;
        const auto piece =
            std::string_view(write.bytes).substr(at, whole ? std::string::npos : left);
        if (arrived()) put(content, write.offset + at, piece);
        at += piece.size();
      }
    }
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
  }
  files_.clear();
  fail_from_ = never;
}

}  // namespace sealflow::server::test
