// Erasure: what one person gave is gone, for ever and for everybody.
#pragma once

#include "server/services.hpp"
#include "server/store/handshakes.hpp"

namespace sealflow::server {

/// The key of the handshake, its tag, variables, private parts of events, results, uploads, codes,
/// stored answers and webhooks are gone; open pages end, and what is on its way outside changes
/// nothing any more. What stays is ids, times and the public parts of its events, whose chain still
/// verifies. Again changes nothing. Gives the handshake as it is then.
Result<Handshake> erase(Transaction& transaction, Services& services, const Handshake& handshake,
                        std::int64_t now);

}  // namespace sealflow::server
