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

}  // namespace

std::optional<App> find_app(Database& db, std::string_view client_key) {
  Rows row = db.query(
      "SELECT client_key, name, mode, active, origins, addresses, handshake_resumes, token_hash, "
      "secret_id, "
      "sealed_secret, wrapped_key, created_at FROM apps WHERE client_key = ?1",
      client_key);
  if (!row.step()) return std::nullopt;
  App app;
  app.client_key = row.text(0);
  app.name = row.text(1);
  app.mode = row.text(2);
  app.active = row.flag(3);
  app.origins = list_of(row.text(4));
  app.addresses = list_of(row.text(5));
  app.handshake_resumes = row.flag(6);
  app.token_hash = row.text(7);
  app.secret_id = row.text(8);
  app.sealed_secret = row.text(9);
  app.wrapped_key = row.text(10);
  app.created_at = row.integer(11);
  return app;
}

void insert_app(Database& db, const App& app) {
  db.run(
      "INSERT INTO apps (client_key, name, mode, active, origins, addresses, handshake_resumes, "
      "token_hash, secret_id, "
      "sealed_secret, wrapped_key, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
      "?11, ?12)",
      app.client_key, app.name, app.mode, app.active, list_text(app.origins),
      list_text(app.addresses), app.handshake_resumes, app.token_hash, app.secret_id,
      Blob{app.sealed_secret}, Blob{app.wrapped_key}, app.created_at);
}

bool origin_known(Database& db, std::string_view origin) {
  Rows rows = db.query("SELECT origins, mode FROM apps WHERE active = 1");
  while (rows.step()) {
    const auto origins = list_of(rows.text(0));
    if (lists(origins, origin) || (rows.text(1) == "sandbox" && lists(origins, "*"))) return true;
  }
  return false;
}

std::string client_secret(const App& app, const Vault& vault) {
  auto secret =
      unseal(app_key(app, vault), app.sealed_secret, place({"client_secret", app.client_key}));
  if (!secret) throw StorageError("the client secret of an app does not open", 0);
  return *secret;
}

std::string seal_client_secret(const Key& app_key, std::string_view client_key,
                               std::string_view secret) {
  return seal(app_key, secret, place({"client_secret", client_key}));
}

Key app_key(const App& app, const Vault& vault) {
  const auto key = vault.unwrap(app.wrapped_key, app.client_key);
  if (!key) throw StorageError("the key of an app does not open", 0);
  return *key;
}

}  // namespace sealflow::server
