#include "server/store/postgres.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <vector>

#include "sealflow/signature.hpp"
#include "server/base/secret_reference.hpp"
#include "server/store/dialect.hpp"

namespace sealflow::server {
namespace {

using namespace std::chrono_literals;

constexpr auto shortest_pause = 50ms;
constexpr auto longest_pause = 500ms;

// Of pg_type.dat; libpq has no header for them.
constexpr Oid bool_oid = 16;
constexpr Oid bytea_oid = 17;
constexpr Oid int8_oid = 20;
constexpr Oid int2_oid = 21;
constexpr Oid int4_oid = 23;
constexpr Oid text_oid = 25;

// "sealflow" in ASCII: no other program on the same database locks this number.
constexpr std::string_view migration_lock = "8315159405212233591";

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultPointer = std::unique_ptr<PGresult, Clear>;

/// Only the primary message: the detail of an error shows values.
[[noreturn]] void fail(PGconn* handle, const PGresult* result, const std::string& what) {
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const std::string code = state == nullptr ? "" : state;
  // 57P01 to 57P03: the server is shutting down, has crashed, or is not up yet.
  const bool lost = PQstatus(handle) != CONNECTION_OK || code.starts_with("57P0") ||
                    code.starts_with("08") || code.empty();
  throw PostgresError(what + ": " + (message == nullptr ? "the connection is lost" : message), code,
                      lost);
}

ResultPointer checked(PGconn* handle, PGresult* given, const std::string& what) {
  ResultPointer result(given);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) fail(handle, result.get(), what);
  return result;
}

/// Big-endian, as on the wire.
std::array<char, 8> wire_integer(std::int64_t value) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes.at(i) = static_cast<char>(static_cast<std::uint64_t>(value) >> (56 - 8 * i));
  }
  return bytes;
}

std::int64_t integer_of_wire(std::string_view bytes) {
  std::uint64_t value =
      !bytes.empty() && (static_cast<unsigned char>(bytes[0]) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return static_cast<std::int64_t>(value);
}

class PostgresStatement : public Statement {
 public:
  PostgresStatement(PGconn* handle, std::string_view sql, std::string name)
      : handle_(handle),
        sql_(postgres_query(sql)),
        name_(std::move(name)),
        reads_(sql.starts_with("SELECT")) {}

  void start(std::span<const Parameter> values) override {
    std::vector<Sent> sent(values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::visit([&](const auto& value) { put(sent[i], value); }, values[i]);
    }
    std::vector<const char*> bytes;
    std::vector<int> lengths;
    std::vector<Oid> types;
    for (const auto& each : sent) {
      bytes.push_back(each.bytes);
      lengths.push_back(static_cast<int>(each.length));
      types.push_back(each.type);
    }
    const std::vector<int> formats(values.size(), 1);
    const int count = static_cast<int>(values.size());
    if (!prepared_) {
      checked(handle_, PQprepare(handle_, name_.c_str(), sql_.c_str(), count, types.data()),
              "a statement cannot be prepared");
      prepared_ = true;
    }
    result_ = checked(handle_,
                      PQexecPrepared(handle_, name_.c_str(), count, bytes.data(), lengths.data(),
                                     formats.data(), 1),
                      "a statement failed");
    row_ = -1;
  }

  bool step() override { return ++row_ < PQntuples(result_.get()); }
  void end() noexcept override { result_.reset(); }

  bool is_null(int column) const override { return PQgetisnull(result_.get(), row_, column) != 0; }
  std::int64_t integer(int column) const override {
    if (is_null(column)) return 0;
    switch (PQftype(result_.get(), column)) {
      case bool_oid:
      case int2_oid:
      case int4_oid:
      case int8_oid:
        return integer_of_wire(bytes(column));
      default:
        throw StorageError("a column that is no integer is read as one", 0);
    }
  }
  std::string text(int column) const override { return std::string(bytes(column)); }
  std::int64_t changes() const override {
    return std::strtoll(PQcmdTuples(result_.get()), nullptr, 10);
  }

 private:
  struct Sent {
    const char* bytes = nullptr;  ///< null: NULL
    std::size_t length = 0;
    Oid type = 0;  ///< 0: the server finds out
    std::array<char, 8> number{};
  };

  static void put(Sent&, std::nullptr_t) {}
  static void put(Sent& sent, std::int64_t value) {
    sent.number = wire_integer(value);
    sent.bytes = sent.number.data();
    sent.length = sent.number.size();
    sent.type = int8_oid;
  }
  void put(Sent& sent, std::string_view value) const {
    sent.type = text_oid;
    if (!postgres_text(value)) {
      // No column can hold it, so nothing that is looked for is equal to it, as nothing is to NULL.
      if (reads_) return;
      throw StorageError("a text that is no UTF-8 is not stored", 0);
    }
    sent.bytes = value.data() == nullptr ? "" : value.data();
    sent.length = value.size();
  }
  static void put(Sent& sent, const Blob& value) {
    sent.bytes = value.bytes.data() == nullptr ? "" : value.bytes.data();
    sent.length = value.bytes.size();
    sent.type = bytea_oid;
  }

  std::string_view bytes(int column) const {
    return {PQgetvalue(result_.get(), row_, column),
            static_cast<std::size_t>(PQgetlength(result_.get(), row_, column))};
  }

  PGconn* handle_;
  std::string sql_;
  std::string name_;
  bool reads_;
  bool prepared_ = false;
  ResultPointer result_;
  int row_ = -1;
};

}  // namespace

