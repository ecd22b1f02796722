// Internet addresses: allow-lists of backends, and who is really calling when a proxy stands in
// front.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sealflow::server {

/// "203.0.113.7", "203.0.113.0/24", "2001:db8::/32" or "*".
bool is_address_rule(std::string_view rule);

/// Is the address in one of the rules? IPv4 addresses that arrive as ::ffff:a.b.c.d count as IPv4.
/// "*" is any.
bool address_in(std::string_view address, const std::vector<std::string>& rules);

/// Who shares a line: an IPv4 address as it is, of an IPv6 address the /64 that every customer has
/// at least. "" for what is no address.
std::string network_of(std::string_view address);

/// The caller: the peer itself, or, if that is one of our proxies, the last address in
/// X-Forwarded-For that is none, with or without a port. What stands further left was written by
/// the caller and proves nothing. "" when one of our proxies says something that is no address:
/// nobody's list has it.
std::string caller_address(const std::string& peer, std::string_view forwarded_for,
                           const std::vector<std::string>& trusted_proxies);

}  // namespace sealflow::server
