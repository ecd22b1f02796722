#include "server/operate/erasure.hpp"

#include "server/store/apps.hpp"
#include "server/store/erasure.hpp"
#include "server/upload.hpp"

namespace sealflow::server {

Result<Handshake> erase(Transaction& transaction, Services& services, const Handshake& handshake,
                        std::int64_t now) {
  Database& db = transaction.db();
  db.lock(handshake.id);  // or a page's job that has read it already writes after this one
  if (mark_erased(db, handshake.id, now)) {
    const auto locked = find_handshake(db, handshake.id);
    const auto app = find_app(db, locked->app);
    if (!app) throw StorageError("the app of a handshake is not there", 0);
    // Damage is no reason to keep somebody's data.
    const auto key = services.vault.unwrap(locked->wrapped_key, locked->id);
    auto files = erase_rows(db, *locked, key, app_key(*app, services.vault), now);
    transaction.after_commit([&services, id = handshake.id, files = std::move(files)] {
      remove_media(services.settings.media_folder(), files);
      services.wakeups.announce(id);
      services.wakeups.announce(erased_topic);
    });
  }
  return *find_handshake(db, handshake.id);
}

}  // namespace sealflow::server
