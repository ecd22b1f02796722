#include "server/handlers/session.hpp"

#include <algorithm>

#include "sealflow/base64.hpp"
#include "sealflow/signature.hpp"

namespace sealflow::server {
namespace {

constexpr std::size_t token_length = 43;

/// What the same request may do better later is not stored, or its key would be stuck with the
/// refusal.
bool is_final(const Response& response) {
  const ErrorInfo* error = find_error(response.error);
  return response.status != 400 && response.status != 422 && response.status < 500 &&
         (error == nullptr || !error->retryable);
}

}  // namespace

Result<SessionHolder> authorise(Call& call) {
  const auto token = authorization(call.request, "Bearer");
  if (token.empty()) return failure(ErrorCode::token_required);
  if (!is_base64url(token, token_length)) return failure(ErrorCode::token_invalid);
  auto session = find_session(call.db(), token);
  if (!session) return failure(ErrorCode::token_invalid);
  auto handshake = find_handshake(call.db(), session->handshake);
  auto app = handshake ? find_app(call.db(), handshake->app) : std::nullopt;
  if (handshake && !app) throw StorageError("the app of a handshake is not there", 0);
  if (app) call.now = app->time(call.now);
  // At exactly the instant it is over.
  if (call.now >= session->idle_until || call.now >= session->ends_at)
    return failure(ErrorCode::token_expired);
  if (session->handshake != call.parameter("handshake")) return failure(ErrorCode::token_mismatch);
  if (!handshake) return failure(ErrorCode::handshake_unknown);
  if (call.transaction != nullptr) {
    const auto idle_until = std::min(call.now + session_idle, session->ends_at);
    if (idle_until - session->idle_until >= session_renewal) {
      session->idle_until = idle_until;
      renew_session(call.db(), token, idle_until);
    }
  }
  return SessionHolder{*std::move(handshake), *std::move(session), *std::move(app)};
}

Result<std::optional<std::string>> idempotency_key(const Request& request) {
  if (request.count("idempotency-key") == 0) return std::optional<std::string>();
  const auto key = request.header("idempotency-key");
  const bool visible =
      std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
  if (key.empty() || key.size() > 255 || !visible) {
    return failure(ErrorCode::malformed_request,
                   "Idempotency-Key has 1 to 255 visible ASCII characters");
  }
  return std::optional<std::string>(key);
}

Response answer_once(Call& call, const AnswerScope& scope,
                     const std::function<Result<Response>()>& make) {
  const auto refuse = [&](const Error& error) {
    return error_response(error, call.error_form(), call.request);
  };
  const std::string body_hash = sha256_hex(call.request.body);
  // The writer takes one job after the other, so a first request is never "still running" here.
  if (auto earlier =
          find_answer(call.db(), scope.key, scope.handshake, scope.device, scope.idempotency_key)) {
    if (earlier->body_hash != body_hash) return refuse(*failure(ErrorCode::idempotency_mismatch));
    Response replayed = json_response(earlier->status, std::move(earlier->body));
    replayed.set("idempotency-replayed", "true");
    return replayed;
  }
  auto made = make();
  Response response = made ? *std::move(made) : refuse(made.error());
  if (is_final(response)) {
    insert_answer(call.db(), scope.key, scope.handshake, scope.device, scope.idempotency_key,
                  {body_hash, response.status, response.body}, call.now);
  }
  return response;
}

}  // namespace sealflow::server
