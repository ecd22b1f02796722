// Reading and writing JSON from text to text.
#include "sealflow/json.hpp"

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <nlohmann/json.hpp>

#include "contenders.hpp"

namespace sealflow::bench {

std::vector<Contender> json_contenders(const std::string& suffix, const std::string& text) {
  return {
      {"json-sealflow-" + suffix, 1,
       [text] {
         const Result<Value> value = parse_json(text);
         return value ? canonicalize(*value) : std::string();
       }},
      {"json-rapidjson-" + suffix, 1,
       [text] {
         rapidjson::Document document;
         document.Parse<rapidjson::kParseFullPrecisionFlag | rapidjson::kParseValidateEncodingFlag>(
             text.data(), text.size());
         rapidjson::StringBuffer buffer;
         rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
         document.Accept(writer);
         return std::string(buffer.GetString(), buffer.GetSize());
       }},
      {"json-nlohmann-" + suffix, 1, [text] { return nlohmann::json::parse(text).dump(); }}};
}

}  // namespace sealflow::bench
