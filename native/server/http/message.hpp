// Requests and answers as plain structs. Sockets and Beast are behind listener.hpp; nothing else
// knows them, so that every handler can be tried without a socket.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/json.hpp"
#include "server/base/gauge.hpp"
#include "server/base/trace.hpp"

namespace sealflow::server {

class Upload;

inline constexpr std::size_t max_header_bytes = 16 * 1024;
inline constexpr std::size_t max_json_bytes = 256 * 1024;
inline constexpr std::size_t max_media_bytes = 15 * 1024 * 1024;
/// Of a file that comes in pieces: one is opened as a whole, in memory, when they are joined; and
/// there must not be millions of them.
inline constexpr std::size_t max_piece_bytes = 1024 * 1024;
inline constexpr std::size_t min_piece_bytes = 64 * 1024;

struct Header {
  std::string name;  ///< lower case
  std::string value;
};

struct Request {
  std::string id;  ///< ours, in logs and answers
  std::string method;
  std::string path;   ///< percent-decoded, without the query
  std::string query;  ///< as it came
  std::vector<Header> headers;
  std::string body;
  std::shared_ptr<Upload> upload;  ///< instead of a body: a file or a piece, sealed on disk already
  std::shared_ptr<Upload> whole;   ///< the file whose last piece that was
  std::string address;             ///< of the peer
  std::optional<Trace> trace;      ///< of its header traceparent, when it is well formed
  std::string locale;  ///< of whoever asked: the launch's where it is known, else the header's

  /// Path and query of a request line.
  void set_target(std::string_view target);

  /// The header's value, or "" when it is absent or stands there twice: two values have no agreed
  /// meaning.
  std::string_view header(std::string_view name) const;
  /// How often the header stands there.
  std::size_t count(std::string_view name) const;
  /// All values of the header, as if they stood in one with commas between: what a header that is
  /// a list means when each proxy adds a line of its own.
  std::string joined(std::string_view name) const;
};

/// May what follows the header be read at all? Not when the body's end is told in a way that is not
/// ours (RFC 9112 §6.1, §6.3): Beast takes such a body for none and its bytes for the next request,
/// where a proxy in front saw a body. Nor without the one Host that HTTP/1.1 asks for (§3.2).
bool is_well_framed(const Request& request, unsigned version);

/// What an event stream sends next.
struct StreamPart {
  std::string text;   ///< may be empty: nothing new
  bool last = false;  ///< the stream ends after it
};

/// Pulled by the connection whenever somebody wakes it, and written at the connection's own pace.
struct EventStream {
  std::function<StreamPart()> pull;
  std::string topic;                ///< whose news wakes it: a handshake
  std::int64_t longest_ms = 0;      ///< then it is ended
  std::optional<Gauge::Hold> open;  ///< counted as open for as long as it is
};

struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
  std::shared_ptr<EventStream> stream;
  std::string error;  ///< name of the error, for the log alone

  void set(std::string name, std::string value);
  std::string_view header(std::string_view name) const;
};

Response json_response(int status, std::string json);
Response json_response(const Value& value, int status = 200);

/// How an error is written: session calls have the core's form, backend calls Attestr's.
enum class ErrorForm { session, attestr };

/// The language that a header Accept-Language wants most, of those that have texts.
std::string_view accepted_language(std::string_view header);

/// `extra` is added to the body: the missing events of a seq_conflict. In the session form,
/// `userMessage` is for the person, in the request's language.
Response error_response(const Error& error, ErrorForm form, const Request& request,
                        const std::vector<Member>& extra = {});

/// ASCII letters alone.
std::string lower_case(std::string_view text);

/// Of a Content-Type: "Application/JSON; charset=utf-8" → "application/json"
std::string bare_type(std::string_view content_type);

/// Nothing when the text is no proper percent-encoding or holds a NUL.
std::optional<std::string> percent_decode(std::string_view text);

}  // namespace sealflow::server
