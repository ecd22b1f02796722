// Uploads in pieces, sent by somebody who means no good: never taken, and never a failure of ours.
#include <catch2/catch_test_macros.hpp>
#include <future>
#include <latch>

#include "error_ways.hpp"
#include "upload_fixture.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

namespace {

struct Fixture {
  Server server;
  Page page{server, server.handshake()};
  Sender sender{server, page};
  std::string file = png_of(4 * piece_size);
  std::string id;
  Fixture() {
    page.launch();
    id = sender.begun(file.size());
    sender.piece(id, file, 0);
    sender.piece(id, file, piece_size);
  }

  std::string next() const { return file.substr(2 * piece_size, piece_size); }
};

const std::string at = std::to_string(2 * piece_size);

}  // namespace

TEST_CASE("nothing but the next piece is taken") {
  struct Case {
    const char* what;
    std::string offset;
    std::string complete;
    std::size_t size;
    const char* code;
  };
  const std::size_t size = piece_size;
  const std::vector<Case> cases = {
      {"ahead", std::to_string(3 * piece_size), "?0", size, "seq_conflict"},
      {"behind", std::to_string(piece_size), "?0", size, "seq_conflict"},
      {"from the start", "0", "?0", size, "seq_conflict"},
      {"one byte ahead", std::to_string(2 * piece_size + 1), "?0", size, "seq_conflict"},
      {"behind, as the last", std::to_string(piece_size), "?1", 3 * size, "seq_conflict"},
      {"the largest number there is", "999999999999999", "?0", size, "seq_conflict"},
      {"negative", "-131072", "?0", size, "malformed_request"},
      {"minus zero", "-0", "?0", size, "malformed_request"},
      {"beyond 15 digits", "1000000000131072", "?0", size, "malformed_request"},
      {"beyond 64 bits", "18446744073709682688", "?0", size, "malformed_request"},
      {"hexadecimal", "0x20000", "?0", size, "malformed_request"},
      {"a fraction", "131072.0", "?0", size, "malformed_request"},
      {"with more behind", "131072, 131072", "?0", size, "malformed_request"},
      {"no offset", "", "?0", size, "malformed_request"},
      {"neither last nor not", at, "", size, "malformed_request"},
      {"a word for it", at, "true", size, "malformed_request"},
      {"longer than announced", at, "?0", 3 * size, "malformed_request"},
      {"longer than announced, as the last", at, "?1", 3 * size, "malformed_request"},
      {"ended too early", at, "?1", size, "malformed_request"},
      {"ended with nothing", at, "?1", 0, "malformed_request"},
      {"too small", at, "?0", size - 1, "malformed_request"},
      {"empty", at, "?0", 0, "malformed_request"},
      {"too large", at, "?0", max_piece_bytes + 1, "body_too_large"},
  };
  Fixture f;
  for (const auto& one : cases) {
    CAPTURE(one.what);
    const auto answer = f.sender.patch(f.id, one.offset, one.complete, std::string(one.size, 'x'));
    CHECK(answer.code() == one.code);
    CHECK(answer.status() >= 400);
    CHECK(answer.status() < 500);
    if (answer.status() == 409) CHECK(answer.response.header("upload-offset") == at);
  }
  CHECK(f.server.count("SELECT count(*) FROM upload_pieces") == 2);
  CHECK(has_files(f.server, 2));
  CHECK(f.sender.rest(f.id, f.file).body["sha256"] == Value(sha256_hex(f.file)));
}

TEST_CASE("a header that stands there twice, and another type than a piece's, are refused") {
  Fixture f;
  const auto send = [&](const std::string& type, std::vector<Header> extra) {
    extra.push_back({"upload-complete", "?0"});
    return f.server.send("PATCH", f.sender.path(f.id), f.sender.headers(type, std::move(extra)),
                         f.next());
  };
  const std::string piece = "application/partial-upload";
  CHECK(send(piece, {{"upload-offset", at}, {"upload-offset", at}}).code() == "malformed_request");
  CHECK(send(piece, {{"upload-offset", at}, {"upload-length", "7"}}).code() == "malformed_request");
  CHECK(send("image/png", {{"upload-offset", at}}).code() == "content_type_invalid");
  CHECK(send("application/json", {{"upload-offset", at}}).code() == "content_type_invalid");
  CHECK(send("", {{"upload-offset", at}}).code() == "content_type_invalid");
  CHECK(send("Application/Partial-Upload; x=y", {{"upload-offset", at}}).status() == 200);
}

TEST_CASE("an upload begins with a type, a length, and nothing else") {
  Fixture f;
  const auto begin = [&](const std::string& type, std::vector<Header> extra) {
    return f.server.send("POST", f.page.path("uploads"), f.sender.headers(type, std::move(extra)))
        .code();
  };
  const Header part{"upload-complete", "?0"};
  const Header length{"upload-length", "1000"};
  CHECK(begin("image/gif", {part, length}) == "content_type_invalid");
  CHECK(begin("", {part, length}) == "content_type_invalid");
  CHECK(begin("image/png", {length}) == "malformed_request");
  CHECK(begin("image/png", {{"upload-complete", "?1"}, length}) == "malformed_request");
  CHECK(begin("image/png", {part, length, {"content-length", "9"}}) == "malformed_request");
  CHECK(begin("image/png", {part, length, {"transfer-encoding", "chunked"}}) ==
        "malformed_request");
  for (const auto* bad : {"", "0", "-1", "1e3", "0x10", "9999999999999999999999", " 5"}) {
    CAPTURE(bad);
    CHECK(begin("image/png", {part, {"upload-length", bad}}) == "malformed_request");
  }
  CHECK(begin("image/png", {part, {"upload-length", "15728641"}}) == "media_too_large");
  CHECK(f.server.count("SELECT count(*) FROM uploads") == 1);
}

