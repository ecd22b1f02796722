// POST /v1/sessions/{handshake}/media: a file. By the time of the handler it lies sealed on the
// disk; where instances share a database, it goes on into that.
#include "server/handlers/media.hpp"

#include "server/handlers/handlers.hpp"
#include "server/store/uploads.hpp"

namespace sealflow::server {
namespace {

/// Enough for every retake a person has patience for; a bound on what one session can fill the disk
/// with.
constexpr std::int64_t most_files = 40;

}  // namespace

Result<void> room_left(const Call& call, const std::string& handshake) {
  Rows row = call.db().query("SELECT count(*) FROM media WHERE handshake = ?1", handshake);
  const std::int64_t whole = row.step() ? row.integer(0) : most_files;
  if (whole + count_open_uploads(call.db(), handshake, call.services.clock()) >= most_files)
    return failure(ErrorCode::too_many_files);
  return {};
}

Result<Media> keep_media(Call& call, const Handshake& handshake,
                         const std::shared_ptr<Upload>& upload, std::string_view declared) {
  if (upload->type().empty()) {
    return failure(ErrorCode::media_type_invalid,
                   "the file is no whole JPEG, PNG or PDF, or it is encrypted");
  }
  // Sent under another name than its own, it would be opened by what was not made for it.
  if (declared != upload->type()) {
    return failure(
        ErrorCode::media_type_invalid,
        "the file is of the type " + std::string(upload->type()) + ", the header says another");
  }
  const auto key = call.services.vault.unwrap(handshake.wrapped_key, handshake.id);
  if (!key) throw StorageError("the key of a handshake does not open", 0);
  Media media{upload->id(), handshake.id, std::string(upload->type()), upload->size(),
              upload->sha256()};
  insert_media(call.db(), *key, media, upload->key(), call.now);
  if (call.services.store.shared()) {
    upload->read([&](std::int64_t number, std::string_view sealed) {
      insert_media_part(call.db(), media.id, number, sealed);
    });
  }
  call.transaction->after_commit([upload] { upload->keep(); });
  return media;
}

Value media_json(const Media& media) {
  return Value::object(
      {{"id", media.id}, {"type", media.type}, {"size", media.size}, {"sha256", media.sha256}});
}

Result<void> admit_media(Call& call) {
  // Before the body is taken: nobody without a token may fill the disk.
  const auto holder = authorise(call);
  if (!holder) return holder.error();
  return room_left(call, holder->handshake.id);
}

Result<Response> media(Call& call) {
  const auto holder = authorise(call);
  if (!holder) return holder.error();
  if (const auto room = room_left(call, holder->handshake.id); !room) return room.error();
  const auto media = keep_media(call, holder->handshake, call.request.upload,
                                media_type_named(call.request.header("content-type")));
  if (!media) return media.error();
  return json_response(media_json(*media), 201);
}

}  // namespace sealflow::server
