// A database of every earlier schema is brought up to date with all that is in it. What a server of
// that time had in it is a whole database of today, less the tables and columns of later steps.
#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <map>

#include "fixture.hpp"
#include "sealflow/signature.hpp"
#include "server/store/audit.hpp"
#include "server/store/schema.hpp"
#include "server/store/sqlite.hpp"
#include "webhook_fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

/// name → type; by name, so that rows of two databases can be compared.
using Columns = std::map<std::string, std::string>;

class Opened {
 public:
  explicit Opened(const std::string& database) : postgres_(is_postgres(database)) {
    if (postgres_) {
      db_ = std::make_unique<PostgresDatabase>(database, "", Database::Mode::write);
    } else {
      db_ = std::make_unique<SqliteDatabase>(database);
    }
  }

  Database& db() { return *db_; }

  void take_steps(std::size_t count) {
    db_->begin_migration();
    for (std::size_t i = 0; i < count; ++i)
      db_->take_schema_step(schema_steps()[i], static_cast<std::int64_t>(i) + 1);
    db_->execute("COMMIT");
  }

  std::vector<std::string> tables() {
    Rows rows = db_->query(
        postgres_ ? "SELECT table_name::text FROM information_schema.tables "
                    "WHERE table_schema = 'public' AND table_name <> 'schema_version' ORDER BY 1"
                  : "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                    "'sqlite_%' ORDER BY 1");
    std::vector<std::string> names;
    while (rows.step()) names.push_back(rows.text(0));
    return names;
  }

  Columns columns(const std::string& table) {
    Rows rows = db_->query(postgres_ ? "SELECT column_name::text, data_type::text FROM "
                                       "information_schema.columns WHERE table_name = ?1"
                                     : "SELECT name, type FROM pragma_table_info(?1)",
                           table);
    Columns columns;
    while (rows.step()) columns[rows.text(0)] = rows.text(1);
    return columns;
  }

  /// Each row as what stands after VALUES, in order.
  std::vector<std::string> rows(const std::string& source, const Columns& columns) {
    Rows rows = db_->query("SELECT " + names(columns) + " FROM " + source);
    std::vector<std::string> found;
    while (rows.step()) {
      std::string values;
      int number = 0;
      for (const auto& [name, type] : columns)
        values += (number == 0 ? "" : ", ") + literal(rows, number, type), ++number;
      found.push_back(values);
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  void fill(const std::string& table, const Columns& columns,
            const std::vector<std::string>& rows) {
    // In whatever order the tables come.
    db_->execute(postgres_ ? "SET session_replication_role = replica"
                           : "PRAGMA foreign_keys = OFF");
    for (const auto& values : rows)
      db_->execute("INSERT INTO " + table + " (" + names(columns) + ") VALUES (" + values + ")");
    const std::map<std::string, std::string> numbered = {{"effects", "number"}, {"inbox", "id"}};
    const auto counter = numbered.find(table);
    if (postgres_ && counter != numbered.end()) {
      db_->execute("SELECT setval(pg_get_serial_sequence('" + table + "', '" + counter->second +
                   "'), 1000)");
    }
  }

 private:
  static std::string names(const Columns& columns) {
    std::string list;
    for (const auto& [name, type] : columns) list += (list.empty() ? "" : ", ") + name;
    return list;
  }

  std::string literal(const Rows& row, int column, const std::string& type) const {
    if (row.is_null(column)) return "NULL";
    if (type == "INTEGER" || type == "bigint") return std::to_string(row.integer(column));
    const std::string text = row.text(column);
    if (type == "BLOB") return "X'" + to_hex(text) + "'";
    if (type == "bytea") return "'\\x" + to_hex(text) + "'";
    std::string quoted = "'";
    for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
    return quoted + "'";
  }

  bool postgres_;
  std::unique_ptr<Database> db_;
};

Columns both(const Columns& a, const Columns& b) {
  Columns shared;
  for (const auto& [name, type] : a) {
    if (b.contains(name)) shared[name] = type;
  }
  return shared;
}

/// Before apps could have several client secrets they stood in the app itself.
std::string source_of(const std::string& table, const Columns& columns) {
  if (table != "apps" || !columns.contains("secret_id")) return table;
  return "apps JOIN (SELECT app, id AS secret_id, sealed_secret FROM client_secrets) AS s ON "
         "s.app = client_key";
}

void copy(Opened& from, Opened& to) {
  for (const auto& table : to.tables()) {
    auto columns = to.columns(table);
    if (source_of(table, columns) == table) columns = both(columns, from.columns(table));
    to.fill(table, columns, from.rows(source_of(table, columns), columns));
  }
}

using Content = std::map<std::string, std::pair<Columns, std::vector<std::string>>>;

Content content_of(Opened& opened) {
  Content content;
  for (const auto& table : opened.tables()) {
    const auto columns = opened.columns(table);
    content[table] = {columns, opened.rows(table, columns)};
  }
  return content;
}

/// Every row of then is there, in what is left of its columns.
void check_kept(Opened& before, Opened& after) {
  for (const auto& [table, old] : content_of(before)) {
    CAPTURE(table);
    const auto columns = both(old.first, after.columns(table));
    CHECK(before.rows(table, columns) == after.rows(table, columns));
  }
}

}  // namespace

TEST_CASE("a database of every earlier schema is brought up to date with all that is in it") {
  Server server;
  subscribe(server, "http://127.0.0.1:9/");
  Page ended(server, told_handshake(server));
  ended.to_end();
  Page waiting(server, server.handshake());
  waiting.launch();
  waiting.submit("FS0consent", Value::object({{"accepted", true}}));
  const auto result = server.result(ended.id).body;
  REQUIRE(result["resultSignature"].is_string());

  constexpr std::size_t with_receipts = 9;
  for (std::size_t steps = 1; steps < schema_steps().size(); ++steps) {
    CAPTURE(steps);
    const Folder folder;
    const auto database = new_database(folder);
    const auto untouched = new_database(folder, "before");
    for (const auto& name : {database, untouched}) {
      Opened today(server.database);
      Opened then(name);
      then.take_steps(steps);
      copy(today, then);
    }
    { const Store store(database); }
    {
      Opened before(untouched);
      Opened after(database);
      CHECK(after.db().schema_version() == schema_version());
      check_kept(before, after);
    }

    Server later(server, database);
    const auto same = later.result(ended.id).body;
    for (const auto* name : {"result", "resultSignature", "resultSignatureKeyId", "tag", "status"})
      CHECK(same[name] == result[name]);
    // What was begun goes on: its session, its effect, its log.
    Page page(later, waiting.id);
    page.token = waiting.token;
    page.secret = waiting.secret;
    page.epoch = waiting.epoch;
    page.seq = waiting.seq;
    const auto code = later.code();
    page.seq = page.events().body["seq"].as_integer();
    CHECK(page.submit("FS0otp", Value::object({{"code", code}})).status() == 200);
    page.submit("FS0form", Value::object({{"name", "Asha Rao"}, {"pan", "ABCPE1234F"}}));
    const auto media = page.upload(png()).body["id"].as_string();
    CHECK(page.submit("FS0doc", Value::object({{"front", media}})).status() == 200);
    CHECK(later.result(page.id).body["resultSignatureKeyId"] == result["resultSignatureKeyId"]);
    // What ends from now on has a receipt; what had ended before there were any has none.
    CHECK(later.result(page.id).body["receipt"].is_string());
    CHECK(same["receipt"].is_string() == (steps >= with_receipts));
    CHECK(later.create().status() == 200);
    const auto audit = later.services->store.read([&](Database& db) {
      return verify_audit(db, later.services->vault, *find_app(db, later.app.client_key), "");
    });
    CHECK(audit);
  }
}
