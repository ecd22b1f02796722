#include "server/http/static_files.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include "sealflow/signature.hpp"

namespace sealflow::server {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::pair<std::string_view, std::string_view>, 11> content_types = {{
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".wasm", "application/wasm"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".css", "text/css; charset=utf-8"},
    {".html", "text/html; charset=utf-8"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
}};

/// Files of other kinds are not served: they are in the folder by mistake.
std::string_view content_type(const fs::path& file) {
  const std::string extension = file.extension().string();
  for (const auto& [known, type] : content_types) {
    if (known == extension) return type;
  }
  return {};
}

/// `name-1A2B3C4D.js`: the bundler puts a hash of the content into the name, so that content never
/// changes.
bool named_by_content(const fs::path& file) {
  const std::string stem = file.stem().string();
  const auto dash = stem.rfind('-');
  return dash != std::string::npos && stem.size() - dash == 9 &&
         std::all_of(stem.begin() + static_cast<std::ptrdiff_t>(dash) + 1, stem.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

}  // namespace

StaticFiles::StaticFiles(const std::string& folder) {
  if (folder.empty()) return;
  std::error_code failure;
  root_ = fs::canonical(folder, failure).string();
  if (failure || !fs::is_directory(root_))
    throw std::runtime_error("--web " + folder + " is no folder");
}

std::optional<Response> StaticFiles::serve(const Request& request) const {
  if (root_.empty() || (request.method != "GET" && request.method != "HEAD")) return std::nullopt;
  if (request.path.find("..") != std::string::npos || request.path.find('\\') != std::string::npos)
    return std::nullopt;
  std::error_code failure;
  // canonical() follows links: what they lead to must still be below the root.
  const fs::path file = fs::canonical(root_ + request.path, failure);
  if (failure || !file.string().starts_with(root_ + "/") || !fs::is_regular_file(file, failure))
    return std::nullopt;
  const auto type = content_type(file);
  if (type.empty()) return std::nullopt;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  Response response;
  response.body.assign(std::istreambuf_iterator<char>(stream), {});
  const std::string tag = "\"" + sha256_hex(response.body).substr(0, 32) + "\"";
  response.set("content-type", std::string(type));
  response.set("etag", tag);
  response.set("cache-control",
               named_by_content(file) ? "public, max-age=31536000, immutable" : "no-cache");
  // Public files, fetched by pages of any integrator; modules are always fetched with CORS.
  response.set("access-control-allow-origin", "*");
  response.set("cross-origin-resource-policy", "cross-origin");
  if (request.header("if-none-match") == tag) {
    response.status = 304;
    response.body.clear();
  }
  return response;
}

}  // namespace sealflow::server
