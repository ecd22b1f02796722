// A million signatures, bodies, times, tokens and ids that are not quite those that were signed or
// given: none is accepted. A compare that looks at the first byte accepts some.
#include <catch2/catch_test_macros.hpp>
#include <random>

#include "sealflow/base64.hpp"
#include "sealflow/es256.hpp"
#include "sealflow/jwks.hpp"
#include "sealflow/receipt.hpp"
#include "sealflow/webhook.hpp"
#include "trial.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

constexpr std::int64_t now = start_of_time;
constexpr int genuine_ones = 50;

class Random {
 public:
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(engine_() % n); }
  char byte() { return static_cast<char>(engine_()); }

 private:
  std::mt19937_64 engine_{42};
};

/// One small change, of the kinds that slips, tricks and transports make.
std::string altered(const std::string& text, Random& random) {
  for (;;) {
    std::string other = text;
    const std::size_t at = random.below(other.size());
    switch (random.below(7)) {
      case 0:
        other[at] = static_cast<char>(other[at] ^ (1 << random.below(8)));
        break;
      case 1:
        other[at] = random.byte();
        break;
      case 2:
        other.insert(at, 1, random.byte());
        break;
      case 3:
        other.erase(at, 1);
        break;
      case 4:
        other.resize(at);
        break;
      case 5:
        other += other.substr(at);
        break;
      default:
        std::swap(other[at], other[random.below(other.size())]);
    }
    if (other != text) return other;
  }
}

/// A secret is never altered: to HMAC, one with zero bytes after it is the same, whatever verifies.
std::string somebody_elses(const std::vector<std::string>& all, std::size_t not_this,
                           Random& random) {
  return all[(not_this + 1 + random.below(all.size() - 1)) % all.size()];
}

/// An altered one, or that of somebody else.
std::string another(const std::vector<std::string>& all, std::size_t not_this, Random& random) {
  const auto theirs = somebody_elses(all, not_this, random);
  return random.below(4) == 0 && theirs != all[not_this] ? theirs : altered(all[not_this], random);
}

std::string some_result(Random& random) {
  return R"({"FS0form":{"input":{"name":"Asha )" + std::to_string(random.below(1'000'000)) +
         R"("},"output":{"score":)" + std::to_string(random.below(100)) + "}}}";
}

struct Sum {
  std::int64_t tuples = 0;
  std::int64_t accepted = 0;
  void add(bool ok) {
    ++tuples;
    accepted += ok ? 1 : 0;
  }
};

void show(std::string_view what, const Sum& sum) {
  print(what, {{"altered", sum.tuples}, {"accepted", sum.accepted}});
}

// --- Results ------------------------------------------------------------------------------------

struct Results {
  std::vector<std::string> secrets, bytes, signatures;

  explicit Results(Random& random) {
    for (int i = 0; i < genuine_ones; ++i) {
      secrets.push_back(random_secret());
      bytes.push_back(some_result(random));
      signatures.push_back(sign_result(secrets.back(), bytes.back()));
    }
  }

  template <class Check>
  Sum alter(int times, Random& random, const Check& check) const {
    Sum sum;
    for (int i = 0; i < times; ++i) {
      const std::size_t one = random.below(secrets.size());
      auto secret = secrets[one], body = bytes[one], signature = signatures[one];
      switch (random.below(4)) {
        case 0:
          secret = somebody_elses(secrets, one, random);
          break;
        case 1:
          signature = another(signatures, one, random);
          break;
        default:
          body = another(bytes, one, random);
      }
      sum.add(check(secret, body, signature));
    }
    return sum;
  }
};

// --- Webhooks -----------------------------------------------------------------------------------

/// A blank more between signatures, or one that does not fit beside one that does, changes nothing.
bool lists(const std::string& header, const std::string& signature) {
  return (" " + header + " ").find(" " + signature + " ") != std::string::npos;
}

Sum alter_webhooks(int times, Random& random) {
  std::vector<std::string> secrets, ids, timestamps, signatures, bodies;
  for (int i = 0; i < genuine_ones; ++i) {
    secrets.push_back("whsec_" + base64(sha256_bytes(random_secret())));
    ids.push_back("msg_" + random_hex(12));
    bodies.push_back(some_result(random));
    const auto headers = sign_webhook({secrets.back()}, ids.back(), now - 1000 * i, bodies.back());
    timestamps.push_back(headers->timestamp);
    signatures.push_back(headers->signature);
    REQUIRE(verify_webhook({secrets.back()}, *headers, bodies.back(), now) == Verification::ok);
  }
  Sum sum;
  while (sum.tuples < times) {
    const std::size_t one = random.below(secrets.size());
    WebhookHeaders headers{ids[one], timestamps[one], signatures[one]};
    auto secret = secrets[one], body = bodies[one];
    auto at = std::stoll(timestamps[one]) * 1000;
    switch (random.below(6)) {
      case 0:
        headers.id = another(ids, one, random);
        break;
      case 1:
        headers.timestamp = another(timestamps, one, random);
        break;
      case 2:
        headers.signature = another(signatures, one, random);
        break;
      case 3:
        secret = somebody_elses(secrets, one, random);
        break;
      case 4: {
        const auto off = webhook_tolerance_ms + 1 + static_cast<std::int64_t>(random.below(day_ms));
        at += random.below(2) == 0 ? off : -off;
        break;
      }
      default:
        body = another(bodies, one, random);
    }
    if (headers.signature != signatures[one] && lists(headers.signature, signatures[one])) continue;
    sum.add(verify_webhook({secret}, headers, body, at) == Verification::ok);
  }
  return sum;
}

