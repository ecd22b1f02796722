#include "server/operate/master_keys.hpp"

#include <array>
#include <functional>
#include <utility>

#include "server/base/pace.hpp"
#include "server/store/master_keys.hpp"

namespace sealflow::server {
namespace {

/// A place where wrapped keys stand: owner and key, in the order of the owners.
struct Place {
  const char* select;
  const char* update;  ///< only what is still as it was read: it may have been erased meanwhile
};

constexpr std::array places = {
    Place{"SELECT client_key, wrapped_key FROM apps WHERE client_key > ?1 ORDER BY client_key "
          "LIMIT ?2",
          "UPDATE apps SET wrapped_key = ?2 WHERE client_key = ?1 AND wrapped_key = ?3"},
    Place{"SELECT id, wrapped_key FROM handshakes WHERE id > ?1 AND erased_at IS NULL ORDER BY id "
          "LIMIT ?2",
          "UPDATE handshakes SET wrapped_key = ?2 WHERE id = ?1 AND wrapped_key = ?3"},
    Place{"SELECT id, wrapped_key FROM receipt_keys WHERE id > ?1 ORDER BY id LIMIT ?2",
          "UPDATE receipt_keys SET wrapped_key = ?2 WHERE id = ?1 AND wrapped_key = ?3"},
    Place{"SELECT name, value FROM meta WHERE name > ?1 AND name IN ('code_index_key', "
          "'key_check') ORDER BY name LIMIT ?2",
          "UPDATE meta SET value = ?2 WHERE name = ?1 AND value = ?3"},
};

constexpr int most_passes = 5;
constexpr int read_at_once = 1000;

struct Wrapped {
  std::string name;
  std::string key;

  /// What it is bound to.
  std::string_view owner() const { return name == "key_check" ? key_check : name; }
};

std::vector<Wrapped> next_keys(Services& services, const Place& place, const std::string& after,
                               int most) {
  return services.store.read([&](Database& db) {
    Rows rows = db.query(place.select, after, most);
    std::vector<Wrapped> keys;
    while (rows.step()) keys.push_back({rows.text(0), rows.text(1)});
    return keys;
  });
}

void every_batch(Services& services, int most,
                 const std::function<void(const Place&, const std::vector<Wrapped>&)>& take) {
  for (const Place& place : places) {
    std::string after;
    for (;;) {
      const auto keys = next_keys(services, place, after, most);
      if (keys.empty()) break;
      take(place, keys);
      after = keys.back().name;
    }
  }
}

/// Gives how many were wrapped anew.
std::int64_t rewrap_batch(Services& services, const Place& place, const std::vector<Wrapped>& keys,
                          std::vector<std::string>& unreadable) {
  std::vector<std::pair<const Wrapped*, std::string>> changes;
  for (const Wrapped& key : keys) {
    if (services.vault.is_current(key.key)) continue;
    auto wrapped = services.vault.rewrap(key.key, key.owner());
    if (wrapped) {
      changes.emplace_back(&key, *std::move(wrapped));
    } else {
      unreadable.push_back(key.name);
    }
  }
  if (changes.empty()) return 0;
  return paced([&] {
    return services.store.write([&](Transaction& transaction) {
      Database& db = transaction.db();
      note_master_key(db, services.vault);
      std::int64_t changed = 0;
      for (const auto& [key, wrapped] : changes)
        changed += db.run(place.update, key->name, Blob{wrapped}, Blob{key->key});
      return changed;
    });
  });
}

}  // namespace

std::map<std::string, std::int64_t> count_wrapped(Services& services) {
  std::map<std::string, std::int64_t> counts;
  every_batch(services, read_at_once, [&](const Place&, const std::vector<Wrapped>& keys) {
    for (const Wrapped& key : keys) ++counts[services.vault.master_of(key.key, key.owner())];
  });
  return counts;
}

Rewrapped rewrap_keys(Services& services, int batch) {
  Rewrapped done;
  bool let_go = false;
  for (int pass = 0; pass < most_passes; ++pass) {
    std::int64_t changed = 0;
    done.unreadable.clear();
    every_batch(services, batch, [&](const Place& place, const std::vector<Wrapped>& keys) {
      changed += rewrap_batch(services, place, keys, done.unreadable);
    });
    done.keys += changed;
    if (!done.unreadable.empty()) return done;
    // Only a look at everything that finds nothing proves it, and only one after the former keys
    // were let go: who wraps under one from then on leaves word of it.
    if (changed > 0) continue;
    done.complete = let_go;
    if (done.complete) return done;
    services.store.write([&](Transaction& transaction) {
      note_master_key(transaction.db(), services.vault);
      forget_former_master_keys(transaction.db(), services.vault);
      return true;
    });
    let_go = true;
  }
  return done;
}

}  // namespace sealflow::server
