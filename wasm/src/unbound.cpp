// Embind writes the address of a type that nobody bound into its message, by sprintf(): three
// kilobytes of formatting for a mistake that the first start of a build shows. Here it is a word.
#include <cstdio>
#include <cstring>

extern "C" int siprintf(char* to, const char* /*format*/, ...) {
  std::strcpy(to, "a type");
  return 6;
}
