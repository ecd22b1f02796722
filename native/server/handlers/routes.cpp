#include <array>

#include "server/handlers/handlers.hpp"

namespace sealflow::server {

std::span<const Route> routes() {
  using enum Audience;
  using enum Access;
  // clang-format off
  static constexpr std::array table = {
    Route{"POST", "/v1/sessions/{handshake}/launch",         page,    write,        BodyKind::json,  launch},
    Route{"POST", "/v1/sessions/{handshake}/commands",       page,    write,        BodyKind::json,  command},
    Route{"GET",  "/v1/sessions/{handshake}/events",         page,    write,        BodyKind::none,  events},
    Route{"POST", "/v1/sessions/{handshake}/media",          page,    write,        BodyKind::media, media, admit_media},
    Route{"POST", "/v1/sessions/{handshake}/uploads",        page,    write,        BodyKind::none,  begin_upload},
    Route{"GET",  "/v1/sessions/{handshake}/uploads/{upload}",   page, read,      BodyKind::none,  upload_state},
    Route{"PATCH", "/v1/sessions/{handshake}/uploads/{upload}",  page, write,     BodyKind::piece, append_piece, admit_piece, join_pieces},
    Route{"POST", "/v1/sessions/{handshake}/handoff",        page,    write,        BodyKind::json,  handoff},

    Route{"POST", "/api/v1/public/flowx/handshake",             backend, write,        BodyKind::json,  create_handshake},
    Route{"GET",  "/api/v1/public/flowx/handshake/{handshake}", backend, read,         BodyKind::none,  execution_result},
    Route{"POST", "/api/v1/public/flowx/handshake/list",        backend, read,         BodyKind::json,  list_handshakes},
    Route{"POST", "/api/v1/public/flowx/handshake/{handshake}/archive", backend, write, BodyKind::json, archive_handshake},
    Route{"POST", "/api/v1/public/flowx/handshake/{handshake}/cancel",  backend, write, BodyKind::json, cancel_handshake},
    Route{"POST", "/api/v1/public/flowx/handshake/{handshake}/erase",   backend, write, BodyKind::json, erase_handshake},
    Route{"GET",  "/api/v1/public/languages",                open,    Access::none, BodyKind::none,  languages},

    Route{"GET",  "/.well-known/jwks.json",                  open,    read,         BodyKind::none,  jwks},
    Route{"GET",  "/openapi.json",                           open,    Access::none, BodyKind::none,  openapi},
    Route{"GET",  "/healthz",                                open,    Access::none, BodyKind::none,  health},
    Route{"GET",  "/readyz",                                 open,    Access::none, BodyKind::none,  ready},

    Route{"GET",  "/sandbox/inbox.js",                       open,    Access::none, BodyKind::none,  inbox_script},
    Route{"GET",  "/sandbox/inbox.css",                      open,    Access::none, BodyKind::none,  inbox_style},
    Route{"GET",  "/sandbox/{client}/inbox",                 page,    read,         BodyKind::none,  inbox_page},
    Route{"GET",  "/sandbox/{client}/inbox.json",            page,    read,         BodyKind::none,  inbox_data},
  };
  // clang-format on
  return table;
}

std::span<const Route> operations_routes() {
  using enum Audience;
  // clang-format off
  static constexpr std::array table = {
    Route{"GET",  "/healthz",                                open,    Access::none, BodyKind::none,  health},
    Route{"GET",  "/readyz",                                 open,    Access::none, BodyKind::none,  ready},
    Route{"GET",  "/metrics",                                open,    Access::read, BodyKind::none,  metrics},
  };
  // clang-format on
  return table;
}

}  // namespace sealflow::server
