// Messages: what people are told, in their language. Programs go by the names (an error's code, a
// plan's reason, a verdict); people read the text behind the name.
//
//   message("error.handshake_expired", "hi-IN")     the Hindi text
//   error_message(error, "ta")                      English: there is no Tamil yet
//
// Keys are `error.<name>`, `plan.<reason>`, `verdict.<verdict>`, `step.<reason>`,
// `verification.<name>`, `field.<reason>` and, where a format has a better text,
// `field.<format>.<reason>`. web/src/locales/ says the same under the same keys (a test compares
// them), so that a page loads one language and the engines carry none.
#pragma once

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "sealflow/plan.hpp"
#include "sealflow/result.hpp"
#include "sealflow/signature.hpp"

namespace sealflow {

struct Message {
  std::string_view key;   ///< e.g. "plan.expired"
  std::string_view text;  ///< a `{name}` in it is a gap to be filled
};

struct MessageValue {
  std::string_view name;
  std::string_view value;
};

/// Languages that have texts, as BCP 47 tags: "en" first, which all others fall back to.
std::span<const std::string_view> message_languages();

/// All texts of one of these languages; those of English for any other.
std::span<const Message> messages_of(std::string_view language);

/// Which of these languages a tag gets: itself, else its base language, else "en". `_` is as good
/// as `-`, and case does not count.
std::string_view message_language(std::string_view tag);

/// The text of a key. Where the language lacks it: English; where no language has it: the general
/// text of its kind (that of `error.internal` for an unknown error). Never empty. Gaps without a
/// value stay as they are.
std::string message(std::string_view key, std::string_view tag,
                    std::initializer_list<MessageValue> values = {});

/// What to tell people about an error. Of a single field, its reason says more than the code.
std::string error_message(const Error& error, std::string_view tag);
std::string error_message(ErrorCode code, std::string_view tag);

/// Why a value was refused: the format's own text for this reason, else the general one.
std::string field_message(std::string_view format, std::string_view reason, std::string_view tag);

/// Why a launch does what it does.
std::string plan_message(const Plan& plan, std::string_view tag);

/// Why a stage is run, skipped or blocked. `time`: when it was passed, written as the reader writes
/// it.
std::string step_message(const PlanStep& step, std::string_view time, std::string_view tag);

/// Whether a signature was found right, and if not, why.
std::string verification_message(Verification verification, std::string_view tag);

}  // namespace sealflow
