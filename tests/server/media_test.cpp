// What is kept of uploaded files: pixels, colours, which way up; and nothing of where and when.
#include <catch2/catch_test_macros.hpp>

#include "fixture.hpp"
#include "sealflow/signature.hpp"
#include "server/media/filter.hpp"
#include "server/upload.hpp"

using namespace sealflow;
using namespace sealflow::server;
using namespace sealflow::server::test;
using namespace std::string_literals;

namespace {

struct Kept {
  bool whole = false;
  std::string bytes;
};

/// Every way to cut the file gives the same.
Kept filtered(std::string_view type, const std::string& file) {
  Kept first;
  for (const std::size_t piece : {file.size(), std::size_t{1}, std::size_t{7}}) {
    const auto filter = media_filter(type);
    Kept kept{true, ""};
    for (std::size_t at = 0; at < file.size() && kept.whole; at += piece)
      kept.whole = filter->take(std::string_view(file).substr(at, piece), kept.bytes);
    kept.whole = kept.whole && filter->complete();
    if (piece == file.size()) first = kept;
    CHECK(kept.whole == first.whole);
    if (kept.whole) CHECK(kept.bytes == first.bytes);
  }
  return first;
}

/// EXIF as a phone writes it: little-endian, the orientation and a pointer to where it was.
std::string phone_exif(char orientation) {
  return "II*\0\x08\0\0\0\x02\0"
         "\x12\x01\x03\0\x01\0\0\0"s +
         orientation +
         "\0\0\0"
         "\x25\x88\x04\0\x01\0\0\0\x26\0\0\0"
         "\0\0\0\0GPS 52.5200 13.4050"s;
}

std::string segment(char code, const std::string& content) {
  const auto length = content.size() + 2;
  return "\xFF"s + code + static_cast<char>(length >> 8) + static_cast<char>(length & 0xFF) +
         content;
}

std::string chunk(const std::string& type, const std::string& data) {
  const auto length = data.size();
  return "\0\0"s + static_cast<char>(length >> 8) + static_cast<char>(length & 0xFF) + type + data +
         "crc!";
}

}  // namespace

TEST_CASE("a JPEG loses everything but the picture, its colours, and which way up it is") {
  const auto jfif = segment('\xE0', "JFIF\0\x01\x02\0\0\x48\0\x48\x01\x01\xAA\xBB\xCC"s);
  const auto profile = segment('\xE2', "ICC_PROFILE\0\x01\x01 colours"s);
  const auto adobe = segment('\xEE', "Adobe\0\x64\0\0\0\0\0"s);
  const auto leaks = segment('\xE1', "Exif\0\0"s + phone_exif(6)) +
                     segment('\xE1', "http://ns.adobe.com/xap/1.0/\0<xmp>Berlin</xmp>"s) +
                     segment('\xE2', "MPF\0 second picture"s) + segment('\xED', "Photoshop 3.0"s) +
                     segment('\xE0', "JFXX\0 thumbnail"s) + segment('\xFE', "shot by Asha");
  const auto kept = filtered("image/jpeg", jpeg(jfif + profile + leaks + adobe) + "film, and more");
  REQUIRE(kept.whole);
  const auto plain = segment('\xE0', "JFIF\0\x01\x02\0\0\x48\0\x48\0\0"s);
  const auto upright = segment('\xE1', "Exif\0\0"s + exif_with_orientation(6));
  CHECK(kept.bytes == jpeg(plain + profile + upright + adobe));
  CHECK(exif_orientation(exif_with_orientation(6)) == 6);
  // What was kept is kept as it is.
  CHECK(filtered("image/jpeg", kept.bytes).bytes == kept.bytes);
  // The usual orientation needs no word.
  CHECK(filtered("image/jpeg", jpeg(segment('\xE1', "Exif\0\0"s + phone_exif(1)))).bytes == jpeg());
}

