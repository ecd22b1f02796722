// A server without sockets: a database in a folder of its own, a clock that tests move, a page and
// a backend that send requests in memory.
#pragma once

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "sealflow/json.hpp"
#include "sealflow/signature.hpp"
#include "server/base/log.hpp"
#include "server/base/random.hpp"
#include "server/effects/outside.hpp"
#include "server/effects/worker.hpp"
#include "server/operate/operate.hpp"
#include "server/service.hpp"
#include "server/store/postgres.hpp"

namespace sealflow::server::test {

inline constexpr std::string_view page_origin = "https://app.example";
inline constexpr std::string_view backend_address = "203.0.113.7";
inline constexpr std::int64_t start_of_time = 1'800'000'000'000;

/// consent → code → form → branch → document → end; small, but with everything the server has to
/// do.
inline constexpr std::string_view flow_text = R"({
  "id": "FX0test", "version": "1.0.0", "title": {"en": "Test"},
  "variables": {
    "mobile": {"type": "string", "format": "mobile", "source": "backend", "required": true},
    "userType": {"type": "string", "enum": ["customer", "agent"]}
  },
  "start": "FS0consent",
  "stages": [
    {"id": "FS0consent", "type": "consent", "text": {"en": "Do you agree?"}, "next": "FS0otp"},
    {"id": "FS0otp", "type": "otp", "channel": "mobile", "toRule": "inputs.mobile", "attempts": 3, "next": "FS0form"},
    {"id": "FS0form", "type": "form", "reveal": ["category"],
     "fields": [{"name": "name", "format": "name", "required": true}, {"name": "pan", "format": "pan", "required": true}],
     "next": [{"if": "output.category == 'P'", "to": "FS0doc"}, {"to": "review"}]},
    {"id": "FS0doc", "type": "document", "next": "approved"}
  ],
  "ends": {"approved": {"status": "auto_approved"}, "review": {"status": "needs_review"}}
})";

