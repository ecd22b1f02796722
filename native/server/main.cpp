// sealflowd: serves verification flows. `sealflowd --help` lists the settings;
// docs/guides/operate.md explains them.
#include "server/server.hpp"
#include "server/settings.hpp"

int main(int argc, char** argv) {
  const auto read = sealflow::server::read_settings(argc, argv);
  if (!read.settings) return read.exit_code;
  return sealflow::server::run_server(*read.settings);
}
