// The table of routes: method, pattern, handler. Read handlers/routes.cpp for the table itself.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/http/message.hpp"

namespace sealflow::server {

struct Call;
using Handler = Result<Response> (*)(Call&);
/// Looks at the head of a request before its body is taken; or works on a whole body before its
/// job, where it holds up nobody else.
using Admission = Result<void> (*)(Call&);

using Parameters = std::map<std::string, std::string, std::less<>>;

enum class Access {
  none,   ///< needs no database
  read,   ///< a reading connection
  write,  ///< a job of the writer
};

enum class Audience {
  page,     ///< browsers: origins are checked, CORS answered
  backend,  ///< servers of integrators
  open,     ///< whoever asks
};

enum class BodyKind { none, json, media, piece };

struct Route {
  std::string_view method;
  std::string_view pattern;  ///< "/v1/sessions/{handshake}/launch"
  Audience audience;
  Access access;
  BodyKind body;
  Handler handler;
  Admission admission = nullptr;
  Admission preparation = nullptr;
};

struct Match {
  const Route* route = nullptr;
  Parameters parameters;
  std::vector<std::string_view>
      allowed;                     ///< methods of the path, when only the method does not fit
  const Route* sibling = nullptr;  ///< a route of the path, for preflights and 405
};

/// GET routes answer HEAD as well.
Match match_route(std::span<const Route> routes, std::string_view method, std::string_view path);

}  // namespace sealflow::server