class Folder {
 public:
  Folder() : path_(std::filesystem::temp_directory_path() / ("sealflow-test-" + random_hex(6))) {
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string file(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// A SQLite file in the folder; or, where with-postgres.mjs has started one, a PostgreSQL database,
/// made like `pattern`.
inline std::string new_database(const Folder& folder, const std::string& called = "test",
                                const std::string& pattern = "template1") {
  const char* socket = std::getenv("SEALFLOW_TEST_POSTGRES");  // NOLINT(concurrency-mt-unsafe)
  if (socket == nullptr) return folder.file(called + ".sqlite");
  const auto url = [&](const std::string& name) {
    return "postgres://sealflow@/" + name + "?host=" + socket;
  };
  const std::string name = "t" + random_hex(8);
  PostgresDatabase(url("postgres"), "", Database::Mode::write)
      .execute("CREATE DATABASE " + name + " TEMPLATE " + pattern);
  return url(name);
}

/// As a server has made it when it was first started. Where each test has a PostgreSQL database of
/// its own, making the tables would be the most of its time.
inline std::string ready_database(const Folder& folder) {
  if (std::getenv("SEALFLOW_TEST_POSTGRES") == nullptr)  // NOLINT(concurrency-mt-unsafe)
    return new_database(folder);
  static const std::string pattern = [&] {
    const std::string database = new_database(folder);
    const Store store(database);
    return database.substr(database.rfind("/t") + 1, 17);
  }();
  return new_database(folder, "test", pattern);
}

/// Throws when it is not there: in nothing, nothing personal is found either.
inline std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("there is no file " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// One transparent point, as an encoder writes it; with more chunks before its pixels.
inline std::string png(const std::string& chunks = "") {
  using namespace std::string_literals;
  return "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1F\x15\xC4\x89"s +
         chunks +
         "\0\0\0\rIDATx\xDA\x63\x64\xF8\xCF\x50\x0F\0\x03\x86\x01\x80\x5A\x34\x7D\x6B"
         "\0\0\0\0IEND\xAE\x42\x60\x82"s;
}

/// The segments of a JPEG, in its order; not a picture that anybody would recognise.
inline std::string jpeg(const std::string& segments = "") {
  using namespace std::string_literals;
  return "\xFF\xD8"s + segments + "\xFF\xC0\0\x0B\x08\0\x01\0\x01\x01\x01\x11\0"s +
         "\xFF\xDA\0\x08\x01\x01\0\0\x3F\0\x7F\xFF\0\xFF\xD0\x3F\xFF\xD9"s;
}

/// With every "\\x41" of a PostgreSQL row once more as the byte that it stands for.
inline std::string with_bytes(const std::string& rows) {
  std::string bytes;
  for (auto at = rows.find("\\x"); at != std::string::npos; at = rows.find("\\x", at)) {
    const auto end = rows.find_first_not_of("0123456789abcdef", at += 2);
    if (const auto found = from_hex(rows.substr(at, end - at))) bytes += *found;
  }
  return rows + bytes;
}

struct Answer {
  Response response;
  Value body;

  int status() const { return response.status; }
  std::string code() const { return body["code"].as_string(); }      ///< session calls
  std::int64_t number() const { return body["code"].as_integer(); }  ///< Attestr's calls
};

class Server {
 public:
  Server() {
    log::set_level("off");
    open();
    app =
        create_app({"Test", "sandbox", {std::string(page_origin)}, {std::string(backend_address)}});
  }

  /// One more, with the same keys and the same app, on the same database or a copy of it.
  Server(const Server& first, std::string database_)
      : database(std::move(database_)),
        settings(first.settings),
        now(first.now.load()),
        master(first.master),
        app(first.app) {
    settings.media = first.settings.media_folder();
    open();
  }

  /// As after a restart: what is not in the database is gone.
  void reopen() {
    service.reset();
    services.reset();
    open();
  }

  AppSecrets create_app(const NewApp& wanted) {
    const auto secrets = services->store.write([&](Transaction& transaction) {
      auto made = server::create_app(transaction, services->vault, wanted, now);
      if (made) publish_flow(transaction, *services, made->client_key, flow_text, now).value();
      return made;
    });
    return secrets.value();
  }

  void publish(std::string_view flow) {
    services->store
        .write([&](Transaction& transaction) {
          return publish_flow(transaction, *services, app.client_key, flow, now);
        })
        .value();
  }

  Answer send(std::string method, std::string path, std::vector<Header> headers = {},
              std::string body = "") {
    Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.headers = std::move(headers);
    request.body = std::move(body);
    request.address = address;
    Answer answer{service->handle(std::move(request)), {}};
    if (auto json = parse_json(answer.response.body)) answer.body = *json;
    return answer;
  }

  // --- As a backend
  // -------------------------------------------------------------------------------------------------

  std::vector<Header> backend_headers(const AppSecrets& of) const {
    return {{"authorization", "Basic " + of.server_token}, {"content-type", "application/json"}};
  }

  Answer create(const Value& changes = Value::object()) {
    Value body = Value::object({{"flow", "FX0test"},
                                {"snapshot", nullptr},
                                {"tag", "user-1"},
                                {"variables", Value::object({{"mobile", "+919876543210"}})}});
    for (const auto& [name, value] : changes.members()) body.set(name, value);
    return send("POST", "/api/v1/public/flowx/handshake", backend_headers(app), stringify(body));
  }

  std::string handshake(const Value& changes = Value::object()) {
    return create(changes).body["_id"].as_string();
  }

  Answer result(const std::string& id) { return result(id, app); }
  Answer result(const std::string& id, const AppSecrets& of) {
    return send("GET", "/api/v1/public/flowx/handshake/" + id, backend_headers(of));
  }

  /// Performs what waits and gives the newest code in the inbox.
  std::string code() {
    EffectsWorker(*services).run_once();
    return send("GET", "/sandbox/" + app.client_key + "/inbox.json")
        .body["messages"]
        .items()
        .at(0)["code"]
        .as_string();
  }

  /// All that the database has stored, as somebody sees it who stole it. Throws when even what lies
  /// open is not in it: in nothing, nothing personal is found either.
  std::string stored() {
    const std::string all = services->store.shared() ? rows() : files();
    if (all.find(app.client_key) == std::string::npos) throw std::logic_error("looked elsewhere");
    return all;
  }

  std::int64_t count(const std::string& sql) {
    return services->store.read([&](Database& db) {
      Rows row = db.query(sql);
      return row.step() ? row.integer(0) : -1;
    });
  }

  /// What an intruder, or a broken disk, does to the database.
  template <class... Values>
  void tamper(const std::string& sql, const Values&... values) {
    services->store.write(
        [&](Transaction& transaction) { return transaction.db().run(sql, values...); });
  }

  Folder folder;
  const std::string database = ready_database(folder);
  Settings settings;  ///< changes are in force after reopen()
  std::atomic<std::int64_t> now = start_of_time;
  std::string address{backend_address};
  Key master = Key::random();
  AppSecrets app;
  std::unique_ptr<Services> services;
  std::unique_ptr<Service> service;

 private:
  std::string files() const { return bytes_of(database) + bytes_of(database + "-wal"); }

  std::string rows() {
    return services->store.read([](Database& db) {
      std::vector<std::string> tables;
      for (Rows names = db.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
           names.step();)
        tables.push_back(names.text(0));
      std::string all;
      for (const auto& table : tables) {
        for (Rows each = db.query("SELECT t::text FROM " + table + " t"); each.step();)
          all += each.text(0) + "\n";
      }
      return with_bytes(all);
    });
  }

  void open() {
    settings.database = database;
    settings.outbound_allow = {"127.0.0.1"};
    services = open_services(
        settings, Vault(master), [this] { return now.load(); }, open_outside(settings).value());
    service = std::make_unique<Service>(*services);
  }
};

/// A page: keeps token, epoch and seq as the launcher does.
class Page {
 public:
  Page(Server& server, std::string handshake) : id(std::move(handshake)), server_(server) {}

  Answer launch(Value body = Value::object(), std::vector<Header> headers = {}) {
    if (body.find("clientKey") == nullptr) body.set("clientKey", server_.app.client_key);
    if (!secret.empty() && body.find("deviceSecret") == nullptr) body.set("deviceSecret", secret);
    headers.push_back({"origin", std::string(page_origin)});
    headers.push_back({"content-type", "application/json"});
    Answer answer = server_.send("POST", path("launch"), headers, stringify(body));
    if (answer.status() == 200) {
      token = answer.body["token"].as_string();
      if (answer.body["device"]["secret"].is_string())
        secret = answer.body["device"]["secret"].as_string();
      seq = answer.body["state"]["seq"].as_integer();
      epoch = answer.body["state"]["epoch"].as_integer();
    }
    return answer;
  }

  std::string body_of(const Value& command) const {
    return stringify(Value::object({{"command", command}, {"epoch", epoch}, {"expectedSeq", seq}}));
  }

  Answer post(std::string body, const std::string& key = random_hex(8)) {
    Answer answer = server_.send("POST", path("commands"), headers({{"idempotency-key", key}}),
                                 std::move(body));
    if (answer.status() == 200) seq = std::max(seq, answer.body["seq"].as_integer());
    return answer;
  }

  Answer command(const Value& command) { return post(body_of(command)); }

  Answer submit(const std::string& stage, const Value& input) {
    return command(Value::object({{"type", "submit"}, {"stage", stage}, {"input", input}}));
  }

  Answer upload(const std::string& bytes, const std::string& type = "image/png") {
    std::vector<Header> sent = headers();
    sent.back().value = type;
    return server_.send("POST", path("media"), sent, bytes);
  }

  Answer events(std::vector<Header> extra = {}) {
    return server_.send("GET", path("events"), headers(extra));
  }

  std::vector<Header> headers(std::vector<Header> extra = {}) const {
    extra.push_back({"origin", std::string(page_origin)});
    extra.push_back({"authorization", "Bearer " + token});
    extra.push_back({"content-type", "application/json"});
    return extra;
  }

  std::string path(std::string_view call) const {
    return "/v1/sessions/" + id + "/" + std::string(call);
  }

  /// To the form: consent given, code typed in.
  void to_form() {
    launch();
    submit("FS0consent", Value::object({{"accepted", true}}));
    submit("FS0otp", Value::object({{"code", server_.code()}}));
    seq = events().body["seq"].as_integer();
  }

  Answer to_end() {
    to_form();
    submit("FS0form", Value::object({{"name", "Asha Rao"}, {"pan", "ABCPE1234F"}}));
    const auto media = upload(png()).body["id"].as_string();
    return submit("FS0doc", Value::object({{"front", media}}));
  }

  std::string id;
  std::string token;
  std::string secret;
  std::int64_t seq = 0;
  std::int64_t epoch = 0;

 private:
  Server& server_;
};

}  // namespace sealflow::server::test
