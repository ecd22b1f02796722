// Uploads in pieces: what arrives stays, whatever breaks in between, and ends as a file like any.
#include <catch2/catch_test_macros.hpp>
#include <future>

#include "error_ways.hpp"
#include "server/sweeper.hpp"
#include "server/upload.hpp"
#include "upload_fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;
using namespace std::string_literals;

namespace {

struct Fixture {
  Server server;
  Page page{server, server.handshake()};
  Sender sender{server, page};
  Fixture() { page.launch(); }

  std::int64_t pieces() { return server.count("SELECT count(*) FROM upload_pieces"); }
  std::int64_t uploads() { return server.count("SELECT count(*) FROM uploads"); }
};

}  // namespace

TEST_CASE("a file that comes in pieces becomes what it would be at once") {
  Fixture f;
  f.page.to_form();
  f.page.submit("FS0form", Value::object({{"name", "Asha Rao"}, {"pan", "ABCPE1234F"}}));
  const auto exif = "\xFF\xE1\0\x10"s + "Exif\0\0 Berlin"s + "!"s;
  std::string noise(3 * piece_size, 'p');
  for (std::size_t i = 0; i < noise.size(); ++i) noise[i] = static_cast<char>('a' + i % 23);
  auto file = jpeg(exif);
  file.insert(file.size() - 2, noise);

  const auto begun = f.sender.begin(file.size(), "image/jpeg");
  REQUIRE(begun.status() == 201);
  const auto id = begun.body["id"].as_string();
  CHECK(begun.response.header("location") == f.page.path("uploads/" + id));
  CHECK(begun.response.header("upload-limit") ==
        "max-size=15728640, min-append-size=65536, max-append-size=1048576, max-age=3600");
  const auto first = f.sender.piece(id, file, 0);
  CHECK(first.status() == 200);
  CHECK(first.response.header("upload-complete") == "?0");
  CHECK(first.response.header("upload-offset") == std::to_string(piece_size));
  CHECK(first.body["offset"] == Value(static_cast<std::int64_t>(piece_size)));
  const auto done = f.sender.rest(id, file);
  CHECK(done.status() == 201);
  CHECK(done.response.header("upload-complete") == "?1");

  const auto at_once = f.page.upload(file, "image/jpeg");
  REQUIRE(at_once.status() == 201);
  CHECK(done.body["size"] == at_once.body["size"]);
  CHECK(done.body["sha256"] == at_once.body["sha256"]);
  CHECK(f.pieces() == 0);
  CHECK(has_files(f.server, 2));
  // Whoever did not get the answer may ask for it.
  const auto state = f.sender.state(id);
  CHECK(state.body["media"] == done.body);
  CHECK(state.response.header("upload-complete") == "?1");
  CHECK(f.page.submit("FS0doc", with("front", done.body["id"])).status() == 200);
}

TEST_CASE("what was acknowledged outlives the server, and the sweep at its start") {
  Fixture f;
  const auto file = png_of(4 * piece_size);
  const auto id = f.sender.begun(file.size());
  for (std::size_t i = 0; i < 3; ++i) {
    REQUIRE(f.sender.piece(id, file, i * piece_size).status() == 200);
    f.server.reopen();
    sweep_at_start(f.server);
    CHECK(f.sender.state(id).body["offset"] ==
          Value(static_cast<std::int64_t>((i + 1) * piece_size)));
  }
  const auto done = f.sender.piece(id, file, 3 * piece_size);
  CHECK(done.body["sha256"] == Value(sha256_hex(file)));
}

TEST_CASE("pieces that come to different instances make one file", "[postgres]") {
  Fixture f;
  Server second(f.server, f.server.database);
  Sender other(second, f.page);
  const auto file = png_of(5 * piece_size + 7);
  const auto id = f.sender.begun(file.size());
  Answer answer;
  for (std::size_t i = 0; i < 6; ++i)
    answer = (i % 2 == 0 ? other : f.sender).piece(id, file, i * piece_size);
  CHECK(answer.body["sha256"] == Value(sha256_hex(file)));
  CHECK(other.state(id).body["media"] == answer.body);
}

