#include "server/http/connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/optional.hpp>
#include <chrono>

#include "server/base/log.hpp"
#include "server/http/address.hpp"
#include "server/http/deadline.hpp"

namespace sealflow::server {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using namespace std::chrono_literals;

constexpr auto idle_time = 60s;    // between two requests
constexpr auto header_time = 10s;  // for a whole header, however slowly it drips
constexpr auto piece_time = 20s;   // for the next piece of a body
constexpr auto body_time = 30s;    // for a whole body, however slowly it drips
constexpr auto upload_time = 10min;
constexpr auto last_call = 500ms;  // for a request that was on its way when the server is stopped
constexpr auto write_time = 30s;
constexpr auto stream_pulse = 15s;
constexpr std::size_t piece_size = 64 * 1024;  // of an upload
constexpr std::size_t small_piece = 8 * 1024;  // of anything else
/// So much of a refused body is read before the answer, to keep the connection for the next
/// request.
constexpr std::size_t most_drained = 1024 * 1024;
/// After the last answer, what still comes is read and dropped: closing at once would reset the
/// connection, and a peer that is still sending would see a network error instead of the answer.
constexpr auto linger_time = 30s;
constexpr auto linger_pause = 5s;
constexpr auto linger_when_stopping = 1s;

constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

using Plain = asio::ip::tcp::socket;
using Tls = asio::ssl::stream<Plain>;
using Clock = Deadline::Clock;

/// Over plain sockets and over TLS alike.
template <class Stream>
class Connection : public ConnectionHandle,
                   public std::enable_shared_from_this<Connection<Stream>> {
 public:
  template <class... Parts>
  explicit Connection(ConnectionContext& context, Parts&&... parts)
      : stream_(std::forward<Parts>(parts)...),
        wake_(stream_.get_executor()),
        deadline_(stream_.get_executor()),
        context_(context),
        open_(context.service.metrics().connections) {
    boost::system::error_code failure;
    const auto peer = tcp().remote_endpoint(failure);
    if (!failure) peer_ = peer.address().to_string();
    tcp().set_option(asio::ip::tcp::no_delay(true), failure);
  }

  auto executor() { return stream_.get_executor(); }

  void end() override {
    asio::post(stream_.get_executor(), [self = this->shared_from_this()] {
      boost::system::error_code ignored;
      if (self->idle_) self->tcp().cancel(ignored);
      self->wake();
    });
  }

  asio::awaitable<void> run() {
    deadline_.when_passed([weak = this->weak_from_this()] {
      if (const auto self = weak.lock()) self->close();
    });
    if constexpr (std::is_same_v<Stream, Tls>) {
      deadline_.in(header_time);
      const auto [failure] =
          co_await stream_.async_handshake(asio::ssl::stream_base::server, use_tuple);
      if (failure) co_return;
    }
    for (bool go_on = true; go_on;) go_on = co_await serve_one();
    if constexpr (std::is_same_v<Stream, Tls>) {
      // Says that this is the end, so that nobody can cut an answer short unnoticed.
      deadline_.in(linger_when_stopping);
      (void)co_await stream_.async_shutdown(use_tuple);
    }
    boost::system::error_code failure;
    tcp().shutdown(asio::ip::tcp::socket::shutdown_send, failure);
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

    Request head = read_head(parser);
    if (!is_well_framed(head, parser.get().version())) co_return co_await write_status(400);
    const auto exchange = context_.service.begin(std::move(head));
    const bool drained = co_await read_body(parser, *exchange);
    if (!drained && !exchange->refused) co_return false;  // the peer went away, or was too slow

    Response response = co_await answer_of(exchange);
    const bool keep = drained && parser.get().keep_alive() && !context_.stopping;
    const bool head_only = exchange->request.method == "HEAD";
    const bool written =
        co_await write(std::move(response), parser.get().version(), keep, head_only);
    co_return written&& keep;
  }

  asio::awaitable<void> linger() {
    std::vector<char> piece(small_piece);
    const bool stopping = context_.stopping;
    const auto longest = stopping ? linger_when_stopping : linger_time;
    const auto ends_at = Clock::now() + longest;
    idle_ = !stopping;
    while (Clock::now() < ends_at) {
      deadline_.in(stopping ? linger_when_stopping : linger_pause);
      // Below TLS: what comes is not looked at.
      const auto [failure, size] = co_await tcp().async_read_some(asio::buffer(piece), use_tuple);
      if (!failure) continue;
      // A stop interrupts it; from then on there is less time.
      if (failure == asio::error::operation_aborted && !stopping && context_.stopping)
        co_await linger();
      co_return;
    }
  }

  /// Waits for the first byte of a request. A stop interrupts it, once: what was on its way then is
  /// still taken.
  asio::awaitable<bool> read_first() {
    for (;;) {
      const bool last = context_.stopping;
      idle_ = !last;
      deadline_.in(last ? Clock::duration(last_call) : idle_time);
      const auto [failure, size] =
          co_await stream_.async_read_some(buffer_.prepare(4096), use_tuple);
      idle_ = false;
      buffer_.commit(size);
      if (!failure) co_return true;
      if (last || failure != asio::error::operation_aborted || !context_.stopping) co_return false;
    }
  }

  asio::awaitable<bool> read_header(Parser& parser) {
    if (buffer_.size() == 0 && !co_await read_first()) co_return false;
    deadline_.in(header_time);
    const auto [failure, size] =
        co_await http::async_read_header(stream_, buffer_, parser, use_tuple);
    if (!failure) co_return true;
    // Whoever speaks no HTTP gets no long answer, but a client with an oversized header should
    // learn why.
    if (failure == http::error::header_limit) co_return co_await write_status(431);
    if (failure.category() == http::make_error_code(http::error::bad_method).category() &&
        failure != http::error::end_of_stream && failure != http::error::partial_message)
      co_return co_await write_status(400);
    co_return false;
  }

  /// Of a header that is refused. False: what follows cannot be told apart any more.
  asio::awaitable<bool> write_status(int status) {
    Response response;
    response.status = status;
    (void)co_await write(std::move(response), 11, false, false);
    co_return false;
  }

  Request read_head(const Parser& parser) const {
    const auto& message = parser.get();
    Request request;
    request.method = std::string(message.method_string());
    for (const auto& field : message) {
      request.headers.push_back({lower_case(field.name_string()), std::string(field.value())});
    }
    request.set_target(message.target());
    request.address =
        caller_address(peer_, request.joined("x-forwarded-for"), context_.trusted_proxies);
    return request;
  }

  /// True when the whole body is off the wire, so that another request can follow.
  asio::awaitable<bool> read_body(Parser& parser, Exchange& exchange) {
    // HTTP/1.0 has no interim answers: its client would take one for the answer.
    if (parser.get().version() >= 11 &&
        beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      // Somebody who asks first and is refused sends no body: nothing to wait for.
      if (exchange.refused || !co_await write_continue()) co_return false;
    }
    // Nobody need send what is refused already; linger() takes what comes all the same.
    if (exchange.refused && parser.content_length_remaining().value_or(0) > most_drained)
      co_return false;
    // No more than will come: many slow senders of little must not hold much memory.
    const std::uint64_t most = exchange.request.upload ? piece_size : small_piece;
    const auto length = parser.content_length_remaining().value_or(most);
    std::vector<char> piece(parser.is_done() ? 0 : std::min(length, most));
    const std::chrono::seconds longest = exchange.request.upload ? upload_time : body_time;
    const auto ends_at = Clock::now() + longest;
    std::size_t thrown_away = 0;
    while (!parser.is_done()) {
      auto& body = parser.get().body();
      body.data = piece.data();
      body.size = piece.size();
      deadline_.in(std::min<Clock::duration>(ends_at - Clock::now(), piece_time));
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
    deadline_.in(write_time);
    const auto [failure, size] = co_await asio::async_write(stream_, asio::buffer(text), use_tuple);
    co_return !failure;
  }

  /// The service answers at once, or later from another thread; this coroutine sleeps meanwhile.
  asio::awaitable<Response> answer_of(const std::shared_ptr<Exchange>& exchange) {
    answer_.reset();
    context_.service.finish(exchange, [self = this->shared_from_this()](Response response) {
      asio::dispatch(self->stream_.get_executor(),
                     [self, response = std::move(response)]() mutable {
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
    deadline_.in(write_time);
    const auto [failure, size] = co_await http::async_write(stream_, serializer, use_tuple);
    co_return !failure;
  }

  // --- Event streams
  // ------------------------------------------------------------------------------------------------

  asio::awaitable<bool> write_stream(const http::response<http::string_body>& head,
                                     EventStream& source) {
    http::response<http::empty_body> message;
    message.base() = head.base();
    message.chunked(message.version() >= 11);
    const bool chunked = message.chunked();
    http::response_serializer<http::empty_body> serializer(message);
    deadline_.in(write_time);
    const auto [failure, size] = co_await http::async_write_header(stream_, serializer, use_tuple);
    if (failure) co_return false;

    // Posted to this connection's own thread: an announcement between pull and sleep is not lost.
    const auto subscription =
        context_.service.wakeups().subscribe(source.topic, [weak = this->weak_from_this()] {
          if (const auto self = weak.lock())
            asio::post(self->stream_.get_executor(), [self] { self->wake(); });
        });
    const auto ends_at = Clock::now() + std::chrono::milliseconds(source.longest_ms);
    for (;;) {
      woken_ = false;
      StreamPart part = pull(source);
      if (!part.text.empty() && !co_await write_piece(std::move(part.text), chunked))
        co_return false;
      if (part.last || context_.stopping) break;
      const auto left = ends_at - Clock::now();
      if (left <= 0s) break;
      if (!woken_) co_await sleep(std::min<Clock::duration>(left, stream_pulse));
      // A comment, now and then: proxies close what is silent, and a page that went away is
      // noticed.
      if (!woken_ && !co_await write_piece(": still here\n\n", chunked)) co_return false;
    }
    if (chunked) {
      static constexpr std::string_view last = "0\r\n\r\n";
      deadline_.in(write_time);
      (void)co_await asio::async_write(stream_, asio::buffer(last), use_tuple);
    }
    co_return false;  // a stream ends its connection
  }

  static StreamPart pull(EventStream& source) {
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
    deadline_.in(write_time);
    const auto [failure, size] = co_await asio::async_write(stream_, asio::buffer(text), use_tuple);
    co_return !failure;
  }

  // --- Sleeping and waking
  // ------------------------------------------------------------------------------------------

  asio::awaitable<void> sleep(Clock::duration longest) {
    deadline_.never();
    wake_.expires_after(longest);
    (void)co_await wake_.async_wait(use_tuple);  // run out or cancelled: either way awake
  }

  void wake() {
    woken_ = true;
    wake_.cancel();
  }

  void close() {
    boost::system::error_code ignored;
    tcp().close(ignored);
  }

  Plain& tcp() { return beast::get_lowest_layer(stream_); }

  Stream stream_;
  asio::steady_timer wake_;
  Deadline deadline_;
  /// With a limit: Beast keeps a chunk's head, or trailers, until their end has come.
  beast::flat_buffer buffer_{piece_size};
  ConnectionContext& context_;
  std::string peer_;
  std::optional<Response> answer_;
  Gauge::Hold open_;
  bool idle_ = false;  ///< between two requests, or after the last: a stop may interrupt the wait
  bool woken_ = false;
};

/// The certificate may be renewed meanwhile: a connection keeps the one it began with.
class TlsConnection : public Connection<Tls> {
 public:
  TlsConnection(ConnectionContext& context, asio::ip::tcp::socket socket)
      : TlsConnection(context, std::move(socket), context.tls) {}

 private:
  TlsConnection(ConnectionContext& context, asio::ip::tcp::socket socket,
                std::shared_ptr<asio::ssl::context> tls)
      : Connection<Tls>(context, std::move(socket), *tls), tls_(std::move(tls)) {}

  std::shared_ptr<asio::ssl::context> tls_;
};

template <class Kind>
std::weak_ptr<ConnectionHandle> start(std::shared_ptr<Kind> connection,
                                      std::function<void()> ended) {
  asio::co_spawn(
      connection->executor(), [connection]() -> asio::awaitable<void> { return connection->run(); },
      [connection, ended = std::move(ended)](const std::exception_ptr& failure) {
        if (failure) log::error("connection_failed");
        ended();
      });
  return connection;
}

}  // namespace

std::weak_ptr<ConnectionHandle> serve_connection(asio::ip::tcp::socket socket,
                                                 ConnectionContext& context,
                                                 std::function<void()> ended) {
  if (context.tls) {
    return start(std::make_shared<TlsConnection>(context, std::move(socket)), std::move(ended));
  }
  return start(std::make_shared<Connection<Plain>>(context, std::move(socket)), std::move(ended));
}

}  // namespace sealflow::server
