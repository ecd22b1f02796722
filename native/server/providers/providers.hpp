// Providers by the name that flows use, from the setting `providers`. The simulated one is there
// without a setting, as "simulated".
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "sealflow/json.hpp"
#include "sealflow/result.hpp"
#include "server/providers/provider.hpp"

namespace sealflow::server {

class Providers {
 public:
  Providers();  ///< the simulated one alone
  static Providers none();

  /// `{"name": {"type": "simulated", …}}`. Error: malformed_request, at the member.
  static Result<Providers> read(const Value& setting);

  /// Or nullptr.
  std::shared_ptr<Provider> find(std::string_view name) const;

 private:
  std::map<std::string, std::shared_ptr<Provider>, std::less<>> providers_;
};

}  // namespace sealflow::server
