// A program that has functions named as in mbedTLS and double-conversion, of another version and
// meaning.
#include <sealflow/sealflow.hpp>

extern "C" {
int their_calls = 0;
int mbedtls_sha256_starts(void*, int) { return ++their_calls; }
int mbedtls_sha256_update(void*, const unsigned char*, unsigned long) { return ++their_calls; }
int mbedtls_ct_memcmp(const void*, const void*, unsigned long) { return ++their_calls; }
}

namespace double_conversion {
class Bignum {
 public:
  void AssignUInt16(unsigned short) { ++their_calls; }
};
}  // namespace double_conversion

int main() {
  double_conversion::Bignum().AssignUInt16(1);
  const bool hashes = sealflow::sha256_hex("abc") ==
                      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  const bool compares = sealflow::equal_constant_time("a", "a");
  return hashes && compares && their_calls == 1 ? 0 : 1;
}
