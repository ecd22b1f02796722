// The service: from a request to its answer, without sockets.
//
//   begin(head) → take(piece of the body)… → finish(respond)
//
// The connection drives these three; handle() does all of them at once, for tests.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "server/http/message.hpp"
#include "server/http/router.hpp"
#include "server/http/static_files.hpp"
#include "server/services.hpp"

namespace sealflow::server {

/// One request on its way.
struct Exchange {
  Request request;
  Match match;
  std::string readable_by;          ///< origin whose page may read the answer
  std::optional<Response> refused;  ///< answered already; the body is of no interest
  std::function<void(Transaction&)> before_answer;  ///< see Call
  std::chrono::steady_clock::time_point began;

  bool wants_body() const {
    return !refused && match.route != nullptr && match.route->body != BodyKind::none;
  }
};

class Service {
 public:
  using Respond = std::function<void(Response)>;

  /// What the public listener serves.
  explicit Service(Services& services);
  Service(Services& services, std::span<const Route> routes, StaticFiles files)
      : services_(services), routes_(routes), files_(std::move(files)) {}

  /// Routes and admits. `request` has no body yet.
  std::shared_ptr<Exchange> begin(Request request);

  /// A piece of the body. False: it was refused, no more is wanted.
  bool take(Exchange& exchange, std::string_view piece);

  /// Calls back once, perhaps on the writer's thread, when everything that the answer says is on
  /// disk.
  void finish(const std::shared_ptr<Exchange>& exchange, Respond respond);

  /// All at once, and waits.
  Response handle(Request request);

  Wakeups& wakeups() { return services_.wakeups; }
  Metrics& metrics() { return services_.metrics; }

 private:
  Response run(Exchange& exchange, Database* database, Transaction* transaction);
  std::optional<Response> admit(Exchange& exchange);
  /// Does what a route wants done with a reading connection, outside of its job.
  Result<void> look(Exchange& exchange, Admission how);
  std::optional<Response> check_origin(Exchange& exchange, Database& db, const Route& route);
  Response refuse(const Exchange& exchange, const Error& error) const;
  Response decorate(const Exchange& exchange, Response response) const;

  void record(const Exchange& exchange, const Response& response);

  Services& services_;
  std::span<const Route> routes_;
  StaticFiles files_;
};

}  // namespace sealflow::server