bool PostgresError::conflict() const {
  // Serialization failure, deadlock; a unique key that somebody else has just taken, and a row that
  // somebody else has just removed while another was to name it: seen again from the start, the one
  // is there to be found, and the other is not.
  return state_ == "40001" || state_ == "40P01" || state_ == "23505" || state_ == "23503";
}

PostgresDatabase::PostgresDatabase(const std::string& url, const std::string& password, Mode mode) {
  // Values of the URL win over those before it. The time-outs are for a machine that is gone
  // without a word; a server that is not running is refused at once.
  std::vector<const char*> names = {
      "connect_timeout",  "tcp_user_timeout",          "keepalives_idle", "keepalives_interval",
      "keepalives_count", "fallback_application_name", "dbname",          "client_encoding"};
  std::vector<const char*> values = {"2", "5000", "5", "2", "3", "sealflow", url.c_str(), "UTF8"};
  if (!password.empty()) {
    names.push_back("password");
    values.push_back(password.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  handle_ = PQconnectdbParams(names.data(), values.data(), 1);
  try {
    if (PQstatus(handle_) != CONNECTION_OK) {
      std::string reason = PQerrorMessage(handle_);
      while (reason.ends_with('\n')) reason.pop_back();
      throw PostgresError("cannot connect to PostgreSQL: " + reason, "", true);
    }
    PQsetNoticeProcessor(
        handle_, [](void*, const char*) {}, nullptr);
    set_up(mode);
  } catch (...) {
    // The destructor does not run for an object whose constructor throws.
    forget_statements();
    PQfinish(handle_);
    throw;
  }
}

PostgresDatabase::~PostgresDatabase() {
  forget_statements();
  PQfinish(handle_);
}

void PostgresDatabase::set_up(Mode mode) {
  // A stronger value (remote_apply) is the operator's and stays.
  if (show("synchronous_commit") == "off") execute("SET synchronous_commit = on");
  for (const auto* setting : {"fsync", "full_page_writes"}) {
    if (show(setting) != "on") {
      throw StorageError("PostgreSQL runs with " + std::string(setting) +
                             "=off: what it commits does not survive a crash",
                         1);
    }
  }
  if (show("synchronous_commit") == "off")
    throw StorageError("PostgreSQL does not keep synchronous_commit=on", 1);
  // A hung instance must not keep a handshake locked for ever, nor a slow query a request.
  execute(
      "SET lock_timeout = '5s';"
      "SET statement_timeout = '10s';"
      "SET idle_in_transaction_session_timeout = '10s';"
      "SET jit = off");
  if (mode == Mode::read) execute("SET default_transaction_read_only = on");
}

std::string PostgresDatabase::show(const std::string& setting) {
  const auto result =
      checked(handle_, PQexec(handle_, ("SHOW " + setting).c_str()), "a setting cannot be read");
  return PQgetvalue(result.get(), 0, 0);
}

std::int64_t PostgresDatabase::change(const std::string& sql) {
  const auto result = checked(handle_, PQexec(handle_, sql.c_str()), "a statement failed");
  return std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
}

void PostgresDatabase::lock(std::string_view name) {
  query("SELECT pg_advisory_xact_lock(hashtextextended(?1, 0))", name).step();
}

void PostgresDatabase::begin_migration() {
  // A step over large tables may take longer than any request, and so may waiting for another
  // instance's.
  execute("BEGIN; SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0");
  execute("SELECT pg_advisory_xact_lock(" + std::string(migration_lock) + ")");
  execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)");
}

std::int64_t PostgresDatabase::schema_version() {
  Rows row = query("SELECT version FROM schema_version");
  return row.step() ? row.integer(0) : 0;
}

void PostgresDatabase::take_schema_step(std::string_view sql, std::int64_t version) {
  execute(postgres_schema(sql));
  run("DELETE FROM schema_version");
  run("INSERT INTO schema_version (version) VALUES (?1)", version);
}

void PostgresDatabase::commit() {
  const auto result = checked(handle_, PQexec(handle_, "COMMIT"), "the commit failed");
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
    throw StorageError("a transaction with a failed statement was undone", 1);
}

void PostgresDatabase::rollback() noexcept {
  if (PQtransactionStatus(handle_) != PQTRANS_IDLE) PQclear(PQexec(handle_, "ROLLBACK"));
}

bool PostgresDatabase::alive() const { return PQtransactionStatus(handle_) == PQTRANS_IDLE; }

std::unique_ptr<Statement> PostgresDatabase::prepare(std::string_view sql) {
  return std::make_unique<PostgresStatement>(handle_, sql, "s" + std::to_string(++prepared_));
}

PostgresConnector::PostgresConnector(std::string url, const std::string& password)
    : url_(std::move(url)) {
  char* message = nullptr;
  PQconninfoOption* options = PQconninfoParse(url_.c_str(), &message);
  PQfreemem(message);  // it may repeat the URL, and that a password
  if (options == nullptr) throw StorageError("the setting db is no valid postgres:// URL", 0);
  bool has_password = false;
  for (const auto* option = options; option->keyword != nullptr; ++option) {
    has_password =
        has_password || (std::string_view(option->keyword) == "password" && option->val != nullptr);
  }
  PQconninfoFree(options);
  if (has_password) {
    throw StorageError(
        "the setting db has a password in it, which every user of this machine could read; "
        "name it by the setting dbPassword (--db-password env:NAME or file:PATH)",
        0);
  }
  if (password.empty()) return;
  auto secret = read_secret(password);
  if (!secret) throw StorageError("the database password: " + secret.error().message, 0);
  password_ = *std::move(secret);
}

PostgresConnector::~PostgresConnector() { wipe(password_); }

std::unique_ptr<PostgresDatabase> PostgresConnector::connect(Database::Mode mode) {
  using clock = std::chrono::steady_clock;
  {
    const std::lock_guard lock(mutex_);
    if (clock::now() < next_try_) throw PostgresError("the database is away", "", true);
    // Others wait for what comes of this try only if the last one failed.
    if (pause_ > 0ms) next_try_ = clock::now() + pause_;
  }
  try {
    auto database = std::make_unique<PostgresDatabase>(url_, password_, mode);
    const std::lock_guard lock(mutex_);
    pause_ = 0ms;
    next_try_ = {};
    return database;
  } catch (const PostgresError&) {
    const std::lock_guard lock(mutex_);
    pause_ = std::clamp(pause_ * 2, std::chrono::milliseconds(shortest_pause),
                        std::chrono::milliseconds(longest_pause));
    next_try_ = clock::now() + pause_;
    throw;
  }
}

}  // namespace sealflow::server
