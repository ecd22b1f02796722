#include "server/http/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/optional.hpp>
#include <chrono>

#include "server/base/log.hpp"
#include "server/http/address.hpp"

namespace sealflow::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using namespace std::chrono_literals;

constexpr auto idle_time = 60s;    // between two requests
constexpr auto header_time = 10s;  // for a whole header, however slowly it drips
constexpr auto body_time = 60s;    // for the next piece of a body
constexpr auto write_time = 30s;
constexpr auto stream_pulse = 15s;
constexpr std::size_t piece_size = 64 * 1024;
/// So much of a refused body is read before the answer, to keep the connection for the next
/// request.
constexpr std::size_t most_drained = 1024 * 1024;
/// After the last answer, what still comes is read and dropped: closing at once would reset the
/// connection, and a peer that is still sending would see a network error instead of the answer.
constexpr auto linger_time = 30s;
constexpr auto linger_pause = 5s;

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

class Connection : public ConnectionHandle, public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::ip::tcp::socket socket, ConnectionContext& context)
      : stream_(std::move(socket)), wake_(stream_.get_executor()), context_(context) {
    boost::system::error_code failure;
    const auto peer = stream_.socket().remote_endpoint(failure);
    if (!failure) peer_ = peer.address().to_string();
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), failure);
  }

  void end() override {
    asio::post(stream_.get_executor(), [self = shared_from_this()] {
      if (self->idle_) self->stream_.cancel();
      self->wake();
    });
  }

  asio::awaitable<void> run() {
    for (bool go_on = true; go_on && !context_.stopping;) go_on = co_await serve_one();
    boost::system::error_code failure;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, failure);
    if (!failure) co_await linger();
  }

 private:
  using Parser = http::request_parser<http::buffer_body>;

  /// One request and its answer. False when the connection is over.
  asio::awaitable<bool> serve_one() {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(max_header_bytes));
    parser.body_limit(boost::none);  // the service counts, by route
    if (!co_await read_header(parser)) co_return false;

    const auto exchange = context_.service.begin(read_head(parser));
    const bool drained = co_await read_body(parser, *exchange);
    if (!drained && !exchange->refused) co_return false;  // the peer went away in the middle

    Response response = co_await answer_of(exchange);
    const bool keep = drained && parser.get().keep_alive() && !context_.stopping;
    const bool head_only = exchange->request.method == "HEAD";
    const bool written =
        co_await write(std::move(response), parser.get().version(), keep, head_only);
    co_return written&& keep;
  }

  asio::awaitable<void> linger() {
    idle_ = true;
    std::vector<char> piece(piece_size);
    const auto ends_at = std::chrono::steady_clock::now() + linger_time;
    while (!context_.stopping && std::chrono::steady_clock::now() < ends_at) {
      stream_.expires_after(linger_pause);
      const auto [failure, size] = co_await stream_.async_read_some(asio::buffer(piece), use_tuple);
      if (failure) co_return;
    }
  }

  asio::awaitable<bool> read_header(Parser& parser) {
    idle_ = true;
    if (buffer_.size() == 0) {
      stream_.expires_after(idle_time);
      const auto [waited, size] =
          co_await stream_.async_read_some(buffer_.prepare(4096), use_tuple);
      if (waited) co_return false;
      buffer_.commit(size);
    }
    idle_ = false;
    stream_.expires_after(header_time);
    const auto [failure, size] =
        co_await http::async_read_header(stream_, buffer_, parser, use_tuple);
    if (!failure) co_return true;
    // Whoever speaks no HTTP gets no long answer, but a client with an oversized header should
    // learn why.
    if (failure == http::error::header_limit) {
      Response response;
      response.status = 431;
      co_await write(std::move(response), 11, false, false);
    } else if (failure.category() == http::make_error_code(http::error::bad_method).category() &&
               failure != http::error::end_of_stream && failure != http::error::partial_message) {
      Response response;
      response.status = 400;
      co_await write(std::move(response), 11, false, false);
    }
    co_return false;
  }

  Request read_head(const Parser& parser) const {
    const auto& message = parser.get();
    Request request;
    request.method = std::string(message.method_string());
    for (const auto& field : message) {
      std::string name(field.name_string());
      std::transform(name.begin(), name.end(), name.begin(),
                     [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
      request.headers.push_back({std::move(name), std::string(field.value())});
    }
    const std::string_view target(message.target().data(), message.target().size());
    const auto question = target.find('?');
    // A path that does not decode stays as it is: no route and no file has such a name.
    const auto path = target.substr(0, question);
    request.path = percent_decode(path).value_or(std::string(path));
    if (question != std::string_view::npos)
      request.query = std::string(target.substr(question + 1));
    request.address =
        caller_address(peer_, request.joined("x-forwarded-for"), context_.trusted_proxies);
    return request;
  }

  /// True when the whole body is off the wire, so that another request can follow.
  asio::awaitable<bool> read_body(Parser& parser, Exchange& exchange) {
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      // Somebody who asks first and is refused sends no body: nothing to wait for.
      if (exchange.refused || !co_await write_continue()) co_return false;
    }
    std::vector<char> piece(parser.is_done() ? 0 : piece_size);
    std::size_t thrown_away = 0;
    while (!parser.is_done()) {
      auto& body = parser.get().body();
      body.data = piece.data();
      body.size = piece.size();
      stream_.expires_after(body_time);
      const auto [failure, size] =
          co_await http::async_read_some(stream_, buffer_, parser, use_tuple);
      if (failure && failure != http::error::need_buffer) co_return false;
      const std::size_t taken = piece.size() - body.size;
      const bool wanted =
          !exchange.refused && context_.service.take(exchange, {piece.data(), taken});
      if (!wanted) thrown_away += taken;
      if (thrown_away > most_drained) co_return false;
    }
    co_return true;
  }

  asio::awaitable<bool> write_continue() {
    static constexpr std::string_view text = "HTTP/1.1 100 Continue\r\n\r\n";
    stream_.expires_after(write_time);
    const auto [failure, size] = co_await asio::async_write(stream_, asio::buffer(text), use_tuple);
    co_return !failure;
  }

  /// The service answers from another thread; this coroutine sleeps meanwhile.
  asio::awaitable<Response> answer_of(const std::shared_ptr<Exchange>& exchange) {
    answer_.reset();
    context_.service.finish(exchange, [self = shared_from_this()](Response response) {
      asio::post(self->stream_.get_executor(), [self, response = std::move(response)]() mutable {
        self->answer_ = std::move(response);
        self->wake();
      });
    });
    while (!answer_) co_await sleep(1h);
    co_return *std::move(answer_);
  }

  asio::awaitable<bool> write(Response response, unsigned version, bool keep, bool head_only) {
    http::response<http::string_body> message;
    message.version(version);
    message.result(static_cast<unsigned>(response.status));
    for (auto& [name, value] : response.headers) message.insert(name, value);
    message.keep_alive(keep && !response.stream);
    if (response.stream && !head_only) co_return co_await write_stream(message, *response.stream);
    const bool bodiless = response.status == 204 || response.status == 304;
    if (!bodiless) message.content_length(response.body.size());
    if (!head_only && !bodiless) message.body() = std::move(response.body);
    http::serializer<false, http::string_body> serializer(message);
    stream_.expires_after(write_time);
    const auto [failure, size] = co_await http::async_write(stream_, serializer, use_tuple);
    co_return !failure;
  }

  // --- Event streams
  // ------------------------------------------------------------------------------------------------

  asio::awaitable<bool> write_stream(const http::response<http::string_body>& head,
                                     Stream& source) {
    http::response<http::empty_body> message;
    message.base() = head.base();
    message.chunked(message.version() >= 11);
    const bool chunked = message.chunked();
    http::response_serializer<http::empty_body> serializer(message);
    stream_.expires_after(write_time);
    const auto [failure, size] = co_await http::async_write_header(stream_, serializer, use_tuple);
    if (failure) co_return false;

    // Posted to this connection's own thread: an announcement between pull and sleep is not lost.
    const auto subscription =
        context_.service.wakeups().subscribe(source.topic, [weak = weak_from_this()] {
          if (const auto self = weak.lock())
            asio::post(self->stream_.get_executor(), [self] { self->wake(); });
        });
    const auto ends_at =
        std::chrono::steady_clock::now() + std::chrono::milliseconds(source.longest_ms);
    for (;;) {
      woken_ = false;
      StreamPart part = pull(source);
      if (!part.text.empty() && !co_await write_piece(std::move(part.text), chunked))
        co_return false;
      if (part.last || context_.stopping) break;
      const auto left = ends_at - std::chrono::steady_clock::now();
      if (left <= 0s) break;
      if (!woken_)
        co_await sleep(std::min<std::chrono::steady_clock::duration>(left, stream_pulse));
      // A comment, now and then: proxies close what is silent, and a page that went away is
      // noticed.
      if (!woken_ && !co_await write_piece(": still here\n\n", chunked)) co_return false;
    }
    if (chunked) {
      static constexpr std::string_view last = "0\r\n\r\n";
      stream_.expires_after(write_time);
      (void)co_await asio::async_write(stream_, asio::buffer(last), use_tuple);
    }
    co_return false;  // a stream ends its connection
  }

  static StreamPart pull(Stream& source) {
    try {
      return source.pull();
    } catch (const std::exception& error) {
      log::error("stream_failed", {{"reason", error.what()}});
      return {"", true};
    }
  }

  asio::awaitable<bool> write_piece(std::string text, bool chunked) {
    if (chunked) {
      std::array<char, 20> length{};
      const int digits = std::snprintf(length.data(), length.size(), "%zx\r\n", text.size());
      text.insert(0, length.data(), static_cast<std::size_t>(digits));
      text += "\r\n";
    }
    stream_.expires_after(write_time);
    const auto [failure, size] = co_await asio::async_write(stream_, asio::buffer(text), use_tuple);
    co_return !failure;
  }

  // --- Sleeping and waking
  // ------------------------------------------------------------------------------------------

  asio::awaitable<void> sleep(std::chrono::steady_clock::duration longest) {
    wake_.expires_after(longest);
    (void)co_await wake_.async_wait(use_tuple);  // run out or cancelled: either way awake
  }

  void wake() {
    woken_ = true;
    wake_.cancel();
  }

  beast::tcp_stream stream_;
  asio::steady_timer wake_;
  beast::flat_buffer buffer_;
  ConnectionContext& context_;
  std::string peer_;
  std::optional<Response> answer_;
  bool idle_ = false;
  bool woken_ = false;
};

}  // namespace

std::weak_ptr<ConnectionHandle> serve_connection(asio::ip::tcp::socket socket,
                                                 ConnectionContext& context,
                                                 std::function<void()> ended) {
  const auto executor = socket.get_executor();
  auto connection = std::make_shared<Connection>(std::move(socket), context);
  std::weak_ptr<ConnectionHandle> handle = connection;
  asio::co_spawn(
      executor, [connection]() -> asio::awaitable<void> { return connection->run(); },
      [connection, ended = std::move(ended)](const std::exception_ptr& failure) {
        if (failure) log::error("connection_failed");
        ended();
      });
  return handle;
}

}  // namespace sealflow::server
