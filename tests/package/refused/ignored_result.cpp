// A failure that nobody looks at.
#include <sealflow/sealflow.hpp>

void take_in(sealflow::State& state, const sealflow::LoggedEvent& event) {
#ifdef RIGHT
  if (!sealflow::evolve(state, event)) return;
#else
  sealflow::evolve(state, event);
#endif
}
