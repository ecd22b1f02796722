// POST /v1/sessions/{handshake}/media: a file. By the time of the handler it lies sealed on the
// disk; where instances share a database, it goes on into that.
#include "server/store/media.hpp"

#include <algorithm>

#include "server/handlers/handlers.hpp"
#include "server/handlers/session.hpp"
#include "server/upload.hpp"

namespace sealflow::server {
namespace {

/// Enough for every retake a person has patience for; a bound on what one session can fill the disk
/// with.
constexpr std::int64_t most_files = 40;

bool room_left(Database& db, std::string_view handshake) {
  Rows row = db.query("SELECT count(*) FROM media WHERE handshake = ?1", handshake);
  return row.step() && row.integer(0) < most_files;
}

/// Sent under another name than its own, it would be opened by what was not made for it.
bool declares(const Request& request, std::string_view type) {
  const auto declared = request.header("content-type").substr(0, type.size());
  return std::equal(declared.begin(), declared.end(), type.begin(), type.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; });
}

}  // namespace

Result<void> admit_media(Call& call) {
  // Before the body is taken: nobody without a token may fill the disk.
  const auto holder = authorise(call);
  if (!holder) return holder.error();
  if (!room_left(call.db(), holder->handshake.id)) return failure(ErrorCode::too_many_files);
  return {};
}

Result<Response> media(Call& call) {
  const auto holder = authorise(call);
  if (!holder) return holder.error();
  if (!room_left(call.db(), holder->handshake.id)) return failure(ErrorCode::too_many_files);
  const auto& upload = call.request.upload;
  if (upload->type().empty()) {
    return failure(ErrorCode::media_type_invalid,
                   "the file is no whole JPEG, PNG or PDF, or it is encrypted");
  }
  if (!declares(call.request, upload->type())) {
    return failure(
        ErrorCode::media_type_invalid,
        "the file is of the type " + std::string(upload->type()) + ", the header says another");
  }
  const auto key = call.services.vault.unwrap(holder->handshake.wrapped_key, holder->handshake.id);
  if (!key) throw StorageError("the key of a handshake does not open", 0);
  const Media media{upload->id(), holder->handshake.id, std::string(upload->type()), upload->size(),
                    upload->sha256()};
  insert_media(call.db(), *key, media, upload->key(), call.now);
  if (call.services.store.shared()) {
    upload->read([&](std::int64_t number, std::string_view sealed) {
      insert_media_part(call.db(), media.id, number, sealed);
    });
  }
  call.transaction->after_commit([upload] { upload->keep(); });
  return json_response(
      Value::object(
          {{"id", media.id}, {"type", media.type}, {"size", media.size}, {"sha256", media.sha256}}),
      201);
}

}  // namespace sealflow::server
