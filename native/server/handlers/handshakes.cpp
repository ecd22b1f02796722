// Calls that Attestr lacks, in its style: handshakes are listed, archived, cancelled, erased.
#include "server/operate/handshakes.hpp"

#include "server/handlers/backend_call.hpp"
#include "server/handlers/handlers.hpp"
#include "server/operate/erasure.hpp"

namespace sealflow::server {
namespace {

Result<ListWanted> read_list(const Call& call) {
  const auto body = json_body(call);
  if (!body) return body.error();
  ListWanted wanted;
  for (const auto& [name, target] : {std::pair{"flow", &wanted.flow}, std::pair{"tag", &wanted.tag},
                                     std::pair{"cursor", &wanted.cursor}}) {
    const Value& value = (*body)[name];
    if (!value.is_null() && !value.is_string())
      return failure(ErrorCode::malformed_request, std::string(name) + " is a text",
                     std::string("/") + name);
    *target = value.as_string();
  }
  // One that got lost on its way would list everybody's, and what is listed is often erased.
  if ((*body)["tag"].is_string() && wanted.tag.empty())
    return failure(ErrorCode::malformed_request, "tag is not empty, or not there", "/tag");
  if (wanted.flow.empty())
    return failure(ErrorCode::malformed_request, "flow is a flow id", "/flow");
  const Value& limit = (*body)["limit"];
  if (!limit.is_null()) wanted.limit = limit.as_integer();
  return wanted;
}

using Change = Result<Handshake> (*)(Transaction&, Services&, const Handshake&, std::int64_t);

Result<Response> change(Call& call, std::string_view action, Change make) {
  const auto backend = authorise_backend(call);
  if (!backend) return backend.error();
  const auto own = own_handshake(call.db(), backend->app, call.parameter("handshake"));
  if (!own) return own.error();
  const auto changed = make(*call.transaction, call.services, *own, call.now);
  record_deed(call, *backend, action, own->id, outcome_of(changed));
  if (!changed) return changed.error();
  return json_response(
      Value::object({{"_id", changed->id},
                     {"number", changed->number},
                     {"archived", changed->archived_at ? Value(*changed->archived_at) : Value()},
                     {"cancelled", changed->cancelled_at ? Value(*changed->cancelled_at) : Value()},
                     {"erased", changed->erased_at ? Value(*changed->erased_at) : Value()}}));
}

}  // namespace

Result<Response> list_handshakes(Call& call) {
  const auto backend = authorise_backend(call);
  if (!backend) return backend.error();
  const auto wanted = read_list(call);
  if (!wanted) return wanted.error();
  const auto found = list(call.db(), call.services, backend->app, *wanted);
  if (!found) return found.error();
  record_deed(call, *backend, "handshake.list", wanted->flow, "done");
  return json_response(*found);
}

Result<Response> archive_handshake(Call& call) {
  return change(call, "handshake.archive", archive);
}

Result<Response> cancel_handshake(Call& call) { return change(call, "handshake.cancel", cancel); }

Result<Response> erase_handshake(Call& call) { return change(call, "handshake.erase", erase); }

}  // namespace sealflow::server