TEST_CASE("an upload is nobody else's: not another device's, handshake's, or a guesser's") {
  Fixture f;
  const auto link = f.server.send("POST", f.page.path("handoff"), f.page.headers());
  Page phone(f.server, f.page.id);
  REQUIRE(phone.launch(with("handoff", link.body["code"])).status() == 200);
  Page stranger(f.server, f.server.handshake());
  stranger.launch();
  for (Page* page : {&phone, &stranger}) {
    Sender sender(f.server, *page);
    CHECK(sender.state(f.id).code() == "not_found");
    CHECK(sender.patch(f.id, at, "?0", f.next()).code() == "not_found");
  }
  Page thief(f.server, f.page.id);  // knows both ids
  thief.token = stranger.token;
  CHECK(Sender(f.server, thief).state(f.id).code() == "token_mismatch");
  thief.token = "";
  CHECK(Sender(f.server, thief).patch(f.id, at, "?0", f.next()).status() == 401);
  for (const auto& id : {new_upload_id(), std::string("UP1"), std::string("\xFF"), f.page.id}) {
    CHECK(f.sender.state(id).code() == "not_found");
    CHECK(f.sender.patch(id, at, "?0", f.next()).code() == "not_found");
  }
  // Whole, it is still nobody else's.
  CHECK(f.sender.rest(f.id, f.file).status() == 201);
  CHECK(Sender(f.server, phone).state(f.id).code() == "not_found");
}

TEST_CASE("a whole upload takes no more, and is what it was") {
  Fixture f;
  const auto done = f.sender.rest(f.id, f.file);
  for (const auto& offset : {std::string("0"), at, std::to_string(f.file.size())}) {
    for (const auto* complete : {"?0", "?1"}) {
      for (const auto& bytes : {f.next(), std::string()}) {
        const auto answer = f.sender.patch(f.id, offset, complete, bytes);
        CHECK(answer.status() == 409);
        CHECK(answer.response.header("upload-offset") == std::to_string(f.file.size()));
        CHECK(answer.response.header("upload-complete") == "?1");
      }
    }
  }
  CHECK(f.sender.state(f.id).body["media"] == done.body);
  CHECK(f.server.count("SELECT count(*) FROM media") == 1);
  CHECK(has_files(f.server, 1));
}

TEST_CASE("of pieces sent at once for one place, one is taken") {
  for (const bool last : {false, true}) {
    CAPTURE(last);
    Fixture f;
    const auto size = last ? 2 * piece_size : piece_size;
    constexpr int senders = 6;
    std::vector<std::shared_ptr<Exchange>> exchanges;
    exchanges.reserve(senders);
    for (int i = 0; i < senders; ++i)
      exchanges.push_back(f.sender.under_way(f.id, f.file, 2 * piece_size, size));
    std::vector<std::promise<int>> answers(senders);
    std::latch ready(senders);
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < senders; ++i) {
        threads.emplace_back([&, i] {
          ready.arrive_and_wait();
          f.server.service->finish(exchanges[i],
                                   [&, i](const Response& r) { answers[i].set_value(r.status); });
        });
      }
    }
    int taken = 0;
    for (auto& answer : answers) {
      const int status = answer.get_future().get();
      if (status != 409) {
        CHECK(status == (last ? 201 : 200));
        ++taken;
      }
    }
    CHECK(taken == 1);
    exchanges.clear();
    const auto answer = f.sender.state(f.id);
    if (last) {
      CHECK(answer.body["media"]["sha256"] == Value(sha256_hex(f.file)));
      CHECK(f.server.count("SELECT count(*) FROM media") == 1);
      CHECK(has_files(f.server, 1));
    } else {
      CHECK(f.sender.rest(f.id, f.file).body["sha256"] == Value(sha256_hex(f.file)));
    }
  }
}

TEST_CASE("what is begun counts as a file, and of four that are open the oldest makes room") {
  Fixture f;
  f.server.now += 1;
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i, f.server.now += 1) ids.push_back(f.sender.begun(f.file.size()));
  CHECK(f.sender.state(f.id).code() == "not_found");
  CHECK(f.server.count("SELECT count(*) FROM upload_pieces") == 0);
  CHECK(has_files(f.server, 0));
  for (const auto& id : ids) CHECK(f.sender.state(id).status() == 200);
  for (int i = 0; i < 36; ++i) REQUIRE(f.page.upload(png()).status() == 201);
  CHECK(f.page.upload(png()).code() == "too_many_files");
  // The room of an open one is its own.
  CHECK(f.sender.rest(ids[3], f.file).status() == 201);
  CHECK(f.page.upload(png()).code() == "too_many_files");
  // Another device's cannot be pushed out.
  const auto link = f.server.send("POST", f.page.path("handoff"), f.page.headers());
  Page phone(f.server, f.page.id);
  phone.launch(with("handoff", link.body["code"]));
  CHECK(Sender(f.server, phone).begin(f.file.size()).code() == "too_many_files");
  CHECK(f.sender.state(ids[0]).status() == 200);
}
