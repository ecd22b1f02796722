// The core as text in, text out. WASM, the Node addon, the CLI and the golden vectors all go
// through here, so that every binding says the same bytes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sealflow/json.hpp"

namespace sealflow {

/// Functions a page needs: evolve, dispatch, check_field, check_input, error.
std::string call_page(std::string_view function, std::string_view request);

/// All of them: those of the page, and what takes whole flows, logs and keys. Each with request,
/// reply and errors: docs/reference/core-api.md.
std::string call_full(std::string_view function, std::string_view request);

std::vector<std::string_view> page_functions();
std::vector<std::string_view> full_functions();

/// `{"code", "number", "httpStatus", "retryable", "message", "where", "details"}`.
Value error_to_json(const Error& error);

}  // namespace sealflow