// --- Receipts -----------------------------------------------------------------------------------

Sum alter_receipts(int times, Random& random) {
  std::vector<std::string> receipts, bytes, salts, sets;
  for (int i = 0; i < genuine_ones; ++i) {
    const auto key = sha256_bytes(random_secret());
    sets.push_back(stringify(jwks_to_json({*es256_public_key(key)})));
    bytes.push_back(some_result(random));
    salts.push_back(sha256_bytes(random_secret()));
    Receipt receipt{.issuer = "https://flows.example",
                    .client_key = random_hex(16),
                    .id = "RC0" + random_hex(8),
                    .issued_at = now / 1000,
                    .subject = sha256_hex(random_hex(8)),
                    .run = 1,
                    .seq = 9,
                    .flow = "FX0test",
                    .version = "1.0.0",
                    .flow_hash = sha256_hex("flow"),
                    .outcome = Outcome::completed,
                    .status = "auto_approved",
                    .result_digest = result_digest(salts.back(), bytes.back()),
                    .log_head = sha256_hex(random_hex(8))};
    receipts.push_back(*sign_receipt(receipt, key));
    REQUIRE(
        verify_receipt({receipts.back(), sets.back(), bytes.back(), salts.back()}, {.now_ms = now})
            .verification == Verification::ok);
  }
  Sum sum;
  for (int i = 0; i < times; ++i) {
    const std::size_t one = random.below(receipts.size());
    auto jws = receipts[one], set = sets[one], body = bytes[one], salt = salts[one];
    auto at = now;
    switch (random.below(6)) {
      case 0:
        set = somebody_elses(sets, one, random);
        break;
      case 1:
        body = another(bytes, one, random);
        break;
      case 2:
        salt = another(salts, one, random);
        break;
      case 3: {
        const auto off = 10 * minute_ms + 1 + static_cast<std::int64_t>(random.below(day_ms));
        at += random.below(2) == 0 ? off : -off;
        break;
      }
      default:
        jws = another(receipts, one, random);
    }
    const auto seen = verify_receipt({jws, set, body, salt}, {.now_ms = at});
    sum.add(seen.verification == Verification::ok);
  }
  return sum;
}

// --- Tokens and ids, through the handlers -------------------------------------------------------

Sum alter_calls(int times, Random& random) {
  Server server;
  std::vector<Page> pages;
  std::vector<std::string> tokens, secrets, ids;
  for (int i = 0; i < genuine_ones; ++i) {
    pages.emplace_back(server, server.handshake());
    pages.back().launch();
    REQUIRE(pages.back().events().status() == 200);
    tokens.push_back(pages.back().token);
    secrets.push_back(pages.back().secret);
    ids.push_back(pages.back().id);
  }
  const std::string handshakes = "/api/v1/public/flowx/handshake/";
  Sum sum;
  for (int i = 0; i < times; ++i) {
    const std::size_t one = random.below(ids.size());
    auto page = pages[one];
    bool ok = false;
    switch (random.below(4)) {
      case 0:
        page.token = another(tokens, one, random);
        ok = page.events().status() < 400;
        break;
      case 1:
        page.id = another(ids, one, random);
        ok = page.events().status() < 400;
        break;
      case 2: {
        auto token = server.backend_headers(server.app);
        token.front().value = "Basic " + altered(server.app.server_token, random);
        ok = server.send("GET", handshakes + ids[one], token).status() < 400;
        break;
      }
      default:
        ok = server
                 .send("GET", handshakes + altered(ids[one], random),
                       server.backend_headers(server.app))
                 .status() < 400;
    }
    sum.add(ok);
  }
  return sum;
}

}  // namespace

TEST_CASE("nothing that was altered is accepted: results, webhooks, receipts, tokens and ids") {
  Random random;
  const int all = runs(5'000, 1'000'000);
  const Results results(random);
  const auto verify = [](const std::string& secret, const std::string& body,
                         const std::string& signature) {
    return verify_result(secret, body, signature) == Verification::ok;
  };
  for (std::size_t i = 0; i < genuine_ones; ++i)
    REQUIRE(verify(results.secrets[i], results.bytes[i], results.signatures[i]));
  const Sum of_results = results.alter(all / 100 * 45, random, verify);
  show("results", of_results);
  const Sum of_webhooks = alter_webhooks(all / 100 * 45, random);
  show("webhooks", of_webhooks);
  const Sum of_receipts = alter_receipts(all / 100 * 5, random);
  show("receipts", of_receipts);
  const Sum of_calls = alter_calls(all / 100 * 5, random);
  show("tokens and ids", of_calls);
  CHECK(of_results.accepted == 0);
  CHECK(of_webhooks.accepted == 0);
  CHECK(of_receipts.accepted == 0);
  CHECK(of_calls.accepted == 0);
  CHECK(of_results.tuples + of_webhooks.tuples + of_receipts.tuples + of_calls.tuples == all);
}

TEST_CASE("control: a compare that ends after the first byte accepts altered results") {
  Random random;
  const Results results(random);
  const Sum sum = results.alter(
      5'000, random,
      [](const std::string& secret, const std::string& body, const std::string& signature) {
        return sign_result(secret, body).substr(0, 2) == signature.substr(0, 2);
      });
  show("results, compared by their first byte", sum);
  CHECK(sum.accepted > 0);
}
