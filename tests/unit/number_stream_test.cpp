// Numbers as RFC 8785 wants them, against hashes that others computed: those of the first lines of
// a stream of doubles that the RFC's author published (cyberphone/json-canonicalization, testdata).
// Nothing is downloaded; the stream is made here. A line is the bits in hex, a comma, the text.
#include <array>
#include <catch2/catch_test_macros.hpp>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "sealflow/json.hpp"
#include "sealflow/signature.hpp"

using namespace sealflow;

namespace {

/// A third of a power of ten, 10^22 to 10^-27.
constexpr std::uint64_t thirds[] = {
    0x446696695dbd1cc3, 0x443211ede4974a35, 0x43fce97ca0f21056, 0x43c7213080c1a6ac,
    0x439280f39a348556, 0x435d9b1f5d20d557, 0x4327af4c4a80aaac, 0x42f2f2a36ecd5556,
    0x42be51057e155558, 0x428840d131aaaaac, 0x4253670dc1555557, 0x421f0b4935555557,
    0x41e8d5d42aaaaaac, 0x41b3de4355555556, 0x417fca0555555556, 0x41496e6aaaaaaaab,
    0x4114585555555555, 0x40e046aaaaaaaaab, 0x40aa0aaaaaaaaaaa, 0x4074d55555555555,
    0x4040aaaaaaaaaaab, 0x400aaaaaaaaaaaab, 0x3fd5555555555555, 0x3fa1111111111111,
    0x3f6b4e81b4e81b4f, 0x3f35d867c3ece2a5, 0x3f0179ec9cbd821e, 0x3ecbf647612f3696,
    0x3e965e9f80f29212, 0x3e61e54c672874db, 0x3e2ca213d840baf8, 0x3df6e80fe033c8c6,
    0x3dc2533fe68fd3d2, 0x3d8d51ffd74c861c, 0x3d5774ccac3d3817, 0x3d22c3d6f030f9ac,
    0x3cee0624b3818f79, 0x3cb804ea293472c7, 0x3c833721ba905bd3, 0x3c4ebe9c5db3c61e,
    0x3c18987d17c304e5, 0x3be3ad30dfcf371d, 0x3baf7b816618582f, 0x3b792f9ab81379bf,
    0x3b442615600f9499, 0x3b101e77800c76e1, 0x3ad9ca58cce0be35, 0x3aa4a1e0a3e6fe90,
    0x3a708180831f320d, 0x3a3a68cd9e985016};

/// Powers of ten and what is near them, the ends of the range, halves, 2^53, 10^21, 10^-6.
constexpr std::uint64_t edges[] = {
    0x4024000000000000, 0x4014000000000000, 0x3fe0000000000000, 0x3fa999999999999a,
    0x3f747ae147ae147b, 0x3f40624dd2f1a9fc, 0x3f0a36e2eb1c432d, 0x3ed4f8b588e368f1,
    0x3ea0c6f7a0b5ed8d, 0x3e6ad7f29abcaf48, 0x3e35798ee2308c3a, 0x3ed539223589fa95,
    0x3ed4ff26cd5a7781, 0x3ed4f95a762283ff, 0x3ed4f8c60703520c, 0x3ed4f8b72f19cd0d,
    0x3ed4f8b5b31c0c8d, 0x3ed4f8b58d1c461a, 0x3ed4f8b5894f7f0e, 0x3ed4f8b588ee37f3,
    0x3ed4f8b588e47da4, 0x3ed4f8b588e3849c, 0x3ed4f8b588e36bb5, 0x3ed4f8b588e36937,
    0x3ed4f8b588e368f8, 0x3ed4f8b588e368f1, 0x3ff0000000000000, 0xbff0000000000000,
    0xbfeffffffffffffa, 0xbfeffffffffffffb, 0x3feffffffffffffa, 0x3feffffffffffffb,
    0x3feffffffffffffc, 0x3feffffffffffffe, 0xbfefffffffffffff, 0xbfefffffffffffff,
    0x3fefffffffffffff, 0x3fefffffffffffff, 0x3fd3333333333332, 0x3fd3333333333333,
    0x3fd3333333333334, 0x0010000000000000, 0x000ffffffffffffd, 0x000fffffffffffff,
    0x7fefffffffffffff, 0xffefffffffffffff, 0x4340000000000000, 0xc340000000000000,
    0x4430000000000000, 0x44b52d02c7e14af5, 0x44b52d02c7e14af6, 0x44b52d02c7e14af7,
    0x444b1ae4d6e2ef4e, 0x444b1ae4d6e2ef4f, 0x444b1ae4d6e2ef50, 0x3eb0c6f7a0b5ed8c,
    0x3eb0c6f7a0b5ed8d, 0x41b3de4355555553, 0x41b3de4355555554, 0x41b3de4355555555,
    0x41b3de4355555556, 0x41b3de4355555557, 0xbecbf647612f3696, 0x43143ff3c1cb0959};

constexpr std::uint64_t sign = std::uint64_t{1} << 63U;
constexpr std::uint64_t smallest_normal = std::uint64_t{1} << 52U;

/// std::bit_cast is not in the C++ library of every Emscripten in use.
double double_of(std::uint64_t bits) {
  double number = 0;
  std::memcpy(&number, &bits, sizeof number);
  return number;
}

/// What comes first, then a chain of SHA-256 from 32 zero bytes on, read as little-endian doubles
/// without zeros and what is not finite.
class Stream {
 public:
  Stream() : first_({0, sign, 1, sign | 1}) {
    for (const std::uint64_t bits : thirds) first_.push_back(sign | bits);
    first_.insert(first_.end(), std::begin(thirds), std::end(thirds));
    first_.insert(first_.end(), std::begin(edges), std::end(edges));
    for (std::uint64_t i = 0; i < 2000; ++i) first_.push_back(smallest_normal + i);
  }

