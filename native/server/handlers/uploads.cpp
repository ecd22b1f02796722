// …/uploads: a file in pieces, so that a lost connection costs one piece and not the file. After
// "Resumable Uploads for HTTP" (draft-ietf-httpbis-resumable-upload); what of it, and what not, is
// in docs/decisions/0059-uploads-in-pieces.md.
//
//   POST  …/uploads       begins one: no body, the length in Upload-Length
//   GET   …/uploads/{id}  how far it is; what it became
//   PATCH …/uploads/{id}  the next piece; with the last one it becomes a file like any other
//
// A piece is sealed on the disk before its row is written, and its row before the answer leaves: an
// offset that a page was told is never taken back.
#include "server/store/uploads.hpp"

#include <charconv>
#include <fstream>
#include <iterator>

#include "sealflow/signature.hpp"
#include "server/base/log.hpp"
#include "server/base/random.hpp"
#include "server/handlers/handlers.hpp"
#include "server/handlers/media.hpp"

namespace sealflow::server {
namespace {

constexpr std::int64_t upload_life = hour_ms;  // since its last piece
/// More at a time nobody needs; one whose beginning was answered into the void makes room again.
constexpr std::int64_t most_open = 4;

// --- Headers (RFC 9651). Whatever is no such value counts as absent, as the draft says.

std::optional<std::int64_t> integer_header(const Request& request, std::string_view name) {
  const auto text = request.header(name);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || text.size() > 15 || text[0] == '-') return std::nullopt;
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<bool> boolean_header(const Request& request, std::string_view name) {
  const auto text = request.header(name);
  if (text == "?1") return true;
  return text == "?0" ? std::optional(false) : std::nullopt;
}

bool has_body(const Request& request) {
  const auto length = request.header("content-length");
  return !request.header("transfer-encoding").empty() || (!length.empty() && length != "0");
}

// --- What is said of an upload

void set_state(Response& response, const PartialUpload& upload, std::int64_t now) {
  response.set("upload-offset", std::to_string(upload.received));
  response.set("upload-complete", upload.media.empty() ? "?0" : "?1");
  response.set("upload-length", std::to_string(upload.length));
  response.set("upload-limit",
               "max-size=" + std::to_string(max_media_bytes) +
                   ", min-append-size=" + std::to_string(min_piece_bytes) +
                   ", max-append-size=" + std::to_string(max_piece_bytes) +
                   ", max-age=" + std::to_string((upload.expires_at - now) / second_ms));
}

Response state_response(const Call& call, const PartialUpload& upload, int status = 200) {
  const auto media = find_media(call.db(), upload.handshake, upload.media);
  Response response =
      json_response(Value::object({{"id", upload.id},
                                   {"offset", upload.received},
                                   {"length", upload.length},
                                   {"media", media ? media_json(*media) : Value()}}),
                    status);
  set_state(response, upload, call.services.clock());
  return response;
}

/// The upload that the path names, if it is the caller's.
Result<PartialUpload> own_upload(const Call& call, const SessionHolder& holder) {
  auto upload = find_upload(call.db(), holder.handshake.id, holder.session.device,
                            call.parameter("upload"), call.services.clock());
  if (!upload) return failure(ErrorCode::not_found, "there is no such upload, or its time is over");
  return *std::move(upload);
}

// --- Pieces

struct PieceHead {
  std::int64_t offset = 0;
  bool last = false;
};

Result<PieceHead> read_head(const Request& request) {
  const auto offset = integer_header(request, "upload-offset");
  const auto last = boolean_header(request, "upload-complete");
  if (!offset) return failure(ErrorCode::malformed_request, "Upload-Offset is a number of bytes");
  if (!last) return failure(ErrorCode::malformed_request, "Upload-Complete is ?0 or ?1");
  return PieceHead{*offset, *last};
}

/// Is this piece of a size that the upload has room for?
Result<void> check_size(const Request& request, const PartialUpload& upload,
                        const PieceHead& head) {
  const std::int64_t size = request.upload->size();
  const std::int64_t end = head.offset + size;
  const auto length = integer_header(request, "upload-length");
  if (end > upload.length || (head.last && end != upload.length) ||
      length.value_or(upload.length) != upload.length) {
    return failure(ErrorCode::malformed_request,
                   "the file has another length than Upload-Length said when it was begun");
  }
  if (!head.last && size < static_cast<std::int64_t>(min_piece_bytes))
    return failure(ErrorCode::malformed_request, "only the last piece may be that small");
  return {};
}

/// A page that did not get an answer asks where to go on, and need not be told as an error.
Response mismatch(const Call& call, const PartialUpload& upload) {
  const auto next = std::to_string(upload.received);
  Response response = error_response(
      *failure(ErrorCode::seq_conflict,
               upload.media.empty() ? "the upload goes on at byte " + next : "the upload is whole"),
      call.error_form(), call.request);
  set_state(response, upload, call.services.clock());
  return response;
}

std::optional<std::string> bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::optional<std::string> open_piece(const Piece& piece, const std::string& folder) {
  if (!piece.key) return std::nullopt;
  const auto sealed = piece.sealed ? piece.sealed : bytes_of(folder + "/" + piece.id);
  return sealed ? unseal(*piece.key, *sealed, place_of_media(piece.id)) : std::nullopt;
}

Key key_of(const Call& call, const SessionHolder& holder) {
  const auto key = call.services.vault.unwrap(holder.handshake.wrapped_key, holder.handshake.id);
  if (!key) throw StorageError("the key of a handshake does not open", 0);
  return *key;
}

Response keep_piece(Call& call, const SessionHolder& holder, PartialUpload upload) {
  const auto& piece = call.request.upload;
  insert_piece(call.db(), key_of(call, holder), upload, piece->id(), piece->key(),
               call.services.store.shared() ? std::optional(piece->sealed()) : std::nullopt);
  call.transaction->after_commit([piece] { piece->keep(); });
  upload.received += piece->size();
  upload.expires_at = call.services.clock() + upload_life;
  update_upload(call.db(), upload);
  return state_response(call, upload);
}

/// Whole: it is looked at as if it had come at once, and its pieces go, whatever it turns out to
/// be.
Response keep_whole(Call& call, const SessionHolder& holder, PartialUpload upload) {
  const auto media = keep_media(call, holder.handshake, call.request.whole, upload.type);
  auto files = media ? forget_pieces(call.db(), upload.id) : end_upload(call.db(), upload.id);
  call.transaction->after_commit([&services = call.services, files = std::move(files)] {
    remove_media(services.settings.media_folder(), files);
  });
  Response response = media ? json_response(media_json(*media), 201)
                            : error_response(media.error(), call.error_form(), call.request);
  response.set("upload-complete", "?1");
  if (!media) return response;
  upload.received = upload.length;
  upload.media = media->id;
  upload.expires_at = call.services.clock() + upload_life;
  update_upload(call.db(), upload);
  return response;
}

}  // namespace

Result<Response> begin_upload(Call& call) {
  const auto holder = authorise(call);
  if (!holder) return holder.error();
  const Request& request = call.request;
  const auto type = media_type_named(request.header("content-type"));
  if (type.empty()) return failure(ErrorCode::content_type_invalid);
  if (boolean_header(request, "upload-complete").value_or(true) || has_body(request)) {
    return failure(ErrorCode::malformed_request,
                   "an upload begins with Upload-Complete: ?0 and no body; pieces come by PATCH");
  }
  const auto length = integer_header(request, "upload-length");
  if (!length || *length == 0)
    return failure(ErrorCode::malformed_request, "Upload-Length is a number of bytes");
  if (*length > static_cast<std::int64_t>(max_media_bytes))
    return failure(ErrorCode::media_too_large);
  const std::string& handshake = holder->handshake.id;
  auto files = end_oldest_uploads(call.db(), handshake, holder->session.device, most_open - 1);
  call.transaction->after_commit([&services = call.services, files = std::move(files)] {
    remove_media(services.settings.media_folder(), files);
  });
  if (const auto room = room_left(call, handshake); !room) return room.error();
  PartialUpload upload;
  upload.id = new_upload_id();
  upload.handshake = handshake;
  upload.device = holder->session.device;
  upload.type = type;
  upload.length = *length;
  upload.expires_at = call.services.clock() + upload_life;
  insert_upload(call.db(), upload);
  Response response = state_response(call, upload, 201);
  response.set("location", "/v1/sessions/" + handshake + "/uploads/" + upload.id);
  return response;
}

Result<Response> upload_state(Call& call) {
  const auto holder = authorise(call);
  if (!holder) return holder.error();
  const auto upload = own_upload(call, *holder);
  if (!upload) return upload.error();
  return state_response(call, *upload);
}

Result<void> admit_piece(Call& call) {
  const auto holder = authorise(call);
  if (!holder) return holder.error();
  if (const auto upload = own_upload(call, *holder); !upload) return upload.error();
  if (const auto head = read_head(call.request); !head) return head.error();
  return {};
}

/// All pieces are opened, looked at and sealed anew: too long for a job, for which others wait. The
/// job looks again at whether they are still all.
Result<void> join_pieces(Call& call) {
  const auto holder = authorise(call);
  if (!holder) return holder.error();
  const auto upload = own_upload(call, *holder);
  if (!upload) return upload.error();
  const auto head = read_head(call.request);
  if (!head || !head->last || head->offset != upload->received || !upload->media.empty() ||
      !check_size(call.request, *upload, *head))
    return {};  // then the job says what is wrong
  auto whole = new_upload(call.services, Upload::Content::file);
  const auto folder = call.services.settings.media_folder();
  const auto add = [&](const Piece& piece) {
    auto plain = open_piece(piece, folder);
    if (!plain) return false;
    whole->write(*plain);
    wipe(*plain);
    return true;
  };
  const auto& last = *call.request.upload;
  const bool opened = each_piece(call.db(), key_of(call, *holder), *upload, add) &&
                      add({last.id(), last.key(), last.sealed()});
  if (!opened || whole->received() != upload->length) {
    // Was somebody quicker? Then its pieces are gone, and the job says that it is whole.
    const auto newest = call.services.store.read([&](Database& db) {
      return find_upload(db, upload->handshake, upload->device, upload->id, call.services.clock());
    });
    if (!newest || !newest->media.empty()) return {};
    log::error("upload_damaged", {{"upload", upload->id}});
    return failure(ErrorCode::not_found, "a piece of the upload is lost: begin again");
  }
  whole->finish();
  call.request.whole = std::move(whole);
  return {};
}

Result<Response> append_piece(Call& call) {
  const auto holder = authorise(call);
  if (!holder) return holder.error();
  const auto upload = own_upload(call, *holder);
  if (!upload) return upload.error();
  const auto head = read_head(call.request);
  if (!head) return head.error();
  if (head->offset != upload->received || !upload->media.empty()) return mismatch(call, *upload);
  if (const auto fits = check_size(call.request, *upload, *head); !fits) return fits.error();
  // What it is shows at the beginning: nobody should send ten megabytes to hear it.
  if (head->offset == 0 && call.request.upload->type() != upload->type) {
    end_upload(call.db(), upload->id);
    return failure(ErrorCode::media_type_invalid,
                   "the file is not of the type that was named when it was begun");
  }
  if (!head->last) return keep_piece(call, *holder, *upload);
  // Not joined: while that was looked at, another piece had not come in yet.
  return call.request.whole ? keep_whole(call, *holder, *upload) : mismatch(call, *upload);
}

}  // namespace sealflow::server
