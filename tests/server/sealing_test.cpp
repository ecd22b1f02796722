#include "server/sealing.hpp"

#include <sys/stat.h>

#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"
#include "sealflow/base64.hpp"
#include "server/base/secret_reference.hpp"
#include "server/upload.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;

TEST_CASE("what is sealed opens with its key, in its place, unchanged") {
  const Key key = Key::random();
  const std::string sealed = seal(key, "ABCPE1234F", place({"event", "DS0", "7"}));
  CHECK(unseal(key, sealed, place({"event", "DS0", "7"})) == "ABCPE1234F");
  CHECK(sealed.find("ABCPE") == std::string::npos);
  CHECK(seal(key, "ABCPE1234F", place({"event", "DS0", "7"})) != sealed);
  CHECK(unseal(key, seal(key, "", "p"), "p") == "");

  CHECK_FALSE(unseal(Key::random(), sealed, place({"event", "DS0", "7"})));
  CHECK_FALSE(unseal(key, sealed, place({"event", "DS0", "8"})));
  CHECK_FALSE(unseal(key, sealed, place({"event", "DS", "07"})));
  CHECK_FALSE(unseal(key, "", "p"));
  CHECK_FALSE(unseal(key, sealed.substr(0, 27), place({"event", "DS0", "7"})));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(unseal(key, changed, place({"event", "DS0", "7"})));
  }
}

TEST_CASE("a stream seals to the same form") {
  const Key key = Key::random();
  StreamSealer sealer(key, "media");
  std::string sealed = sealer.begin();
  for (const std::string_view piece : {"first ", "", "second ", "third"})
    sealed += sealer.update(piece);
  sealed += sealer.finish();
  CHECK(unseal(key, sealed, "media") == "first second third");
}

TEST_CASE("a wrapped key opens for its owner alone") {
  const Vault vault(Key::random());
  const auto made = vault.create_key("DS0one");
  CHECK(vault.unwrap(made.wrapped, "DS0one")->bytes() == made.key.bytes());
  CHECK_FALSE(vault.unwrap(made.wrapped, "DS0two"));
  CHECK_FALSE(Vault(Key::random()).unwrap(made.wrapped, "DS0one"));
}

TEST_CASE("the master key comes by reference, and its absence stops the start") {
  const Folder folder;
  const auto file = folder.file("key");
  CHECK(write_secret_file(file, Vault::new_master_key()));
  struct stat status {};
  REQUIRE(stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  CHECK_FALSE(write_secret_file(file, "again"));
  CHECK(Vault::open("file:" + file));
  for (const std::string reference :
       {"", "file:/does/not/exist", "env:SEALFLOW_NOT_SET", "0123", "file:/dev/null"}) {
    CHECK_FALSE(Vault::open(reference));
  }
  // A key given itself, by mistake, is not repeated in the message.
  const std::string key(64, 'a');
  CHECK(Vault::open(key).error().message.find(key) == std::string::npos);
}

TEST_CASE("a secret is 32 bytes as base64url") { CHECK(is_base64url(random_secret(), 43)); }

TEST_CASE("uploads are recognised by their first bytes and never lie open on the disk") {
  CHECK(media_type_of("\xFF\xD8\xFF\xE0") == "image/jpeg");
  CHECK(media_type_of("\x89PNG\r\n\x1A\n") == "image/png");
  CHECK(media_type_of("%PDF-1.7") == "application/pdf");
  CHECK(media_type_of("GIF89a") == "");
  CHECK(media_type_of("PNG") == "");

  const Folder folder;
  const std::string id = new_media_id();
  {
    Upload upload(folder.file(""), id, Upload::Target::file);
    upload.write("%PDF-1.7 the whole pass");
    upload.write("port of Asha Rao %%EOF");
    CHECK(bytes_of(folder.file(id)).find("Asha") == std::string::npos);
    upload.finish();
    CHECK(upload.size() == 45);
    CHECK(upload.type() == "application/pdf");
    CHECK(unseal(upload.key(), bytes_of(folder.file(id)), place({"media", id})) ==
          "%PDF-1.7 the whole passport of Asha Rao %%EOF");
  }
  CHECK_FALSE(std::filesystem::exists(folder.file(id)));  // nobody kept it
}

TEST_CASE("no personal data, code or secret is in what the database stores") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  page.submit("FS0consent", Value::object({{"accepted", true}}));
  const std::string code = server.code();
  Page(server, server.handshake()).to_end();
  server.create(Value::object({{"tag", "customer Asha"}}));
  const std::string stored = server.stored();
  for (const std::string& secret :
       {std::string("ABCPE1234F"), std::string("Asha"), std::string("9876543210"),
        "\"" + code + "\"", server.app.client_secret, server.app.server_token, page.token,
        page.secret}) {
    INFO(secret);
    CHECK(stored.find(secret) == std::string::npos);
  }
}