TEST_CASE("pieces lie sealed, each for its place") {
  Fixture f;
  std::string file = "%PDF-1.7 passport of Asha Rao";
  file.append(2 * piece_size - file.size(), ' ');
  file += "%%EOF";
  const auto one = f.sender.begin(file.size(), "application/pdf").body["id"].as_string();
  const auto two = f.sender.begin(file.size(), "application/pdf").body["id"].as_string();
  for (const auto& id : {one, two}) {
    f.sender.piece(id, file, 0);
    f.sender.piece(id, file, piece_size);
  }
  std::string disk = f.server.stored();
  for (const auto& path : files_of(f.server)) disk += bytes_of(path.string());
  CHECK(disk.find("Asha Rao") == std::string::npos);
  CHECK(disk.find("%PDF") == std::string::npos);

  SECTION("moved within the upload they open nothing") {
    f.server.tamper("UPDATE upload_pieces SET start = start + 100000000");
    f.server.tamper("UPDATE upload_pieces SET start = CASE start WHEN 100000000 THEN ?1 ELSE 0 END",
                    static_cast<std::int64_t>(piece_size));
  }
  SECTION("nor in another one") {
    f.server.tamper("DELETE FROM upload_pieces WHERE upload = ?1", one);
    f.server.tamper("UPDATE upload_pieces SET upload = ?1", one);
  }
  SECTION("and without one of them there is no file") {
    f.server.tamper("DELETE FROM upload_pieces WHERE start = 0");
  }
  const auto refused = f.sender.piece(one, file, 2 * piece_size);
  CHECK(refused.code() == "not_found");
  CHECK(f.server.count("SELECT count(*) FROM media") == 0);
}

TEST_CASE("a piece whose file is lost costs the upload, and nothing else", "[sqlite]") {
  Fixture f;
  const auto file = png_of(2 * piece_size);
  const auto id = f.sender.begun(file.size());
  f.sender.piece(id, file, 0);
  for (const auto& path : files_of(f.server)) std::filesystem::resize_file(path, 100);
  CHECK(f.sender.piece(id, file, piece_size).code() == "not_found");
  CHECK(f.sender.rest(f.sender.begun(file.size()), file).status() == 201);
}

TEST_CASE("a file that turns out to be none is refused as a whole, and its pieces go") {
  Fixture f;
  auto file = png_of(2 * piece_size);
  file.resize(file.size() - 4);  // cut off
  const auto id = f.sender.begun(file.size());
  const auto refused = f.sender.rest(id, file);
  CHECK(refused.code() == "media_type_invalid");
  CHECK(refused.response.header("upload-complete") == "?1");
  CHECK(f.uploads() + f.pieces() == 0);
  CHECK(has_files(f.server, 0));
  CHECK(f.sender.state(id).status() == 404);
}

TEST_CASE("what it is shows with the first piece") {
  Fixture f;
  const auto file = png_of(3 * piece_size);
  const auto id = f.sender.begin(file.size(), "image/jpeg").body["id"].as_string();
  CHECK(f.sender.piece(id, file, 0).code() == "media_type_invalid");
  CHECK(f.uploads() == 0);
}

TEST_CASE("an upload ends an hour after its last piece, and the sweeper takes it") {
  Fixture f;
  const auto file = png_of(3 * piece_size);
  const auto id = f.sender.begun(file.size());
  f.server.now += 29 * minute_ms;
  f.sender.piece(id, file, 0);
  f.server.now += 29 * minute_ms;
  f.sender.state(id);
  f.page.launch();
  f.server.now += 29 * minute_ms;
  f.page.launch();
  f.server.now += 2 * minute_ms - 1;
  CHECK(f.sender.state(id).status() == 200);
  f.server.now += 1;
  CHECK(f.sender.state(id).code() == "not_found");
  CHECK(f.sender.piece(id, file, piece_size).code() == "not_found");
  for (const auto& path : files_of(f.server))
    std::filesystem::last_write_time(
        path, std::filesystem::file_time_type::clock::now() - std::chrono::hours(1));
  Sweeper(*f.server.services).run_once();
  CHECK(f.uploads() + f.pieces() == 0);
  CHECK(has_files(f.server, 0));
}

TEST_CASE("erasing and archiving take what has come of a file") {
  for (const auto* what : {"erase", "archive"}) {
    CAPTURE(what);
    Fixture f;
    const auto file = png_of(2 * piece_size);
    const auto id = f.sender.begun(file.size());
    f.sender.piece(id, file, 0);
    const auto exchange = f.sender.under_way(id, file, piece_size);
    CHECK(on(f.server, f.page.id, what).status() == 200);
    CHECK(f.uploads() + f.pieces() == 0);
    std::promise<int> answered;
    f.server.service->finish(exchange, [&](const Response& r) { answered.set_value(r.status); });
    CHECK(answered.get_future().get() == 401);
    exchange->request.upload.reset();
    CHECK(has_files(f.server, 0));
  }
}
