// Which addresses may be called. An app, or a flow, names a URL; without this, the server would
// call its own network for them (server-side request forgery).
#pragma once

#include <string_view>

namespace sealflow::server {

/// Is this address of the public Internet? Of the special-purpose ones (IANA's registries: private,
/// loopback, link-local, shared, documentation, multicast, …) none is, nor is any IPv6 address that
/// has an IPv4 one inside (mapped, compatible, NAT64, 6to4, Teredo): who it reaches is decided by a
/// translator, not by what was looked at. `address` as inet_ntop writes it; anything else is not
/// public.
bool is_public_address(std::string_view address);

}  // namespace sealflow::server
