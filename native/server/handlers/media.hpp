// What a file needs to be kept, however it came.
#pragma once

#include "server/handlers/session.hpp"
#include "server/store/media.hpp"
#include "server/upload.hpp"

namespace sealflow::server {

/// May one more be begun? Error: too_many_files.
Result<void> room_left(const Call& call, const std::string& handshake);

/// Checks what has arrived, and writes its row; its file stays from the commit on. `declared` is
/// the type that the page named. Error: media_type_invalid.
Result<Media> keep_media(Call& call, const Handshake& handshake,
                         const std::shared_ptr<Upload>& upload, std::string_view declared);

Value media_json(const Media& media);

}  // namespace sealflow::server
