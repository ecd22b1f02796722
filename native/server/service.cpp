#include "server/service.hpp"

#include <algorithm>
#include <charconv>
#include <future>

#include "server/base/log.hpp"
#include "server/base/random.hpp"
#include "server/handlers/backend_call.hpp"
#include "server/handlers/handlers.hpp"
#include "server/http/origin.hpp"
#include "server/store/apps.hpp"
#include "server/store/handshakes.hpp"
#include "server/upload.hpp"

namespace sealflow::server {
namespace {

std::size_t body_limit(BodyKind kind) {
  if (kind == BodyKind::media) return max_media_bytes;
  return kind == BodyKind::piece ? max_piece_bytes : max_json_bytes;
}

Error too_large(BodyKind kind) {
  return *failure(kind == BodyKind::media ? ErrorCode::media_too_large : ErrorCode::body_too_large);
}

std::size_t announced_length(const Request& request) {
  const auto text = request.header("content-length");
  std::size_t length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

/// Only these types: any other is either a mistake, or a form that a foreign page could send
/// without asking first.
bool type_accepted(const Request& request, BodyKind kind) {
  const auto type = request.header("content-type");
  if (kind == BodyKind::media) return !media_type_named(type).empty();
  return bare_type(type) ==
         (kind == BodyKind::piece ? "application/partial-upload" : "application/json");
}

std::optional<App> app_of(Database& db, const Parameters& parameters) {
  if (const auto client = parameters.find("client"); client != parameters.end())
    return find_app(db, client->second);
  if (const auto id = parameters.find("handshake"); id != parameters.end()) {
    const auto app = app_of_handshake(db, id->second);
    if (app) return find_app(db, *app);
  }
  return std::nullopt;
}

/// The pattern, not the path: whatever somebody puts into a path gets neither into the log nor into
/// a label.
std::string_view pattern_of(const Exchange& exchange) {
  return exchange.match.sibling == nullptr ? "-" : exchange.match.sibling->pattern;
}

/// What every line of the log says that is written on behalf of this request.
std::vector<Member> log_fields(const Request& request) {
  std::vector<Member> fields{{"request", request.id}};
  if (request.trace) fields.push_back({"trace", request.trace->id});
  return fields;
}

/// What a job is about: its handshake; or the app, in whose audit one entry follows the other. A
/// thousand handshakes that a backend makes at once then wait for each other here, and not with all
/// connections in the database, where pages would have to wait for them.
std::string about(const Exchange& exchange) {
  const auto handshake = exchange.match.parameters.find("handshake");
  if (handshake != exchange.match.parameters.end() && !exchange.before_answer)
    return handshake->second;
  if (exchange.match.route->audience != Audience::backend) return {};
  return claimed_client_key(exchange.request);
}

}  // namespace

Service::Service(Services& services)
    : Service(services, routes(), StaticFiles(services.settings.web)) {}

void Service::record(const Exchange& exchange, const Response& response) {
  const auto took = std::chrono::steady_clock::now() - exchange.began;
  const auto handshake = exchange.match.parameters.find("handshake");
  const auto route = pattern_of(exchange);
  services_.metrics.count_request(exchange.request.method, route, response.status, took);
  log::info("request",
            {{"method", known_method(exchange.request.method)},
             {"route", route},
             {"handshake",
              handshake != exchange.match.parameters.end() && is_handshake_id(handshake->second)
                  ? Value(handshake->second)
                  : Value()},
             {"status", response.status},
             {"error", response.error.empty() ? Value() : Value(response.error)},
             {"ms", std::chrono::duration_cast<std::chrono::milliseconds>(took).count()}});
}

Response Service::refuse(const Exchange& exchange, const Error& error) const {
  const Route* route = exchange.match.sibling;
  const bool backend = route != nullptr && route->audience == Audience::backend;
  return error_response(error, backend ? ErrorForm::attestr : ErrorForm::session, exchange.request);
}

std::optional<Response> Service::check_origin(Exchange& exchange, Database& db,
                                              const Route& route) {
  const auto origin = exchange.request.header("origin");
  if (route.audience != Audience::page || origin.empty()) return std::nullopt;
  const auto app = app_of(db, exchange.match.parameters);
  // Of an unknown handshake, a page that belongs to any app may still read that it is unknown.
  if (app ? !origin_allowed(*app, origin) : !origin_known(db, origin)) {
    return refuse(exchange, *failure(ErrorCode::origin_not_allowed));
  }
  exchange.readable_by = origin;
  return std::nullopt;
}

std::shared_ptr<Exchange> Service::begin(Request request) {
  auto exchange = std::make_shared<Exchange>();
  exchange->began = std::chrono::steady_clock::now();
  exchange->request = std::move(request);
  exchange->request.id = new_request_id();
  exchange->request.trace = parse_traceparent(exchange->request.header("traceparent"));
  const log::Scope scope(log_fields(exchange->request));
  try {
    exchange->refused = admit(*exchange);
  } catch (const std::exception& error) {
    log::error("request_failed", {{"reason", error.what()}});
    exchange->refused = refuse(*exchange, *failure(ErrorCode::unavailable));
  }
  return exchange;
}

std::optional<Response> Service::admit(Exchange& exchange) {
  Request& request = exchange.request;
  exchange.match = match_route(routes_, request.method, request.path);
  const Match& match = exchange.match;
  if (match.sibling == nullptr) {
    if (auto file = files_.serve(request)) return file;
    return refuse(exchange, *failure(ErrorCode::not_found));
  }
  if (match.sibling->audience == Audience::page && !request.header("origin").empty()) {
    auto refused = services_.store.read(
        [&](Database& db) { return check_origin(exchange, db, *match.sibling); });
    if (refused) return refused;
    if (request.method == "OPTIONS") return preflight_response(match.allowed);
  }
  if (match.route == nullptr) {
    Response response = refuse(exchange, *failure(ErrorCode::method_not_allowed));
    for (const auto method : match.allowed) response.set("allow", std::string(method));
    return response;
  }
  const Route& route = *match.route;
  if (route.body == BodyKind::none) return std::nullopt;
  if (announced_length(request) > body_limit(route.body))
    return refuse(exchange, too_large(route.body));
  if (!request.header("content-type").empty() && !type_accepted(request, route.body)) {
    return refuse(exchange, *failure(ErrorCode::content_type_invalid));
  }
  if (const auto admitted = look(exchange, route.admission); !admitted)
    return refuse(exchange, admitted.error());
  if (route.body != BodyKind::json) {
    if (request.header("content-type").empty())
      return refuse(exchange, *failure(ErrorCode::content_type_invalid));
    request.upload = new_upload(
        services_, route.body == BodyKind::piece ? Upload::Content::piece : Upload::Content::file);
  }
  return std::nullopt;
}

Result<void> Service::look(Exchange& exchange, Admission how) {
  if (how == nullptr) return {};
  return services_.store.read([&](Database& db) {
    Call call{exchange.request, *exchange.match.route, exchange.match.parameters,
              services_,        services_.clock(),     &db,
              nullptr};
    return how(call);
  });
}

bool Service::take(Exchange& exchange, std::string_view piece) {
  if (!exchange.wants_body()) return !exchange.refused.has_value();
  const BodyKind kind = exchange.match.route->body;
  Request& request = exchange.request;
  const std::size_t had =
      request.upload ? static_cast<std::size_t>(request.upload->received()) : request.body.size();
  if (had + piece.size() > body_limit(kind)) {
    exchange.refused = refuse(exchange, too_large(kind));
    request.upload.reset();
    return false;
  }
  const log::Scope scope(log_fields(request));
  try {
    if (request.upload) {
      request.upload->write(piece);
    } else {
      request.body += piece;
    }
  } catch (const StorageError& error) {
    log::error("upload_failed", {{"reason", error.what()}});
    exchange.refused = refuse(exchange, *failure(ErrorCode::unavailable));
    request.upload.reset();
    return false;
  }
  return true;
}

Response Service::run(Exchange& exchange, Database* database, Transaction* transaction) {
  const log::Scope scope(log_fields(exchange.request));
  const Route& route = *exchange.match.route;
  Call call{exchange.request, route,      exchange.match.parameters, services_, services_.clock(),
            database,         transaction};
  auto made = route.handler(call);
  Response response = made ? *std::move(made) : refuse(exchange, made.error());
  if (call.retry_after_s > 0) response.set("retry-after", std::to_string(call.retry_after_s));
  exchange.before_answer = std::move(call.before_answer);
  return response;
}

void Service::finish(const std::shared_ptr<Exchange>& exchange, Respond respond) {
  const auto answer = [this, exchange, respond = std::move(respond)](Response response) {
    response = decorate(*exchange, std::move(response));
    const log::Scope scope(log_fields(exchange->request));
    record(*exchange, response);
    respond(std::move(response));
  };
  const auto fail = [this, exchange, answer](const char* reason, ErrorCode code) {
    const log::Scope scope(log_fields(exchange->request));
    log::error("request_failed", {{"reason", reason}});
    answer(refuse(*exchange, *failure(code)));
  };
  if (exchange->refused) return answer(*std::move(exchange->refused));
  const Route& route = *exchange->match.route;
  // A body without a type would pass as whatever somebody takes it for.
  if (!exchange->request.body.empty() && route.body == BodyKind::json &&
      !type_accepted(exchange->request, route.body)) {
    return answer(refuse(*exchange, *failure(ErrorCode::content_type_invalid)));
  }
  const auto made = std::make_shared<Response>();
  try {
    if (exchange->request.upload) exchange->request.upload->finish();
    if (const auto ready = look(*exchange, route.preparation); !ready)
      return answer(refuse(*exchange, ready.error()));
    if (route.access == Access::none) return answer(run(*exchange, nullptr, nullptr));
    if (route.access == Access::read) {
      *made = services_.store.read([&](Database& db) { return run(*exchange, &db, nullptr); });
      if (!exchange->before_answer) return answer(std::move(*made));
    }
  } catch (const StorageError& error) {
    return fail(error.what(), ErrorCode::unavailable);
  } catch (const std::exception& error) {
    return fail(error.what(), ErrorCode::internal);
  }
  const auto waiting = std::make_shared<Gauge::Hold>(services_.metrics.writes);
  services_.store.submit(
      [this, exchange, made](Transaction& transaction) {
        if (exchange->before_answer) return exchange->before_answer(transaction);
        *made = run(*exchange, &transaction.db(), &transaction);
      },
      [exchange, made, waiting, answer, fail](const std::exception_ptr& failure) {
        if (!failure) return answer(std::move(*made));
        try {
          std::rethrow_exception(failure);
        } catch (const StorageError& error) {
          fail(error.what(), ErrorCode::unavailable);
        } catch (const std::exception& error) {
          fail(error.what(), ErrorCode::internal);
        }
      },
      about(*exchange));
}

Response Service::decorate(const Exchange& exchange, Response response) const {
  if (!exchange.readable_by.empty()) allow_origin(response, exchange.readable_by);
  response.set("x-request-id", exchange.request.id);
  response.set("x-content-type-options", "nosniff");
  if (response.header("cache-control").empty()) response.set("cache-control", "no-store");
  if (!services_.settings.tls_cert.empty())
    response.set("strict-transport-security", "max-age=31536000");
  if (error_info(ErrorCode::unavailable).http_status == response.status)
    response.set("retry-after", "2");
  return response;
}

Response Service::handle(Request request) {
  const std::string body = std::move(request.body);
  request.body.clear();
  const auto exchange = begin(std::move(request));
  if (!body.empty()) take(*exchange, body);
  std::promise<Response> promise;
  auto response = promise.get_future();
  finish(exchange, [&](Response answer) { promise.set_value(std::move(answer)); });
  return response.get();
}

}  // namespace sealflow::server