TEST_CASE("a PNG loses everything but the picture, its colours, and which way up it is") {
  const auto colours =
      chunk("gAMA", "\0\0\xB1\x8F"s) + chunk("pHYs", "\0\0\x0B\x13\0\0\x0B\x13\x01"s);
  const auto leaks = chunk("tEXt", "Author\0Asha"s) + chunk("iTXt", "XML:com.adobe.xmp"s) +
                     chunk("tIME", "\x07\xE8\x05\x11\x0A\x0A\x0A"s) + chunk("prVt", "Berlin") +
                     chunk("zTXt", "x") + chunk("eXIf", phone_exif(1));
  CHECK(filtered("image/png", png(leaks + colours) + "and more").bytes == png(colours));
  const auto turned = filtered("image/png", png(chunk("eXIf", phone_exif(8))));
  const auto at = turned.bytes.find("eXIf");
  REQUIRE(at != std::string::npos);
  CHECK(exif_orientation(std::string_view(turned.bytes).substr(at + 4)) == 8);
  CHECK(turned.bytes.find("GPS") == std::string::npos);
  // Its checksum is right: computed by another implementation (Python's zlib.crc32).
  CHECK(to_hex(turned.bytes.substr(at + 4 + 26, 4)) == "86583034");
}

TEST_CASE("an orientation that cannot be read is none, wherever the EXIF is cut or bent") {
  const auto whole = phone_exif(3);
  CHECK(exif_orientation(whole) == 3);
  for (std::size_t size = 0; size < 22; ++size)
    CHECK(exif_orientation(std::string_view(whole).substr(0, size)) == 1);
  CHECK(exif_orientation(phone_exif(9)) == 1);
  CHECK(exif_orientation("II*\0\xFF\xFF\xFF\xFF"s) == 1);
  CHECK(exif_orientation("MM\0*\0\0\0\x08\xFF\xFF"s) == 1);
}

TEST_CASE("what is cut off, bent, or encrypted is no file") {
  const auto whole = jpeg(segment('\xE0', "JFIF\0\x01\x02\0\0\x48\0\x48\0\0"s));
  for (std::size_t size = 0; size < whole.size(); ++size)
    CHECK_FALSE(filtered("image/jpeg", whole.substr(0, size)).whole);
  CHECK_FALSE(filtered("image/jpeg", "\xFF\xD8\xFF\xD9"s).whole);
  CHECK_FALSE(filtered("image/jpeg", "\xFF\xD8\xFF\xE0\0\x01"s).whole);
  CHECK_FALSE(filtered("image/jpeg", "\xFF\xD8 text"s).whole);
  for (std::size_t size = 0; size < png().size(); ++size)
    CHECK_FALSE(filtered("image/png", png().substr(0, size)).whole);
  CHECK_FALSE(filtered("image/png", png(chunk("IHDR", "twice"))).whole);
  CHECK_FALSE(filtered("image/png", png(chunk("QQQQ", "critical"))).whole);
  CHECK_FALSE(filtered("image/png", png("\xFF\xFF\xFF\xFFtEXt")).whole);
  CHECK(filtered("application/pdf", "%PDF-1.7 trailer << /Root 1 0 R >> %%EOF\n").whole);
  CHECK_FALSE(filtered("application/pdf", "%PDF-1.7 trailer << /Root 1 0 R >>").whole);
  CHECK_FALSE(filtered("application/pdf", "%PDF-1.7 << /Encrypt 9 0 R >> %%EOF").whole);
}

TEST_CASE("forty files are all that a handshake takes, and waiting does not help") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  for (int i = 0; i < 40; ++i) REQUIRE(page.upload(png()).status() == 201);
  const auto refused = page.upload(png());
  CHECK(refused.code() == "too_many_files");
  CHECK(refused.status() == 403);
  CHECK(refused.body["retryable"] == Value(false));
  CHECK(refused.response.header("retry-after").empty());
  server.now += 29 * minute_ms;  // the session still lives
  CHECK(page.upload(png()).code() == "too_many_files");
  // Files are counted for the handshake, not for the session or the server.
  server.now += 2 * minute_ms;
  page.launch();
  CHECK(page.upload(png()).code() == "too_many_files");
  Page other(server, server.handshake());
  other.launch();
  CHECK(other.upload(png()).status() == 201);
  CHECK(server.count("SELECT count(*) FROM media") == 41);
}

TEST_CASE("the size and the hash that enter a result are of what is stored") {
  Server server;
  Page page(server, server.handshake());
  page.launch();
  const auto sent = jpeg(segment('\xE1', "Exif\0\0"s + phone_exif(1)));
  const auto media = page.upload(sent, "image/jpeg");
  REQUIRE(media.status() == 201);
  CHECK(media.body["size"] == Value(static_cast<std::int64_t>(jpeg().size())));
  CHECK(media.body["sha256"] == Value(sha256_hex(jpeg())));
  CHECK(page.upload(sent, "image/png").code() == "media_type_invalid");
}
