// result verify
#include <iostream>

#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "sealflow/messages.hpp"
#include "sealflow/signature.hpp"
#include "server/base/secret_reference.hpp"

namespace sealflow::cli {

int result_verify(const Options& options) {
  if (options.secret.empty() && options.secret_file.empty()) {
    return fail(options, exit_code::usage, "name the client secret with --secret-file or --secret");
  }
  auto secret =
      server::read_secret(options.secret.empty() ? "file:" + options.secret_file : options.secret);
  if (!secret) return fail(options, exit_code::input, secret.error());
  const auto bytes = read_input(options.result);
  if (!bytes) return fail(options, exit_code::input, bytes.error());
  auto verification = verify_result(*secret, *bytes, options.signature);
  // An editor's line end at the end of the file is not part of what was signed.
  if (verification != Verification::ok && bytes->ends_with('\n')) {
    const auto without = std::string_view(*bytes).substr(0, bytes->size() - 1);
    if (verify_result(*secret, without, options.signature) == Verification::ok)
      verification = Verification::ok;
  }
  wipe(*secret);
  const bool ok = verification == Verification::ok;
  const std::string reason(verification_name(verification));
  const std::string message = verification_message(verification, options.lang);
  if (options.json) {
    std::cout << stringify(
                     Value::object({{"ok", ok}, {"reason", reason}, {"userMessage", message}}))
              << "\n";
  } else {
    std::cout << (ok ? "verified" : "does not verify: " + reason + "\n" + message) << "\n";
  }
  return ok ? exit_code::ok : exit_code::failed;
}

}  // namespace sealflow::cli
