#include "server/http/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace sealflow::server {
namespace {

/// IPv4 is kept in its IPv6 form (::ffff:a.b.c.d), so that there is one comparison.
struct Address {
  std::array<unsigned char, 16> bytes{};
  bool v4 = false;
};

constexpr int v4_prefix_bits = 96;

std::optional<Address> parse_address(std::string_view text) {
  const std::string name(text);
  Address address;
  std::array<unsigned char, 4> four{};
  if (inet_pton(AF_INET, name.c_str(), four.data()) == 1) {
    address.bytes[10] = address.bytes[11] = 0xFF;
    std::copy(four.begin(), four.end(), address.bytes.begin() + 12);
    address.v4 = true;
    return address;
  }
  if (inet_pton(AF_INET6, name.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

struct Block {
  Address address;
  int bits = 128;
};

std::optional<Block> parse_block(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = parse_address(text.substr(0, slash));
  if (!address) return std::nullopt;
  const int whole = address->v4 ? 32 : 128;
  int bits = whole;
  if (slash != std::string_view::npos) {
    const auto digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits < 0 || bits > whole)
      return std::nullopt;
  }
  return Block{*address, address->v4 ? bits + v4_prefix_bits : bits};
}

bool contains(const Block& block, const Address& address) {
  int left = block.bits;
  for (std::size_t i = 0; i < address.bytes.size() && left > 0; ++i, left -= 8) {
    const unsigned mask = left >= 8 ? 0xFFU : 0xFFU << (8 - left) & 0xFFU;
    if (((block.address.bytes[i] ^ address.bytes[i]) & mask) != 0) return false;
  }
  return true;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// Some proxies add the port that the caller came from: "203.0.113.7:4711", "[2001:db8::1]:4711".
std::string_view without_port(std::string_view text) {
  const bool bracketed = text.starts_with('[');
  const auto end = bracketed ? text.find(']') : text.find(':');
  if (end == std::string_view::npos) return text;
  const auto host = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  const auto port = text.substr(bracketed ? end + 1 : end);
  const bool is_port =
      port.size() > 1 && port.size() <= 6 && port[0] == ':' &&
      std::all_of(port.begin() + 1, port.end(), [](char c) { return c >= '0' && c <= '9'; });
  const bool is_host = bracketed == (host.find(':') != std::string_view::npos);
  return is_host && (is_port || (bracketed && port.empty())) ? host : text;
}

}  // namespace

bool is_address_rule(std::string_view rule) { return rule == "*" || parse_block(rule).has_value(); }

bool address_in(std::string_view address, const std::vector<std::string>& rules) {
  const auto wanted = parse_address(address);
  return std::any_of(rules.begin(), rules.end(), [&](const std::string& rule) {
    if (rule == "*") return true;
    const auto block = parse_block(rule);
    return wanted && block && contains(*block, *wanted);
  });
}

std::string network_of(std::string_view address) {
  const auto parsed = parse_address(address);
  if (!parsed) return {};
  const bool v4 = parsed->v4 || contains(*parse_block("::ffff:0:0/96"), *parsed);
  const auto* bytes = reinterpret_cast<const char*>(parsed->bytes.data());
  return {bytes, v4 ? std::size_t{16} : std::size_t{8}};
}

std::string caller_address(const std::string& peer, std::string_view forwarded_for,
                           const std::vector<std::string>& trusted_proxies) {
  std::string caller = peer;
  while (address_in(caller, trusted_proxies) && !forwarded_for.empty()) {
    const auto comma = forwarded_for.rfind(',');
    const auto last = without_port(
        trim(comma == std::string_view::npos ? forwarded_for : forwarded_for.substr(comma + 1)));
    forwarded_for =
        comma == std::string_view::npos ? std::string_view() : forwarded_for.substr(0, comma);
    if (!parse_address(last)) return {};
    caller = last;
  }
  return caller;
}

}  // namespace sealflow::server
