// What the page can say of an input before it is sent.
#include <array>
#include <utility>

#include "sealflow/decide.hpp"
#include "stages/stage_type.hpp"

namespace sealflow {
namespace {

constexpr std::array<std::pair<std::string_view, InputCheck>, 8> checks = {
    {{"biometric", check_biometric},
     {"consent", check_consent},
     {"document", check_document},
     {"form", check_form},
     {"http", check_nothing},
     {"index", check_index},
     {"otp", check_otp},
     {"review", check_nothing}}};

}  // namespace

Result<void> check_input(const Value& definition, const Value& input, std::int64_t now) {
  std::vector<Error> problems;
  ObjectReader reader(definition, "/stage", ErrorCode::flow_invalid, problems);
  Stage stage{.type = reader.text("type", ObjectReader::required), .definition = definition};
  if (stage.type == "form") read_fields(reader, stage, problems);
  Result<void> readable = as_result(ErrorCode::flow_invalid, std::move(problems));
  if (!readable) return readable;
  for (const auto& [type, check] : checks) {
    if (type == stage.type) return check(stage, input, now);
  }
  return failure(ErrorCode::flow_invalid, "there is no stage type \"" + stage.type + "\"",
                 "/stage/type", "stage_type_unknown");
}

}  // namespace sealflow
