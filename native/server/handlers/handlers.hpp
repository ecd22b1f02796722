// All handlers, by file; routes.cpp says which path leads to which.
#pragma once

#include "server/handlers/call.hpp"

namespace sealflow::server {

// launch.cpp
Result<Response> launch(Call& call);
// commands.cpp
Result<Response> command(Call& call);
// events.cpp
Result<Response> events(Call& call);
// media.cpp
Result<void> admit_media(Call& call);
Result<Response> media(Call& call);
// uploads.cpp
Result<Response> begin_upload(Call& call);
Result<Response> upload_state(Call& call);
Result<void> admit_piece(Call& call);
Result<void> join_pieces(Call& call);
Result<Response> append_piece(Call& call);
// handoff.cpp
Result<Response> handoff(Call& call);
// backend.cpp
Result<Response> create_handshake(Call& call);
Result<Response> execution_result(Call& call);
Result<Response> languages(Call& call);
// handshakes.cpp
Result<Response> list_handshakes(Call& call);
Result<Response> archive_handshake(Call& call);
Result<Response> cancel_handshake(Call& call);
Result<Response> erase_handshake(Call& call);
// sandbox.cpp
Result<Response> inbox_page(Call& call);
Result<Response> inbox_data(Call& call);
Result<Response> inbox_script(Call& call);
Result<Response> inbox_style(Call& call);
// jwks.cpp
Result<Response> jwks(Call& call);
// operations.cpp
Result<Response> health(Call& call);
Result<Response> ready(Call& call);
Result<Response> metrics(Call& call);
Result<Response> openapi(Call& call);

/// What pages, backends and load balancers call.
std::span<const Route> routes();
/// What the listener for operations answers: figures are nobody else's business.
std::span<const Route> operations_routes();

}  // namespace sealflow::server
