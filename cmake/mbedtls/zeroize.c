/* mbedTLS's wiping, for WebAssembly: mbedtls_platform_zeroize() of its own calls memset() through a pointer, which the
 * linker cannot look through. Here every block of SHA-256 and all that is freed is wiped; the difference is a tenth. */
#include <string.h>

#include <mbedtls/platform_util.h>

void mbedtls_platform_zeroize(void *memory, size_t size) {
  memset(memory, 0, size);
  __asm__ volatile("" : : "r"(memory) : "memory"); /* somebody may look, so the zeros must be there */
}
