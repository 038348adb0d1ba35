// expect: (bench/bench_physics.hpp|No such file or directory|file not found)
// room: apps
#include <fiberloom/sim/bench/simulated_rig.hpp>

// What a simulated bench really is, is private to the room that simulates it: the program sees a rig like any other.
#ifdef FIBERLOOM_BAD_LINE
#include "bench/bench_physics.hpp"
#endif

double launch_power_of(const fiberloom::sim::SimulatedInstrumentRig& rig) {
  return static_cast<double>(rig.bench->instruments().size());
}
