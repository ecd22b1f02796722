// sealflowd, put together: services, effects worker, listener.
#pragma once

#include "server/settings.hpp"

namespace sealflow::server {

/// Runs until SIGTERM or SIGINT. Gives the exit code: 0 ended as asked, 2 wrong settings, 4 cannot
/// start or failed.
int run_server(const Settings& settings);

}  // namespace sealflow::server
