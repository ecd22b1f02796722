// A page that sends a file in pieces.
#pragma once

#include <algorithm>

#include "fixture.hpp"
#include "server/upload.hpp"

namespace sealflow::server::test {

/// A PNG of exactly `size` bytes whose pixels are noise, so that every piece is another one.
inline std::string png_of(std::size_t size) {
  const std::string noise = random_bytes(size - png().size() - 12);
  const auto n = noise.size();
  std::string chunk{static_cast<char>(n >> 24), static_cast<char>(n >> 16),
                    static_cast<char>(n >> 8), static_cast<char>(n)};
  return png(chunk + "IDAT" + noise + "crc!");
}

class Sender {
 public:
  Sender(Server& server, Page& page) : server_(server), page_(page) {}

  std::vector<Header> headers(const std::string& type, std::vector<Header> extra) const {
    auto all = page_.headers(std::move(extra));
    all.back().value = type;
    return all;
  }
  std::string path(const std::string& id) const { return page_.path("uploads/" + id); }

  Answer begin(std::size_t length, const std::string& type = "image/png") {
    return server_.send(
        "POST", page_.path("uploads"),
        headers(type, {{"upload-complete", "?0"}, {"upload-length", std::to_string(length)}}));
  }
  std::string begun(std::size_t length) { return begin(length).body["id"].as_string(); }

  Answer state(const std::string& id) { return server_.send("GET", path(id), page_.headers()); }

  Answer patch(const std::string& id, const std::string& offset, const std::string& complete,
               std::string bytes) {
    return server_.send("PATCH", path(id),
                        headers("application/partial-upload",
                                {{"upload-offset", offset}, {"upload-complete", complete}}),
                        std::move(bytes));
  }

  /// The piece of `file` from `offset` on.
  Answer piece(const std::string& id, const std::string& file, std::size_t offset,
               std::size_t size = min_piece_bytes) {
    return patch(id, std::to_string(offset), offset + size >= file.size() ? "?1" : "?0",
                 file.substr(offset, size));
  }

  /// All that is missing.
  Answer rest(const std::string& id, const std::string& file, std::size_t size = min_piece_bytes) {
    auto offset = static_cast<std::size_t>(state(id).body["offset"].as_integer());
    Answer answer;
    for (; offset < file.size(); offset += size) answer = piece(id, file, offset, size);
    return answer;
  }

  /// Everything but the handler: as if the job had not had its turn yet.
  std::shared_ptr<Exchange> under_way(const std::string& id, const std::string& file,
                                      std::size_t offset, std::size_t size = min_piece_bytes) {
    Request request;
    request.method = "PATCH";
    request.path = path(id);
    request.headers = headers("application/partial-upload",
                              {{"upload-offset", std::to_string(offset)},
                               {"upload-complete", offset + size >= file.size() ? "?1" : "?0"}});
    request.address = server_.address;
    auto exchange = server_.service->begin(std::move(request));
    server_.service->take(*exchange, std::string_view(file).substr(offset, size));
    return exchange;
  }

 private:
  Server& server_;
  Page& page_;
};

inline constexpr std::size_t piece_size = min_piece_bytes;

/// What lies beside a SQLite database; PostgreSQL has it in itself.
inline std::vector<std::filesystem::path> files_of(const Server& server) {
  std::vector<std::filesystem::path> files;
  if (server.services->store.shared()) return files;
  for (const auto& each : std::filesystem::directory_iterator(server.settings.media_folder()))
    files.push_back(each.path());
  return files;
}

/// What was not kept is taken away when the job has let go of it, which may be after its answer.
inline bool has_files(const Server& server, std::size_t wanted) {
  if (server.services->store.shared()) return true;
  for (int i = 0; i < 500 && files_of(server).size() != wanted; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return files_of(server).size() == wanted;
}

/// As a server does when it starts.
inline void sweep_at_start(Server& server) {
  if (server.services->store.shared()) return;
  server.services->store.write([&](Transaction& transaction) {
    sweep_media(transaction.db(), server.settings.media_folder());
    return true;
  });
}

}  // namespace sealflow::server::test
