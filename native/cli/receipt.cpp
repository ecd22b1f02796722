// receipt-key create, receipt-key jwks, receipt sign, receipt verify
#include "sealflow/receipt.hpp"

#include <iostream>

#include "cli/commands.hpp"
#include "cli/events.hpp"
#include "cli/output.hpp"
#include "sealflow/es256.hpp"
#include "sealflow/jwks.hpp"
#include "sealflow/log.hpp"
#include "server/base/clock.hpp"
#include "server/base/random.hpp"
#include "server/base/secret_reference.hpp"

namespace sealflow::cli {
namespace {

/// A private key is kept as 64 hex digits.
Result<std::string> read_private_key(const std::string& reference) {
  auto hex = server::read_secret(reference);
  if (!hex) return hex.error();
  auto key = from_hex(*hex);
  wipe(*hex);
  if (key && key->size() == es256_private_key_size) return key;
  return Error{.code = ErrorCode::malformed_request,
               .message = reference + ": a receipt key is 64 hex digits"};
}

std::int64_t now_of(const Options& options) {
  return options.now == 0 ? server::wall_clock()() : options.now;
}

Result<std::string> text_of(const std::string& path) {
  auto text = read_input(path);
  // An editor's line end is no part of a receipt.
  if (text && text->ends_with('\n')) text->pop_back();
  return text;
}

/// A duration such as 10d, or what is usual.
Result<std::int64_t> span_of(const std::string& text, std::int64_t otherwise) {
  if (text.empty()) return otherwise;
  return parse_duration(text);
}

}  // namespace

int receipt_key_create(const Options& options) {
  std::string key = server::random_bytes(es256_private_key_size);
  const auto public_key = es256_public_key(key);
  std::string hex = to_hex(key) + "\n";
  wipe(key);
  if (!public_key) return fail(options, exit_code::storage, public_key.error());
  const auto written = server::write_secret_file(options.out, hex);
  wipe(hex);
  if (!written) return fail(options, exit_code::storage, written.error());
  const std::string kid = key_id(*public_key);
  return succeed(options, Value::object({{"file", options.out}, {"kid", kid}}),
                 options.out + ": a new receipt key, " + kid +
                     ". Publish its public half before the first receipt, and for as long as "
                     "receipts live.\n");
}

int receipt_key_jwks(const Options& options) {
  std::vector<std::string> public_keys;
  for (const std::string& file : options.keys) {
    auto key = read_private_key("file:" + file);
    if (!key) return fail(options, exit_code::input, key.error());
    const auto public_key = es256_public_key(*key);
    wipe(*key);
    if (!public_key) return fail(options, exit_code::input, public_key.error());
    public_keys.push_back(*public_key);
  }
  const Value set = jwks_to_json(public_keys);
  return succeed(options, set, stringify(set) + "\n");
}

int receipt_sign(const Options& options) {
  const auto loaded = load_events(options);
  if (const auto* trouble = std::get_if<Trouble>(&loaded))
    return fail(options, trouble->code, trouble->error);
  const auto replayed = replay(std::get<Events>(loaded));
  if (!replayed) return fail(options, exit_code::failed, replayed.error());

  std::string bytes;
  if (!options.result.empty()) {
    const auto frozen = text_of(options.result);
    if (!frozen) return fail(options, exit_code::input, frozen.error());
    bytes = *frozen;
  } else if (const auto result = result_of(replayed->state); result) {
    bytes = stringify(*result);
  }
  const auto salt =
      options.salt.empty() ? server::random_bytes(receipt_salt_size) : from_hex(options.salt);
  if (!salt) return fail(options, exit_code::usage, salt.error());
  const auto receipt = receipt_of(replayed->state, bytes, *salt,
                                  {.issuer = options.issuer,
                                   .client_key = options.app,
                                   .id = options.id.empty() ? server::new_uuid() : options.id,
                                   .now_ms = now_of(options)});
  if (!receipt) return fail(options, exit_code::failed, receipt.error());
  auto key = read_private_key(options.key);
  if (!key) return fail(options, exit_code::input, key.error());
  const auto jws = sign_receipt(*receipt, *key);
  wipe(*key);
  if (!jws) return fail(options, exit_code::input, jws.error());
  return succeed(options,
                 Value::object({{"receipt", *jws},
                                {"salt", to_hex(*salt)},
                                {"result", bytes.empty() ? Value() : Value(bytes)}}),
                 *jws + "\n" + to_hex(*salt) + "\n");
}

int receipt_verify(const Options& options) {
  const auto jws = text_of(options.file);
  const auto jwks = read_input(options.jwks);
  auto bytes = options.result.empty() ? Result(std::string()) : read_input(options.result);
  for (const auto* input : std::initializer_list<const Result<std::string>*>{&jws, &jwks, &bytes}) {
    if (!*input) return fail(options, exit_code::input, input->error());
  }
  if (const auto keys = parse_jwks(*jwks); !keys)
    return fail(options, exit_code::input, keys.error());
  const auto salt = from_hex(options.salt);
  if (!salt || salt->size() != receipt_salt_size)
    return fail(options, exit_code::usage, "a salt is 64 hex digits");
  const ReceiptTimes usual;
  const auto max_age = span_of(options.max_age, usual.max_age_ms);
  if (!max_age) return fail(options, exit_code::usage, max_age.error());
  const auto tolerance = span_of(options.tolerance, usual.tolerance_ms);
  if (!tolerance) return fail(options, exit_code::usage, tolerance.error());

  const ReceiptTimes times{
      .now_ms = now_of(options), .tolerance_ms = *tolerance, .max_age_ms = *max_age};
  auto seen = verify_receipt({*jws, *jwks, *bytes, *salt}, times);
  if (seen.verification != Verification::ok && bytes->ends_with('\n')) {
    bytes->pop_back();
    seen = verify_receipt({*jws, *jwks, *bytes, *salt}, times);
  }
  const bool ok = seen.verification == Verification::ok;
  const std::string reason(verification_name(seen.verification));
  if (options.json) {
    const Value claims = seen.receipt ? receipt_to_json(*seen.receipt) : Value();
    std::cout << stringify(Value::object({{"ok", ok}, {"reason", reason}, {"claims", claims}}))
              << "\n";
  } else {
    std::cout << (ok ? "verified" : "does not verify: " + reason) << "\n";
  }
  return ok ? exit_code::ok : exit_code::failed;
}

}  // namespace sealflow::cli
