// Keys do not linger: every block that is given back, and the whole stack that was used, is
// searched for pieces of the key after each call that had one.
//
// A program of its own, since it stands between everybody and free(): CMakeLists.txt has the linker
// send it every call.
#include <malloc.h>
#include <ucontext.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/base64.hpp"
#include "sealflow/sealflow.hpp"

extern "C" void __real_free(void* block);

namespace {

using namespace sealflow;

/// Eight bytes of a key are found; less occurs by chance.
constexpr std::size_t piece_size = 8;

/// What must not be found. Fixed memory: it is read while memory is given back.
struct Watch {
  bool on = false;
  bool found = false;
  std::size_t pieces = 0;
  std::uint64_t piece[1024] = {};

  bool sees(const void* memory, std::size_t size) const {
    const auto* bytes = static_cast<const unsigned char*>(memory);
    for (std::size_t at = 0; at + piece_size <= size; ++at) {
      std::uint64_t here = 0;
      std::memcpy(&here, bytes + at, piece_size);
      if (std::find(piece, piece + pieces, here) != piece + pieces) return true;
    }
    return false;
  }

  /// Every piece of the text that is whole, at any place of it.
  void add(std::string_view text) {
    for (std::size_t at = 0; at + piece_size <= text.size(); ++at) {
      REQUIRE(pieces < std::size(piece));
      std::memcpy(&piece[pieces++], text.data() + at, piece_size);
    }
  }
};

Watch watch;

void look_at(void* block) {
  const std::size_t size = malloc_usable_size(block);
  if (watch.on) {
    watch.found = watch.found || watch.sees(block, size);
  } else {
    // What the test itself leaves behind must not be found later, in a block that has it again.
    std::memset(block, 0, size);
  }
}

}  // namespace

extern "C" void __wrap_free(void* block) {
  if (block != nullptr) look_at(block);
  __real_free(block);
}
void* operator new(std::size_t size) {
  if (void* block = std::malloc(size == 0 ? 1 : size)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }

namespace {

// A stack of its own, all of which can be searched afterwards.
constexpr std::size_t stack_size = 512 * 1024;
alignas(64) char stack[stack_size];
ucontext_t here;
ucontext_t there;
const std::function<void()>* work;

void enter() { (*work)(); }

enum Place { nowhere = 0, on_the_heap = 1, on_the_stack = 2 };

/// Where pieces of the key are after `call`.
int left_by(const std::vector<std::string>& keys, const std::function<void()>& call) {
  watch = Watch();
  for (const std::string& key : keys) {
    watch.add(key);
    // As HMAC has it in its blocks, and as numbers have it: least significant byte first.
    for (const char pad : {'\x36', '\x5c'}) {
      std::string padded = key;
      for (char& c : padded) c = static_cast<char>(c ^ pad);
      watch.add(padded);
    }
    watch.add(std::string(key.rbegin(), key.rend()));
  }
  std::memset(stack, 0, sizeof stack);
  work = &call;
  getcontext(&there);
  there.uc_stack.ss_sp = stack;
  there.uc_stack.ss_size = sizeof stack;
  there.uc_link = &here;
  makecontext(&there, enter, 0);
  watch.on = true;
  swapcontext(&here, &there);
  watch.on = false;
  return (watch.found ? on_the_heap : nowhere) |
         (watch.sees(stack, sizeof stack) ? on_the_stack : nowhere);
}

// Keys without a pattern, so that no piece occurs elsewhere.
const std::string secret = sha256_hex("a client secret");
const std::string long_secret = secret + sha256_hex("longer than a block of the hash");
const std::string webhook_key = sha256_bytes("a webhook's key");
const std::string webhook_secret = "whsec_" + base64(webhook_key);
const std::string private_key = sha256_bytes("a receipt's key");
const std::string body = R"({"FS0a":{"input":{"x":"yes"},"output":{"score":1.50}}})";

}  // namespace

TEST_CASE("the search finds what stays", "[wipe]") {
  CHECK(left_by({secret}, [] { const std::string copy = secret; }) == on_the_heap);
  CHECK(left_by({secret}, [] {
          char copy[64];
          std::memcpy(copy, secret.data() + 3, sizeof copy / 4);
          asm volatile("" : : "r"(copy) : "memory");
        }) == on_the_stack);
  CHECK(left_by({secret}, [] {
          void* block = std::malloc(100);
          std::memcpy(block, secret.data(), piece_size);
          asm volatile("" : : "r"(block) : "memory");
          std::free(block);
        }) == on_the_heap);
  CHECK(left_by({secret}, [] { sha256_hex(body); }) == nowhere);
}

TEST_CASE("results: no piece of the client secret stays", "[wipe]") {
  for (const std::string& key : {secret, long_secret}) {
    const std::string signature = sign_result(key, body);
    CHECK(left_by({key}, [&] { sign_result(key, body); }) == nowhere);
    CHECK(left_by({key}, [&] { verify_result(key, body, signature); }) == nowhere);
    CHECK(left_by({key}, [&] { verify_result(key, body + " ", signature); }) == nowhere);
    CHECK(left_by({key}, [&] { verify_result(key, "{}", signature); }) == nowhere);
    CHECK(left_by({key}, [&] { hmac_sha256_bytes(key, body); }) == nowhere);
  }
}

TEST_CASE("webhooks: no piece of a secret stays, neither as text nor as bytes", "[wipe]") {
  const std::vector<std::string> keys{webhook_key, webhook_secret.substr(6)};
  const std::vector<std::string> secrets{webhook_secret};
  const WebhookHeaders headers = *sign_webhook(secrets, "MSG0one", 1'800'000'000'000, body);
  const auto verify = [&](std::string_view text, std::int64_t now) {
    verify_webhook(secrets, headers, text, now);
  };
  CHECK(left_by(keys, [&] {
          const auto made = sign_webhook(secrets, "MSG0one", 1'800'000'000'000, body);
        }) == nowhere);
  CHECK(left_by(keys, [&] {
          const auto made = sign_webhook(secrets, "no id", 1'800'000'000'000, body);
        }) == nowhere);
  CHECK(left_by(keys, [&] { verify(body, 1'800'000'000'000); }) == nowhere);
  CHECK(left_by(keys, [&] { verify(body, 1'900'000'000'000); }) == nowhere);
  CHECK(left_by(keys, [&] { verify("{}", 1'800'000'000'000); }) == nowhere);

  // What is no secret may be one with a slip of the hand in it.
  for (const std::string& slip : {webhook_secret + "x", webhook_secret + "!!!!",
                                  webhook_secret.substr(0, 28), webhook_secret + webhook_secret}) {
    const std::vector<std::string> slips{slip};
    CHECK(left_by(keys, [&] {
            const auto made = sign_webhook(slips, "MSG0one", 1'800'000'000'000, body);
          }) == nowhere);
  }
}

TEST_CASE("receipts: no piece of the private key stays", "[wipe]") {
  const std::vector<std::string> keys{private_key};
  Receipt receipt;
  receipt.outcome = Outcome::completed;
  CHECK(left_by(keys, [&] { const auto made = es256_public_key(private_key); }) == nowhere);
  CHECK(left_by(keys, [&] { const auto made = es256_sign(private_key, body); }) == nowhere);
  CHECK(left_by(keys, [&] { const auto made = sign_receipt(receipt, private_key); }) == nowhere);
}
