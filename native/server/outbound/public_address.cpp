#include "server/outbound/public_address.hpp"

#include <string>
#include <vector>

#include "server/http/address.hpp"

namespace sealflow::server {

bool is_public_address(std::string_view address) {
  static const std::vector<std::string> special_v4 = {
      "0.0.0.0/8",        // this network; Linux takes 0.0.0.0 for the machine itself
      "10.0.0.0/8",       // private
      "100.64.0.0/10",    // shared between a provider and its customers (CGNAT)
      "127.0.0.0/8",      // loopback
      "169.254.0.0/16",   // link-local; clouds give out credentials at 169.254.169.254
      "172.16.0.0/12",    // private
      "192.0.0.0/24",     // protocol assignments
      "192.0.2.0/24",     // documentation
      "192.88.99.0/24",   // 6to4 relays
      "192.168.0.0/16",   // private
      "198.18.0.0/15",    // benchmarks
      "198.51.100.0/24",  // documentation
      "203.0.113.0/24",   // documentation
      "224.0.0.0/4",      // multicast
      "240.0.0.0/4",      // reserved, and broadcast
  };
  // Of IPv6 only 2000::/3 is given out, so everything else is refused without being listed:
  // loopback, unique-local fc00::/7, link-local fe80::/10, multicast ff00::/8, mapped
  // ::ffff:0:0/96, compatible
  // ::/96, NAT64 64:ff9b::/96 and 64:ff9b:1::/48.
  static const std::vector<std::string> given_out_v6 = {"2000::/3"};
  static const std::vector<std::string> special_v6 = {
      "2001::/23",      // protocol assignments, with Teredo 2001::/32 and ORCHID
      "2001:db8::/32",  // documentation
      "2002::/16",      // 6to4
      "3fff::/20",      // documentation
  };
  if (address.find(':') != std::string_view::npos)
    return address_in(address, given_out_v6) && !address_in(address, special_v6);
  static const std::vector<std::string> any_v4 = {"0.0.0.0/0"};
  return address_in(address, any_v4) && !address_in(address, special_v4);
}

}  // namespace sealflow::server
