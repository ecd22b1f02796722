// messages: what people are told
#include "sealflow/messages.hpp"

#include <iostream>

#include "cli/commands.hpp"
#include "cli/output.hpp"

namespace sealflow::cli {

int list_messages(const Options& options) {
  const std::string_view language = message_language(options.lang);
  // "ta" falls back to English, "en-IN" is English.
  if (language == "en" && options.lang.substr(0, options.lang.find_first_of("-_")) != "en") {
    std::cerr << "sealflow: there are no texts in \"" << options.lang
              << "\": these are the English ones\n";
  }
  Value texts = Value::object();
  std::string lines;
  for (const auto& [key, text] : messages_of(language)) {
    texts.set(key, text);
    lines.append(key).append("\t").append(text).append("\n");
  }
  return succeed(options, Value::object({{"language", language}, {"messages", std::move(texts)}}),
                 lines);
}

}  // namespace sealflow::cli
