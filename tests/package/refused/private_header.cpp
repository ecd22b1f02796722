// A header that is not public.
#ifdef RIGHT
#include <sealflow/json.hpp>
#else
#include <reader.hpp>
#endif
