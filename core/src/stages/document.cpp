// document: pictures or files of a document, one per side. The files are uploaded first; the
// submit names them, and the server says what they really are.
#include <algorithm>

#include "stage_type.hpp"

namespace sealflow {
namespace {

constexpr std::int64_t most_bytes = 15LL * 1024 * 1024;

std::vector<std::string> texts_or(const Value& list, const std::vector<std::string>& otherwise) {
  return list.is_array() ? texts_of(list) : otherwise;
}

std::vector<std::string> sides_of(const Stage& stage) {
  return texts_or(stage.definition["sides"], {"front"});
}

std::vector<std::string> accepted_by(const Stage& stage) {
  return texts_or(stage.definition["accept"], {"image/jpeg", "image/png"});
}

std::int64_t max_bytes_of(const Stage& stage) {
  return stage.definition["maxBytes"].as_integer(most_bytes);
}

void read(ObjectReader& reader, Stage&, std::vector<Error>&) {
  for (const std::string& type : reader.texts("accept", ObjectReader::filled)) {
    if (type != "image/jpeg" && type != "image/png" && type != "application/pdf") {
      reader.refuse("accept", "choice",
                    "\"" + type + "\" is none of image/jpeg, image/png, application/pdf");
    }
  }
  for (const std::string& side : reader.texts("sides", ObjectReader::filled)) {
    if (side != "front" && side != "back") {
      reader.refuse("sides", "choice", "\"" + side + "\" is neither \"front\" nor \"back\"");
    }
  }
  if (reader.integer("maxBytes", most_bytes, 1) > most_bytes) {
    reader.refuse("maxBytes", "range", "\"maxBytes\" is at most 15728640 (15 MiB)");
  }
}

Value view(const Stage& stage) {
  return Value::object({{"accept", list_of(accepted_by(stage))},
                        {"sides", list_of(sides_of(stage))},
                        {"maxBytes", max_bytes_of(stage)}});
}

Result<Verdict> handle(const StageContext& context) {
  const Command& command = context.command;
  if (command.type != "submit") return command_unknown(command);

  Result<void> checked = check_document(context.stage, command.input, context.now);
  if (!checked) return checked.pass();

  std::vector<std::string> accepted = accepted_by(context.stage);
  Verdict verdict{.kind = Verdict::Kind::passed};
  for (const std::string& side : sides_of(context.stage)) {
    std::string where = pointer_to("", side);
    const Value& id = command.input[side];
    // What was uploaded is known to the server alone.
    if (context.flow.view)
      return failure(ErrorCode::ask_server, "Only the server can decide this", where);
    const Value* media = command.media.find(id.as_string());
    if (media == nullptr) {
      return failure(ErrorCode::media_unknown, "no file with this id was uploaded here", where);
    }
    const std::string& type = (*media)["type"].as_string();
    if (std::find(accepted.begin(), accepted.end(), type) == accepted.end()) {
      return failure(ErrorCode::media_type_invalid,
                     "a file of type " + type + " is not accepted here", where);
    }
    if ((*media)["size"].as_integer() > max_bytes_of(context.stage)) {
      return failure(ErrorCode::media_too_large, "the file is larger than this stage accepts",
                     where);
    }
    verdict.input.set(side, id);
    verdict.output.set(side, *media);
  }
  return verdict;
}

}  // namespace

Result<void> check_document(const Stage& stage, const Value& input, std::int64_t) {
  std::vector<std::string> sides = sides_of(stage);
  for (const auto& [name, id] : input.members()) {
    if (std::find(sides.begin(), sides.end(), name) == sides.end()) {
      return failure(ErrorCode::invalid_input, "the document has no side \"" + name + "\"",
                     pointer_to("", name), "member_unknown");
    }
  }
  for (const std::string& side : sides) {
    const Value& id = input[side];
    if (!id.is_string() || id.as_string().empty()) {
      return failure(ErrorCode::invalid_input, "the " + side + " of the document is missing",
                     pointer_to("", side), "required");
    }
  }
  return {};
}

extern const StageType document_stage;
const StageType document_stage = {"document", read, view, nullptr, handle, sides_of};

}  // namespace sealflow
