#include "server/store/apps.hpp"

#include <algorithm>

#include "sealflow/json.hpp"
#include "sealflow/signature.hpp"

namespace sealflow::server {
namespace {

std::string list_text(const std::vector<std::string>& items) {
  Value list = Value::array();
  for (const auto& item : items) list.push(item);
  return stringify(list);
}

std::vector<std::string> list_of(const std::string& text) {
  std::vector<std::string> items;
  if (const auto list = parse_json(text)) {
    for (const auto& item : list->items()) items.push_back(item.as_string());
  }
  return items;
}

bool lists(const std::vector<std::string>& items, std::string_view wanted) {
  return std::find(items.begin(), items.end(), wanted) != items.end();
}

constexpr const char* columns =
    "client_key, name, mode, active, origins, addresses, handshake_resumes, token_hash, "
    "wrapped_key, limits, created_at, clock_ahead";

App read_app(const Rows& row) {
  App app;
  app.client_key = row.text(0);
  app.name = row.text(1);
  app.mode = row.text(2);
  app.active = row.flag(3);
  app.origins = list_of(row.text(4));
  app.addresses = list_of(row.text(5));
  app.handshake_resumes = row.flag(6);
  app.token_hash = row.text(7);
  app.wrapped_key = row.text(8);
  if (const auto limits = parse_json(row.text(9))) app.limits = limits_of_json(*limits);
  app.created_at = row.integer(10);
  app.clock_ahead = row.integer(11);
  return app;
}

std::string secret_place(std::string_view client_key) {
  return place({"client_secret", client_key});
}

}  // namespace

std::optional<App> find_app(Database& db, std::string_view client_key) {
  Rows row =
      db.query(std::string("SELECT ") + columns + " FROM apps WHERE client_key = ?1", client_key);
  if (!row.step()) return std::nullopt;
  return read_app(row);
}

std::vector<App> all_apps(Database& db) {
  Rows rows =
      db.query(std::string("SELECT ") + columns + " FROM apps ORDER BY created_at, client_key");
  std::vector<App> apps;
  while (rows.step()) apps.push_back(read_app(rows));
  return apps;
}

void insert_app(Database& db, const App& app) {
  db.run(
      "INSERT INTO apps (client_key, name, mode, active, origins, addresses, handshake_resumes, "
      "token_hash, wrapped_key, limits, created_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
      app.client_key, app.name, app.mode, app.active, list_text(app.origins),
      list_text(app.addresses), app.handshake_resumes, app.token_hash, Blob{app.wrapped_key},
      stringify(limits_to_json(app.limits)), app.created_at);
}

void update_app(Database& db, const App& app) {
  db.run(
      "UPDATE apps SET name = ?2, active = ?3, origins = ?4, addresses = ?5, limits = ?6, "
      "token_hash = ?7, clock_ahead = ?8 WHERE client_key = ?1",
      app.client_key, app.name, app.active, list_text(app.origins), list_text(app.addresses),
      stringify(limits_to_json(app.limits)), app.token_hash, app.clock_ahead);
}

std::int64_t app_time(Database& db, std::string_view client_key, std::int64_t now) {
  const auto app = find_app(db, client_key);
  return app ? app->time(now) : now;
}

bool origin_known(Database& db, std::string_view origin) {
  Rows rows = db.query("SELECT origins, mode FROM apps WHERE active = 1");
  while (rows.step()) {
    const auto origins = list_of(rows.text(0));
    if (lists(origins, origin) || (rows.text(1) == "sandbox" && lists(origins, "*"))) return true;
  }
  return false;
}

bool token_taken(Database& db, const App& app, std::string_view token_hash, std::int64_t now) {
  if (equal_constant_time(token_hash, app.token_hash)) return true;
  Rows row =
      db.query("SELECT 1 FROM former_tokens WHERE token_hash = ?1 AND app = ?2 AND ends_at > ?3",
               token_hash, app.client_key, now);
  return row.step();
}

void replace_token(Database& db, App& app, std::string_view token_hash, std::int64_t until) {
  db.run("UPDATE former_tokens SET ends_at = ?2 WHERE app = ?1 AND ends_at > ?2", app.client_key,
         until);
  db.run("INSERT INTO former_tokens (token_hash, app, ends_at) VALUES (?1, ?2, ?3)", app.token_hash,
         app.client_key, until);
  app.token_hash = token_hash;
  update_app(db, app);
}

ClientSecret client_secret(Database& db, const App& app, const Vault& vault, std::int64_t now) {
  Rows row = db.query(
      "SELECT id, sealed_secret FROM client_secrets WHERE app = ?1 AND signs_from <= ?2 "
      "ORDER BY signs_from DESC LIMIT 1",
      app.client_key, now);
  auto secret = row.step() ? unseal(app_key(app, vault), row.text(1), secret_place(app.client_key))
                           : std::nullopt;
  if (!secret) throw StorageError("the client secret of an app does not open", 0);
  return {row.text(0), *std::move(secret)};
}

void insert_client_secret(Database& db, const Key& app_key, std::string_view client_key,
                          const ClientSecret& secret, std::int64_t signs_from, std::int64_t now) {
  if (signs_from <= now) {
    db.run("DELETE FROM client_secrets WHERE app = ?1", client_key);
  } else {
    db.run(
        "DELETE FROM client_secrets WHERE app = ?1 AND (signs_from > ?2 OR signs_from < "
        "(SELECT max(signs_from) FROM client_secrets WHERE app = ?1 AND signs_from <= ?2))",
        client_key, now);
  }
  const auto sealed = seal(app_key, secret.secret, secret_place(client_key));
  db.run("INSERT INTO client_secrets (app, id, sealed_secret, signs_from) VALUES (?1, ?2, ?3, ?4)",
         client_key, secret.id, Blob{sealed}, signs_from);
}

Key app_key(const App& app, const Vault& vault) {
  const auto key = vault.unwrap(app.wrapped_key, app.client_key);
  if (!key) throw StorageError("the key of an app does not open", 0);
  return *key;
}

}  // namespace sealflow::server