  std::uint64_t next() {
    if (given_ < first_.size()) return first_[given_++];
    while (true) {
      const std::uint64_t bits = next_of_chain();
      const double number = double_of(bits);
      if (number != 0 && std::isfinite(number)) return bits;
    }
  }

 private:
  std::uint64_t next_of_chain() {
    if (used_ == block_.size()) {
      block_ = sha256_bytes(block_);
      used_ = 0;
    }
    std::uint64_t bits = 0;
    for (unsigned i = 0; i < 8; ++i) {
      bits |= static_cast<std::uint64_t>(static_cast<unsigned char>(block_[used_++])) << (8 * i);
    }
    return bits;
  }

  std::vector<std::uint64_t> first_;
  std::size_t given_ = 0;
  std::string block_ = std::string(32, '\0');
  std::size_t used_ = block_.size();
};

std::string line_of(std::uint64_t bits, const std::string& text) {
  std::array<char, 16> hex{};
  const auto end = std::to_chars(hex.data(), hex.data() + hex.size(), bits, 16);
  std::string line(hex.data(), end.ptr);
  return line.append(",").append(text).append("\n");
}

struct Published {
  int lines;
  std::string_view hash;
};
constexpr Published published[] = {
    {1'000, "be18b62b6f69cdab33a7e0dae0d9cfa869fda80ddc712221570f9f40a5878687"},
    {10'000, "b9f7a8e75ef22a835685a52ccba7f7d6bdc99e34b010992cbc5864cd12be6892"},
    {100'000, "22776e6d4b49fa294a0d0f349268e5c28808fe7e0cb2bcbe28f63894e494d4c7"},
    {1'000'000, "49415fee2c56c77864931bd3624faad425c3c577d6d74e89a83bc725506dad16"},
    {10'000'000, "b9f8a44a91d46813b21b9602e72f112613c91408db0b8341fb94603d9db135e0"}};

/// Ten million lines are 404 MB, which a small engine's memory does not hold, and take a while.
int lines_to_check() {
#ifdef __EMSCRIPTEN__
  return 1'000'000;
#else
  // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing writes the environment here
  return std::getenv("SEALFLOW_LONG") != nullptr ? 10'000'000 : 1'000'000;
#endif
}

}  // namespace

TEST_CASE("numbers are printed as RFC 8785 has them", "[json][numbers]") {
  Stream stream;
  std::string text;
  int lines = 0;
  for (const Published& expected : published) {
    if (expected.lines > lines_to_check()) continue;
    for (; lines < expected.lines; ++lines) {
      const std::uint64_t bits = stream.next();
      text += line_of(bits, number_text(double_of(bits)));
    }
    INFO(lines << " lines");
    CHECK(sha256_hex(text) == expected.hash);
  }
  CHECK(lines == lines_to_check());
}

TEST_CASE("a single wrong line is noticed", "[json][numbers]") {
  for (const int wrong : {0, 3, 500, 999}) {
    Stream stream;
    std::string text;
    for (int line = 0; line < published[0].lines; ++line) {
      const std::uint64_t bits = stream.next();
      std::string number = number_text(double_of(bits));
      if (line == wrong) number.back() = number.back() == '1' ? '2' : '1';
      text += line_of(bits, number);
    }
    CHECK(sha256_hex(text) != published[0].hash);
  }
}

TEST_CASE("numbers are read back as they were printed", "[json][numbers]") {
  Stream stream;
  int different = 0;
  for (int line = 0; line < 65'000; ++line) {
    const double number = double_of(stream.next());
    const Result<Value> read = parse_json(number_text(number));
    different += read && read->as_double() == number ? 0 : 1;
  }
  CHECK(different == 0);
}
