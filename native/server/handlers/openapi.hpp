// docs/reference/openapi.json, compiled in, so that every server serves the one it was built with.
#pragma once

#include <string_view>

namespace sealflow::server {

extern const std::string_view openapi_document;

}  // namespace sealflow::server
